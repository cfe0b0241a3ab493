"""The renewal queue as a page: its bar and its list; what the window speaks to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from book.queue import QueueRow
from book.records import AccountId
from ui import days
from ui.look import theme as themes
from ui.look.page import Page
from ui.look.tokens import Density
from ui.queue.bands import SORTS, Sort
from ui.queue.columns import columns_with
from ui.queue.controls import FilterField, SortButton, side_by_side
from ui.queue.empty import CONNECT_COMMAND
from ui.queue.listing import QueueList
from ui.queue.view import QueueView
from ui.queue.words import Mapped
from ui.words import say

SettingChanged = Callable[[Literal["sort", "columns"], str | list[str]], None]
"""Told what the person chose here, so that it can be kept: the order, the optional columns."""


class QueuePage(Page):
    """Shows the rows it is given; orders, filters and folds them by itself."""

    account_chosen = Signal(object)
    """AccountId | None: the account the list stands on now."""
    account_opened = Signal(object)
    """AccountId: Enter or a double click."""
    account_menu_asked = Signal(object, QPoint)
    """AccountId and the place on the screen where its menu is wanted."""
    counted = Signal(int, int)
    """How many accounts fit the filter, of how many."""
    told = Signal(str)
    """A sentence for a toast."""
    sync_asked = Signal()
    """The button of an empty queue: fetch now."""

    def __init__(
        self, parent: QWidget | None = None, *, on_setting: SettingChanged | None = None
    ) -> None:
        super().__init__(say("Renewal queue"), parent)
        self._on_setting = on_setting
        self._density: Density = "comfortable"
        self._list = QueueList(themes.current())
        self._filter = FilterField()
        self._sort = SortButton()
        self.bar.add(side_by_side(self._filter, self._sort))
        self.body.addWidget(self._list, 1)
        self.main: QueueView = self._list.view
        view, content = self._list.view, self._list.content
        self._list.chosen.connect(self.account_chosen)
        self._list.arranged.connect(lambda: self.counted.emit(content.shown, len(content.rows)))
        self._list.empty_acted.connect(self._act_on_empty)
        view.whole_width_changed.connect(self.wants_changed)
        view.opened.connect(self.account_opened)
        view.menu_asked.connect(self.account_menu_asked)
        view.filter_asked.connect(self.focus_filter)
        view.names.sort_asked.connect(lambda: self._pick_sort("renewal", again="act_by"))
        view.names.columns_asked.connect(self.ask_columns)
        self._filter.textChanged.connect(self._list.seek)
        self._filter.left.connect(lambda: view.setFocus(Qt.FocusReason.TabFocusReason))
        self._sort.sort_chosen.connect(self._pick_sort)
        themes.watch(self._dress)
        self._dress()

    def show_rows(
        self,
        rows: Sequence[QueueRow],
        day: date,
        *,
        fetched: bool,
        connected: bool = True,
        mapped: Mapped | None = None,
    ) -> None:
        """Show the rows of a day, ordered as `book.queue.build_queue` gives them.

        `fetched` says whether a first fetch has ended, `connected` whether there is anything to
        fetch from; `mapped` names by source the facts that come from a field there, so that an
        unmapped one can say so. The chosen account, the filter, the folds and the place on the
        screen stay.
        """
        self.bar.set_beside(days.day_words(day, day))
        self._list.show_rows(rows, day, fetched=fetched, connected=connected, mapped=mapped)

    @property
    def wanted_width(self) -> int:
        """Every figure and day whole, names and stages at their least; 0 without a list."""
        return self._list.wanted_width

    def current_account(self) -> AccountId | None:
        """The account the list stands on; None while no account is shown."""
        return self._list.current_account()

    def select_account(self, account_id: AccountId) -> bool:
        """Go to an account, opening what hides it; False when it is not in the queue."""
        if not self._list.content.holds(account_id):
            return False
        if not self._list.reveal(account_id):
            self._filter.clear()
        return self._list.reveal(account_id)

    def next_row(self) -> bool:
        """Go to the next account; False at the end."""
        return self._list.view.go(1, folds=False)

    def previous_row(self) -> bool:
        """Go to the previous account; False at the start."""
        return self._list.view.go(-1, folds=False)

    def focus_filter(self) -> None:
        """Put the cursor in the filter field."""
        self._filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._filter.selectAll()

    def filter_text(self) -> str:
        """What stands in the filter, so that it can be kept."""
        return self._filter.text()

    def set_filter(self, text: str) -> None:
        """Filter by this text."""
        self._filter.setText(text)

    def set_sort(self, name: str) -> None:
        """Order by `act_by`, `renewal` or `score`; another name is taken for `act_by`."""
        sort: Sort = next((known for known in SORTS if known == name), SORTS[0])
        self._sort.show_sort(sort)
        self._list.order_by(sort)

    def set_density(self, density: Density) -> None:
        """Comfortable rows of two lines, or compact ones of one."""
        super().set_density(density)
        if density != self._density:
            self._density = density
            self._dress()

    def set_columns(self, keys: Iterable[str]) -> None:
        """Show these optional columns, in this order; unknown names are passed over."""
        self._list.show_columns(columns_with(keys))

    def use_letters(self, on: bool) -> None:
        """Whether J, K and / work in the list."""
        self._list.view.letter_keys = on

    def ask_columns(self, where: QPoint | None = None) -> None:
        """Open the choice of optional columns at a place of the screen, or below their names."""
        # A menu few open: its classes are not made before the first paint.
        from ui.queue.column_menu import ColumnMenu

        menu = ColumnMenu(self._list.model.columns, self)
        menu.picked.connect(self._pick_columns)
        area = self._list.view.viewport()
        far = area.rect().topLeft() if self.isRightToLeft() else area.rect().topRight()
        menu.popup(area.mapToGlobal(far) if where is None else where)

    def _pick_columns(self, keys: list[str]) -> None:
        self.set_columns(keys)
        if self._on_setting is not None:
            self._on_setting("columns", keys)

    def _pick_sort(self, sort: str, *, again: str = "") -> None:
        """`again` is taken where the order picked is the one in use."""
        self.set_sort(again if again and sort == self._list.content.sort else sort)
        if self._on_setting is not None:
            self._on_setting("sort", self._list.content.sort)

    def _act_on_empty(self, action: str) -> None:
        if action == "sync":
            self.sync_asked.emit()
        elif action == "copy":
            QGuiApplication.clipboard().setText(CONNECT_COMMAND)
            self.told.emit(say("Copied {text}", text=CONNECT_COMMAND))
        else:
            self._filter.clear()
            self.main.setFocus()

    def _dress(self) -> None:
        self._list.dress(themes.current(), self._density)
