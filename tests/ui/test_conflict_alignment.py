"""Which lines stand beside each other, whatever somebody makes of the result."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from book.merge_text import Chunk, chunks
from tests.ui.conflict_samples import BASE, BUDGET_MINE, BUDGET_THEIRS, MERGED, MINE, THEIRS
from ui.conflict.alignment import (
    EQUAL,
    Keep,
    Marks,
    Row,
    kept_lines,
    result_marks,
    rows,
    shortened,
    side_marks,
    undecided,
)
from ui.conflict.placing import SIDES, Side, State, placed

FOUND = chunks(BASE, MINE, THEIRS)
OVERLAP = next(n for n, chunk in enumerate(FOUND) if chunk.kind == "overlap")
LINE = st.sampled_from(["", "a", "b", "c", "d", "e "])
TEXT = st.lists(LINE, max_size=8).map("\n".join)
CHOICES: tuple[Keep, ...] = ("mine", "theirs", "both")
KEEP: st.SearchStrategy[Keep] = st.sampled_from(CHOICES)


def merged(found: list[Chunk]) -> list[str]:
    return [line for chunk in found for line in chunk.result]


def row_of(found: list[Row], chunk: int) -> Row:
    return next(row for row in found if row.chunk == chunk)


@given(TEXT, TEXT, TEXT, st.lists(LINE, min_size=1, max_size=10), st.data())
def test_every_line_stands_once_and_in_order(
    base: str, mine: str, theirs: str, result: list[str], data: st.DataObject
) -> None:
    found = chunks(base, mine, theirs)
    kept = {n: data.draw(KEEP) for n in range(len(found)) if data.draw(st.booleans())}
    aligned = rows(found, result, kept)
    if not found:
        return
    texts = {
        "mine": [line for chunk in found for line in chunk.mine],
        "theirs": [line for chunk in found for line in chunk.theirs],
        "result": result,
    }
    for side, lines in texts.items():
        ranges = [row.side(side) for row in aligned]
        assert [n for start, end in ranges for n in range(start, end)] == list(range(len(lines)))
    assert [row.chunk for row in aligned] == sorted(row.chunk for row in aligned)
    assert {row.chunk for row in aligned} >= {
        n for n, chunk in enumerate(found) if chunk.kind not in EQUAL
    }


@given(TEXT, TEXT, TEXT)
def test_what_the_merge_left_is_open_and_stands_where_it_belongs(
    base: str, mine: str, theirs: str
) -> None:
    found = chunks(base, mine, theirs)
    result = merged(found)
    aligned = rows(found, result, {})
    overlaps = {n for n, chunk in enumerate(found) if chunk.kind == "overlap"}
    assert undecided(found, aligned, result, {}) == overlaps
    for row in aligned:
        if found[row.chunk].kind not in EQUAL:
            assert tuple(result[slice(*row.result)]) == found[row.chunk].result


@given(TEXT, TEXT, TEXT, st.data())
def test_a_choice_is_settled_and_its_undoing_is_not(
    base: str, mine: str, theirs: str, data: st.DataObject
) -> None:
    found = chunks(base, mine, theirs)
    overlaps = [n for n, chunk in enumerate(found) if chunk.kind == "overlap"]
    if not overlaps:
        return
    number = data.draw(st.sampled_from(overlaps))
    keep = data.draw(KEEP)
    kept = {number: keep}
    result = [
        line
        for n, chunk in enumerate(found)
        for line in (kept_lines(chunk, keep) if n == number else chunk.result)
    ] or [""]
    aligned = rows(found, result, kept)
    assert number not in undecided(found, aligned, result, kept)


def test_choosing_mine_then_undoing_it_leaves_the_line_open_again() -> None:
    result = MERGED.split("\n")
    for keep in CHOICES[:2]:
        aligned = rows(FOUND, result, {OVERLAP: keep})
        assert undecided(FOUND, aligned, result, {OVERLAP: keep}) == {OVERLAP}
    assert not undecided(FOUND, rows(FOUND, result, {}), result, {OVERLAP: "both"})


def test_a_line_typed_into_the_overlap_settles_it() -> None:
    result = MERGED.replace(f"{BUDGET_MINE}\n{BUDGET_THEIRS}", "They need open.").split("\n")
    aligned = rows(FOUND, result, {})
    assert not undecided(FOUND, aligned, result, {})
    row = row_of(aligned, OVERLAP)
    assert result[slice(*row.result)] == ["They need open."]
    assert result_marks(FOUND[OVERLAP], ["They need open."]) == [Marks()]


def test_a_line_typed_elsewhere_shifts_nothing() -> None:
    result = MERGED.replace("# What matters", "# What matters\nTyped.\nTyped too.").split("\n")
    aligned = rows(FOUND, result, {})
    assert undecided(FOUND, aligned, result, {}) == {OVERLAP}
    row = row_of(aligned, OVERLAP)
    assert result[slice(*row.result)] == [BUDGET_MINE, BUDGET_THEIRS]
    equal = [row for row in aligned if FOUND[row.chunk].kind == "same"]
    mine = MINE.split("\n")
    for row in equal:
        if row.mine[0] < row.mine[1]:
            assert mine[slice(*row.mine)] == result[slice(*row.result)]


def test_marks_say_whose_a_line_is_and_which_words_differ() -> None:
    ours = side_marks(FOUND[OVERLAP], "mine")
    assert [mark.ground for mark in ours] == ["mine"]
    assert [BUDGET_MINE[slice(*span)] for span in ours[0].spans] == ["60", "March"]
    both = result_marks(FOUND[OVERLAP], [BUDGET_MINE, BUDGET_THEIRS])
    assert [mark.ground for mark in both] == ["mine", "theirs"]
    assert [BUDGET_THEIRS[slice(*span)] for span in both[1].spans] == ["50", "spring"]
    added = next(chunk for chunk in FOUND if chunk.kind == "mine")
    assert side_marks(added, "mine") == (Marks("mine", ((0, len("Left a recording.")),)),)
    assert result_marks(added, added.mine) == [Marks("mine")]
    assert side_marks(FOUND[0], "mine") == (Marks(),) * len(FOUND[0].mine)


def test_a_long_text_shows_its_differences_and_keeps_their_numbers() -> None:
    lines = [f"line {n}" for n in range(500)]
    mine = [*lines[:250], "mine" * 3_000, *lines[251:]]
    found = chunks("\n".join(lines), "\n".join(mine), "\n".join([*lines, "theirs"]))
    short = shortened(found, lambda n: f"… {n}")
    assert [chunk.kind for chunk in short] == [chunk.kind for chunk in found]
    assert sum(len(chunk.mine) for chunk in short) < 30
    assert "… 244" in short[0].mine
    assert len(short[1].mine[0]) < 3_000


@given(TEXT, TEXT, TEXT, st.data())
def test_rows_stand_below_each_other_and_lines_inside_their_row(
    base: str, mine: str, theirs: str, data: st.DataObject
) -> None:
    found = chunks(base, mine, theirs)
    result = merged(found) or [""]
    aligned = rows(found, result, {})
    counts = {
        "mine": sum(len(chunk.mine) for chunk in found),
        "theirs": sum(len(chunk.theirs) for chunk in found),
        "result": len(result),
    }
    height = st.integers(1, 4).map(lambda lines: lines * 21 + 4)
    heights: dict[Side, list[int]] = {
        side: [data.draw(height) for _ in range(counts[side])] for side in SIDES
    }
    made = placed(found, aligned, State(result, frozenset()), heights, (8, 12))
    assert made.rows[:1] == [(8, made.rows[0][1])] if aligned else made.height == 20
    for (top, high), (following, _) in pairwise(made.rows):
        assert top + high == following
    for row, (top, high) in zip(aligned, made.rows, strict=True):
        for side in SIDES:
            lines = range(*row.side(side))
            tops = [made.columns[side].tops[n] for n in lines]
            assert tops[:1] in ([top], [])
            for one, following in pairwise(lines):
                assert tops[following - lines[0]] >= tops[one - lines[0]] + heights[side][one]
            if lines:
                assert tops[-1] + heights[side][lines[-1]] <= top + high
