"""What a person does with a capture: opens it anywhere, says whose it is, files or keeps it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from book import drafts
from book.capture_links import CaptureAsked
from book.drafts import DraftId
from book.errors import Busy, Refused, SatchelError, Usage
from book.records import AccountId, Changed, TouchKind
from book.visible_text import fenced, says_something
from ui.capture.beginning import NOTHING, Beginning
from ui.capture.window import CaptureWindow
from ui.words import say
from ui.writing.account_pick import ask_account
from ui.writing.outcome_words import outcome_words
from ui.writing.pick_list import Option, PickDialog, narrowed

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.writing.desk_writer import DeskWriter


class CaptureActs(QObject):
    """Drives the one capture window. It has no parent window, so that it can stand alone."""

    def __init__(
        self,
        writer: DeskWriter,
        settings: Settings,
        held_elsewhere: Callable[[DraftId], bool],
        parent: QObject | None = None,
    ) -> None:
        """`held_elsewhere` says whether a draft is open on the note page now."""
        super().__init__(parent)
        self._writer = writer
        self._settings = settings
        self._held_elsewhere = held_elsewhere

    @cached_property
    def window(self) -> CaptureWindow:
        """The window, made ahead of its first use (`warm`) or with it."""
        reading = self._writer.reading
        made = CaptureWindow(reading.store, reading.day, reading.rules.notes.answer_days)
        made.holidays = reading.rules.tasks.no_work
        self.destroyed.connect(made.deleteLater)  # it has no parent that would take it along
        made.file_asked.connect(self.file)
        made.leave_asked.connect(self.put_away)
        made.account_asked.connect(self.ask_account)
        made.kind_asked.connect(self.ask_kind)
        made.came.connect(self._came_back)
        made.went.connect(self._save_quietly)
        made.keeper.made.connect(self._draft_came_or_went)
        made.keeper.waits.connect(lambda waits: self._writer.mark_busy("capture", waits))
        return made

    @cached_property
    def _beginning(self) -> Beginning:
        """What the window begins with each time."""
        return Beginning(self.window, self._writer.reading, self._settings, self._held_elsewhere)

    @property
    def made(self) -> bool:
        """Whether there is a window already."""
        return "window" in self.__dict__

    def warm(self) -> None:
        """Make the window, hidden, so that it is there at once when it is asked for."""
        if not self.made:
            self.window.warm()

    def open(self, asked: CaptureAsked = NOTHING) -> None:
        """Onto the screen with what was begun, else empty, else with what a link asks for."""
        window = self.window
        if asked != NOTHING:
            self._beginning.offer(asked)
        elif not window.isVisible():
            self._beginning.take_up()
        window.come()

    def file(self) -> None:
        """Make the note, as at the end of any note; without an account ask for one first."""
        window, reading = self.window, self._writer.reading
        if not says_something(window.text.toPlainText()):
            window.foot.tell_trouble(say("There are no words in it yet."))
            return
        if window.held.account_id is None:
            self.ask_account(then=self.file)
            return
        self._beginning.take_as_own()

        def act() -> Changed:
            keeper = window.keeper
            if not keeper.save():
                raise Busy("") if keeper.trouble == "" else Refused(keeper.trouble)
            if keeper.draft is None:
                raise Usage(say("There are no words in it yet."))
            return drafts.end(
                reading.store,
                reading.rules,
                keeper.draft.id,
                hold_seconds=self._writer.hold_seconds,
            )[1]

        name = window.account.text()

        def told(changed: Changed) -> str:
            from book.note_outcome import outcome

            made = outcome_words(outcome(changed.filed))
            if not made:
                return say("Filed at {name}.", name=fenced(name))
            return say("Filed at {name}: {made}.", name=fenced(name), made=made)

        self._writer.do(act, told, undo=True, then=self._filed, failed=self._not_filed)

    def put_away(self) -> None:
        """Off the screen; what was written stays a draft, what only a link brought does not."""
        window = self.window
        if self._beginning.untouched:
            self._beginning.forget()
        elif not window.keeper.save() and window.keeper.trouble:
            return  # the words stand here only, and the foot says why
        elif window.keeper.draft is not None and not says_something(window.text.toPlainText()):
            self._discard(window.keeper.draft.id)
        window.hide()
        if window.keeper.draft is not None:
            number = window.keeper.draft.id
            self._writer.announce(Changed({"draft": frozenset({number})}))

    def keep(self) -> bool:
        """Put everything on disk before the program ends; False while it is not."""
        if not self.made or self._beginning.untouched:
            return True
        keeper = self.window.keeper
        return keeper.save() or not keeper.unsaved

    def close(self) -> None:
        """The program ends: take the window away for good."""
        if self.made:
            self.__dict__.pop("_beginning", None)
            shiboken6.delete(self.__dict__.pop("window"))

    def ask_account(self, typed: str = "", then: Callable[[], None] | None = None) -> PickDialog:
        """Ask whose it is, with what was typed of the name already."""
        accounts = self._writer.reading.accounts

        def picked(account_id: AccountId) -> None:
            self.window.set_account(
                account_id, self._beginning.name(account_id), say("chosen by you")
            )
            self.window.text.setFocus()
            if then is not None:
                then()

        asked = ask_account(self.window, say("Whose note is it"), accounts, picked)
        asked.field.setText(typed)
        return asked

    def ask_kind(self) -> PickDialog:
        """Ask what it is a note of."""
        kinds: tuple[tuple[TouchKind, str], ...] = (
            ("note", say("Note")),
            ("call", say("Call")),
            ("meeting", say("Meeting")),
        )
        now = self.window.held.kind
        options = [Option(value=kind, words=words, now=kind == now) for kind, words in kinds]
        asked = PickDialog(
            self.window,
            say("What is it a note of"),
            narrowed(options),
            self.window.set_kind,
        )
        asked.open()
        return asked

    def _filed(self, _changed: Changed) -> None:
        self._beginning.forget()
        self.window.hide()

    def _not_filed(self, error: SatchelError) -> None:
        self.window.foot.tell_trouble(error.title)
        self.window.come()

    def _discard(self, number: DraftId) -> None:
        reading = self._writer.reading
        self._beginning.forget()
        self._writer.do(
            lambda: drafts.discard(reading.store, reading.rules, number),
            failed=lambda _: None,  # gone already, which is what was wanted
        )

    def _save_quietly(self) -> None:
        if not self._beginning.untouched:
            self.window.keeper.save()

    def _came_back(self) -> None:
        """The draft may be open on the note page by now: one text has one editor."""
        window = self.window
        draft = window.keeper.draft
        if window.isVisible() and draft is not None and self._held_elsewhere(draft.id):
            window.keeper.let_go()
            self._beginning.begin()

    def _draft_came_or_went(self, number: int) -> None:
        draft = self.window.keeper.draft
        self._settings.change(capture_draft=draft.id if draft is not None else 0)
        self._writer.announce(Changed({"draft": frozenset({number})}))


def page_holds(page: QWidget | None, draft_id: DraftId) -> bool:
    """Whether a note page has that draft open."""
    from ui.note.page import NotePage

    if not isinstance(page, NotePage):
        return False
    return page.keeper.draft is not None and page.keeper.draft.id == draft_id
