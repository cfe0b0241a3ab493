"""What the capture window begins with: what was begun, a guess, or what a link asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication

from book import drafts
from book.capture import LOOKED_AT, Guess, Whence
from book.capture_links import CaptureAsked
from book.drafts import DraftId
from book.records import AccountId
from ui.capture.window import CaptureWindow
from ui.note.draft_keeper import Words
from ui.words import say

if TYPE_CHECKING:
    from ui.book_reading import BookReading
    from ui.settings import Settings

NOTHING: Final = CaptureAsked()
"""Nobody asked for anything in particular."""


class Beginning(QObject):
    """Fills the window before it is shown; ends with it."""

    def __init__(
        self,
        window: CaptureWindow,
        reading: BookReading,
        settings: Settings,
        held_elsewhere: Callable[[DraftId], bool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._reading = reading
        self._settings = settings
        self._held_elsewhere = held_elsewhere
        self._offered = ""
        """The text a link brought, until the person does something with it."""
        self._set_aside: list[int] = []
        """The drafts that links were opened over, the last one at the end: they come back once
        what a link brought is filed or left."""

    @property
    def untouched(self) -> bool:
        """Whether only a link's text stands here, which nobody has made their own."""
        return bool(self._offered) and self._window.text.toPlainText() == self._offered

    def take_as_own(self) -> None:
        """The person's own key was pressed: what a link brought is theirs now."""
        self._offered = ""

    def take_up(self) -> None:
        """What stood here, or what was begun before the program was started, else a new one."""
        window, reading = self._window, self._reading
        if window.keeper.unsaved and not window.keeper.worthless:
            return  # not on disk yet: it stays as it is until it is
        number = DraftId(self._settings.choices.capture_draft)
        found = drafts.draft(reading.store, number) if number else None
        if found is not None and not self._held_elsewhere(found.id):
            words = Words(
                account_id=found.account_id,
                subject=found.subject,
                body=found.body,
                day=found.day,
                kind=found.kind,
                tags=found.tags,
                private=found.private,
            )
            window.go_on(found, words, self.name(found.account_id), reading.day)
        else:
            self.begin()

    def begin(self) -> None:
        """An empty one, with the account that is guessed for it."""
        window, reading = self._window, self._reading
        self._offered = ""
        window.begin(reading.day)
        from book.capture_reading import running_account

        account_id = running_account(reading.store, reading.now)
        if account_id is not None:
            self._propose(Guess(account_id, "meeting"))
        else:
            # The clipboard is another program's, which may be slow to answer: never before
            # the window stands.
            QTimer.singleShot(0, self, self._guess_copied)

    def _guess_copied(self) -> None:
        window, reading = self._window, self._reading
        answered = window.held.account_id is not None or window.whence.whole
        if answered or window.keeper.draft is not None:
            return  # the person was faster, or a link said whose it is
        from book.capture_reading import guess_copied

        copied = QGuiApplication.clipboard().text()[:LOOKED_AT]
        found = guess_copied(reading.store, copied, reading.accounts)
        if found is not None:
            self._propose(found)

    def _propose(self, found: Guess) -> None:
        name = self.name(found.account_id)
        if name:
            self._window.set_account(found.account_id, name, whence_words(found.whence))
            if found.whence == "meeting":
                self._window.set_kind("meeting")

    def offer(self, asked: CaptureAsked) -> None:
        """Fill in what a link asks for; what the person wrote before is kept apart from it."""
        window, reading = self._window, self._reading
        if not self.untouched and not window.keeper.save() and window.keeper.unsaved:
            window.come()
            window.foot.tell_trouble(say("A link waits until this is saved. Open it again then."))
            return
        before = self._settings.choices.capture_draft
        if before and not self.untouched and before not in self._set_aside:
            self._set_aside.append(before)
        self.begin()
        if asked.text:
            self._offered = asked.text
            window.offer(asked.text)
        if asked.account:
            from book.capture_reading import named_account

            found = named_account(reading.store, asked.account, reading.accounts)
            if found is not None:
                window.set_account(found, self.name(found), say("from a link"))
            else:
                window.set_account(None, "", say("no account of that name"))
        window.come()

    def forget(self) -> None:
        """Nothing that stands here is to be kept any more; the next opening begins empty, or with
        what a link was opened over."""
        self._offered = ""
        window = self._window
        window.keeper.let_go()
        window.begin(self._reading.day)
        self._settings.change(capture_draft=self._set_aside.pop() if self._set_aside else 0)

    def name(self, account_id: AccountId | None) -> str:
        """What an account of the book is called; empty for none."""
        found = (one.name for one in self._reading.accounts if one.id == account_id)
        return next(found, "")


def whence_words(whence: Whence) -> str:
    """What told whose a capture is."""
    return {
        "meeting": say("from the meeting running now"),
        "link": say("from the link you copied"),
        "address": say("from the address you copied"),
        "domain": say("from the web address you copied"),
        "name": say("from the name you copied"),
    }[whence]
