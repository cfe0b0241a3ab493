"""The room of the account pane: kept from the first paint on, taken by the pane a moment later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from book.records import AccountId
from ui.book_reading import BookReading
from ui.look import theme
from ui.words import say

if TYPE_CHECKING:
    from ui.account.pane import AccountPane

LEAST_WIDTH_U: Final = 280
MOST_WIDTH_U: Final = 420
_NO_LIMIT: Final = 16_777_215  # Qt's own "as wide as you like"


class PaneSeat(QWidget):
    """Holds the pane and fills it, but only while it is in view."""

    closed = Signal()
    told = Signal(str)
    """A sentence for a toast."""
    asked = Signal(str)
    """Something was asked for: what, and of which record."""

    def __init__(self, reading: BookReading) -> None:
        super().__init__()
        self._reading = reading
        self._pane: AccountPane | None = None
        self._wanted: AccountId | None = None
        self._stale = True
        self._narrow = False
        self._awake = False
        self._letters = True
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        theme.watch(self._measure)
        self._measure()

    @property
    def pane(self) -> AccountPane:
        """The pane, made when it is first asked for."""
        if self._pane is None:
            # A dozen modules and widgets that the first paint of the queue can do without.
            from ui.account.pane import AccountPane

            self._pane = AccountPane()
            self._pane.closed.connect(self.closed)
            self._pane.copied.connect(self.told)
            self._pane.asked.connect(self.asked)
            self._pane.head.use_letters(self._letters)
            self._column.addWidget(self._pane)
            self._measure()
        return self._pane

    @property
    def main(self) -> QWidget:
        """What takes the keyboard here."""
        return self._pane.lines if self._pane is not None else self

    def wake(self) -> None:
        """The first paint is over: from now on the pane is made when it is in view."""
        self._awake = True
        self._fill()

    def show_account(self, account_id: AccountId | None) -> None:
        """Show an account, now or when the pane comes into view."""
        if account_id != self._wanted:
            self._wanted = account_id
            self.spoil()

    def spoil(self) -> None:
        """What is shown may be another now: read it again, now or when it comes into view."""
        self._stale = True
        self._fill()

    def set_narrow(self, narrow: bool) -> None:
        """As a page the pane may be as wide as the window."""
        self._narrow = narrow
        self._measure()

    def use_letters(self, on: bool) -> None:
        """Whether the keys that the buttons name are single letters."""
        self._letters = on
        if self._pane is not None:
            self._pane.head.use_letters(on)

    @property
    def note_has_focus(self) -> bool:
        """Whether the keyboard is in the text of an open note, which Esc closes first."""
        return self._pane is not None and self._pane.note_text.hasFocus()

    @property
    def note_at_hand(self) -> int | None:
        """The id of my note that is open in the pane, or at whose line the keyboard is."""
        return self._pane.note_at_hand if self._pane is not None else None

    @property
    def any_note_at_hand(self) -> int | None:
        """The same, whoever wrote it."""
        note = self._pane.at_hand if self._pane is not None else None
        return note.number if note is not None else None

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is in the pane, an open note's text not counted."""
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus) and not self.note_has_focus

    def showEvent(self, event: QShowEvent) -> None:
        """Coming into view, be true."""
        super().showEvent(event)
        self._fill()

    def _fill(self) -> None:
        if not self._stale or not self._awake or not self.isVisible():
            return
        from ui.account.view import read_view

        self._stale = False
        view = None
        if self._wanted is not None:
            reading = self._reading
            row = reading.row_of(self._wanted)
            view = read_view(
                reading.store,
                self._wanted,
                row,
                reading.rules,
                reading.clock,
                proposal=reading.proposal_of(self._wanted),
            )
        self.pane.show_account(view)

    def _measure(self) -> None:
        look = theme.current()
        self.setMinimumWidth(look.px(LEAST_WIDTH_U))
        self.setMaximumWidth(_NO_LIMIT if self._narrow else look.px(MOST_WIDTH_U))
        self.setAccessibleName(say("Account"))
        if self._pane is not None:
            self._pane.set_page_mode(self._narrow)
