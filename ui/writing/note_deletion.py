"""Deleting an ended note: at once, as undo brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import drafts, note_writing
from book.records import Changed, NoteId
from ui.words import say
from ui.writing.undoing import together

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


class NoteDeletion:
    """Knows which note is at hand, and takes it away."""

    def __init__(self, desk: Desk, writer: DeskWriter, notes: NoteActs) -> None:
        self._desk = desk
        self._writer = writer
        self._notes = notes

    def at_hand(self) -> NoteId | None:
        """The ended note that is open: on its page, or in the pane where it is mine."""
        if self._notes.open_here:
            return self._notes.page.keeper.note_id
        number = self._desk.seat.note_at_hand if self._desk.area.pane_open else None
        return NoteId(number) if number is not None else None

    def delete_at_hand(self) -> None:
        """Delete the note that is open."""
        number = self.at_hand()
        if number is not None:
            self.delete(number)

    def delete(self, note_id: NoteId) -> None:
        """Delete a note with the draft of other words for it; undo brings both back."""
        reading = self._writer.reading
        parts: list[Changed] = []

        def act() -> Changed:
            begun = drafts.draft_of_note(reading.store, note_id)
            if begun is not None:
                parts.append(drafts.discard(reading.store, reading.rules, begun.id))
            parts.append(
                note_writing.delete_note(
                    reading.store, reading.rules, note_id, hold_seconds=self._writer.hold_seconds
                )
            )
            return together(parts)

        if self._is_on_its_page(note_id):
            self._notes.page.keeper.save()  # what was typed just now is in the history then
        self._writer.do(act, say("Note deleted."), undo=True, then=lambda _: self._leave(note_id))

    def _is_on_its_page(self, note_id: NoteId) -> bool:
        return self._notes.open_here and self._notes.page.keeper.note_id == note_id

    def _leave(self, note_id: NoteId) -> None:
        if self._is_on_its_page(note_id):
            self._notes.page.keeper.let_go()
            self._desk.go_back()
