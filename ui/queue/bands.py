"""How the queue's rows become one flat list of bands, rows and the fold line. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, Literal

from msgspec import Struct

from book.queue import QueueRow
from ui.words import say

Sort = Literal["act_by", "renewal", "score"]
SORTS: Final[tuple[Sort, ...]] = ("act_by", "renewal", "score")
LOOK_AHEAD: Final = timedelta(days=7)
"""How much of Later is shown before the fold line."""

_SETTLED: Final = ("done", "skipped")
_ORDER: Final = {"new": 0, "act": 1, "later": 2, "undated": 3}


class BandHeader(Struct, frozen=True):
    """A band header; `key` is the band's code, or the sort's where one list holds all."""

    key: str
    name: str
    count: int
    caption: str
    folded: bool = False
    foldable: bool = True


class FoldLine(Struct, frozen=True):
    """Stands at the end of Later for `count` rows not shown; `since` is the first renewal date
    among those that still want something, None when all of them are settled."""

    count: int
    after_some: bool
    since: date | None


Entry = BandHeader | FoldLine | QueueRow


def band_words(key: str) -> tuple[str, str]:
    """Name and rule of a band, in words."""
    return {
        "new": (say("New"), say("never contacted; stays until somebody is in touch")),
        "act": (say("Act now"), say("contact window is open")),
        "later": (say("Later"), say("window not open yet")),
        "undated": (say("Undated"), say("no renewal date is known")),
        "renewal": (say("By next renewal date"), say("one list, soonest first, no bands")),
        "score": (say("By score"), say("one list, highest first, no bands")),
    }[key]


def cuts(rows: Sequence[QueueRow]) -> list[int]:
    """Where the bands end. The rows come band by band, so no row need be looked at twice."""
    return [bisect_left(rows, at, key=lambda row: _ORDER[row.band]) for at in range(1, 5)]


def arrange(
    rows: Sequence[QueueRow],
    day: date,
    *,
    folded: Collection[str] = (),
    whole_later: bool = False,
) -> list[Entry]:
    """Bands and rows in act-by order; a band without rows is left out."""
    entries: list[Entry] = []
    start = 0
    for key, end in zip(_ORDER, cuts(rows), strict=True):
        if end > start:
            name, caption = band_words(key)
            closed = key in folded
            entries.append(BandHeader(key, name, end - start, caption, closed))
            if key == "later" and not closed:
                members = rows[start:end]
                entries.extend(_all_of_later(members) if whole_later else _near(members, day))
            elif not closed:
                entries.extend(rows[start:end])
        start = end
    return entries


def found(rows: Sequence[QueueRow]) -> list[Entry]:
    """The same for the rows a filter found: all of them are shown and nothing folds."""
    entries: list[Entry] = []
    start = 0
    for key, end in zip(_ORDER, cuts(rows), strict=True):
        if end > start:
            name, caption = band_words(key)
            entries.append(BandHeader(key, name, end - start, caption, foldable=False))
            entries.extend(rows[start:end])
        start = end
    return entries


def flat(rows: Sequence[QueueRow], sort: Sort) -> list[Entry]:
    """One list in another order, under a line that says which."""
    if not rows:
        return []
    name, caption = band_words(sort)
    return [BandHeader(sort, name, len(rows), caption, foldable=False), *rows]


def opens_soon(row: QueueRow, day: date) -> bool:
    """Whether a row of Later is shown before the fold line."""
    if row.state in _SETTLED or row.act_by is None:
        return False
    return row.act_by <= day + LOOK_AHEAD


def _all_of_later(members: Sequence[QueueRow]) -> list[Entry]:
    """Who is settled for this renewal date goes last, though the day to act lies behind."""
    waiting: list[Entry] = [row for row in members if row.state not in _SETTLED]
    return [*waiting, *(row for row in members if row.state in _SETTLED)]


def _near(members: Sequence[QueueRow], day: date) -> list[Entry]:
    limit = day + LOOK_AHEAD
    soon = takewhile(lambda row: row.act_by is not None and row.act_by <= limit, members)
    near = [row for row in soon if row.state not in _SETTLED]
    hidden = len(members) - len(near)
    if hidden < 2:  # a line that hides one row saves nothing
        return _all_of_later(members)
    return [*near, FoldLine(hidden, bool(near), _first_date(members, limit))]


def _first_date(members: Sequence[QueueRow], limit: date) -> date | None:
    """The first renewal date behind the fold line. No renewal lies before its day to act, so
    the search ends where that day has passed the best date found."""
    best: date | None = None
    for row in members:
        if row.act_by is None or (best is not None and row.act_by >= best):
            break
        at = row.renewal_date
        if at is None or row.act_by <= limit or row.state in _SETTLED:
            continue
        if best is None or at < best:
            best = at
    return best
