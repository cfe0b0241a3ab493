"""The grammar of lines: what stands for something, what stays text, and nothing of it lost."""

from __future__ import annotations

import sys
from datetime import date
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from book.note_lines import LONGEST_LINE, NoteLine, parse, parse_line, ticked, written

TODAY = date(2026, 11, 24)
FRIDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("line", "kind", "title", "day"),
    [
        ("[] send docs @fri", "task", "send docs", FRIDAY),
        ("[ ] send docs by fri", "task", "send docs", FRIDAY),
        ("- [ ] send docs", "task", "send docs", None),
        ("  * [] send docs", "task", "send docs", None),
        ("1. [ ] send docs", "task", "send docs", None),
        ("[] send @fri the docs", "task", "send the docs", FRIDAY),
        ("[] send docs, fri.", "task", "send docs", FRIDAY),
        ("[] send docs @2026-02-29", "task", "send docs @2026-02-29", None),
        ("[] fri", "task", "fri", None),
        ("? can one board filter by group", "question", "can one board filter by group", None),
        ("- ? who owns it", "question", "who owns it", None),
        ("? ask legal @fri", "question", "ask legal", FRIDAY),
        ("! CFO looks at all tools on mon", "risk", "CFO looks at all tools on mon", None),
        ("! CFO decides @mon", "risk", "CFO decides", MONDAY),
        ("<< they send the SOW mon", "they_owe", "they send the SOW", MONDAY),
        (">> I owe them the price tomorrow", "i_owe", "I owe them the price", date(2026, 11, 25)),
        ("^ escalate: boards time out", "escalation", "boards time out", None),
        ("^ Escalate boards time out", "escalation", "boards time out", None),
        ("?\u00a0pasted blank", "question", "pasted blank", None),
        ("? مرحبا 🎉", "question", "مرحبا 🎉", None),
        ("[] << they send the list mon", "they_owe", "they send the list", MONDAY),
        ("[] ^ escalate: boards time out", "escalation", "boards time out", None),
        ("[ ] ? who owns it", "question", "who owns it", None),
        ("- [ ] ! the CFO looks on mon", "risk", "the CFO looks on mon", None),
        ("- << they send it mon", "they_owe", "they send it", MONDAY),
        ("  - [] >> the price", "i_owe", "the price", None),
        ("[] [ ] send docs", "task", "send docs", None),
        ("[] ^ see above", "task", "^ see above", None),
        ("[] !important", "task", "!important", None),
    ],
)
def test_what_a_line_stands_for(line: str, kind: str, title: str, day: date | None) -> None:
    read = parse_line(line, TODAY)
    assert (read.kind, read.title, read.day) == (kind, title, day)
    assert not read.done
    assert written(read) == line


@pytest.mark.parametrize(
    "line",
    [
        "", " ", "words", "!= equal", "?! what", ">>> deeper", "> quote", "> > quote", "# heading",
        "![picture](x.png)", "?no blank", "!important", "[]send", "[](link)", "[x](link)",
        "[y] other", "[] ", "? ", "? \u200b", "^ see above", "^ escalated", "^", "<<< x", "<- x",
        "a ? b", "    ? code", "\t[] code", ">>I owe", "- words", "-- ? x", "[ ]: ref", "?? x",
        "? a\nb",
    ],
)  # fmt: skip
def test_what_stays_text(line: str) -> None:
    read = parse_line(line, TODAY)
    assert read.kind == "text"
    assert written(read) == line
    assert list(parse(line.replace("\n", " ") if line != "? a\nb" else "", TODAY)) == []


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("[] send docs @fri", "[x] send docs @fri"),
        ("- [ ] send docs", "- [x] send docs"),
        ("? who owns [ ] it", "? [x] who owns [ ] it"),
        ("- >> the price", "- >> [x] the price"),
        ("^ escalate: slow", "^ [x] escalate: slow"),
        ("! [ ] price", "! [x] price"),
        ("[] << the list mon", "[x] << the list mon"),
        ("- [ ] ? who", "- [x] ? who"),
        ("[ ] ? [ ] who", "[x] ? [x] who"),
        ("[] ^ escalate: slow", "[x] ^ escalate: slow"),
    ],
)
def test_a_mark_is_set_and_taken_off(line: str, other: str) -> None:
    read = parse_line(line, TODAY)
    done = parse_line(ticked(read, True), TODAY)
    assert written(done) == other
    assert done.done
    assert (done.kind, done.title, done.day) == (read.kind, read.title, read.day)
    again = parse_line(ticked(done, False), TODAY)
    assert not again.done
    assert (again.kind, again.title, again.day) == (read.kind, read.title, read.day)
    assert ticked(read, False) == line


