"""Where the keyboard goes in the queue: from account to account, over bands. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from ui.queue.bands import BandHeader, Entry, FoldLine


def step(entries: Sequence[Entry], at: int | None, by: int, *, folds: bool = True) -> int | None:
    """The next stop in a direction (`by` is 1 or -1); None when there is none.

    Stops are accounts and, unless `folds` is off, the fold line, which Enter opens.
    """
    place = (-1 if by > 0 else len(entries)) if at is None else at
    while 0 <= (place := place + by) < len(entries):
        if _is_stop(entries[place], folds=folds):
            return place
    return None


def first(entries: Sequence[Entry]) -> int | None:
    """The first account."""
    return step(entries, None, 1, folds=False)


def last(entries: Sequence[Entry]) -> int | None:
    """The last account."""
    return step(entries, None, -1, folds=False)


def leap(entries: Sequence[Entry], at: int | None, by: int) -> int | None:
    """The account about `by` places away, or the outermost one there is."""
    if at is None:
        return first(entries) if by > 0 else last(entries)
    target = min(max(at + by, 0), len(entries) - 1)
    back = 1 if by < 0 else -1
    if not _is_stop(entries[target], folds=False):
        found = step(entries, target, -back, folds=False)
        target = found if found is not None else target
    if _is_stop(entries[target], folds=False):
        return target
    return last(entries) if by > 0 else first(entries)


def nearest(entries: Sequence[Entry], at: int) -> int | None:
    """The account at a place, else the next below, else the last above."""
    if not entries:
        return None
    at = min(max(at, 0), len(entries) - 1)
    if _is_stop(entries[at], folds=False):
        return at
    below = step(entries, at, 1, folds=False)
    return below if below is not None else step(entries, at, -1, folds=False)


def _is_stop(entry: Entry, *, folds: bool) -> bool:
    if isinstance(entry, FoldLine):
        return folds
    return not isinstance(entry, BandHeader)
