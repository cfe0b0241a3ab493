"""Rows of a source put on their shelves: found again, inserted, updated, taken away, logged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from book import changes
from book.clock import stamp
from book.shelves import CONTACTS, Shelf

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = tuple[Any, ...]
"""The fed columns of a shelf, in its order; a stored row has its id in front."""


class Shelving:
    """One page's rows on their way in: writes them, and collects the log, the ids, the counts."""

    def __init__(self, connection: Connection, source: str, at: datetime) -> None:
        self.connection = connection
        self.source = source
        self.at = at
        self.log: list[changes.Row] = []
        self.ids: dict[str, set[int]] = {}
        self.touched: set[int] = set()
        """Accounts whose figures have to be worked out again."""
        self.created = self.updated = self.removed = self.unchanged = 0

    def standing(self, shelf: Shelf, rows: list[Row]) -> dict[tuple[str, int], Row]:
        """The stored rows these are about, by key: (id, then the fed columns)."""
        wanted = as_json([row[0] for row in rows])
        found = self.connection.execute(shelf.select, (self.source, wanted)).fetchall()
        return {key_of(shelf, row[1:]): row for row in found}

    def insert(self, shelf: Shelf, rows: list[Row]) -> int:
        """Inserts and logs new rows; returns the id of the first."""
        found = self.connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = ?", (shelf.table,)
        ).fetchone()
        first = (found[0] if found else 0) + 1
        if rows:
            self.connection.executemany(
                shelf.insert, [(first + at, self.source, *row) for at, row in enumerate(rows)]
            )
            numbers = range(first, first + len(rows))
            self.log += [(shelf.kind, number, "created", None, None) for number in numbers]
            self.ids.setdefault(shelf.kind, set()).update(numbers)
            self.created += len(rows)
        return first

    def update(
        self,
        shelf: Shelf,
        rows: list[Row],
        standing: dict[tuple[str, int], Row],
    ) -> None:
        """Writes the rows that differ from what stands, and logs each field that does."""
        updates: list[Row] = []
        for row in rows:
            found = standing.get(key_of(shelf, row))
            if found is None:
                continue
            if found[1:] == row:
                self.unchanged += 1
                continue
            number = found[0]
            updates.append((*row, number))
            logged = [
                (shelf.kind, number, name, changes.text_of(old), changes.text_of(new))
                for name, old, new in zip(shelf.columns, found[1:], row, strict=True)
                if old != new and name not in shelf.silent
            ]
            if logged:
                self.log += logged
                self.ids.setdefault(shelf.kind, set()).add(number)
                self.updated += 1
            else:
                self.unchanged += 1
        if updates:
            self.connection.executemany(shelf.update, updates)

    def archive(self, shelf: Shelf, external_ids: Sequence[str]) -> None:
        """Marks rows as archived or gone there; their history stays."""
        column = "deactivated_at" if shelf is CONTACTS else "archived_at"
        when = stamp(self.at)
        found = self.connection.execute(
            f"UPDATE {shelf.table} SET {column} = ? WHERE source = ? AND {column} IS NULL"
            " AND external_id IN (SELECT value FROM json_each(?)) RETURNING id, account_id",
            (when, self.source, as_json(list(external_ids))),
        ).fetchall()
        self._lost(shelf, found, column, when)

    def moved_outside(self, shelf: Shelf, external_ids: list[str]) -> None:
        """A note or task that now belongs to an account outside the book is not kept."""
        found = self.connection.execute(
            f"DELETE FROM {shelf.table} WHERE source = ?"
            " AND external_id IN (SELECT value FROM json_each(?))"
            f" AND NOT EXISTS ({unsent_of(shelf.kind, shelf.table)})"
            " RETURNING id, account_id",
            (self.source, as_json(external_ids)),
        ).fetchall()
        self._lost(shelf, found, "moved_outside", None)

    def _lost(
        self, shelf: Shelf, found: list[tuple[int, int]], field: str, new: str | None
    ) -> None:
        self.log += [(shelf.kind, row[0], field, None, new) for row in found]
        self.ids.setdefault(shelf.kind, set()).update(row[0] for row in found)
        self.touched.update(row[1] for row in found)
        self.removed += len(found)


def unsent_of(kind: str, table: str) -> str:
    """SQL that finds work of the person on a row of a table which no source has confirmed."""
    return (
        f"SELECT 1 FROM outbox o WHERE o.record_id = {table}.id AND o.record = '{kind}'"
        " AND o.state <> 'sent'"
        f" UNION ALL SELECT 1 FROM conflicts x WHERE x.record_id = {table}.id"
        f" AND x.record = '{kind}' AND x.resolved_at IS NULL"
    )


def key_of(shelf: Shelf, row: Row) -> tuple[str, int]:
    """What tells two rows of a source apart: its id, for people also the account."""
    return (row[0], row[1]) if shelf is CONTACTS else (row[0], 0)


def as_json(values: Sequence[object]) -> str:
    """A list as the text that `json_each` reads, so that one statement serves any length."""
    return msgspec.json.encode(values).decode()
