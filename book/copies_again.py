"""Which records were a pair, by the ids of their sources: so that they are one again.

A pair ends with its rows, when a source is forgotten, and while a customer is taken apart. What
the copy said then is noted as a digest: one that still says the same is the same copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from book.doubles import plain

if TYPE_CHECKING:
    from sqlite3 import Connection

_MANY = "(SELECT value FROM json_each(?))"
_DONE = "completed_at"


class Memory:
    """The remembered pairs of one kind of record."""

    def __init__(self, connection: Connection, record: str, texts: Sequence[str]) -> None:
        self._connection = connection
        self._record = record
        self._texts = [name for name in texts if name != _DONE]

    def keep(self, copies: Sequence[int]) -> None:
        """Notes pairs as they stand."""
        record, wanted = self._record, msgspec.json.encode(list(copies)).decode()
        columns = ", ".join(f"c.{name}" for name in self._texts)
        rows = self._connection.execute(
            f"SELECT c.source, c.external_id, o.source, o.external_id, {columns}"
            f" FROM {record}_copies k JOIN {record}s c ON c.id = k.copy"
            f" JOIN {record}s o ON o.id = k.original WHERE k.copy IN {_MANY}"
            " AND c.external_id IS NOT NULL AND o.source IS NOT NULL"
            " AND o.external_id IS NOT NULL",
            (wanted,),
        ).fetchall()
        self._connection.executemany(
            "INSERT OR REPLACE INTO settled_copies VALUES (?, ?, ?, ?, ?, ?)",
            [(record, *row[:4], _digest(row[4:])) for row in rows],
        )

    def forget(self, copy: int) -> None:
        """A record is nobody's copy any more."""
        self._connection.execute(
            "DELETE FROM settled_copies WHERE record = ? AND (source, external_id) IN"
            f" (SELECT source, external_id FROM {self._record}s WHERE id = ?)",
            (self._record, copy),
        )

    def whole_again(self, accounts: str) -> list[tuple[int, int, str, bool]]:
        """Pairs of which both are at some accounts (a JSON list) and that do not stand: copy,
        original, the copy's source, and whether the copy says what it said then."""
        record = self._record
        columns = ", ".join(f"c.{name}" for name in self._texts)
        mine = "AND c.mine <= o.mine" if record == "task" else ""
        rows = self._connection.execute(
            f"SELECT c.id, o.id, c.source, s.texts, {columns} FROM {record}s c"
            " JOIN settled_copies s ON s.record = ? AND s.source = c.source"
            " AND s.external_id = c.external_id"
            f" JOIN {record}s o ON o.source = s.original_source AND o.external_id = s.original_id"
            " JOIN accounts a ON a.id = o.account_id"
            f" WHERE c.account_id IN {_MANY} AND o.account_id IN {_MANY}"
            " AND c.archived_at IS NULL AND o.archived_at IS NULL"
            f" AND a.status IN ('active', 'churned') {mine}"
            f" AND NOT EXISTS (SELECT 1 FROM {record}_copies k WHERE k.copy = c.id)"
            f" AND NOT EXISTS (SELECT 1 FROM {record}_copies k WHERE k.copy = o.id AND k.hides)"
            " ORDER BY c.id",
            (record, accounts, accounts),
        )
        return [(row[0], row[1], row[2], row[3] == _digest(row[4:])) for row in rows]


def _digest(texts: Sequence[str | None]) -> str:
    return sha256("\x1f".join(plain(text) for text in texts).encode()).hexdigest()
