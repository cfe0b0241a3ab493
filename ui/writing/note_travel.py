"""From one note of an account to the one before or after it, each put down as closing it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import drafts, notes
from book.drafts import DraftId
from book.records import NoteId

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs

Stop = tuple[str, int]
"""`note` or `draft`, and its id."""


class NoteTravel:
    """My own notes of the account by day, and behind the newest those that are not ended."""

    def __init__(self, desk: Desk, writer: DeskWriter, notes: NoteActs) -> None:
        self._desk = desk
        self._writer = writer
        self._notes = notes

    def can_go(self, by: int) -> bool:
        """Whether there is a note before (-1) or after (1) the one on the page."""
        return self._notes.open_here and self._next(by) is not None

    def go(self, by: int) -> None:
        """Go there; what was written here stays a draft."""
        stop = self._next(by)
        if stop is None:
            return
        kind, number = stop
        if kind == "note":
            self._notes.edit(NoteId(number))
        else:
            self._notes.open_draft(DraftId(number))

    def _next(self, by: int) -> Stop | None:
        page = self._notes.page
        if page.account_id is None:
            return None
        store = self._writer.reading.store
        stops: list[Stop] = [
            ("note", number) for number in notes.written_in_order(store, page.account_id)
        ]
        begun = [one for one, _ in drafts.drafts(store) if one.account_id == page.account_id]
        new = sorted(one.id for one in begun if one.note_id is None)
        stops += [("draft", number) for number in new]
        here: Stop | None = None
        if page.keeper.note_id is not None:
            here = ("note", page.keeper.note_id)
        elif page.keeper.draft is not None:
            here = ("draft", page.keeper.draft.id)
        at = stops.index(here) if here in stops else len(stops)
        return stops[at + by] if 0 <= at + by < len(stops) else None
