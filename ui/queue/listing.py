"""The queue's list and, in its place, the words for an empty one; kept in step with what it
shows: rows, order, filter, folds, columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from book.queue import QueueRow
from book.records import AccountId
from ui.look.empty_state import EmptyState
from ui.look.theme import Theme
from ui.look.tokens import Density
from ui.queue.bands import BandHeader, FoldLine, Sort
from ui.queue.choice import Missing
from ui.queue.columns import Column
from ui.queue.content import QueueContent
from ui.queue.empty import Action, Emptiness, why_empty
from ui.queue.look import QueueLook
from ui.queue.measuring import Measuring
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter
from ui.queue.view import QueueView
from ui.queue.words import Mapped, RowWords

_SETTLE_MS: Final = 150
"""How long typing must rest before an account that a filter led to counts as chosen."""
_LATER_MS: Final = 200
_EVERY_MS: Final = 10
"""Once the rows are painted: when to begin with what can wait, and how often to go on."""


class QueueList(QWidget):
    """Owns content, model and view, and brings each change of one to the others."""

    chosen = Signal(object)
    """AccountId | None: the account the list stands on, once typing has rested."""
    arranged = Signal()
    """What is shown was arranged anew; `content` has the counts."""
    empty_acted = Signal(str)
    """The button of the empty list was pressed: `sync`, `clear` or `copy`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = QueueContent()
        words = RowWords(date.min)
        look = QueueLook(theme, "comfortable", rtl=self.isRightToLeft())
        self._rows = RowPainter(look, words)
        self.model = QueueModel(words, self)
        self.view = QueueView(self.model, self._rows, self)
        self._measuring = Measuring()
        self._mapped: Mapped | None = None
        self._empty = EmptyState(ruled=True)
        self._why: Emptiness | None = None
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._empty)
        self._told: AccountId | None = None
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._do_some_more)
        self.view.chosen.connect(self._tell)
        self.view.band_clicked.connect(self._toggle_band)
        self.view.fold_key.connect(self._fold_by_key)
        self.view.fold_line_opened.connect(self.open_later)

    def current_account(self) -> AccountId | None:
        """The account the list stands on; None while no list is shown."""
        return None if self._why is not None else self.view.current_account()

    @property
    def wanted_width(self) -> int:
        """The least width at which no figure or day is cut; 0 while there is no list."""
        return self.view.whole_width if self.content.rows else 0

    def show_rows(
        self,
        rows: Sequence[QueueRow],
        day: date,
        *,
        fetched: bool,
        connected: bool,
        mapped: Mapped | None,
    ) -> None:
        """Show the rows of a day."""
        self._mapped = mapped
        self.content.take(rows, day, fetched=fetched, connected=connected)
        self._measuring.take(rows)
        self._speak()
        self.refresh("near")

    def seek(self, text: str) -> None:
        """Show only what holds these words."""
        self.content.sought = text
        self._settle.start()
        self.refresh("first")

    def order_by(self, sort: Sort) -> None:
        """Show another order; the chosen account stays in sight."""
        self.view.names.show_sort("renewal" if sort == "renewal" else "")
        if sort != self.content.sort:
            self.content.order_by(sort)
            self.refresh("near")
            self.view.scrollTo(self.view.currentIndex())
            self._later.start(_LATER_MS)

    def reveal(self, account_id: AccountId) -> bool:
        """Go to an account, opening the bands that hide it; False when it is not shown then."""
        if not self.content.reveal(account_id):
            return False
        self.refresh("near")
        return self.view.choose(self.model.place_of(account_id))

    def dress(self, theme: Theme, density: Density) -> None:
        """Take another look."""
        look = QueueLook(theme, density, rtl=self.isRightToLeft())
        self._rows = RowPainter(look, self._rows.words)
        self.view.dress(self._rows)
        self._lay_columns()

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these columns."""
        if columns != self.model.columns:
            self.view.show_columns(columns)
            self._lay_columns()

    def open_later(self) -> None:
        """Show all of Later."""
        self.content.open_later()
        self.refresh("near")

    def refresh(self, missing: Missing) -> None:
        """Arrange anew; `missing` says who is chosen where the chosen account is gone."""
        entries = self.content.entries()
        self._show_state()
        self.view.show_entries(entries, missing=missing)
        self.arranged.emit()
        self._tell()

    def _show_state(self) -> None:
        self._why = why_empty(self.content)
        if self._why is not None:
            why = self._why
            act = partial(self._act, why.action)
            self._empty.tell(why.heading, why.text, why.button, act, command=why.command)
        self._stack.setCurrentIndex(0 if self._why is None else 1)

    def _act(self, action: Action) -> None:
        if action == "later":
            self.open_later()
            self.view.setFocus()
        else:
            self.empty_acted.emit(action)

    def _speak(self) -> None:
        """Take words for the day; with several currencies, amounts carry codes."""
        codes = self._measuring.several_currencies
        words = RowWords(self.content.day, codes=codes, mapped=self._mapped)
        self._rows = RowPainter(self._rows.look, words)
        self.view.take(self._rows)
        self._lay_columns()

    def _lay_columns(self) -> None:
        self.view.lay_columns(self._measuring.begin(self._rows, self.model.columns))
        self._later.start(_LATER_MS)

    def _do_some_more(self) -> None:
        """A long list is measured and made ready for the filter in small steps."""
        more = self._measuring.go_on(self._rows, self.model.columns)
        if more and self._measuring.several_currencies != self._rows.words.codes:
            self._speak()
            self.refresh("near")
        elif more:
            self.view.lay_columns(self._measuring.widths)
        if more or self.content.finder.make_ready():
            self._later.start(_EVERY_MS)

    def _toggle_band(self, key: str) -> None:
        if self.content.fold(key) or self.content.unfold(key):
            self.refresh("near")

    def _fold_by_key(self, fold: bool) -> None:
        """Left folds the band of the current row; Right opens the fold line, or the band
        that was folded last."""
        place = self.view.current_place()
        header = self.model.header_of(place) if place is not None else None
        entry = self.model.entry(header) if header is not None else None
        on_line = place is not None and isinstance(self.model.entry(place), FoldLine)
        if not fold and on_line:
            self.open_later()
        elif not fold:
            if self.content.unfold():
                self.refresh("near")
        elif isinstance(entry, BandHeader) and self.content.fold(entry.key):
            self.refresh("near")

    def _tell(self) -> None:
        """Say which account is chosen, unless it was said or typing goes on."""
        account_id = self.current_account()
        if account_id != self._told and not self._settle.isActive():
            self._told = account_id
            self.chosen.emit(account_id)
