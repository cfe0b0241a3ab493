"""The records of one kind in memory: by id, in the two orders they are read in, and the bin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from typing import Any, Final

KEPT_DAYS: Final = 90
"""So long an archived record can still be read."""

Values = dict[str, str]
"""Property → value; a property without one is not in it."""


class Row:
    """One state of one record. A write makes a new one, so that who holds an old one may keep it.

    Moments are text of one width, whose order is the order of time.
    """

    __slots__ = ("archived_at", "history", "id", "modified", "number", "values")

    def __init__(
        self,
        number: int,
        values: Values,
        modified: str,
        *,
        history: dict[str, list[dict[str, Any]]] | None = None,
        archived_at: str | None = None,
    ) -> None:
        self.id = values["hs_object_id"]
        self.number = number
        self.values = values
        self.modified = modified
        self.history = history
        self.archived_at = archived_at


def by_number(row: Row) -> int:
    """The order of lists."""
    return row.number


def by_modified(row: Row) -> tuple[str, int]:
    """The order of what changed last."""
    return (row.modified, row.number)


class Shelf:
    """All records of a kind. `unique` are the properties whose values find a record."""

    def __init__(self, unique: Iterable[str] = ()) -> None:
        self.live: dict[str, Row] = {}
        self.binned: dict[str, Row] = {}
        self._numbered: list[Row] = []
        self._changed: list[Row] | None = None
        self._bin: list[Row] = []
        self._unique: dict[str, dict[str, str]] = {name: {} for name in unique}

    def fill(self, rows: Iterable[Row]) -> None:
        """Puts very many new rows in at once."""
        added = list(rows)
        self.live.update((row.id, row) for row in added)
        self._numbered = sorted([*self._numbered, *added], key=by_number)
        self._changed = None
        for name in list(self._unique):
            self.index(name)

    def put(self, row: Row) -> None:
        """Adds a live row, or replaces the state of one."""
        self.forget(row.id)
        self.live[row.id] = row
        insort(self._numbered, row, key=by_number)
        if self._changed is not None:
            insort(self._changed, row, key=by_modified)
        for name, known in self._unique.items():
            if name in row.values:
                known[row.values[name].lower()] = row.id

    def bin(self, row: Row) -> None:
        """Puts a row, which says since when, into the bin."""
        self.forget(row.id)
        self.binned[row.id] = row
        insort(self._bin, row, key=by_number)

    def forget(self, row_id: str) -> None:
        """Takes a record out for good, wherever it lies."""
        old = self.live.pop(row_id, None)
        if old is not None:
            del self._numbered[bisect_left(self._numbered, old.number, key=by_number)]
            if self._changed is not None:
                del self._changed[bisect_left(self._changed, by_modified(old), key=by_modified)]
            for name, known in self._unique.items():
                value = old.values.get(name, "").lower()
                if known.get(value) == row_id:
                    del known[value]
        thrown = self.binned.pop(row_id, None)
        if thrown is not None:
            del self._bin[bisect_left(self._bin, thrown.number, key=by_number)]

    def index(self, name: str) -> None:
        """Lets the values of a property find their records from now on."""
        self._unique[name] = {
            row.values[name].lower(): row.id for row in self.live.values() if name in row.values
        }

    def unindex(self, name: str) -> None:
        """Its values find nothing any more."""
        self._unique.pop(name, None)

    def holder(self, name: str, value: str) -> str | None:
        """The id of the live record with that unique value."""
        return self._unique.get(name, {}).get(value.lower())

    def page(self, after: int, limit: int, *, archived: bool, since: str) -> tuple[list[Row], bool]:
        """The next rows above a number, and whether more follow. Of the bin, those binned since."""
        order = self._bin if archived else self._numbered
        start = bisect_right(order, after, key=by_number)
        if not archived:
            return order[start : start + limit], len(order) > start + limit
        kept = [row for row in order[start:] if (row.archived_at or "") >= since]
        return kept[:limit], len(kept) > limit

    def numbered(self) -> list[Row]:
        """The live rows by number; to be looked at, not changed."""
        return self._numbered

    def changed(self) -> list[Row]:
        """The live rows by when they last changed; to be looked at, not changed."""
        if self._changed is None:
            self._changed = sorted(self._numbered, key=by_modified)
        return self._changed
