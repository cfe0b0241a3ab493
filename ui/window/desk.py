"""Where the person is: which page, which account, and what comes into view because of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from book.records import AccountId
from ui.account.pane_seat import PaneSeat
from ui.book_reading import BookReading
from ui.settings import Settings
from ui.today.seat import TodaySeat
from ui.window.pages import (
    OWED_PAGES,
    PASSING_PAGES,
    SYNC_LOG_PAGE,
    WITH_PANE,
    AccountList,
    Hearing,
    Pages,
    Shown,
)
from ui.window.sidebar import Place
from ui.window.work_area import TODAY_PAGE, Room, WorkArea
from ui.words import say

FIRST_PAGE: Final = TODAY_PAGE


def sidebar_places() -> list[Place]:
    """The lines of the sidebar, in order; each key is a page's."""
    return [
        Place("today", say("Today"), "sun"),
        Place("accounts", say("Accounts"), "building-2"),
        Place("tasks", say("Tasks & promises"), "circle-check"),
        Place("escalations", say("Escalations"), "life-buoy"),
        Place("recordings", say("Recordings"), "circle-play"),
        Place("week", say("Week"), "calendar-range"),
        Place("outbox", say("Outbox"), "send", bottom=True),
        Place("conflicts", say("Conflicts"), "git-merge", bottom=True),
    ]


class Desk(QObject):
    """Moves between pages and accounts; `moved` says that one of them is another now."""

    moved = Signal()
    leaving = Signal(str)
    """The page in view is about to give way to another; its key."""
    asked = Signal(str)
    """Something in the pane or the column was asked for: what, and of which record."""
    told = Signal(str)
    """A sentence for a toast."""
    menu_asked = Signal(QPoint)
    """The menu of the current row is wanted there on the screen."""
    counted = Signal()
    """Another number of rows is shown: the status bar says how many."""

    def __init__(
        self,
        reading: BookReading,
        settings: Settings,
        on_sync: Callable[[], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.seat = PaneSeat(reading)
        self.today = TodaySeat(reading, settings.last_change, settings.last_looked)
        self.area = WorkArea(self.seat, self.today, settings.choices.pane_width)
        self.pages = Pages(
            reading,
            settings,
            Hearing(
                chosen=self._chosen,
                opened=self.open_account,
                sync_asked=on_sync,
                counted=self.counted.emit,
                told=self.told.emit,
                asked=self.asked.emit,
                menu_asked=self.menu_asked.emit,
            ),
        )
        self.beside: QWidget | None = None
        """A panel in front of the window, while one is open: Esc closes it last."""
        self._account: AccountId | None = None
        self._came_from = FIRST_PAGE
        self._pane_open = {**WITH_PANE, FIRST_PAGE: settings.choices.pane_open}
        self.area.rearranged.connect(self.moved)
        self.seat.told.connect(self.told)
        self.seat.asked.connect(self.asked)
        self.today.asked.connect(self.asked)
        self.seat.closed.connect(self.close_pane)
        self.today.account_chosen.connect(self.open_account)

    @property
    def shown(self) -> Shown | None:
        """The page in view, with what it can do; None before the first."""
        key = self.area.key
        return self.pages.of(key) if key else None

    @property
    def rows(self) -> AccountList | None:
        """The rows of the page in view, None where it has none or the pane covers them."""
        if self.area.narrow and self.area.pane_open:
            return None
        return self.shown.rows if self.shown else None

    @property
    def account(self) -> AccountId | None:
        """The account the person stands on."""
        return self._account if self.area.has_pane else None

    def go(self, key: str) -> None:
        """Show a page. The keyboard comes along, unless it is in the sidebar."""
        shown = self.pages.of(key)
        if self.area.key and self.area.key != key:
            self._came_from = self.area.key
            self.leaving.emit(self.area.key)
        focus = QApplication.focusWidget()
        within = focus is not None and self.area.isAncestorOf(focus)
        if key not in self.area:
            self.area.add(key, shown.page, pane=self._pane_open.get(key))
            self.area.go(key)
        elif key != self.area.key:
            self.area.go(key)
        if within and focus is not None and not focus.isVisible():
            self.focus_list(Qt.FocusReason.OtherFocusReason)
        if shown.rows is not None:
            self._chosen(shown.rows.current_account())
        self.moved.emit()

    def refill(self, dropped: frozenset[str]) -> None:
        """After a change: fill the page in view anew, the pane and the column."""
        self.pages.spoil(dropped)
        if self.area.key:
            self.pages.of(self.area.key)
        self.seat.spoil()  # whether its notes were sent is told by no change of a record
        self.today.spoil()

    def step(self, by: int) -> None:
        """One row down (1) or up (-1)."""
        if self.rows is not None:
            if by > 0:
                self.rows.next_row()
            else:
                self.rows.previous_row()

    def focus_filter(self) -> None:
        """Give the keyboard to the filter of the page."""
        if self.rows is not None:
            self.rows.focus_filter()

    def open_account(self, account_id: AccountId | None = None) -> None:
        """Bring an account's pane into view, the current one's by default, and go there."""
        if account_id is not None:
            self._chosen(account_id)
        if self.account is not None:
            self.area.open_pane()
            self.seat.pane.lines.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.moved.emit()

    def toggle_pane(self) -> None:
        """Show the pane, or give its room back to the page."""
        if self.area.pane_open:
            self.close_pane()
        else:
            self.area.open_pane()
            self.moved.emit()

    def close_pane(self) -> None:
        """Give the pane's room back to the page and the keyboard to the list."""
        self.area.open_pane(False)
        self.focus_list()
        self.moved.emit()

    def set_room(self, room: Room) -> None:
        """How much room there is for page, pane and column."""
        if room != self.area.room:
            self.seat.set_narrow(room == "narrow")
            self.area.set_room(room)
            self.moved.emit()

    def can_go_back(self) -> bool:
        """Whether something stands open that Esc leaves."""
        return self._leads_back() or self.beside is not None

    def _leads_back(self) -> bool:
        """Whether a text is open, or the pane stands in the page's place or has the keyboard."""
        if self.area.key in (*PASSING_PAGES, SYNC_LOG_PAGE):
            return True
        if not self.area.pane_open:
            return False
        return self.seat.has_focus or (self.area.narrow and not self.seat.note_has_focus)

    def go_back(self) -> None:
        """From the note to where the person came from, from the pane to the list."""
        if self.beside is not None and not self._leads_back():
            self.beside.close()
            return
        if self.area.key in (*PASSING_PAGES, *OWED_PAGES):
            self.go(self._came_from)
            self.focus_list()
        elif self.area.narrow:
            self.close_pane()
        else:
            self.focus_list()

    def focus_list(self, reason: Qt.FocusReason = Qt.FocusReason.ShortcutFocusReason) -> None:
        """Give the keyboard to the page in view."""
        if self.shown is not None:
            self.shown.main.setFocus(reason)

    def parts(self) -> list[tuple[QWidget, QWidget]]:
        """The parts F6 walks through here: the page, the pane, the Today column."""
        page = self.shown
        own: list[tuple[QWidget, QWidget]] = [(page.page, page.main)] if page else []
        return [*own, (self.seat, self.seat.main), (self.today, self.today.main)]

    def _chosen(self, account_id: AccountId | None) -> None:
        if account_id != self._account:
            self._account = account_id
            self.seat.show_account(account_id)
            self.moved.emit()
