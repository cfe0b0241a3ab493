"""One edit put back, row by row, where what it did still stands and may be written.

A field that changed since is kept. One that a source would have to be told of although the house
rules never write it is left as it is; what the outbox still holds is no such telling, it goes.
Places in the queue change by the person's own edits alone; a dismissal from New is put back as
it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from book import changes, conflicts, outbox_rows, owing, settled_customers, write_rules
from book.clock import stamp
from book.editable import FIELDS, LEFT_FOR_GOOD, ONLY_HERE, TABLES, Value, from_log, sent_fields
from book.editing import MAIL, MARK, Edit, mark_words
from book.errors import Refused
from book.handover_once import standing

if TYPE_CHECKING:
    from sqlite3 import Connection

_GOES_WITH: Final = {"stage_since": "stage", "kind": "tags"}
"""Fields of this laptop that say something of a field the source has: put back with it or not."""
_PARTS: Final = {
    "moment": ("recordings", "recording_id"),
    "attachment": ("recordings", "recording_id"),
    "mark": ("calls", "call_id"),
    "escalation_file": ("escalations", "escalation_id"),
}
"""What belongs to something else: the table of that, and the column that names it."""
_SNAPSHOT = msgspec.json.Decoder(dict[str, Any])
_NAMES = msgspec.json.Decoder(list[str])


class NotWritten(Struct, frozen=True, kw_only=True):
    """A field that was not put back because it must not be written, and why in a sentence."""

    record: str
    record_id: int
    field: str
    why: str
    advice: str = ""


class Reversal:
    """What became of one edit's rows when it was taken back or brought again."""

    def __init__(self, edit: Edit) -> None:
        self.edit = edit
        self.kept: list[str] = []
        """Fields that changed since, and kinds of record that cannot come back or go."""
        self.refused: list[NotWritten] = []
        self._connection: Connection = edit.connection

    def put_back(self, rows: Iterable[changes.Row]) -> None:
        """Puts rows of the log back, in the order given."""
        # What goes with a field is decided once it is known what became of the field.
        for row in sorted(rows, key=lambda one: one[2] in _GOES_WITH):
            self._row(*row)

    def _row(self, record: str, number: int, field: str, old: str | None, new: str | None) -> None:
        if field == "removed":
            if old is not None:
                self._restore(record, number, old)
            elif self._went_on(record, number, new) or not self._take_away(record, number):
                self.kept.append(record)
        elif field == "created":
            if not self._take_away(record, number):
                self.kept.append(record)
        elif record == "account" and field.partition(" ")[0] == MARK:
            self._mark(number, field.partition(" ")[2], old, new)
        elif record == "account" and field == MAIL:
            self.edit.log([(record, number, field, new, old)])
        elif record == "account" and field == settled_customers.TOGETHER:
            if not settled_customers.reverse(self.edit, number, old or "", new or ""):
                self.kept.append(field)
        elif field == "dismissed_new":
            self.edit.set_new(number, _NAMES.decode(new or old or "[]"), is_new=new is not None)
        elif record == "conflict" and field == conflicts.SETTLED and old is None:
            conflicts.reopen(self.edit, number)
        elif field in FIELDS.get(record, ()):
            self._field(record, number, field, old, new)

    def _field(
        self, record: str, number: int, field: str, old: str | None, new: str | None
    ) -> None:
        found = self._connection.execute(
            f"SELECT {field} FROM {TABLES[record]} WHERE id = ?", (number,)
        ).fetchone()
        if self._was_refused(record, number, _GOES_WITH.get(field, "")):
            return
        if found is None or found[0] != from_log(field, new):
            self.kept.append(field)
            return
        if field == "private" and old == "1" and self._may_be_there(record, number):
            # It is there for all to read: a lock on it here would be a lie.
            self.kept.append(field)
            return
        value = from_log(field, old)
        refused = self._refusal(record, number, field, value)
        if refused is not None:
            self._refuse(record, number, field, refused)
            return
        self.edit.set(record, number, {field: value}, unchecked=True)

    def _refusal(self, record: str, number: int, field: str, value: Value) -> Refused | None:
        """Why a field must not be put back; None where it may, or no source is told of it."""
        if record in ONLY_HERE:
            return None
        row = self.edit.row(record, number)
        entries = outbox_rows.unsent_of(self._connection, record, number)
        under_way = outbox_rows.any_under_way(entries)
        unknown = record != "account" and row["external_id"] is None and not under_way
        if field == "private" and unknown and not value:
            return self._refusal_anew(record, {**row, "private": 0})
        if FIELDS[record][field].local or row.get("private"):
            return None
        if owing.is_wished(entries, field) or self._is_disputed(record, number, field):
            return None
        if field == "archived_at" and value is None and not under_way:
            return self._refusal_anew(record, row)
        if unknown and (field == "archived_at" or row["archived_at"] is not None):
            # Deleted before it ever left, or about to be: there is nothing to tell.
            return None
        return write_rules.refusal(self._connection, self.edit.rules, record, field, row)

    def _refusal_anew(self, record: str, row: dict[str, Any]) -> Refused | None:
        """Why a record must not be made in its source, once more or at all."""
        values = {**row, "archived_at": None}
        found = write_rules.refusal_of_new(self._connection, self.edit.rules, record, values)
        return found[1] if found else None

    def _restore(self, record: str, number: int, kept: str) -> None:
        """Brings a record back, where the account it belongs to is still in the book."""
        values = _SNAPSHOT.decode(kept)
        if record in _PARTS or (record == "recording" and self._is_logged_again(values)):
            self._restore_part(record, kept, values)
            return
        if record == "handover" and not self._may_be_handed_over(values):
            self.kept.append(record)
            return
        home = values.get("account_id")
        found = self._connection.execute("SELECT 1 FROM accounts WHERE id = ?", (home,)).fetchone()
        if record == "draft":
            whole = kept if found else msgspec.json.encode({**values, "account_id": None}).decode()
            self.edit.restore(record, whole)
            return
        if found is None:
            self.kept.append(record)
            return
        if record in ("point", "line"):
            self._restore_beside_note(record, values)
            return
        refused = None if record in ONLY_HERE else self._refusal_anew(record, values)
        if refused is not None:
            self._refuse(record, number, record, refused)
            return
        self.edit.restore(record, kept)

    def _restore_part(self, record: str, kept: str, values: dict[str, Any]) -> None:
        """Brings back what belongs to something else, where that is there."""
        table, owner = _PARTS.get(record, ("recordings", "recording_id"))
        found = self._connection.execute(
            f"SELECT 1 FROM {table} WHERE id = ?", (values.get(owner),)
        ).fetchone()
        if found is None:
            self.kept.append(record)
        else:
            self.edit.restore(record, kept)

    def _is_logged_again(self, values: dict[str, Any]) -> bool:
        """Whether the link of a deleted recording was logged anew at its account meanwhile."""
        found = self._connection.execute(
            "SELECT 1 FROM recordings WHERE account_id = ? AND key = ?",
            (values["account_id"], values["key"]),
        ).fetchone()
        return found is not None

    def _restore_beside_note(self, record: str, values: dict[str, Any]) -> None:
        """Brings a point back, and a line's tie to it; no tie where its note did not come back."""
        note = self._connection.execute(
            "SELECT id FROM notes WHERE id = ?", (values["note_id"],)
        ).fetchone()
        if note is None and record == "line":
            return
        whole = {**values, "note_id": note[0] if note else None}
        self.edit.restore(record, msgspec.json.encode(whole).decode())

    def _went_on(self, record: str, number: int, kept: str | None) -> bool:
        """Whether a draft that an undo brought back was written on since."""
        if record != "draft" or kept is None:
            return False
        found = self._connection.execute(
            "SELECT body FROM drafts WHERE id = ?", (number,)
        ).fetchone()
        return found is not None and found[0] != _SNAPSHOT.decode(kept)["body"]

    def _take_away(self, record: str, number: int) -> bool:
        """A record that never left goes for good; one that may have left is deleted there too.

        False where somebody else wrote in it meanwhile: their words are not mine to delete.
        """
        found = self._connection.execute(
            f"SELECT 1 FROM {TABLES[record]} WHERE id = ?", (number,)
        ).fetchone()
        if found is None:
            return True
        if record == "escalation" and _was_handed_over(self._connection, number):
            return False
        if record in ONLY_HERE or not self._may_be_there(record, number):
            self.edit.remove(record, number)
            return True
        if record in LEFT_FOR_GOOD:
            return False
        if self._others_wrote(record, number):
            return False
        at = stamp(self.edit.at)
        refused = self._refusal(record, number, "archived_at", at)
        if refused is not None:
            self._refuse(record, number, record, refused)
            return True
        self.edit.set(record, number, {"archived_at": at}, unchecked=True)
        return True

    def _may_be_handed_over(self, values: dict[str, Any]) -> bool:
        """Whether its escalation is there, and did not go that way meanwhile."""
        owner = values["escalation_id"]
        found = self._connection.execute(
            "SELECT 1 FROM escalations WHERE id = ? AND archived_at IS NULL", (owner,)
        ).fetchone()
        there, _ = standing(self._connection, owner, values["way"], values["via"])
        return found is not None and not there

    def _mark(self, account: int, renewal: str, old: str | None, new: str | None) -> None:
        found = self._connection.execute(
            "SELECT state, snoozed_until FROM queue_marks WHERE account_id = ?"
            " AND renewal_date = ?",
            (account, renewal),
        ).fetchone()
        if (mark_words(*found) if found else None) != new:
            # An account that is gone took its mark with it, or its heir has it now.
            self.kept.append(MARK)
            return
        state, _, until = (old or "").partition(" until ")
        self.edit.mark(account, renewal, state or None, until or None)

    def _may_be_there(self, record: str, number: int) -> bool:
        """Whether the record is in its source, or may have arrived there."""
        unsent = outbox_rows.unsent_of(self._connection, record, number)
        row = self.edit.row(record, number)
        # What was tied by hand to a ticket of somebody else's brought nothing there.
        known = row["external_id"] is not None and not row.get("by_hand")
        return known or outbox_rows.any_under_way(unsent)

    def _others_wrote(self, record: str, number: int) -> bool:
        """Whether a source brought another's change of a record I made."""
        fields = msgspec.json.encode(list(sent_fields(record))).decode()
        found = self._connection.execute(
            "SELECT 1 FROM changes WHERE record_id = ? AND record = ? AND edit IS NULL"
            " AND by <> 'me' AND field IN (SELECT value FROM json_each(?)) LIMIT 1",
            (number, record, fields),
        ).fetchone()
        return found is not None

    def _is_disputed(self, record: str, number: int, field: str) -> bool:
        """Whether a field waits for a decision: what I say of it is not sent before that."""
        found = self._connection.execute(
            "SELECT 1 FROM conflicts WHERE record_id = ? AND record = ? AND field = ?"
            " AND resolved_at IS NULL",
            (number, record, field),
        ).fetchone()
        return found is not None

    def _was_refused(self, record: str, number: int, field: str) -> bool:
        return (record, number, field) in {
            (one.record, one.record_id, one.field) for one in self.refused
        }

    def _refuse(self, record: str, number: int, field: str, refused: Refused) -> None:
        self.refused.append(
            NotWritten(
                record=record,
                record_id=number,
                field=field,
                why=refused.title,
                advice=refused.advice,
            )
        )


