"""One object's records in memory: by id, by what they refer to, and in the order of time."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import Any

Record = dict[str, Any]
"""A record as the service spells it. It is never changed in place: a changed one is another."""

Key = tuple[str, str]
"""(SystemModstamp, Id): the order in which changes are read."""


class Table:
    """The records of one object, deleted ones too. Orders and indexes are made at the first
    use and then kept up."""

    def __init__(self) -> None:
        self.rows: dict[str, Record] = {}
        self.unshared: set[str] = set()
        self._order: list[Key] | None = None
        self._indexes: dict[str, dict[Any, dict[str, None]]] = {}

    def __len__(self) -> int:
        return len(self.rows)

    def put(self, row: Record) -> None:
        """Adds a record, or replaces the one with its id."""
        row_id = row["Id"]
        old = self.rows.get(row_id)
        if old is not None and self._order is not None:
            self._unlist(old)
        self.rows[row_id] = row
        if self._order is not None:
            insort(self._order, (row["SystemModstamp"], row_id))
        for field, index in self._indexes.items():
            before, after = _folded(old and old.get(field)), _folded(row.get(field))
            if old is not None and before != after:
                index[before].pop(row_id, None)
            if old is None or before != after:
                index.setdefault(after, {})[row_id] = None

    def drop(self, row_id: str) -> None:
        """Takes a record out for good."""
        old = self.rows.pop(row_id)
        if self._order is not None:
            self._unlist(old)
        for field, index in self._indexes.items():
            index[_folded(old.get(field))].pop(row_id, None)

    def since(self, moment: str = "") -> list[Key]:
        """The keys from that SystemModstamp on, oldest first."""
        if self._order is None:
            self._order = sorted((row["SystemModstamp"], row["Id"]) for row in self.rows.values())
        return self._order[bisect_left(self._order, (moment, "")) :] if moment else self._order

    def having(self, field: str, value: Any) -> list[str]:
        """The ids of the records with that value in a field; case counts only in ids."""
        index = self._indexes.get(field)
        if index is None:
            index = self._indexes[field] = {}
            for row in self.rows.values():
                index.setdefault(_folded(row.get(field)), {})[row["Id"]] = None
        return list(index.get(_folded(value), ()))

    def _unlist(self, row: Record) -> None:
        order = self._order or []
        del order[bisect_left(order, (row["SystemModstamp"], row["Id"]))]


def _folded(value: Any) -> Any:
    # Two ids that differ in case only differ in their last three characters too.
    return value.lower() if isinstance(value, str) else value
