"""Prep: one key before a call, and one more to start its note."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from book.prep import prep
from book.records import AccountId
from ui.prep.page import PrepPage
from ui.window.pages import PREP_PAGE
from ui.words import say
from ui.writing.account_pick import ask_account

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


class PrepActs:
    """Drives the one prep page of the window."""

    def __init__(self, desk: Desk, writer: DeskWriter, notes: NoteActs) -> None:
        self._desk = desk
        self._writer = writer
        self._notes = notes

    @cached_property
    def page(self) -> PrepPage:
        """The page, made when it is first opened."""
        page = self._desk.pages.of(PREP_PAGE).page
        assert isinstance(page, PrepPage)
        page.note_asked.connect(self.start_note)
        page.copied.connect(lambda _: self._writer.tell(say("Copied.")))
        return page

    @property
    def open_here(self) -> bool:
        """Whether the page is in view."""
        return self._desk.area.key == PREP_PAGE

    def open(self, account_id: AccountId | None = None) -> None:
        """Show what to know about the account in view, or ask for one."""
        wanted = account_id if account_id is not None else self._desk.account
        reading = self._writer.reading
        account = next((one for one in reading.accounts if one.id == wanted), None)
        if account is None:
            window = self._desk.area.window()
            ask_account(window, say("Prepare a call with"), reading.accounts, self.open)
            return
        self.page.show_prep(account, prep(reading.store, account.id), reading.day)
        self._desk.go(PREP_PAGE)
        self._desk.focus_list()

    def start_note(self) -> None:
        """Begin the note of the call that was prepared."""
        self._notes.new(self.page.account_id)