def _was_handed_over(connection: Connection, number: int) -> bool:
    """Whether somebody may have an escalation: what they got would go with it here."""
    found = connection.execute("SELECT 1 FROM handovers WHERE escalation_id = ?", (number,))
    return found.fetchone() is not None


def rows_of(connection: Connection, number: int) -> list[changes.Row]:
    """What an edit did that can be put back, newest first.

    For an edit that brings another again, also what stood all along because the undo between
    the two had to leave it.
    """
    line = _line(connection, number)
    first = (len(line) - 1) % 2
    rows = _logged(connection, line[first])
    for at in range(first + 2, len(line), 2):
        here = _logged(connection, line[at])
        told = {one[:3] for one in (*_logged(connection, line[at - 1]), *here)}
        rows = here + [one for one in rows if one[:3] not in told]
    return rows


def _line(connection: Connection, number: int) -> list[int]:
    """An edit and all it goes back to, the first of them first."""
    line = [number]
    while True:
        (before,) = connection.execute(
            "SELECT reverses FROM edits WHERE id = ?", (line[-1],)
        ).fetchone()
        if before is None:
            return line[::-1]
        line.append(before)


def _logged(connection: Connection, number: int) -> list[changes.Row]:
    return connection.execute(
        "SELECT record, record_id, field, old, new FROM changes WHERE edit = ? ORDER BY id DESC",
        (number,),
    ).fetchall()
