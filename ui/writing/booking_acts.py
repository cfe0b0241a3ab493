"""Links that customers book by, copied in one go; and the way to a new group event."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from book import event_types
from book.errors import SatchelError
from book.event_types import EventType
from ui.booking import words
from ui.booking.group_steps import GroupSteps
from ui.words import say
from ui.writing.pick_list import Option, PickDialog, narrowed

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

Opener = Callable[[str], bool]


def open_page(address: str) -> bool:
    """Hands an address to the browser; False where no program takes it."""
    return QDesktopServices.openUrl(QUrl(address, QUrl.ParsingMode.StrictMode))


class BookingActs:
    """What can be done with the kinds of meeting one offers."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer
        self.opener: Opener = open_page
        self.steps: GroupSteps | None = None

    def offered(self) -> list[EventType]:
        """What can be booked with me, as it stands in the book; nothing where it cannot be read."""
        try:
            return event_types.bookable(self._writer.reading.store)
        except SatchelError:
            return []  # the window says the trouble; a list without links still opens

    def copy(self, number: int) -> None:
        """Put the link of one of them on the clipboard."""
        one = next((each for each in self.offered() if each.id == number), None)
        if one is None:
            self._writer.tell(say("That is not offered any more."))
            return
        QGuiApplication.clipboard().setText(one.url)
        self._writer.tell(say("Copied the booking link of {title}.", title=one.title))

    def ask_link(self) -> PickDialog | None:
        """Ask which link to copy; where there is only one, that is it."""
        offered = self.offered()
        if not offered:
            self._writer.tell(say("No booking links are known. Connect Calendly, then sync."))
            return None
        if len(offered) == 1:
            self.copy(offered[0].id)
            return None
        options = [
            Option(value=one.id, words=one.title, beside=words.marks(one)) for one in offered
        ]
        asked = PickDialog(
            self._desk.area.window(), say("Copy which booking link"), narrowed(options), self.copy
        )
        asked.open()
        return asked

    def new_group(self) -> None:
        """Open the page where one is made, with the handbook's steps beside it."""
        rules = self._writer.reading.rules.booking
        if not self._open():
            QGuiApplication.clipboard().setText(rules.group_page)
            self._writer.tell(say("No program here opens pages. Its address is on the clipboard."))
        if self.steps is not None:
            self.steps.raise_()
            return
        steps = GroupSteps(self._desk.area.window(), rules.group_steps, self._open)
        steps.finished.connect(self._closed)
        self.steps = self._desk.beside = steps
        steps.show()
        self._desk.moved.emit()  # Esc has something to do now

    def _open(self) -> bool:
        return self.opener(self._writer.reading.rules.booking.group_page)

    def _closed(self, _result: int) -> None:
        self.steps = self._desk.beside = None
        self._desk.moved.emit()
