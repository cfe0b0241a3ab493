"""Which lines of mine, theirs and the result stand beside each other, and what marks them.

The result is whatever stands in it: each line is found again among the lines of both sides, so
that typing, undoing and choosing need no book-keeping of their own. No Qt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from msgspec import Struct

from book.merge_text import Chunk, Range, hunks, spans

Keep = Literal["mine", "theirs", "both"]
Ground = Literal["", "mine", "theirs"]
EQUAL = frozenset(("same", "both"))
"""Kinds of chunk in which both sides say the same."""


class Row(NamedTuple):
    """Lines of the three texts that stand at one height, as ranges of line numbers."""

    chunk: int
    mine: Range
    theirs: Range
    result: Range

    def side(self, name: str) -> Range:
        """The range of one of the three."""
        return {"mine": self.mine, "theirs": self.theirs, "result": self.result}[name]


class Marks(Struct, frozen=True):
    """How a line of a column is marked: whose it is, and which of its signs differ."""

    ground: Ground = ""
    spans: tuple[Range, ...] = ()


def kept_lines(chunk: Chunk, keep: Keep) -> tuple[str, ...]:
    """The lines of a difference that a choice leaves in the result."""
    if keep == "mine":
        return chunk.mine
    return chunk.theirs if keep == "theirs" else chunk.mine + chunk.theirs


def rows(
    chunks: Sequence[Chunk], result: Sequence[str], kept: Mapping[int, Keep]
) -> list[Row]:
    """Every line of the three texts once, in order; `kept` are the choices made so far."""
    expected = [
        kept_lines(chunk, kept[number]) if number in kept else chunk.result
        for number, chunk in enumerate(chunks)
    ]
    found: list[Row] = []
    mine = theirs = 0
    for number, (chunk, lines, (start, end)) in enumerate(
        zip(chunks, expected, _shares(chunks, expected, result), strict=True)
    ):
        ours = mine, mine + len(chunk.mine)
        others = theirs, theirs + len(chunk.theirs)
        if chunk.kind in EQUAL:
            found += _paired(number, lines, result[start:end], (ours[0], others[0], start))
        else:
            found.append(Row(number, ours, others, (start, end)))
        mine, theirs = ours[1], others[1]
    return found


def undecided(
    chunks: Sequence[Chunk], rows: Sequence[Row], result: Sequence[str], kept: Mapping[int, Keep]
) -> frozenset[int]:
    """The overlaps nobody has settled: still as the merge left them, and no choice made."""
    found = set()
    for row in rows:
        chunk = chunks[row.chunk]
        if chunk.kind != "overlap":
            continue
        now = _keys(result[slice(*row.result)])
        chosen = kept.get(row.chunk)
        if now == _keys(chunk.result) and (
            chosen is None or _keys(kept_lines(chunk, chosen)) != now
        ):
            found.add(row.chunk)
    return frozenset(found)


def side_marks(chunk: Chunk, side: Literal["mine", "theirs"]) -> list[Marks]:
    """The marks of one side's lines of a difference, in its own column."""
    lines = chunk.mine if side == "mine" else chunk.theirs
    others = chunk.theirs if side == "mine" else chunk.mine
    if chunk.kind not in {side, "overlap"}:
        return [Marks() for _ in lines]
    found = []
    for number, line in enumerate(lines):
        apart: Sequence[Range] = [(0, len(line.rstrip()))] if line.strip() else []
        if number < len(others):
            both = spans(line, others[number]) if side == "mine" else spans(others[number], line)
            apart = both[0] if side == "mine" else both[1]
        found.append(Marks(side, tuple(apart)))
    return found


def result_marks(chunk: Chunk, lines: Sequence[str]) -> list[Marks]:
    """The marks of the result's lines of a difference: whose each is; typed ones are nobody's."""
    found = []
    ours, others = side_marks(chunk, "mine"), side_marks(chunk, "theirs")
    mine, theirs = _keys(chunk.mine), _keys(chunk.theirs)
    for line in _keys(lines):
        marks = Marks()
        if line in mine and ours[mine.index(line)].ground:
            marks = ours[mine.index(line)]
        elif line in theirs and others[theirs.index(line)].ground:
            marks = others[theirs.index(line)]
        # Only where somebody has to compare are the words underlined here too.
        found.append(marks if chunk.kind == "overlap" else Marks(marks.ground))
    return found


def _shares(
    chunks: Sequence[Chunk], expected: Sequence[Sequence[str]], result: Sequence[str]
) -> list[Range]:
    """Which lines of the result belong to which chunk."""
    starts = [0]
    for lines in expected:
        starts.append(starts[-1] + len(lines))
    flat = _keys([line for lines in expected for line in lines])
    ends = list(starts[1:])  # in lines of the result from here on
    shift = 0
    apart = hunks(flat, _keys(result))
    at = 0
    for number in range(len(chunks)):
        while at < len(apart):
            lo, hi, start, end = apart[at]
            if _heir(chunks, starts, lo, hi) != number:
                break
            shift += (end - start) - (hi - lo)
            at += 1
        ends[number] = starts[number + 1] + shift
    if chunks:
        ends[-1] = len(result)
    bounds = [0]
    for end in ends:
        bounds.append(min(max(end, bounds[-1]), len(result)))
    return list(zip(bounds, bounds[1:], strict=False))
