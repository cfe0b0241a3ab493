"""What may go to a source now, marked before it goes, and back in line where it did not go.

An entry is marked before anything is sent (`claim`), so that after a crash it is known which
ones may have arrived; those are asked about, never hoped for. What a source answers is for
`book.outbox_answers`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from book import outbox_rows, owing
from book.clock import stamp
from book.editable import TABLES
from book.errors import SatchelError
from book.outbox_entry import OutboxEntry, ParkReason
from book.outbox_rows import COLUMNS, entry_of, tell
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

KEPT_DAYS: Final = 30
"""How long what was sent stands in the outbox's history."""


class Home(Struct, frozen=True):
    """Where the record of an entry stands: its ids in the source, its account's state."""

    external_id: str | None
    account: str
    account_status: str
    record_gone: bool = False
    """The record is not in the book any more."""


def recover(store: Store, source: str) -> list[OutboxEntry]:
    """Entries a crash left in the middle of sending: queued again, to be asked about first.

    Only for whoever holds the lock of the one that syncs.
    """
    found = store.rows(
        f"SELECT {COLUMNS} FROM outbox WHERE state = 'sending' AND source = ?", (source,)
    )
    if not found:
        return []
    with store.writing(person=False) as connection:
        for row in found:
            connection.execute(
                "UPDATE outbox SET state = 'queued', uncertain = 1, not_before = NULL"
                " WHERE id = ? AND state = 'sending'",
                (row[0],),
            )
            tell(connection, row[0], stamp(store.clock()), "interrupted; the source is asked first")
    return [entry_of(row) for row in found]


def ready(store: Store, source: str, now: datetime, *, by_hand: bool) -> list[OutboxEntry]:
    """What may go to a source now, oldest first: of each record the oldest entry, if it may.

    An entry that is held, parked or not due keeps only its own record back. `by_hand` sits out
    no wait.
    """
    return [
        entry
        for entry in _firsts(store, source)
        if entry.state == "queued" and (by_hand or not entry.wait(now))
    ]


def newest(store: Store, source: str) -> int:
    """The id of the newest entry that waits for a source; 0 where none does."""
    found = store.row("SELECT max(id) FROM outbox WHERE source = ? AND state <> 'sent'", (source,))
    return int(found[0] or 0) if found else 0


