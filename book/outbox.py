"""What will leave this laptop: read, held, released, tried again, discarded by the person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from book import outbox_rows, owing
from book.clock import moment, stamp
from book.editable import TABLES
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused
from book.locks import FileLock
from book.note_kinds import in_step
from book.outbox_entry import EntryEvent, OutboxEntry
from book.outbox_rows import COLUMNS, entry_of, tell
from book.records import AccountId, Changed
from book.source_titles import title
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.rules import HouseRules

STATES: Final = ("held", "queued", "sending", "parked")
"""The states of what has not left yet."""


def entries(store: Store, *, sent: int = 0) -> list[OutboxEntry]:
    """Everything that waits, oldest first, then the newest `sent` of what was confirmed."""
    waiting = store.rows(f"SELECT {COLUMNS} FROM outbox WHERE state <> 'sent' ORDER BY id")
    gone = store.rows(
        f"SELECT {COLUMNS} FROM outbox WHERE state = 'sent' ORDER BY sent_at DESC, id DESC LIMIT ?",
        (sent,),
    )
    return [entry_of(row) for row in (*waiting, *gone)]


def entry(store: Store, entry_id: int) -> OutboxEntry | None:
    """One entry, or None."""
    return outbox_rows.one(store.connection, entry_id)


def events(store: Store, entry_id: int) -> list[EntryEvent]:
    """What happened to an entry, oldest first."""
    rows = store.rows(
        "SELECT at, words FROM outbox_events WHERE entry = ? ORDER BY rowid", (entry_id,)
    )
    return [EntryEvent(moment(at), words) for at, words in rows]


def counts(store: Store) -> dict[str, int]:
    """How many entries there are in each state that has not left yet."""
    found = dict.fromkeys(STATES, 0)
    found.update(
        store.rows("SELECT state, count(*) FROM outbox WHERE state <> 'sent' GROUP BY state")
    )
    return found


def last_sent(store: Store) -> datetime | None:
    """When a source last confirmed something; None when it never did."""
    found = store.row("SELECT max(sent_at) FROM outbox WHERE state = 'sent'")
    return moment(found[0]) if found and found[0] else None


def hold(store: Store, entry_id: int) -> Changed:
    """Keeps an entry back until it is released. Raises Refused for one on its way or gone."""
    with store.writing() as connection:
        one = _open(connection, entry_id, store)
        if one.state == "held":
            return Changed()
        _move(connection, one, "held", store, "held by you")
    return _changed(entry_id)


def release(store: Store, entry_id: int) -> Changed:
    """Lets a held entry go with the next run; others are left as they are."""
    with store.writing() as connection:
        one = _open(connection, entry_id, store)
        if one.state != "held":
            return Changed()
        _move(connection, one, "queued", store, "released")
    return _changed(entry_id)


def hold_all(store: Store) -> Changed:
    """Keeps everything back that waits to be sent."""
    return _move_all(store, "queued", "held", "held by you")


def release_all(store: Store) -> Changed:
    """Lets everything go that was held."""
    return _move_all(store, "held", "queued", "released")


def send_now(store: Store) -> Changed:
    """Ends the time in which what waits can be taken back."""
    with store.writing() as connection:
        found = connection.execute(
            "UPDATE outbox SET not_before = NULL WHERE state = 'queued' AND not_before IS NOT NULL"
            " RETURNING id"
        ).fetchall()
    return Changed({"outbox": frozenset(row[0] for row in found)})


def retry(store: Store, entry_id: int) -> Changed:
    """Gives a stopped entry another try, as its reason asks for.

    What is deleted in the source is sent as new, once that is known here or the source says so
    again; what belonged to an account that came back goes to the account as it is there now.
    """
    with store.writing() as connection:
        one = _open(connection, entry_id, store)
        gone = one.reason == "gone" and one.record != "account"
        gone = gone and not one.intent.get("archived_at")
        if gone and _is_archived(connection, one):
            touched = owing.owe_anew(connection, one, store.clock())
            return Changed({one.record: frozenset({one.record_id}), "outbox": frozenset(touched)})
        outbox_rows.requeue(connection, entry_id, None)
        if one.reason == "untold":
            # A person has looked: it is not there, and goes like one that was never tried.
            connection.execute("UPDATE outbox SET uncertain = 0 WHERE id = ?", (entry_id,))
        if gone:
            # One wrong “not found” must not make a second record: the push looks once more.
            connection.execute("UPDATE outbox SET reason = 'gone' WHERE id = ?", (entry_id,))
        tell(connection, entry_id, stamp(store.clock()), "to be tried again")
    return _changed(entry_id)


def discard(
    store: Store, rules: HouseRules, entry_id: int, *, hold_seconds: float = HOLD_SECONDS
) -> Changed:
    """Gives up what an entry would have sent; its texts stay in the history, undo brings it back.

    A change goes back to what stood before, a new record is taken away.
    """
    with editing(store, rules, "Discard what was not sent", hold_seconds=hold_seconds) as edit:
        one = _open(edit.connection, entry_id, store)
        if one.uncertain:
            known_later = one.action == "create" or one.state != "parked"
            # Of an account that is deleted there nothing can be asked any more.
            known_later = known_later and one.reason not in ("account_gone", "untold")
            if known_later and _is_connected(edit.connection, one.source):
                raise Refused(
                    "Nobody knows yet whether this one arrived.",
                    "Send it again: the source is asked first, then it is there or can go.",
                )
            if known_later and one.record == "handover":  # others would act upon a second one
                raise Refused(
                    "Nobody knows yet whether this one arrived.",
                    f"Connect {title(one.source)} again: it is asked first.",
                )
            # What may stand there is told to go back by what the edit below owes.
            outbox_rows.delete(edit.connection, entry_id)
        edit.count("outbox", entry_id)
        if one.action == "create":
            edit.remove(one.record, one.record_id)
        else:
            row = edit.row(one.record, one.record_id)
            back = {n: v for n, v in one.base.items() if row[n] == one.intent.get(n)}
            if one.record == "note":
                back = in_step(row, back, tags=False)
            # What stands there is not written by going back to it, so no rule forbids it.
            edit.set(one.record, one.record_id, back, unchecked=True)
    return edit.changed


def move_entry_to(
    store: Store,
    rules: HouseRules,
    entry_id: int,
    account_id: AccountId,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Lets a note or task that was made here and not sent go to another account.

    That is the way out where its account is gone, back under another id, or merged into another;
    undo takes it back. Moved to where it went with its account already, it is let go. What no
    source can have yet may go to an account of another source, which is its home from then on.
    Raises Refused for what is in the source already, and for an account it cannot go to.
    """
    with editing(store, rules, "Move to another account", hold_seconds=hold_seconds) as edit:
        one = _open(edit.connection, entry_id, store)
        there = one.record == "account" and one.record_id == account_id
        if one.record == "handover":
            raise Refused(
                "What was handed over speaks of its own account.",
                "Discard it, and hand over an escalation of the other account.",
            )
        if one.action != "create" and not (there and one.reason == "account_back"):
            raise Refused(
                f"The {one.record} of that entry has been sent to its account before.",
                "Only what was never sent can go to another account; discard the change instead.",
            )
        _check_target(edit, one, account_id)
        words = "to be tried again"  # where it went with its account already
        if not there and account_id != edit.row(one.record, one.record_id)["account_id"]:
            words = "moved to another account"
            # First the entry, so that one which may have arrived is not owed a second one.
            intent = {**one.intent, "account_id": account_id}
            outbox_rows.write_values(edit.connection, entry_id, intent, one.base)
            outbox_rows.move(edit.connection, one.record, one.record_id, account_id)
            outbox_rows.change_source(edit.connection, entry_id, account_id)
            edit.set(one.record, one.record_id, {"account_id": account_id})
        if one.state != "held":
            not_before = stamp(edit.at + timedelta(seconds=hold_seconds))
            outbox_rows.requeue(edit.connection, entry_id, not_before)
        tell(edit.connection, entry_id, stamp(edit.at), words)
        edit.count("outbox", entry_id)
    return edit.changed


