"""What a changed record owes its source: outbox entries made, coalesced, and taken back.

A record has at most one entry that is still open; what is being sent, or may have arrived, is
left alone and followed by another. An entry whose wish equals what stands there is gone again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from book import outbox_rows
from book.clock import stamp
from book.editable import TABLES, Value, same, sent_fields
from book.outbox_entry import OutboxEntry

if TYPE_CHECKING:
    from sqlite3 import Connection

_NOT_CREATED_WITH: Final = frozenset(("archived_at",))
_NEED_A_PERSON: Final = frozenset(("gone", "account_gone", "account_back"))
"""Reasons for a stop that another edit does not mend."""
_HOMES: Final = {"account": "r.source", "handover": "r.via"}
"""Where a record lives that does not live where its account does."""


def new_key(kind: str) -> str:
    """A fresh idempotency key, which is also the record's external key in the source."""
    return f"satchel:{kind}:{uuid4()}"


def owe(
    connection: Connection,
    kind: str,
    number: int,
    before: Mapping[str, Value],
    at: datetime,
    not_before: datetime | None,
) -> frozenset[int]:
    """Brings the outbox in line with a record after an edit; `before` are the fields' old values.

    Returns the ids of the entries that came, changed or went.
    """
    return _Owing(connection, kind, number, at, not_before).decide(before)


def owe_anew(connection: Connection, entry: OutboxEntry, at: datetime) -> frozenset[int]:
    """Owes the record of an entry anew, because what it was is deleted in its source.

    Returns the ids of the entries that came and went.
    """
    table = TABLES[entry.record]
    archived = connection.execute(
        f"SELECT archived_at FROM {table} WHERE id = ?", (entry.record_id,)
    ).fetchone()
    connection.execute(f"UPDATE {table} SET archived_at = NULL WHERE id = ?", (entry.record_id,))
    before = {"archived_at": archived[0] or stamp(at)} if archived else {}
    outbox_rows.delete(connection, entry.id)
    return owe(connection, entry.record, entry.record_id, before, at, None) | {entry.id}


def take_field_out(connection: Connection, entry: OutboxEntry, name: str) -> None:
    """Takes one field out of an entry, and the entry away where it was the only one."""
    intent = {key: value for key, value in entry.intent.items() if key != name}
    base = {key: value for key, value in entry.base.items() if key != name}
    if intent:
        outbox_rows.write_values(connection, entry.id, intent, base)
    else:
        outbox_rows.delete(connection, entry.id)


def open_entry(entries: Sequence[OutboxEntry], action: str) -> OutboxEntry | None:
    """The newest of a record's unsent entries, where further edits may become part of it."""
    last = entries[-1] if entries else None
    if last is None or last.action != action or outbox_rows.any_under_way([last]):
        return None
    return last


def is_wished(entries: Sequence[OutboxEntry], name: str) -> bool:
    """Whether an entry that did not leave wishes something of a field already.

    Another wish in its place writes nothing that would not be written anyway.
    """
    new, change = open_entry(entries, "create"), open_entry(entries, "update")
    if new is not None:
        return new.intent.get(name) not in (None, "", "[]")
    return change is not None and name in change.intent