def _firsts(store: Store, source: str) -> list[OutboxEntry]:
    """Of each record with something unsent the oldest entry, oldest first."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM outbox WHERE id IN (SELECT min(id) FROM outbox WHERE source = ?"
        " AND state <> 'sent' GROUP BY record, record_id) ORDER BY id",
        (source,),
    )
    return [entry_of(row) for row in rows]


def next_due(store: Store, source: str, now: datetime) -> datetime | None:
    """When the next waiting entry may go, `now` where it may already; None when none waits, or
    only behind a stopped one."""
    waits = [one.wait(now) for one in _firsts(store, source) if one.state == "queued"]
    return now + min(waits) if waits else None


def home(store: Store, entry: OutboxEntry) -> Home:
    """The ids an entry is sent with, as they stand now."""
    table = TABLES[entry.record]
    if entry.record == "account":
        found = store.row(
            "SELECT external_id, external_id, status FROM accounts WHERE id = ?",
            (entry.record_id,),
        )
    else:
        found = store.row(
            f"SELECT r.external_id, a.external_id, a.status FROM {table} r"
            " JOIN accounts a ON a.id = r.account_id WHERE r.id = ?",
            (entry.record_id,),
        )
    if found is None:
        return Home(None, "", "removed", record_gone=True)
    return Home(*found)


def account_external(store: Store, account_id: int) -> str | None:
    """The id an account has in its source."""
    found = store.row("SELECT external_id FROM accounts WHERE id = ?", (account_id,))
    return found[0] if found else None


def claim(store: Store, entry: OutboxEntry) -> bool:
    """Marks an entry as being sent; False when it is not as it was any more.

    From here on nobody can tell whether it arrived, until it is settled or put back.
    """
    with store.writing(person=False) as connection:
        now = outbox_rows.one(connection, entry.id)
        if now is None or now.state != "queued" or now.intent != entry.intent:
            return False
        connection.execute(
            "UPDATE outbox SET state = 'sending', uncertain = 1, attempts = attempts + 1"
            " WHERE id = ?",
            (entry.id,),
        )
        tell(connection, entry.id, stamp(store.clock()), "sending")
    return True


def put_back(
    store: Store,
    entry: OutboxEntry,
    error: SatchelError,
    not_before: datetime | None,
    *,
    uncertain: bool,
) -> None:
    """An attempt failed in a way that may pass: queued again, not before that moment.

    A look that failed counts as an attempt too: waits grow all the same.
    """
    with store.writing(person=False) as connection:
        if not _is_ours(connection, entry):
            return
        connection.execute(
            "UPDATE outbox SET attempts = attempts + (state = 'queued'), state = 'queued',"
            " uncertain = ?, not_before = ?, error = ?"
            " WHERE id = ? AND state IN ('sending', 'queued')",
            (
                int(uncertain),
                stamp(not_before) if not_before else None,
                msgspec.json.encode(error.as_json()).decode(),
                entry.id,
            ),
        )
        words = "no answer; the source is asked first" if uncertain else "not sent"
        tell(connection, entry.id, stamp(store.clock()), f"{words} ({error.kind})")
        if not uncertain:
            _join_later_edits(connection, entry)


def park(
    store: Store,
    entry: OutboxEntry,
    reason: ParkReason,
    error: SatchelError,
    *,
    uncertain: bool = False,
) -> None:
    """An entry stops until a person does something about it."""
    with store.writing(person=False) as connection:
        if not _is_ours(connection, entry):
            return
        connection.execute(
            "UPDATE outbox SET state = 'parked', reason = ?, error = ?, uncertain = ?,"
            " not_before = NULL WHERE id = ?",
            (reason, msgspec.json.encode(error.as_json()).decode(), int(uncertain), entry.id),
        )
        tell(connection, entry.id, stamp(store.clock()), f"stopped ({reason})")
        if not uncertain:
            _join_later_edits(connection, entry)


def stopped(store: Store, source: str, reason: ParkReason) -> list[OutboxEntry]:
    """The entries of a source that stopped for a reason, oldest first."""
    rows = store.rows(
        f"SELECT {COLUMNS} FROM outbox WHERE source = ? AND state = 'parked' AND reason = ?"
        " ORDER BY id",
        (source, reason),
    )
    return [entry_of(row) for row in rows]


def let_go(store: Store, entry: OutboxEntry) -> None:
    """An entry whose reason to stop is over: back in line, unless a person acted meanwhile."""
    with store.writing(person=False) as connection:
        found = connection.execute(
            "UPDATE outbox SET state = 'queued', reason = '', error = NULL, not_before = NULL"
            " WHERE id = ? AND state = 'parked' AND reason = ?",
            (entry.id, entry.reason),
        )
        if found.rowcount:
            tell(connection, entry.id, stamp(store.clock()), "what kept it is over")


def send_as_new(store: Store, entry: OutboxEntry) -> int:
    """The record of an entry is deleted in its source, and a person wants it there all the same.

    Returns the id of the newest entry this made.
    """
    with store.writing(person=False) as connection:
        return max(owing.owe_anew(connection, entry, store.clock()))


def taken_back(store: Store, entry: OutboxEntry, *, deleted: bool) -> bool:
    """Ends a deletion that may have arrived and was undone meanwhile; False for other entries.

    Where it did not arrive there is nothing to take back either; where it did, the undo behind it
    goes on alone. What else was to be said of the record goes on with it.
    """
    if not entry.intent.get("archived_at"):
        return False
    with store.writing(person=False) as connection:
        unsent = outbox_rows.unsent_of(connection, entry.record, entry.record_id)
        behind = (one for one in unsent if one.id > entry.id)
        undo = next((one for one in behind if one.intent.get("archived_at", "") is None), None)
        if undo is None:
            return False
        rest = [name for name in entry.intent if name != "archived_at"]
        intent = {name: entry.intent[name] for name in rest} | dict(undo.intent)
        base = dict(undo.base) | {name: entry.base[name] for name in rest}
        outbox_rows.write_values(connection, undo.id, intent, base)
        if deleted:
            outbox_rows.mark_sent(connection, entry.id, stamp(store.clock()), "")
        else:
            outbox_rows.delete(connection, entry.id)
    return True


def drop(store: Store, entry: OutboxEntry) -> None:
    """Takes away an entry whose record is not in the book any more and never left it."""
    with store.writing(person=False) as connection:
        outbox_rows.delete(connection, entry.id)


def prune_sent(store: Store, keep_days: int = KEPT_DAYS) -> None:
    """Forgets what was sent long ago."""
    oldest = stamp(store.clock() - timedelta(days=keep_days))
    sql = "FROM outbox WHERE state = 'sent' AND sent_at < ?"
    if store.row(f"SELECT 1 {sql} LIMIT 1", (oldest,)) is None:
        return
    with store.writing(person=False) as connection:
        connection.execute(f"DELETE {sql}", (oldest,))


def _is_ours(connection: Connection, entry: OutboxEntry) -> bool:
    """Whether an entry still waits for the push that asks about it.

    A person may have undone, discarded or held it while the source was asked.
    """
    now = outbox_rows.one(connection, entry.id)
    return now is not None and now.state in ("queued", "sending")


def _join_later_edits(connection: Connection, entry: OutboxEntry) -> None:
    """Edits made while an entry was on its way become part of it, now that it did not go."""
    unsent = outbox_rows.unsent_of(connection, entry.record, entry.record_id)
    waiting = [one for one in unsent if one.id >= entry.id]
    if len(waiting) < 2 or waiting[0].id != entry.id:
        return
    mine, later = waiting[0], waiting[1:]
    if any(one.action != mine.action for one in later) and mine.action != "create":
        return
    intent, base = dict(mine.intent), dict(mine.base)
    for one in later:
        for name, value in one.intent.items():
            if mine.action != "create":
                base.setdefault(name, one.base[name])
            intent[name] = value
        outbox_rows.delete(connection, one.id)
    if mine.action == "create" and intent.pop("archived_at", None):
        outbox_rows.delete(connection, mine.id)
        return
    if mine.action == "update":
        for name in [n for n in intent if owing.unchanged(mine.record, n, base[n], intent[n])]:
            del intent[name], base[name]
        if not intent:
            outbox_rows.delete(connection, mine.id)
            return
    outbox_rows.write_values(connection, mine.id, intent, base)
    waits = [one.not_before for one in (mine, *later) if one.not_before is not None]
    if waits:
        connection.execute(
            "UPDATE outbox SET not_before = ? WHERE id = ?", (stamp(max(waits)), mine.id)
        )
    if any(one.state == "held" for one in later):
        connection.execute("UPDATE outbox SET state = 'held' WHERE id = ?", (mine.id,))
