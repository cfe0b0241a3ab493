"""What a source answered of an entry: met before it is written, read back and settled after.

Nothing counts as sent before the source's own answer is in the book (`settle`). What the source
said yes to and did not take stays, stopped, for a person to look at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from book import changes, figures, handover_answers, outbox_rows
from book.clock import stamp
from book.editable import FIELDS, TABLES, Value, same, tags_of
from book.facts import AccountFacts, HandoverFacts, NoteFacts, TaskFacts
from book.incoming import Met, meet, readback
from book.merge import same_words
from book.note_kinds import kind_after
from book.outbox_entry import OutboxEntry, Values
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

Facts = AccountFacts | NoteFacts | TaskFacts
Answered = Facts | HandoverFacts


class Meeting(Struct, frozen=True):
    """What is left to send after the source was asked, and how many conflicts came of it."""

    entry: OutboxEntry | None
    conflicts: int
    changed: Changed
    news: bool = False
    """Whether the source had something that this laptop had not seen yet."""


def meet_there(store: Store, entry: OutboxEntry, facts: Answered) -> Meeting:
    """Lets an entry meet its record as the source has it, just before it is sent."""
    at = store.clock()
    if isinstance(facts, HandoverFacts):
        arrived = handover_answers.arrived(store, entry, facts, "found there; not sent twice")
        return Meeting(None, 0, arrived)
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


def settle(
    store: Store, entry: OutboxEntry, facts: Answered | None, outcome: str = ""
) -> tuple[Changed, tuple[str, ...]]:
    """The source confirmed an entry; `facts` is the record as it has it now, None when archived.

    Returns what changed here and the fields it said yes to but did not take; those are parked.
    """
    at = store.clock()
    if isinstance(facts, HandoverFacts):
        return handover_answers.arrived(store, entry, facts, outcome), ()
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
    cursor = connection.execute(f"SELECT * FROM {table} WHERE id = ?", (number,))
    found = cursor.fetchone()
    if found is None:
        return _ids(entry)
    row = dict(zip((column[0] for column in cursor.description), found, strict=True))
    news = {name: value for name, value in met.values.items() if row[name] != value}
    if entry.record == "note" and "tags" in news:
        kind = kind_after(row["kind"], tags_of(row["tags"]), tags_of(news["tags"]))
        news |= {"kind": kind} if kind != row["kind"] else {}
    written = {**news, "remote_updated_at": facts.remote_updated_at}
    if entry.record == "account" and "stage" in news:
        written["stage_since"] = stamp(at)
    sets = ", ".join(f"{name} = ?" for name in written)
    connection.execute(f"UPDATE {table} SET {sets} WHERE id = ?", [*written.values(), number])
    log = [
        (entry.record, number, name, changes.text_of(row[name]), changes.text_of(value))
        for name, value in news.items()
    ]
    changes.write(connection, [*log, *met.log], by=entry.source, at=at)
    homes = {entry.account_id}
    if "account_id" in news:
        homes |= {news["account_id"], row["account_id"]}
        outbox_rows.move(connection, entry.record, number, news["account_id"])
    figures.refresh(connection, homes)
    return _ids(entry)


def _ids(entry: OutboxEntry) -> Changed:
    return Changed(
        {entry.record: frozenset({entry.record_id}), "outbox": frozenset({int(entry.id)})}
    )
