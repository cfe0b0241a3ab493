"""At what height each line of the three columns stands, and which stretches are marked. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from book.merge_text import Chunk, Range
from ui.conflict.alignment import EQUAL, Ground, Marks, Row, result_marks, side_marks

Side = Literal["mine", "theirs", "result"]
SIDES: Final[tuple[Side, ...]] = ("mine", "theirs", "result")


class Band(NamedTuple):
    """A stretch of a column that is marked over its whole width."""

    top: int
    height: int
    kind: Ground | Literal["gap"]
    open: bool = False
    """Not settled: an amber bar at the trailing edge."""
    chosen: bool = False
    """The difference that keys act on: lines of accent above and below."""


class Placement(Struct):
    """One column: the top of each line, the marked stretches, the marks of each line."""

    tops: list[int]
    bands: list[Band]
    marks: list[Marks]


class Placed(Struct):
    """All columns, how high they are, and where each row stands: top and height."""

    columns: dict[Side, Placement]
    height: int
    rows: list[Range]


class State(Struct, frozen=True):
    """What placing needs to know of the differences: the result, what is open, what is chosen."""

    result: Sequence[str]
    open: frozenset[int]
    at: int = -1
    """The difference to be framed; -1 for none."""


def placed(
    chunks: Sequence[Chunk],
    rows: Sequence[Row],
    state: State,
    heights: Mapping[Side, Sequence[int]],
    ends: tuple[int, int],
) -> Placed:
    """Places every row below the one before; `ends` is the room above the first, below the last."""
    columns = {
        side: Placement([0] * len(heights[side]), [], [Marks() for _ in heights[side]])
        for side in SIDES
    }
    found: list[Range] = []
    y = ends[0]
    for row in rows:
        chunk = chunks[row.chunk]
        differs = chunk.kind not in EQUAL
        high = _stack(row, y, heights, columns, paired=len(chunk.mine) == len(chunk.theirs))
        found.append((y, high))
        if differs:
            _mark(row, chunk, state, heights, columns, (y, high))
        y += high
    return Placed(columns, y + ends[1], found)


def _stack(
    row: Row,
    top: int,
    heights: Mapping[Side, Sequence[int]],
    columns: Mapping[Side, Placement],
    *,
    paired: bool,
) -> int:
    """Puts the lines of a row below each other, and says how high the highest column is."""
    deepest = 0
    for side in SIDES:
        y = top
        start, end = row.side(side)
        for number in range(start, end):
            columns[side].tops[number] = y
            y += heights[side][number]
        deepest = max(deepest, y - top)
    if not paired:
        return deepest
    # Lines that answer each other stand at one height, however often either is broken.
    y = top
    for mine, theirs in zip(range(*row.mine), range(*row.theirs), strict=True):
        columns["mine"].tops[mine] = columns["theirs"].tops[theirs] = y
        y += max(heights["mine"][mine], heights["theirs"][theirs])
    return max(deepest, y - top)


def _mark(
    row: Row,
    chunk: Chunk,
    state: State,
    heights: Mapping[Side, Sequence[int]],
    columns: Mapping[Side, Placement],
    place: tuple[int, int],
) -> None:
    lines: dict[Side, Sequence[Marks]] = {
        "mine": side_marks(chunk, "mine"),
        "theirs": side_marks(chunk, "theirs"),
        "result": result_marks(chunk, state.result[slice(*row.result)]),
    }
    for side in SIDES:
        column = columns[side]
        start, end = row.side(side)
        column.marks[start:end] = lines[side]
        if start == end:
            column.bands.append(Band(*place, "gap"))
        elif side != "result":
            column.bands.append(Band(*place, lines[side][0].ground))
        else:
            for number in range(start, end):
                box = column.tops[number], heights[side][number]
                ground = lines[side][number - start].ground
                column.bands.append(Band(*box, ground, open=row.chunk in state.open))
        if row.chunk == state.at:
            column.bands.append(Band(*place, "", chosen=True))
