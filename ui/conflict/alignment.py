"""Which lines of mine, theirs and the result stand beside each other, and what marks them.

The result is whatever stands in it: each line is found again among the lines of both sides, so
that typing, undoing and choosing need no book-keeping of their own. No Qt.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from book.merge_text import Chunk, Hunk, Range, hunks, spans

Keep = Literal["mine", "theirs", "both"]
Ground = Literal["", "mine", "theirs"]
EQUAL: Final = frozenset(("same", "both"))
"""Kinds of chunk in which both sides say the same."""
_AROUND: Final = 3
_WITHIN: Final = 20
"""How many lines are shown at either end of a long run in a text too long to show whole."""
_SIGNS: Final = 2_000
"""How many signs of a line are shown there."""


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
    if chunk.kind in EQUAL:
        return chunk.result
    if keep == "mine":
        return chunk.mine
    return chunk.theirs if keep == "theirs" else chunk.mine + chunk.theirs


def rows(chunks: Sequence[Chunk], result: Sequence[str], kept: Mapping[int, Keep]) -> list[Row]:
    """Every line of the three texts once, in order; `kept` are the choices made so far."""
    if not chunks:
        return []
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


@lru_cache(maxsize=2_000)
def side_marks(chunk: Chunk, side: Literal["mine", "theirs"]) -> tuple[Marks, ...]:
    """The marks of one side's lines of a difference, in its own column."""
    lines = chunk.mine if side == "mine" else chunk.theirs
    others = chunk.theirs if side == "mine" else chunk.mine
    if chunk.kind not in {side, "overlap"}:
        return tuple(Marks() for _ in lines)
    found = []
    for number, line in enumerate(lines):
        apart: Sequence[Range] = [(0, len(line.rstrip()))] if line.strip() else []
        if number < len(others):
            both = spans(line, others[number]) if side == "mine" else spans(others[number], line)
            apart = both[0] if side == "mine" else both[1]
        found.append(Marks(side, tuple(apart)))
    return tuple(found)


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


def shortened(chunks: Sequence[Chunk], gap: Callable[[int], str]) -> list[Chunk]:
    """The same differences with little around them, for a text too long to be shown whole.

    `gap` is the line that stands for so many left out.
    """

    def short(lines: tuple[str, ...], ends: int) -> tuple[str, ...]:
        left = len(lines) - 2 * ends
        kept = (*lines[:ends], gap(left), *lines[-ends:]) if left > 1 else lines
        return tuple(f"{one[:_SIGNS]}…" if len(one) > _SIGNS else one for one in kept)

    found = []
    for chunk in chunks:
        ends = _AROUND if chunk.kind in EQUAL else _WITHIN
        if chunk.kind in EQUAL:
            # As the result has them: blanks at the end of a line may differ between the sides.
            base = mine = theirs = short(chunk.result, ends)
        else:
            base, mine, theirs = (
                short(lines, ends) for lines in (chunk.base, chunk.mine, chunk.theirs)
            )
        found.append(Chunk(kind=chunk.kind, base=base, mine=mine, theirs=theirs))
    return found


def _keys(lines: Sequence[str]) -> list[str]:
    return [line.rstrip() for line in lines]


def _paired(
    chunk: int, lines: Sequence[str], result: Sequence[str], starts: tuple[int, int, int]
) -> Iterator[Row]:
    """Equal lines one by one, each beside its own in the result; changed ones as a block."""
    mine, theirs, first = starts

    def row(lo: int, hi: int, start: int, end: int) -> Row:
        return Row(
            chunk,
            (mine + lo, mine + hi),
            (theirs + lo, theirs + hi),
            (first + start, first + end),
        )

    done = there = 0
    apart = hunks(_keys(lines), _keys(result))
    for lo, hi, start, end in [*apart, Hunk(len(lines), len(lines), len(result), len(result))]:
        for number in range(lo - done):
            at, beside = done + number, there + number
            yield row(at, at + 1, beside, beside + 1)
        if lo < hi or start < end:
            yield row(lo, hi, start, end)
        done, there = hi, end


def _shares(
    chunks: Sequence[Chunk], expected: Sequence[Sequence[str]], result: Sequence[str]
) -> list[Range]:
    """Which lines of the result belong to which chunk."""
    places = [0]
    for lines in expected:
        places.append(places[-1] + len(lines))
    now = _keys(result)
    apart = hunks(_keys([line for lines in expected for line in lines]), now)
    heirs = [_heir(hunk, chunks, places, now) for hunk in apart]
    bounds = [0]
    at = shift = 0
    for number in range(len(chunks) - 1):
        place = places[number + 1]
        while at < len(apart) and (
            apart[at].hi < place
            or (apart[at].hi == place and (apart[at].lo < place or heirs[at] <= number))
        ):
            shift = apart[at].end - apart[at].hi
            at += 1
        bound = place + shift
        if at < len(apart) and apart[at].lo < place < apart[at].hi:
            # The change goes across chunks: all of its lines belong to one of them.
            bound = apart[at].end if heirs[at] <= number else apart[at].start
        bounds.append(bound)
    return list(pairwise([*bounds, len(result)]))


def _heir(hunk: Hunk, chunks: Sequence[Chunk], places: Sequence[int], now: Sequence[str]) -> int:
    """The chunk to which lines of the result belong that nobody expected there."""
    last = len(chunks) - 1
    if hunk.lo < hunk.hi:
        first = bisect_right(places, hunk.lo) - 1
        upto = bisect_left(places, hunk.hi)
        return next((n for n in range(first, upto) if chunks[n].kind not in EQUAL), first)
    # New lines: they touch the chunk before them, the one after, and empty ones between.
    first = max(0, bisect_left(places, hunk.lo) - 1)
    touched = range(first, min(bisect_right(places, hunk.lo), last + 1))
    differing = [n for n in touched if chunks[n].kind not in EQUAL]
    new = {line for line in now[hunk.start : hunk.end] if line}
    for number in differing:
        if new & {*_keys(chunks[number].mine), *_keys(chunks[number].theirs)}:
            return number
    return next((n for n in differing if n == first or places[n] == places[n + 1]), first)