def test_the_days_place_is_told_for_its_colour() -> None:
    line = "- >> the price by tomorrow."
    read = parse_line(line, TODAY)
    assert read.span is not None
    assert line[slice(*read.span)] == "tomorrow"
    unclear = parse_line("[] call 31 nov", TODAY)
    assert unclear.day_is_unclear
    assert unclear.title == "call 31 nov"


def test_fenced_code_is_left_alone() -> None:
    text = (
        "[] one\n```py\n[] no\n~~~\n``\n? no\n````\n[] two\n"
        "~~~~ x\n[] no\n~~~\n[] no\n~~~~\n? three\n``` a`b\n! four\n- ```\n[] no, to the end"
    )
    assert [line.title for line in parse(text, TODAY)] == ["one", "two", "three", "four"]


def test_lines_know_their_number_whatever_ends_them() -> None:
    text = "words\r\n\r\n[] one\r\n\n? two @fri\r\n\u2028! not a line of its own\n\n! three"
    read = list(parse(text, TODAY))
    assert [(line.number, line.title) for line in read] == [(2, "one"), (4, "two"), (7, "three")]
    lines = text.split("\n")
    assert [written(line) for line in read] == [lines[line.number] for line in read]


def test_a_line_that_is_too_long_is_text() -> None:
    fits = "? " + "a" * (LONGEST_LINE - 2)
    assert [line.kind for line in parse(f"{fits}\n{fits}a\n", TODAY)] == ["question"]


signs = st.sampled_from(
    ["[]", "[ ]", "[x]", "?", "!", "<<", ">>", "^ escalate:", "- ", "  ", "\t", "[ ] ", "1. ", ">"]
)
pieces = st.lists(
    st.one_of(
        signs,
        st.text(max_size=8),
        st.sampled_from([" @fri", " mon", " by 3 dec", ".", " ", "\r", "\u00a0", " @2026-02-29"]),
    ),
    max_size=9,
).map("".join)


@given(st.one_of(st.text(), pieces))
@example("? [x] who owns it  \r")
@example("[] send @fri the docs @mon.")
@example("[] << the list mon \r")
@example("[x] ^ escalate: [] slow")
def test_nothing_of_a_line_is_lost(line: str) -> None:
    assert written(parse_line(line, TODAY)) == line


@given(st.one_of(st.text(), pieces), st.booleans())
@example("[x] ? [ ] who", False)
@example("[] [x] ? who", False)
def test_a_mark_that_is_set_or_taken_off_is_read_so(line: str, done: bool) -> None:
    read = parse_line(line, TODAY)
    if read.kind != "text":
        again = parse_line(ticked(read, done), TODAY)
        assert (again.kind, again.title, again.done) == (read.kind, read.title, done)


@given(st.lists(pieces, max_size=12))
def test_the_lines_of_a_text_are_its_own(several: list[str]) -> None:
    text = "\n".join(several)
    lines = text.split("\n")
    for line in parse(text, TODAY):
        assert written(line) == lines[line.number]
        assert line == parse_line(lines[line.number], TODAY, number=line.number)


@pytest.mark.parametrize(
    "unit",
    ["words and words\n", "[] x\n", "? " + "a " * 400 + "\n", "```\n", "\n", "[] ", " ", "@fri ",
     "[] @", "- " * 9 + "\n", "? " + "@fr " * 99 + "\n"],
)  # fmt: skip
def test_the_work_grows_with_the_text_and_no_faster(unit: str) -> None:
    small = _calls(unit * 200)
    large = _calls(unit * 2_000)
    assert large <= 10 * small + 50


def _calls(text: str) -> int:
    """How many functions, C's among them, are called to read a text."""
    count = 0

    def counted(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    standing = sys.getprofile()
    sys.setprofile(counted)
    try:
        lines: list[NoteLine] = list(parse(text, TODAY))
    finally:
        sys.setprofile(standing)
    assert len(lines) <= text.count("\n") + 1
    return count
