"""The change log: one row per changed field of a record, written with the change itself.

A record's first appearance is one row with field `created`. The log is what an
account's past, "since you last looked" and the live refresh of screens read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from book.clock import moment, stamp
from book.records import Change, Changed, ChangeId
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

Row = tuple[str, int, str, str | None, str | None]
"""(record kind, record id, field, old, new), before it has a place in the log."""

_COLUMNS: Final = "id, record, record_id, field, old, new, by, at"


def write(
    connection: Connection,
    rows: Iterable[Row],
    *,
    by: str,
    at: datetime,
    edit: int | None = None,
) -> None:
    """Appends to the log inside the caller's transaction; `edit` is the act they belong to."""
    when = stamp(at)
    connection.executemany(
        "INSERT INTO changes (record, record_id, field, old, new, by, at, edit)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*row, by, when, edit) for row in rows],
    )


def latest(store: Store) -> ChangeId:
    """The id of the newest row of the log; 0 for an empty one."""
    found = store.row("SELECT max(id) FROM changes")
    return ChangeId(found[0] or 0) if found else ChangeId(0)


def since(store: Store, after: ChangeId, limit: int = 10_000) -> list[Change]:
    """What was logged after a given row, oldest first."""
    sql = f"SELECT {_COLUMNS} FROM changes WHERE id > ? ORDER BY id LIMIT ?"
    return [_change(row) for row in store.rows(sql, (after, limit))]


def of_record(store: Store, record: str, record_id: int, limit: int = 200) -> list[Change]:
    """The past of one record, newest first."""
    sql = (
        f"SELECT {_COLUMNS} FROM changes WHERE record_id = ? AND record = ?"
        " ORDER BY id DESC LIMIT ?"
    )
    return [_change(row) for row in store.rows(sql, (record_id, record, limit))]


def touched(store: Store, after: ChangeId) -> Changed:
    """Which records the log names after a given row, for screens that refresh themselves."""
    found: dict[str, set[int]] = {}
    sql = "SELECT DISTINCT record, record_id FROM changes WHERE id > ?"
    for record, record_id in store.rows(sql, (after,)):
        found.setdefault(record, set()).add(record_id)
    return Changed({record: frozenset(ids) for record, ids in found.items()})


def text_of(value: object) -> str | None:
    """A column's value as the log keeps it."""
    return None if value is None else str(value)


def _change(row: tuple[Any, ...]) -> Change:
    return Change(
        id=ChangeId(row[0]),
        record=row[1],
        record_id=row[2],
        field=row[3],
        old=row[4],
        new=row[5],
        by=row[6],
        at=moment(row[7]),
    )


def forget_removed(connection: Connection, account_ids: str) -> None:
    """Drops the kept wholes of records taken away, for accounts given as a JSON list of ids.

    Of a deleted recording all that is left is dropped: its words are nowhere else.
    """
    gone = (
        "SELECT record_id FROM changes WHERE record = 'recording' AND field = 'removed'"
        " AND json_extract(coalesce(old, new), '$.account_id') IN (SELECT value FROM json_each(?1))"
    )
    connection.execute(
        "DELETE FROM changes WHERE record IN ('moment', 'attachment') AND (record, record_id) IN"
        " (SELECT record, record_id FROM changes WHERE record IN ('moment', 'attachment')"
        " AND field = 'removed'"
        f" AND json_extract(coalesce(old, new), '$.recording_id') IN ({gone}))",
        (account_ids,),
    )
    connection.execute(
        f"DELETE FROM changes WHERE record = 'recording' AND record_id IN ({gone})", (account_ids,)
    )
    connection.execute(
        "DELETE FROM changes WHERE field = 'removed'"
        " AND json_extract(coalesce(old, new), '$.account_id') IN (SELECT value FROM json_each(?))",
        (account_ids,),
    )
