"""A pulled page beside work that has not left yet: spared, merged, and recognised as mine."""

from __future__ import annotations

from typing import Any

from book import incoming, outbox_rows
from book.editable import FIELDS, sent_fields, tags_of
from book.note_kinds import kind_after
from book.shelves import NOTES, Shelf
from book.shelving import Row, Shelving, as_json, key_of

_OURS = "satchel:"
"""What every key of ours begins with."""


class Unsent:
    """Stands between a page and the shelves; silent where nothing of mine waits."""

    def __init__(self, rows: Shelving) -> None:
        self._rows = rows
        self.conflicts = 0

    def adopt(self, shelf: Shelf, rows: list[Row]) -> None:
        """Gives records I made the id their source gave them, when a page brings them back.

        That is how a creation whose answer was lost is found, and never made twice.
        """
        at = shelf.columns.index("external_key") if "external_key" in shelf.columns else -1
        if at < 0:
            return
        ours = {row[at]: row[0] for row in rows if (row[at] or "").startswith(_OURS)}
        if not ours:
            return
        connection = self._rows.connection
        found = connection.execute(
            f"SELECT id, external_key FROM {shelf.table} WHERE external_id IS NULL"
            " AND external_key IN (SELECT value FROM json_each(?))",
            (as_json(list(ours)),),
        ).fetchall()
        for number, key in found:
            connection.execute(
                f"UPDATE OR IGNORE {shelf.table} SET source = ?, external_id = ? WHERE id = ?",
                (self._rows.source, ours[key], number),
            )

    def spare(
        self,
        shelf: Shelf,
        rows: list[Row],
        standing: dict[tuple[str, int], Row],
        unseen: frozenset[str] = frozenset(),
    ) -> list[Row]:
        """The rows as they should be written: with what I have not sent yet still in them.

        Of `unseen` fields the rows hold what stands here: nothing of mine meets that.
        """
        if not standing or shelf.kind not in FIELDS:
            return rows
        numbers = {
            found[0]: key
            for row in rows
            if (found := standing.get(key := key_of(shelf, row))) is not None
        }
        if not numbers:
            return rows
        connection = self._rows.connection
        touched = incoming.concerned(connection, shelf.kind, numbers)
        if not touched:
            return rows
        merged = {key: number for number, key in numbers.items() if number in touched}
        return [
            self._met(shelf, row, merged[key], unseen)
            if (key := key_of(shelf, row)) in merged
            else row
            for row in rows
        ]

    def _met(self, shelf: Shelf, row: Row, number: int, unseen: frozenset[str]) -> Row:
        places = {name: at for at, name in enumerate(shelf.columns)}
        theirs: dict[str, Any] = {
            name: row[places[name]]
            for name in sent_fields(shelf.kind)
            if name in places and name not in unseen
        }
        met = incoming.meet(
            self._rows.connection, shelf.kind, number, theirs, self._rows.source, self._rows.at
        )
        self.conflicts += met.conflicts
        self._rows.log += met.log
        if met.entries:
            self._rows.ids.setdefault("outbox", set()).update(met.entries)
        values = list(row)
        for name, value in met.values.items():
            values[places[name]] = value
        if shelf is NOTES:
            # My tags are in it now, and so is what they say of the kind.
            before, after = tags_of(theirs["tags"]), tags_of(values[places["tags"]])
            values[_KIND_AT] = kind_after(row[_KIND_AT], before, after)
        if "account_id" in met.values:
            outbox_rows.move(self._rows.connection, shelf.kind, number, met.values["account_id"])
        return tuple(values)


_KIND_AT = NOTES.columns.index("kind")
