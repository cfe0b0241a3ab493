"""The engine's side of the outbox: what may go now, what happened to it, what is settled.

An entry is marked before anything is sent (`claim`), so that after a crash it is known which
ones may have arrived; those are asked about, never hoped for. Nothing counts as sent before the
source's own answer is in the book (`settle`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from book import changes, figures, outbox_rows, owing
from book.clock import moment, stamp
from book.editable import FIELDS, TABLES, Value, same
from book.errors import SatchelError
from book.facts import AccountFacts, NoteFacts, TaskFacts
from book.incoming import Met, meet, readback
from book.merge import same_words
from book.outbox_entry import OutboxEntry, ParkReason, Values
from book.outbox_rows import COLUMNS, entry_of, tell
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

Facts = AccountFacts | NoteFacts | TaskFacts
LONGEST_WAIT: Final = timedelta(hours=2)
"""No wait of our own making is longer; one that seems to be was written by a wrong clock."""
KEPT_DAYS: Final = 30
"""How long what was sent stands in the outbox's history."""


class Home(Struct, frozen=True):
    """Where the record of an entry stands: its ids in the source, its account's state."""

    external_id: str | None
    account: str
    account_status: str
    record_gone: bool = False
    """The record is not in the book any more."""


class Meeting(Struct, frozen=True):
    """What is left to send after the source was asked, and how many conflicts came of it."""

    entry: OutboxEntry | None
    conflicts: int
    changed: Changed
    news: bool = False
    """Whether the source had something that this laptop had not seen yet."""


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
        if entry.state == "queued" and (by_hand or _due(entry, now))
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


def _due(entry: OutboxEntry, now: datetime) -> bool:
    wait = entry.not_before
    return wait is None or wait <= now or wait - now > LONGEST_WAIT


def next_due(store: Store, source: str) -> datetime | None:
    """When the next waiting entry may go; None when none waits, or only behind a stopped one."""
    rows = store.rows(
        "SELECT coalesce(not_before, '') FROM outbox WHERE state = 'queued' AND id IN"
        " (SELECT min(id) FROM outbox WHERE source = ? AND state <> 'sent'"
        " GROUP BY record, record_id)",
        (source,),
    )
    if not rows:
        return None
    now = store.clock()
    waits = [moment(text) if text else now for (text,) in rows]
    return min(now if wait - now > LONGEST_WAIT else wait for wait in waits)


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


def meet_there(store: Store, entry: OutboxEntry, facts: Facts) -> Meeting:
    """Lets an entry meet its record as the source has it, just before it is sent."""
    at = store.clock()
    with store.writing(person=False) as connection:
        number = entry.record_id
        theirs = _values(connection, entry, facts)
        if entry.action == "create":
            _adopt(connection, entry, facts)
        met = meet(connection, entry.record, number, theirs, entry.source, at)
        news = _differs(connection, entry, met)
        changed = _write(connection, entry, met, facts, at)
        left = outbox_rows.one(connection, entry.id)
    still = left if left is not None and left.state == "queued" else None
    return Meeting(still, met.conflicts, changed, news)


def _differs(connection: Connection, entry: OutboxEntry, met: Met) -> bool:
    """Whether a meeting brings the row anything it does not hold."""
    names = list(met.values)
    row = connection.execute(
        f"SELECT {', '.join(names) or 'id'} FROM {TABLES[entry.record]} WHERE id = ?",
        (entry.record_id,),
    ).fetchone()
    return row is not None and any(
        old != met.values[name] for name, old in zip(names, row, strict=False)
    )


