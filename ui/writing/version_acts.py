"""The versions of a note in the window, going back to one, and pinning a note to its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import drafts, note_versions, note_writing, notes
from book.errors import SatchelError
from book.records import Changed, NoteId
from ui.words import say

if TYPE_CHECKING:
    from ui.versions.dialog import VersionsDialog
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


class VersionActs:
    """Knows which note is at hand, whoever wrote it."""

    def __init__(self, desk: Desk, writer: DeskWriter, notes: NoteActs) -> None:
        self._desk = desk
        self._writer = writer
        self._notes = notes
        self._dialog: VersionsDialog | None = None

    def at_hand(self) -> NoteId | None:
        """The ended note that is open: on its page, or in the pane."""
        if self._notes.open_here:
            return self._notes.page.keeper.note_id
        number = self._desk.seat.any_note_at_hand if self._desk.area.pane_open else None
        return NoteId(number) if number is not None else None

    def is_pinned(self) -> bool:
        """Whether the note at hand stands first at its account."""
        number = self.at_hand()
        found = notes.note(self._writer.reading.store, number) if number is not None else None
        return found is not None and found.pinned

    def turn_pin(self, note_id: NoteId | None = None) -> None:
        """Pin a note, by default the one at hand, or take its pin away."""
        number = note_id if note_id is not None else self.at_hand()
        reading = self._writer.reading
        found = notes.note(reading.store, number) if number is not None else None
        if found is None:
            return
        self._writer.do(
            lambda: note_writing.pin(
                reading.store, reading.rules, found.id, pinned=not found.pinned
            ),
            say("Unpinned.") if found.pinned else say("Pinned. It stands first at its account."),
            undo=True,
        )

    def show(self, note_id: NoteId | None = None) -> None:
        """Open the versions of a note, by default of the one at hand."""
        from ui.versions.dialog import VersionsDialog  # with what compares texts

        number = note_id if note_id is not None else self.at_hand()
        found = notes.note(self._writer.reading.store, number) if number is not None else None
        if found is None:
            return
        dialog = VersionsDialog(self._desk.area.window(), writable=found.mine)
        dialog.restore_asked.connect(lambda version: self._restore(found.id, version))
        dialog.destroyed.connect(self._gone)
        self._dialog = dialog
        self._fill(found.id)
        dialog.open()

    def _fill(self, note_id: NoteId) -> None:
        reading = self._writer.reading
        found = notes.note(reading.store, note_id)
        if self._dialog is None or found is None:
            return
        told = note_versions.versions_of(reading.store, note_id)
        self._dialog.show_versions(found.subject, told, reading.now)

    def _gone(self) -> None:
        self._dialog = None

    def _restore(self, note_id: NoteId, version: int) -> None:
        """An edit like any other; not under words that are being written for the same note."""
        reading = self._writer.reading
        here = self._notes.open_here and self._notes.page.keeper.note_id == note_id
        if here:
            self._notes.save()
        if drafts.draft_of_note(reading.store, note_id) is not None:
            self._writer.tell(
                say("Other words for this note are begun. End or discard them first.")
            )
            return

        def done(_: Changed) -> None:
            if self._dialog is not None:
                self._dialog.accept()
            if here:
                self._notes.page.keeper.let_go()
                self._notes.edit(note_id)

        self._writer.do(
            lambda: note_versions.restore(
                reading.store,
                reading.rules,
                note_id,
                version,
                today=reading.day,
                hold_seconds=self._writer.hold_seconds,
            ),
            say("The note says again what it said then."),
            undo=True,
            then=done,
            failed=self._refused,
        )

    def _refused(self, error: SatchelError) -> None:
        self._writer.tell(str(error))
