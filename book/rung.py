"""What rang: each reminder once, whoever asks, and the list that keeps them all.

Nothing of what a notice said stands here; its words are read from the record when it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from book.clock import moment, stamp
from book.records import AccountId
from book.reminders import Kind, Record, Reminder
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

_COLUMNS: Final = (
    "key, kind, account_id, record, record_id, code, due_at, rung_at, aloud, put_off_to, seen_at"
)


class Rung(Struct, frozen=True, kw_only=True):
    """A reminder that came due."""

    key: str
    kind: Kind
    account_id: AccountId | None
    record: Record
    record_id: int
    code: str
    due_at: datetime
    rung_at: datetime
    aloud: bool
    put_off_to: datetime | None
    seen_at: datetime | None


def note_rung(
    store: Store, found: Sequence[Reminder], at: datetime, *, aloud: bool = True
) -> tuple[Reminder, ...]:
    """Notes that these ring now; returns those that are this caller's to show.

    Of two processes that ask at the same moment only one gets a reminder; one that was put off is
    given out again once its time has come.
    """
    mine = []
    with store.writing() as connection:
        for one in found:
            new = connection.execute(
                "INSERT INTO rung (key, kind, account_id, record, record_id, code, due_at, rung_at,"
                " aloud) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET rung_at = excluded.rung_at, put_off_to = NULL,"
                " seen_at = NULL, aloud = excluded.aloud WHERE put_off_to <= excluded.rung_at"
                " RETURNING 1",
                (one.key, one.kind, one.account_id, one.record, one.record_id, one.code,
                 stamp(one.at), stamp(at), int(aloud)),
            ).fetchone()  # fmt: skip
            if new is not None:
                mine.append(one)
    return tuple(mine)


def keys(store: Store, of: Collection[str]) -> frozenset[str]:
    """Which of these keys rang already."""
    marks = ", ".join("?" * len(of))
    rows = store.rows(f"SELECT key FROM rung WHERE key IN ({marks})", tuple(of))
    return frozenset(row[0] for row in rows)


def put_off(store: Store, key: str, until: datetime) -> None:
    """Lets one ring again at a moment; until then it counts as seen."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE rung SET put_off_to = ?, seen_at = coalesce(seen_at, ?) WHERE key = ?",
            (stamp(until), stamp(store.clock()), key),
        )


def all_put_off(store: Store) -> Mapping[str, datetime]:
    """When those that were put off ring again, by key."""
    rows = store.rows("SELECT key, put_off_to FROM rung WHERE put_off_to IS NOT NULL")
    return {key: moment(text) for key, text in rows}


def latest(store: Store, limit: int = 200) -> list[Rung]:
    """What rang, the last first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM rung ORDER BY rung_at DESC, due_at DESC, key LIMIT ?", (limit,)
    )
    return [_rung(row) for row in rows]


def one(store: Store, key: str) -> Rung | None:
    """What rang under a key, or None."""
    row = store.row(f"SELECT {_COLUMNS} FROM rung WHERE key = ?", (key,))
    return _rung(row) if row is not None else None


def unseen(store: Store) -> int:
    """How many nobody has looked at."""
    row = store.row("SELECT count(*) FROM rung WHERE seen_at IS NULL", ())
    return int(row[0]) if row else 0


def mark_seen(store: Store, keys_seen: Collection[str] | None = None) -> None:
    """Notes that these were looked at, all without any."""
    at = stamp(store.clock())
    with store.writing() as connection:
        if keys_seen is None:
            connection.execute("UPDATE rung SET seen_at = ? WHERE seen_at IS NULL", (at,))
            return
        connection.executemany(
            "UPDATE rung SET seen_at = ? WHERE key = ? AND seen_at IS NULL",
            [(at, key) for key in keys_seen],
        )


def hand_on(connection: Connection, gone: int, heir: int) -> None:
    """Moves what rang for an account that goes to the one that stands for the same customer.

    Inside the caller's transaction; so that it does not ring again for the other.
    """
    connection.execute("UPDATE rung SET account_id = ? WHERE account_id = ?", (heir, gone))


def _rung(row: tuple[Any, ...]) -> Rung:
    return Rung(
        key=row[0],
        kind=row[1],
        account_id=AccountId(row[2]) if row[2] is not None else None,
        record=row[3],
        record_id=row[4],
        code=row[5],
        due_at=moment(row[6]),
        rung_at=moment(row[7]),
        aloud=bool(row[8]),
        put_off_to=moment(row[9]) if row[9] else None,
        seen_at=moment(row[10]) if row[10] else None,
    )
