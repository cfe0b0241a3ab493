"""The outbox's table: rows read as entries, written, moved from state to state."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.clock import moment
from book.outbox_entry import EntryId, OutboxEntry, Values
from book.records import AccountId

if TYPE_CHECKING:
    from sqlite3 import Connection

COLUMNS: Final = (
    "id, source, record, record_id, account_id, action, key, intent, base, state, reason, error,"
    " uncertain, attempts, not_before, created_at, sent_at, outcome"
)
_TABLES: Final = (
    *(("account", "accounts"), ("note", "notes")),
    *(("task", "tasks"), ("handover", "handovers")),
)
_VALUES = msgspec.json.Decoder(dict[str, Any])
_ERROR = msgspec.json.Decoder(dict[str, str])


def entry_of(row: tuple[Any, ...]) -> OutboxEntry:
    """A row, in the order of `COLUMNS`, as an entry."""
    return OutboxEntry(
        id=EntryId(row[0]),
        source=row[1],
        record=row[2],
        record_id=row[3],
        account_id=AccountId(row[4]),
        action=row[5],
        key=row[6],
        intent=_VALUES.decode(row[7]),
        base=_VALUES.decode(row[8]),
        state=row[9],
        reason=row[10],
        error=_ERROR.decode(row[11]) if row[11] else None,
        uncertain=bool(row[12]),
        attempts=row[13],
        not_before=moment(row[14]) if row[14] else None,
        created_at=moment(row[15]),
        sent_at=moment(row[16]) if row[16] else None,
        outcome=row[17],
    )


def unsent_of(connection: Connection, kind: str, number: int) -> list[OutboxEntry]:
    """A record's entries that are not sent yet, oldest first."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE record_id = ? AND record = ? AND state <> 'sent'"
        " ORDER BY id",
        (number, kind),
    )
    return [entry_of(row) for row in rows.fetchall()]


def one(connection: Connection, entry_id: int) -> OutboxEntry | None:
    """One entry, or None."""
    row = connection.execute(f"SELECT {COLUMNS} FROM outbox WHERE id = ?", (entry_id,)).fetchone()
    return entry_of(row) if row else None


def any_under_way(entries: Iterable[OutboxEntry]) -> bool:
    """Whether an attempt at one of them began whose end nobody knows yet."""
    return any(entry.state == "sending" or entry.uncertain for entry in entries)


def insert(
    connection: Connection,
    *,
    source: str,
    record: str,
    record_id: int,
    account_id: int,
    action: str,
    key: str,
    intent: Values,
    base: Values,
    not_before: str | None,
    created_at: str,
) -> int:
    """Adds an entry, queued; returns its id."""
    cursor = connection.execute(
        "INSERT INTO outbox (source, record, record_id, account_id, action, key, intent, base,"
        " state, not_before, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
        (
            source,
            record,
            record_id,
            account_id,
            action,
            key,
            as_text(intent),
            as_text(base),
            not_before,
            created_at,
        ),
    )
    number = int(cursor.lastrowid or 0)
    tell(connection, number, created_at, "queued")
    return number


def write_values(connection: Connection, entry_id: int, intent: Values, base: Values) -> None:
    """Replaces what an entry wishes and what it was wished upon."""
    connection.execute(
        "UPDATE outbox SET intent = ?, base = ? WHERE id = ?",
        (as_text(intent), as_text(base), entry_id),
    )


def requeue(connection: Connection, entry_id: int, not_before: str | None) -> None:
    """Queues an entry as if it had never been tried."""
    connection.execute(
        "UPDATE outbox SET state = 'queued', reason = '', error = NULL, attempts = 0,"
        " not_before = ? WHERE id = ?",
        (not_before, entry_id),
    )


def delete(connection: Connection, entry_id: int) -> None:
    """Takes an entry away together with what happened to it."""
    connection.execute("DELETE FROM outbox_events WHERE entry = ?", (entry_id,))
    connection.execute("DELETE FROM outbox WHERE id = ?", (entry_id,))


def tell(connection: Connection, entry_id: int, at: str, words: str) -> None:
    """Adds a line to what happened to an entry."""
    connection.execute(
        "INSERT INTO outbox_events (entry, at, words) VALUES (?, ?, ?)", (entry_id, at, words)
    )


def as_text(values: Values) -> str:
    """Values as stored."""
    return msgspec.json.encode(values, order="deterministic").decode()


def mark_sent(connection: Connection, entry_id: int, at: str, outcome: str) -> None:
    """An entry the source has confirmed."""
    connection.execute(
        "UPDATE outbox SET state = 'sent', sent_at = ?, outcome = ?, uncertain = 0, reason = '',"
        " error = NULL, not_before = NULL WHERE id = ?",
        (at, outcome, entry_id),
    )
    tell(connection, entry_id, at, outcome or "confirmed")


def forget_gone(connection: Connection) -> None:
    """Drops what was sent, read back and disagreed on of records that are not in the book."""
    for kind, table in _TABLES:
        gone = f"record = ? AND record_id NOT IN (SELECT id FROM {table})"
        connection.execute(f"DELETE FROM outbox WHERE state = 'sent' AND {gone}", (kind,))
        connection.execute(f"DELETE FROM readbacks WHERE {gone}", (kind,))
        connection.execute(f"DELETE FROM conflicts WHERE {gone}", (kind,))


def move(connection: Connection, record: str, record_id: int, account_id: int) -> None:
    """The unsent entries of a note or task belong to another account from now on."""
    connection.execute(
        "UPDATE outbox SET account_id = ? WHERE record_id = ? AND record = ? AND state <> 'sent'",
        (account_id, record_id, record),
    )


def change_source(connection: Connection, entry_id: int, account_id: int) -> None:
    """An entry waits for the source of that account from now on; only where none can have it."""
    connection.execute(
        "UPDATE outbox SET source = (SELECT source FROM accounts WHERE id = ?) WHERE id = ?",
        (account_id, entry_id),
    )


def hand_over(connection: Connection, account_id: int, heir: int) -> None:
    """What waits for the notes and tasks of one account waits for another's from now on."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM outbox WHERE account_id = ? AND record <> 'account'"
        " AND state <> 'sent'",
        (account_id,),
    ).fetchall()
    for entry in map(entry_of, rows):
        if entry.intent.get("account_id") == account_id:
            write_values(connection, entry.id, {**entry.intent, "account_id": heir}, entry.base)
        move(connection, entry.record, entry.record_id, heir)
