"""The line-wise merge of two changed copies of a text, and where the words of two lines differ."""

from __future__ import annotations

import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.merge_text import Chunk, TextMerge, chunks, merge, spans

LINE = st.sampled_from(["", "a", "b", "c", "d", "a ", "  a", "x\r", "Budget is 10", "ß"])
TEXT = st.lists(LINE, max_size=9).map("\n".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and two copies, each of which kept most lines: what notes look like."""
    base = draw(st.lists(LINE, min_size=1, max_size=12))

    def copy() -> str:
        lines: list[str] = []
        for line in base:
            act = draw(st.sampled_from("kkkkkdri"))
            lines += {"k": [line], "d": [], "r": [draw(LINE)], "i": [line, draw(LINE)]}[act]
        return "\n".join(lines)

    return "\n".join(base), copy(), copy()


CASES = st.one_of(st.tuples(TEXT, TEXT, TEXT), edited())


def keys(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def kinds(found: list[Chunk]) -> list[str]:
    return [chunk.kind for chunk in found]


def lines(*words: str) -> str:
    return "\n".join(words)


@given(TEXT, TEXT)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: str, other: str) -> None:
    assert merge(base, base, other) == TextMerge(other, 0)
    assert merge(base, other, base) == TextMerge(other, 0)
    assert merge(base, other, other) == TextMerge(other, 0)


@given(CASES)
def test_no_line_is_ever_lost(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    result = Counter(keys(merge(*texts).text))
    held = Counter(keys(base))
    for side in (mine, theirs):
        for line, times in Counter(keys(side)).items():
            if line and times > held[line]:
                assert result[line] >= times - held[line]
                assert line in result
        assert {line for line in keys(side) if line} - set(held) <= set(result)


@given(CASES)
def test_the_result_holds_nothing_that_stood_nowhere(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    assert set(keys(merge(*texts).text)) <= {*keys(base), *keys(mine), *keys(theirs), ""}


@given(CASES)
def test_a_line_one_side_took_away_and_the_other_left_alone_is_gone(
    texts: tuple[str, str, str],
) -> None:
    base, mine, theirs = texts
    if merge(*texts).overlaps == 0:
        gone = set(keys(base)) - set(keys(mine)) - set(keys(theirs))
        assert not gone & set(keys(merge(*texts).text))


@given(CASES)
def test_the_sides_may_change_places(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.overlaps == other.overlaps
    assert Counter(keys(one.text)) == Counter(keys(other.text))
    assert one == merge(base, mine, theirs)
    turned = {"mine": "theirs", "theirs": "mine"}
    swapped = [turned.get(kind, kind) for kind in kinds(chunks(base, theirs, mine))]
    assert Counter(kinds(chunks(base, mine, theirs))) == Counter(swapped)


@given(CASES)
def test_the_chunks_are_the_texts(texts: tuple[str, str, str]) -> None:
    found = chunks(*texts)
    for number, side in enumerate(("base", "mine", "theirs")):
        got = [line for chunk in found for line in getattr(chunk, side)]
        assert [line.rstrip() for line in got] == keys(texts[number])
    for chunk in found:
        assert chunk.base or chunk.mine or chunk.theirs
        if chunk.kind in {"same", "both"}:
            assert keys(lines(*chunk.mine)) == keys(lines(*chunk.theirs))
    for one, following in pairwise(found):
        assert one.kind != following.kind


@given(edited())
def test_a_merge_merged_again_with_a_side_asks_nothing_new(texts: tuple[str, str, str]) -> None:
    """Their text as base: what they made stands already, what I made is mine alone."""
    _, _, theirs = texts
    made = merge(*texts).text
    assert merge(theirs, made, theirs) == TextMerge(made, 0)


BASE = lines(
    "# What matters",
    "Trial ends in December.",
    "Budget is 10,000.",
    "",
    "# What we did",
    "Walked through the set-up.",
    "",
    "# Next step",
    "Rana mails the list.",
)


def test_changes_at_different_places_all_stand() -> None:
    mine = BASE.replace("December", "January")
    theirs = BASE.replace("Rana mails the list.", "Rana mailed the list.")
    assert merge(BASE, mine, theirs) == TextMerge(
        mine.replace("Rana mails the list.", "Rana mailed the list."), 0
    )


def test_neighbouring_lines_are_two_lines() -> None:
    mine = BASE.replace("December", "January")
    theirs = BASE.replace("10,000", "12,500")
    assert merge(BASE, mine, theirs) == TextMerge(mine.replace("10,000", "12,500"), 0)


def test_the_same_line_changed_twice_is_kept_twice_and_asked_about() -> None:
    mine, theirs = BASE.replace("10,000", "14,000"), BASE.replace("10,000", "12,500")
    made = merge(BASE, mine, theirs)
    assert made.overlaps == 1
    expected = BASE.replace("Budget is 10,000.", "Budget is 14,000.\nBudget is 12,500.")
    assert made.text == expected
    assert kinds(chunks(BASE, mine, theirs)) == ["same", "overlap", "same"]


def test_lines_added_at_one_place_stand_beside_each_other_and_nobody_is_asked() -> None:
    mine = BASE.replace("set-up.", "set-up.\nLeft a recording.")
    theirs = BASE.replace("set-up.", "set-up.\nThey asked for a paper.")
    made = merge(BASE, mine, theirs)
    both = BASE.replace("set-up.", "set-up.\nLeft a recording.\nThey asked for a paper.")
    assert made == TextMerge(both, 0)
    assert kinds(chunks(BASE, mine, theirs)) == ["same", "mine", "theirs", "same"]


def test_a_blank_line_filled_twice_is_an_addition() -> None:
    base = lines("# One", "", "# Two")
    made = merge(base, lines("# One", "mine", "# Two"), lines("# One", "theirs", "# Two"))
    assert made == TextMerge(lines("# One", "mine", "theirs", "# Two"), 0)


def test_lines_both_added_are_there_once() -> None:
    base = "a"
    made = merge(base, lines("a", "x", "mine", "y"), lines("a", "x", "theirs", "y"))
    assert made == TextMerge(lines("a", "x", "mine", "theirs", "y"), 0)


def test_a_text_that_is_new_on_both_sides_is_asked_about() -> None:
    assert merge("", "mine", "theirs") == TextMerge(lines("mine", "theirs"), 1)
    assert merge("\n ", "mine", "theirs").overlaps == 1
    shared = merge("", lines("# Head", "mine"), lines("# Head", "theirs"))
    assert shared == TextMerge(lines("# Head", "mine", "theirs"), 1)
    assert merge("", lines("# Head", "more"), "# Head") == TextMerge(lines("# Head", "more"), 0)


def test_a_line_taken_away_here_and_changed_there_is_asked_about_and_kept() -> None:
    mine = BASE.replace("Budget is 10,000.\n", "")
    theirs = BASE.replace("10,000", "12,500")
    assert merge(BASE, mine, theirs) == TextMerge(theirs, 1)
    assert merge(BASE, theirs, mine) == TextMerge(theirs, 1)


def test_the_same_change_on_both_sides_is_one_change() -> None:
    mine = BASE.replace("10,000", "12,500")
    theirs = mine.replace("December", "January")
    assert merge(BASE, mine, theirs) == TextMerge(theirs, 0)
    assert "both" in kinds(chunks(BASE, mine, theirs))


def test_the_same_change_with_a_line_added_to_it_is_no_overlap() -> None:
    assert merge("a", "x", lines("x", "more")) == TextMerge(lines("x", "more"), 0)
    assert merge("a", "x", lines("more", "x")) == TextMerge(lines("more", "x"), 0)


def test_only_the_line_that_both_changed_overlaps_in_a_rewritten_paragraph() -> None:
    base, mine = lines("a", "b", "c", "d"), lines("A", "B", "C", "D")
    made = merge(base, mine, lines("a", "b", "X", "d"))
    assert made == TextMerge(lines("A", "B", "C", "X", "D"), 1)


def test_overlapping_neighbours_stay_together() -> None:
    made = merge(lines("a", "b"), lines("A", "B"), lines("X", "Y"))
    assert made == TextMerge(lines("A", "B", "X", "Y"), 1)


def test_blanks_at_the_end_of_a_line_are_no_change() -> None:
    made = merge("a\nb", "a  \nb", "a\nB")
    assert made == TextMerge("a  \nB", 0)
    assert merge("a\nb", "A\nb  ", "A \nb") == TextMerge("A\nb  ", 0)
    assert merge("a\r\nb\r\n", "a\nb\nmine", "a\r\nB").overlaps == 0


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "expected"),
    [
        ("a\n", "b\n", "a\nx\n", "b\nx\n"),
        ("a", "a\n", "b", "b\n"),
        ("a\n\n", "b\n\n", "a", "b"),
        ("a", "b\n", "a\nc\n\n", "b\nc\n"),
    ],
)
def test_the_end_of_the_text_follows_who_changed_it(
    base: str, mine: str, theirs: str, expected: str
) -> None:
    assert merge(base, mine, theirs) == TextMerge(expected, 0)


def seconds(base: str, mine: str, theirs: str) -> tuple[float, TextMerge]:
    began = time.process_time()
    made = merge(base, mine, theirs)
    return time.process_time() - began, made


MANY = 60_000
NUMBERED = [f"line {number} of the long text" for number in range(MANY)]


def changed(text: list[str], **put: str) -> str:
    copy = list(text)
    for place, words in put.items():
        copy[int(place[1:])] = words
    return "\n".join(copy)


def test_a_long_text_is_merged_line_by_line_however_far_apart_the_changes() -> None:
    base = "\n".join(NUMBERED)
    mine = changed(NUMBERED, _3="mine", _59990="mine too")
    theirs = changed(NUMBERED, _30000="theirs", _3="other")
    taken, made = seconds(base, mine, theirs)
    assert made.overlaps == 1
    wanted = changed(NUMBERED, _3="mine\nother", _30000="theirs", _59990="mine too")
    assert made.text == wanted
    assert taken < 10


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        (["", "a"] * MANY, ["", "b"] * MANY, ["", "c"] * MANY),
        (["a"] * MANY, ["b"] * MANY, ["c"] * (MANY + 1)),
        (NUMBERED, NUMBERED[::-1], [f"other {n}" for n in range(MANY)]),
        (["", "x", *NUMBERED] * 2, [*NUMBERED, "y"] * 2, ["z", *NUMBERED] * 2),
        ([], ["a", ""] * MANY, ["b", ""] * MANY),
    ],
)
def test_the_worst_texts_take_seconds_at_most_and_lose_nothing(
    base: list[str], mine: list[str], theirs: list[str]
) -> None:
    taken, made = seconds("\n".join(base), "\n".join(mine), "\n".join(theirs))
    assert taken < 20
    assert set(mine) | set(theirs) <= {*keys(made.text), *base, ""}


def test_one_endless_line_is_one_line() -> None:
    long = "word " * 400_000
    taken, made = seconds(long, long + "mine", long + "theirs")
    assert made.overlaps == 1
    assert taken < 5
    began = time.process_time()
    mine, theirs = spans(long + "mine", "other " + long)
    assert time.process_time() - began < 20
    assert mine
    assert theirs


def cut(line: str, ranges: list[tuple[int, int]]) -> list[str]:
    return [line[start:end] for start, end in ranges]


@pytest.mark.parametrize(
    ("mine", "theirs", "marked", "marked_there"),
    [
        ("Budget is 14,000 now.", "Budget is 12,500 now.", ["14,000"], ["12,500"]),
        ("until Friday.", "until the new one starts.", ["Friday"], ["the new one starts"]),
        ("same", "same", [], []),
        ("same", "same and more", [], [" and more"]),
        ("", "all", [], ["all"]),
        ("Don't wait", "Do wait", ["Don't"], ["Do"]),
        ("予算は五月", "予算は六月", ["五"], ["六"]),
        ("😀 yes", "😀 no", ["yes"], ["no"]),
    ],
)
def test_the_words_that_differ(
    mine: str, theirs: str, marked: list[str], marked_there: list[str]
) -> None:
    found = spans(mine, theirs)
    assert (cut(mine, found[0]), cut(theirs, found[1])) == (marked, marked_there)


WORDS = st.lists(st.sampled_from(["one", "two", " ", ", ", "14,000", "é"]), max_size=12)


@given(WORDS.map("".join), WORDS.map("".join))
def test_what_is_not_marked_is_the_same_text(mine: str, theirs: str) -> None:
    def rest(line: str, ranges: list[tuple[int, int]]) -> str:
        kept, at = "", 0
        for start, end in ranges:
            assert at <= start < end <= len(line)
            kept, at = kept + line[at:start], end
        return kept + line[at:]

    ours, others = spans(mine, theirs)
    left, right = rest(mine, ours), rest(theirs, others)
    assert left.replace(" ", "") == right.replace(" ", "")
    assert (not ours and not others) == (mine == theirs)