def claim(store: Store, entry: OutboxEntry) -> bool:
    """Marks an entry as being sent; False when it is not as it was any more.

    From here on nobody can tell whether it arrived, until `settle` or `put_back` say so.
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


def settle(
    store: Store, entry: OutboxEntry, facts: Facts | None, outcome: str = ""
) -> tuple[Changed, tuple[str, ...]]:
    """The source confirmed an entry; `facts` is the record as it has it now, None when archived.

    Returns what changed here and the fields it said yes to but did not take; those are parked.
    """
    at = store.clock()
    with store.writing(person=False) as connection:
        if outbox_rows.one(connection, entry.id) is None:
            return _ids(entry), ()
        if facts is None:
            outbox_rows.mark_sent(connection, entry.id, stamp(at), outcome)
            return _ids(entry), ()
        theirs = _values(connection, entry, facts)
        _adopt(connection, entry, facts)
        refused = _read_back(connection, entry, theirs)
        outbox_rows.mark_sent(connection, entry.id, stamp(at), outcome)
        met = meet(connection, entry.record, entry.record_id, theirs, entry.source, at)
        for name in refused:
            met.values.pop(name, None)
        changed = _write(connection, entry, met, facts, at)
        if refused:
            _park_rest(connection, entry, {name: theirs[name] for name in refused}, at)
    return changed, refused


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
            _fold(connection, entry)


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
            _fold(connection, entry)


def send_as_new(store: Store, entry: OutboxEntry) -> int:
    """The record of an entry is deleted in its source, and a person wants it there all the same.

    Returns the id of the newest entry this made.
    """
    with store.writing(person=False) as connection:
        return max(owing.as_new(connection, entry, store.clock()))


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
        intent = {name: entry.intent[name] for name in rest} | undo.intent
        base = undo.base | {name: entry.base[name] for name in rest}
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


def _fold(connection: Connection, entry: OutboxEntry) -> None:
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


def _values(connection: Connection, entry: OutboxEntry, facts: Facts) -> Values:
    """What the facts say of the fields a person may change, in stored form."""
    found: dict[str, Any] = {}
    for name in FIELDS[entry.record]:
        if name == "account_id" and not isinstance(facts, AccountFacts):
            home_row = connection.execute(
                "SELECT id FROM accounts WHERE source = ? AND external_id = ?",
                (entry.source, facts.account_external_id),
            ).fetchone()
            if home_row is not None:
                found[name] = home_row[0]
        elif not FIELDS[entry.record][name].local and hasattr(facts, name):
            found[name] = getattr(facts, name)
    return found


def _adopt(connection: Connection, entry: OutboxEntry, facts: Facts) -> None:
    """The record has an id in the source from now on."""
    if entry.record != "account":
        connection.execute(
            f"UPDATE {TABLES[entry.record]} SET source = ?, external_id = ? WHERE id = ?"
            " AND external_id IS NULL AND NOT EXISTS (SELECT 1 FROM"
            f" {TABLES[entry.record]} WHERE source = ? AND external_id = ?)",
            (entry.source, facts.external_id, entry.record_id, entry.source, facts.external_id),
        )


def _read_back(
    connection: Connection, entry: OutboxEntry, theirs: Mapping[str, Value]
) -> tuple[str, ...]:
    """Keeps how each sent field is read back; names those the source did not take."""
    refused = []
    for name, sent in entry.intent.items():
        if name not in theirs:
            continue
        read = theirs[name]
        if same(entry.record, name, sent, read):
            readback(connection, entry.record, entry.record_id, name, sent, read)
        elif FIELDS[entry.record][name].exact or _not_taken(entry, name, read):
            refused.append(name)
        else:
            readback(connection, entry.record, entry.record_id, name, sent, read)
    return tuple(refused)


def _not_taken(entry: OutboxEntry, name: str, read: Value) -> bool:
    """Whether a text stands there as it did before, or not at all, rather than tidied up."""
    sent = entry.intent[name]
    if not read:
        return bool(sent)
    stood = entry.base.get(name)
    return same(entry.record, name, stood, read) and not same_words(sent, read)


def _park_rest(connection: Connection, entry: OutboxEntry, stands: Values, at: datetime) -> None:
    """What the source did not take waits for a person, as an entry of its own.

    `stands` is what the source has instead, by field.
    """
    number = outbox_rows.insert(
        connection,
        source=entry.source,
        record=entry.record,
        record_id=entry.record_id,
        account_id=entry.account_id,
        action="update",
        key=f"{entry.key}:{entry.id}:rest",
        intent={name: entry.intent[name] for name in stands},
        base=dict(stands),
        not_before=None,
        created_at=stamp(at),
    )
    error = {
        "kind": "refused",
        "title": "The source answered, but did not take all of it.",
        "advice": "Send it again, change it, or discard it.",
    }
    connection.execute(
        "UPDATE outbox SET state = 'parked', reason = 'refused', error = ? WHERE id = ?",
        (msgspec.json.encode(error).decode(), number),
    )


def _write(
    connection: Connection, entry: OutboxEntry, met: Met, facts: Facts, at: datetime
) -> Changed:
    """The meeting's outcome goes into the row and the log."""
    table, number = TABLES[entry.record], entry.record_id
    names = list(met.values)
    stood = connection.execute(
        f"SELECT {', '.join(names) or 'id'} FROM {table} WHERE id = ?", (number,)
    ).fetchone()
    if stood is None:
        return _ids(entry)
    news = {
        name: met.values[name]
        for name, old in zip(names, stood, strict=False)
        if old != met.values[name]
    }
    written = {**news, "remote_updated_at": facts.remote_updated_at}
    if entry.record == "account" and "stage" in news:
        written["stage_since"] = stamp(at)
    sets = ", ".join(f"{name} = ?" for name in written)
    connection.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*written.values(), number])
    log = [
        (entry.record, number, name, changes.text_of(old), changes.text_of(met.values[name]))
        for name, old in zip(names, stood, strict=False)
        if name in news
    ]
    changes.write(connection, [*log, *met.log], by=entry.source, at=at)
    homes = {entry.account_id}
    if "account_id" in news:
        homes |= {news["account_id"], stood[names.index("account_id")]}
        outbox_rows.move(connection, entry.record, number, news["account_id"])
    figures.refresh(connection, homes)
    return _ids(entry)


def _ids(entry: OutboxEntry) -> Changed:
    return Changed(
        {entry.record: frozenset({entry.record_id}), "outbox": frozenset({int(entry.id)})}
    )