class _Owing:
    """One record's debt, worked out anew."""

    def __init__(
        self,
        connection: Connection,
        kind: str,
        number: int,
        at: datetime,
        not_before: datetime | None,
    ) -> None:
        self.connection = connection
        self.kind = kind
        self.number = number
        self.at = at
        self.not_before = stamp(not_before) if not_before else None
        self.touched: set[int] = set()
        self.entries = outbox_rows.unsent_of(connection, kind, number)
        self.row = self._row()

    def decide(self, before: Mapping[str, Value]) -> frozenset[int]:
        """Decides between a creation, a change, or nothing at all."""
        unknown = self.row is None or (self.kind != "account" and self.row["external_id"] is None)
        if unknown and not outbox_rows.any_under_way(self.entries):
            self._creation()
        elif self.row is not None:
            self._change({n: v for n, v in before.items() if n in sent_fields(self.kind)})
        return frozenset(self.touched)

    def _creation(self) -> None:
        """A record the source never saw: one entry that holds all of it, or none."""
        standing = next((one for one in self.entries if one.action == "create"), None)
        row = self.row
        kept = row is None or row.get("private") or row.get("by_hand")
        if row is None or kept or row["archived_at"] is not None:
            for entry in self.entries:
                outbox_rows.delete(self.connection, entry.id)
                self.touched.add(entry.id)
            return
        names = [name for name in sent_fields(self.kind) if name not in _NOT_CREATED_WITH]
        # A creation can say what kind of note it is; afterwards that is the source's to change.
        names += ["kind"] if self.kind == "note" else []
        intent = {name: row[name] for name in names}
        if standing is None:
            self._add("create", self._key(), intent, {})
        elif standing.intent != intent:
            self._renew(standing, intent, {})

    def _change(self, before: dict[str, Value]) -> None:
        before = self._not_on_its_way(self._without_conflicts(before))
        if not before or self.row is None:
            return
        row = self.row
        alive_again = before.get("archived_at") and row["archived_at"] is None
        if (
            alive_again
            and not open_entry(self.entries, "update")
            and not outbox_rows.any_under_way(self.entries)
        ):
            # What is deleted there stays deleted: it is made anew.
            self._make_anew()
            return
        standing = open_entry(self.entries, "update")
        intent = dict(standing.intent) if standing else {}
        base = dict(standing.base) if standing else {}
        for name, old in before.items():
            base.setdefault(name, old)
            intent[name] = row[name]
        for name in [n for n in intent if unchanged(self.kind, n, base[n], intent[n])]:
            del intent[name], base[name]
        if standing is None:
            if intent:
                self._add("update", new_key("edit"), intent, base)
        elif not intent:
            outbox_rows.delete(self.connection, standing.id)
            self.touched.add(standing.id)
        elif (standing.intent, standing.base) != (intent, base):
            self._renew(standing, intent, base)

    def _make_anew(self) -> None:
        """Sends a record once more as a new one, because its old self is deleted there."""
        for entry in self.entries:
            if not entry.uncertain and entry.state != "sending":
                outbox_rows.delete(self.connection, entry.id)
                self.touched.add(entry.id)
        self.connection.execute(
            f"UPDATE {TABLES[self.kind]} SET external_id = NULL, source = NULL,"
            " external_key = NULL WHERE id = ?",
            (self.number,),
        )
        self.connection.execute(
            "DELETE FROM readbacks WHERE record = ? AND record_id = ?", (self.kind, self.number)
        )
        self.entries = []
        self.row = self._row()
        self._creation()

    def _without_conflicts(self, before: dict[str, Value]) -> dict[str, Value]:
        """Fields two people disagree on are not sent; what I say now becomes my side of it."""
        row = self.row
        if row is None or not before:
            return before
        found = self.connection.execute(
            "SELECT field FROM conflicts WHERE record_id = ? AND record = ?"
            " AND resolved_at IS NULL",
            (self.number, self.kind),
        ).fetchall()
        fields = {name for (name,) in found}
        for name in fields & before.keys():
            self.connection.execute(
                "UPDATE conflicts SET mine = ? WHERE record_id = ? AND record = ? AND field = ?"
                " AND resolved_at IS NULL",
                (row[name], self.number, self.kind, name),
            )
        return {name: old for name, old in before.items() if name not in fields}

    def _not_on_its_way(self, before: dict[str, Value]) -> dict[str, Value]:
        """What is on its way already, as it stands by now, is not owed once more."""
        row = self.row
        if row is None or not outbox_rows.any_under_way(self.entries):
            return before
        last = {name: entry for entry in self.entries for name in entry.intent}
        return {
            name: old
            for name, old in before.items()
            if name not in last
            or not outbox_rows.any_under_way([last[name]])
            or last[name].intent[name] != row[name]
        }

    def _key(self) -> str:
        row = self.row or {}
        if row.get("external_key"):
            return str(row["external_key"])
        key = new_key(self.kind)
        self.connection.execute(
            f"UPDATE {TABLES[self.kind]} SET external_key = ? WHERE id = ?", (key, self.number)
        )
        return key

    def _add(self, action: str, key: str, intent: dict[str, Value], base: dict[str, Value]) -> None:
        row = self.row or {}
        entry = outbox_rows.insert(
            self.connection,
            source=str(row.get("source") or row["home"]),
            record=self.kind,
            record_id=self.number,
            account_id=row["id"] if self.kind == "account" else row["account_id"],
            action=action,
            key=key,
            intent=intent,
            base=base,
            not_before=self.not_before,
            created_at=stamp(self.at),
        )
        self.touched.add(entry)

    def _renew(self, entry: OutboxEntry, intent: dict[str, Value], base: dict[str, Value]) -> None:
        """Another edit of what was not sent yet; one that had stopped gets another try."""
        outbox_rows.write_values(self.connection, entry.id, intent, base)
        row = self.row or {}
        if self.kind not in _HOMES:
            self.connection.execute(
                "UPDATE outbox SET account_id = ? WHERE id = ?", (row["account_id"], entry.id)
            )
            if entry.action == "create":
                # Also where undo takes it back from an account of another source.
                outbox_rows.change_source(self.connection, entry.id, row["account_id"])
        if entry.state == "queued" or (
            entry.state == "parked" and entry.reason not in _NEED_A_PERSON
        ):
            outbox_rows.requeue(self.connection, entry.id, self.not_before)
        self.touched.add(entry.id)

    def _row(self) -> dict[str, Any] | None:
        home = _HOMES.get(self.kind, "(SELECT source FROM accounts WHERE id = r.account_id)")
        cursor = self.connection.execute(
            f"SELECT r.*, {home} AS home FROM {TABLES[self.kind]} r WHERE r.id = ?",
            (self.number,),
        )
        found = cursor.fetchone()
        if found is None:
            return None
        return {column[0]: value for column, value in zip(cursor.description, found, strict=True)}


def unchanged(kind: str, name: str, base: Value, intent: Value) -> bool:
    """Whether a wish is what stands there already, so that nothing is owed for it."""
    # A text typed back to the letter is unchanged; one that merely means the same is not yet.
    return bool(base == intent) or (
        name in ("completed_at", "archived_at") and same(kind, name, base, intent)
    )
