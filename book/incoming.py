"""What a source says now meets what I have not sent yet: nothing of either is lost.

The same meeting happens when a page is pulled and when a push looks before it writes. Fields
only one side changed are settled by themselves; where both did, the entry goes on with the merged
value, or the field leaves the outbox and becomes a conflict that keeps both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from book import changes, outbox_rows
from book.clock import stamp
from book.editable import FIELDS, TABLES, Value, same, sent_fields
from book.merge import same_words, three_way
from book.outbox_entry import OutboxEntry

if TYPE_CHECKING:
    from sqlite3 import Connection


class Met(Struct, kw_only=True):
    """How a meeting ended: what the row should hold, what the log has to say."""

    values: dict[str, Value] = field(default_factory=dict)
    log: list[changes.Row] = field(default_factory=list)
    conflicts: int = 0
    entries: set[int] = field(default_factory=set)


class Readback(Struct, frozen=True):
    """What I sent, and how the source reads it back."""

    sent: Value
    read: Value


def concerned(connection: Connection, kind: str, numbers: Iterable[int]) -> frozenset[int]:
    """Those of the records that have something a plain overwrite would lose."""
    wanted = msgspec.json.encode(list(numbers)).decode()
    found = connection.execute(
        "SELECT record_id FROM outbox WHERE record = ?1 AND state <> 'sent'"
        " AND record_id IN (SELECT value FROM json_each(?2))"
        " UNION SELECT record_id FROM readbacks WHERE record = ?1"
        " AND record_id IN (SELECT value FROM json_each(?2))"
        " UNION SELECT record_id FROM conflicts WHERE record = ?1 AND resolved_at IS NULL"
        " AND record_id IN (SELECT value FROM json_each(?2))",
        (kind, wanted),
    )
    return frozenset(row[0] for row in found.fetchall())


def meet(
    connection: Connection,
    kind: str,
    number: int,
    theirs: Mapping[str, Value],
    source: str,
    at: datetime,
) -> Met:
    """Lets a record meet what its source says; entries and conflicts are written, the row is not.

    `theirs` are stored values of editable fields; a field that is not among them is left alone.
    """
    return _Meeting(connection, kind, number, source, at).of(theirs)


def readback(
    connection: Connection, kind: str, number: int, name: str, sent: Value, read: Value
) -> None:
    """Keeps how a source reads back what I sent, or forgets it where that is just the same."""
    if sent == read:
        connection.execute(
            "DELETE FROM readbacks WHERE record_id = ? AND record = ? AND field = ?",
            (number, kind, name),
        )
        return
    connection.execute(
        "INSERT INTO readbacks (record, record_id, field, sent, read) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (record_id, record, field) DO UPDATE SET sent = excluded.sent,"
        " read = excluded.read",
        (kind, number, name, sent, read),
    )


class _Meeting:
    """One record's meeting, field by field."""

    def __init__(
        self, connection: Connection, kind: str, number: int, source: str, at: datetime
    ) -> None:
        self.connection = connection
        self.kind = kind
        self.number = number
        self.source = source
        self.at = at
        self.met = Met()
        self.disputed: set[int] = set()
        """Entries a field of which became a conflict: that is not called sent."""
        self.entries = outbox_rows.unsent_of(connection, kind, number)
        self.wishes = {entry.id: dict(entry.intent) for entry in self.entries}
        """What each entry is still to write, as this meeting leaves it; the bases likewise."""
        self.bases = {entry.id: dict(entry.base) for entry in self.entries}
        self.row = self._row()
        self.readbacks = {
            name: Readback(sent, read)
            for name, sent, read in connection.execute(
                "SELECT field, sent, read FROM readbacks WHERE record_id = ? AND record = ?",
                (number, kind),
            ).fetchall()
        }
        self.open = {
            name: (conflict, there)
            for conflict, name, there in connection.execute(
                "SELECT id, field, theirs FROM conflicts WHERE record_id = ? AND record = ?"
                " AND resolved_at IS NULL",
                (number, kind),
            ).fetchall()
        }

    def of(self, theirs: Mapping[str, Value]) -> Met:
        created = next((one for one in self.entries if one.action == "create"), None)
        for name in sent_fields(self.kind):
            if name in theirs:
                self.met.values[name] = self._field(name, theirs[name], created)
        if created is not None:
            self._done(created, "found there; not sent twice")
        for entry in self.entries:
            if entry is not created and entry.id in self.met.entries:
                self._keep(entry)
        return self.met

    def _field(self, name: str, there: Value, created: OutboxEntry | None) -> Value:
        """The value the row should have."""
        read = self.readbacks.get(name)
        if name in self.open:
            unmoved = read is not None and same(self.kind, name, there, read.read)
            return self._still_open(name, read.sent if read is not None and unmoved else there)
        base: Value = None
        has_base = False
        if created is not None and name in created.intent:
            there, base, has_base = self._made_of(created, name, there), created.intent[name], True
        elif read is not None and same(self.kind, name, there, read.read):
            there = read.sent
        elif read is not None:
            there = self._untidied(name, read, there)
            base, has_base = read.sent, True
        chain = [one for one in self.entries if one is not created and name in self.wishes[one.id]]
        if chain:
            return self._through(
                chain, name, base if has_base else self.bases[chain[0].id][name], there
            )
        return there

    def _through(self, chain: list[OutboxEntry], name: str, base: Value, there: Value) -> Value:
        """Each of my unsent changes of a field, in order, meets what stands there now."""
        incoming = there
        loose = not FIELDS[self.kind][name].exact
        for entry in chain:
            wishes, bases = self.wishes[entry.id], self.bases[entry.id]
            wish = wishes[name]
            if entry.uncertain and loose and same_words(incoming, wish):
                # It may have arrived and been tidied up: saying it again does no harm.
                base, incoming = wish, wish
                continue
            outcome = three_way(self.kind, name, base, wish, incoming)
            if outcome.overlap:
                return self._overlap(chain, name, base, there)
            if same(self.kind, name, outcome.value, incoming):
                del wishes[name]
                bases.pop(name, None)
                self.met.entries.add(entry.id)
            elif (bases.get(name), wish) != (incoming, outcome.value):
                bases[name], wishes[name] = incoming, outcome.value
                self.met.entries.add(entry.id)
            base, incoming = wish, outcome.value
        return incoming

    def _overlap(self, chain: list[OutboxEntry], name: str, base: Value, there: Value) -> Value:
        mine = self.row[name]
        self.connection.execute(
            "INSERT INTO conflicts (source, record, record_id, account_id, field, base, mine,"
            " theirs, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.source,
                self.kind,
                self.number,
                self.number if self.kind == "account" else self.row["account_id"],
                name,
                changes.text_of(base),
                changes.text_of(mine),
                changes.text_of(there),
                stamp(self.at),
            ),
        )
        self.met.conflicts += 1
        self._tell_theirs(name, None, there)
        self.disputed |= {entry.id for entry in chain}
        for entry in chain:
            del self.wishes[entry.id][name]
            self.bases[entry.id].pop(name, None)
            self.met.entries.add(entry.id)
        return mine

    def _still_open(self, name: str, there: Value) -> Value:
        """The two sides do not agree yet: mine stays in the row, theirs is kept up to date."""
        conflict, stood = self.open[name]
        mine = self.row[name]
        if same(self.kind, name, mine, there):
            self.connection.execute(
                "UPDATE conflicts SET resolved_at = ?, kept = 'same' WHERE id = ?",
                (stamp(self.at), conflict),
            )
            self.met.log.append(("conflict", conflict, "settled", None, name))
        elif not same(self.kind, name, stood, there):
            self.connection.execute(
                "UPDATE conflicts SET theirs = ? WHERE id = ?", (changes.text_of(there), conflict)
            )
            self._tell_theirs(name, stood, there)
        return mine

    def _made_of(self, created: OutboxEntry, name: str, there: Value) -> Value:
        """What the source made of a field I created the record with; tidied up is not changed."""
        wish = created.intent[name]
        if same(self.kind, name, wish, there):
            return wish
        if not FIELDS[self.kind][name].exact and same_words(wish, there):
            readback(self.connection, self.kind, self.number, name, wish, there)
            return wish
        return there

    def _untidied(self, name: str, read: Readback, there: Value) -> Value:
        """What somebody changed in a text of mine that the source had tidied up: the lines nobody
        changed are as I wrote them, so its clean-up is not taken for anybody's change."""
        value = there
        if FIELDS[self.kind][name].merging == "text":
            # Only where somebody changed what a source had tidied: not loaded for less.
            from book.merge_text import in_my_words

            value = in_my_words(read.read or "", read.sent or "", there or "")
        readback(self.connection, self.kind, self.number, name, value, there)
        return value

    def _tell_theirs(self, name: str, old: Value, new: Value) -> None:
        self.met.log.append(
            (self.kind, self.number, f"{name}_there", changes.text_of(old), changes.text_of(new))
        )

    def _keep(self, entry: OutboxEntry) -> None:
        wishes = self.wishes[entry.id]
        if wishes:
            outbox_rows.write_values(self.connection, entry.id, wishes, self.bases[entry.id])
        elif entry.id not in self.disputed and (entry.uncertain or entry.state == "sending"):
            self._done(entry, "it stood there already")
        else:
            outbox_rows.delete(self.connection, entry.id)

    def _done(self, entry: OutboxEntry, outcome: str) -> None:
        outbox_rows.mark_sent(self.connection, entry.id, stamp(self.at), outcome)
        self.met.entries.add(entry.id)

    def _row(self) -> dict[str, Any]:
        cursor = self.connection.execute(
            f"SELECT * FROM {TABLES[self.kind]} WHERE id = ?", (self.number,)
        )
        found = cursor.fetchone() or ()
        return dict(zip((column[0] for column in cursor.description), found, strict=False))