def _check_target(edit: Edit, one: OutboxEntry, account_id: int) -> None:
    """Raises Refused for an account that an entry cannot be moved to."""
    target = edit.row("account", account_id)
    row = edit.row(one.record, one.record_id)
    # What may be in one source already is never written to another as well.
    unsent = one.action == "create" and not one.uncertain and row["external_id"] is None
    if target["source"] != one.source and not unsent:
        raise Refused(
            f"That account is in {title(target['source'])}, the {one.record} goes to"
            f" {title(one.source)}.",
            "Choose an account of the same source.",
        )
    if target["status"] not in ("active", "churned"):
        raise Refused("That account is not in your book any more.", "Choose another one.")
    if account_id != row.get("account_id", one.record_id):
        return
    reason = one.reason if one.state == "parked" else ""
    if reason == "account_gone":
        raise Refused(
            f"That account is the one that is gone from {title(one.source)}.",
            "Choose another one, or try again when it is back.",
        )
    if reason != "account_back":
        raise Refused(
            f"The {one.record} belongs to that account already.",
            "Choose another one, or send it again.",
        )


def _is_archived(connection: Connection, one: OutboxEntry) -> bool:
    found = connection.execute(
        f"SELECT archived_at FROM {TABLES[one.record]} WHERE id = ?", (one.record_id,)
    ).fetchone()
    return found is not None and found[0] is not None


def _is_connected(connection: Connection, source: str) -> bool:
    found = connection.execute("SELECT 1 FROM sources WHERE name = ?", (source,)).fetchone()
    return found is not None


def _interrupted(store: Store) -> bool:
    """Whether nobody syncs, so that what is marked as being sent was cut off by a crash."""
    lock = FileLock(store.profile.sync_lock)
    if not lock.acquire(wait_seconds=0):
        return False
    lock.release()
    return True


def _open(connection: Connection, entry_id: int, store: Store) -> OutboxEntry:
    one = outbox_rows.one(connection, entry_id)
    if one is not None and one.state == "sending" and _interrupted(store):
        connection.execute(
            "UPDATE outbox SET state = 'queued', uncertain = 1 WHERE id = ?", (entry_id,)
        )
        one = outbox_rows.one(connection, entry_id)
    if one is None:
        raise Refused("There is no such entry in the outbox.", "“satchel outbox” lists them.")
    if one.state == "sent":
        raise Refused("That entry has been sent.", "Undo the edit to take it back there as well.")
    if one.state == "sending":
        raise Refused("That entry is being sent right now.", "Look again in a moment.")
    return one


def _move(connection: Connection, one: OutboxEntry, state: str, store: Store, words: str) -> None:
    connection.execute(
        "UPDATE outbox SET state = ?, not_before = NULL, reason = '', error = NULL WHERE id = ?",
        (state, one.id),
    )
    tell(connection, one.id, stamp(store.clock()), words)


def _move_all(store: Store, old: str, new: str, words: str) -> Changed:
    at = stamp(store.clock())
    with store.writing() as connection:
        found = connection.execute(
            "UPDATE outbox SET state = ?, not_before = NULL WHERE state = ? RETURNING id",
            (new, old),
        ).fetchall()
        for (number,) in found:
            tell(connection, number, at, words)
    return Changed({"outbox": frozenset(row[0] for row in found)})


def _changed(entry_id: int) -> Changed:
    return Changed({"outbox": frozenset({entry_id})})
