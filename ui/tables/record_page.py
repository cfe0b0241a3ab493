"""A page that is one table of records with a filter: what the accounts and tasks pages share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStackedLayout

from book.records import AccountId
from ui.look import theme
from ui.look.empty_state import EmptyState
from ui.look.fields import Field
from ui.look.page import Page
from ui.look.tokens import Density
from ui.tables.record_model import Column, RecordModel
from ui.tables.row_table import RowTable
from ui.words import count, say

Record = TypeVar("Record")
WIDEST_TEXT: Final = 340
"""Where a column of text stops growing, in u; beyond it elides."""
_MEASURED: Final = 2_000


class RecordPage(Page, Generic[Record]):
    """The table, its filter and what it says when no row is shown.

    `identity` keeps the current row through a refresh; `account_of` is where a row leads;
    `summary` are the words beside the heading; `nothing` is heading and words without rows.
    """

    account_chosen = Signal(object)
    """An AccountId: another row is the current one."""
    account_opened = Signal(object)
    """An AccountId: Enter, or a double click."""
    filter_changed = Signal(str)

    def __init__(
        self,
        heading: str,
        columns: Sequence[Column[Record]],
        *,
        haystack: Callable[[Record], str],
        identity: Callable[[Record], object],
        account_of: Callable[[Record], AccountId],
        nothing: tuple[str, str],
    ) -> None:
        super().__init__(heading)
        self._identity = identity
        self._account_of = account_of
        self._nothing = nothing
        self.summary = ""
        self.model: RecordModel[Record] = RecordModel(columns, haystack, self)
        self.table = RowTable(heading)
        self.table.setModel(self.model)
        self.main = self.table
        self.filter = Field(say("Filter"), icon="list-filter", key="/")
        self.filter.setAccessibleName(say("Filter {page}", page=heading))
        self.bar.add(self.filter)
        self.empty = EmptyState(ruled=True)
        self._layers = QStackedLayout()
        self._layers.addWidget(self.table)
        self._layers.addWidget(self.empty)
        self.body.addLayout(self._layers, 1)
        self.filter.textChanged.connect(self._filtered)
        self.filter.returnPressed.connect(self._back_to_table)
        self.table.chosen.connect(lambda row: self.account_chosen.emit(self._account_in(row)))
        self.table.opened.connect(lambda row: self.account_opened.emit(self._account_in(row)))
        theme.watch(self._size_columns)
        self._size_columns()
        self.tell()

    def show_records(self, records: Sequence[Record], columns: Sequence[Column[Record]]) -> None:
        """Show these records; filter, order and the current row stay."""
        kept = self.current()
        self.model.show(records, columns)
        self._size_columns()
        self._choose(kept)
        self.tell()

    def allow_sorting(self) -> None:
        """A click on a heading orders by it, a second one the other way round."""
        self.table.horizontalHeader().setSectionsClickable(True)
        self.table.horizontalHeader().sectionClicked.connect(self.sort_by)
        self.sort_by(0)

    def sort_by(self, column: int) -> None:
        """Order by a column; the column in use turns round."""
        kept = self.current()
        self.model.turn(column)
        self._choose(kept)

    def current(self) -> Record | None:
        """The record of the current row."""
        row = self.table.currentIndex().row()
        return self.model.record(row) if 0 <= row < self.model.rowCount() else None

    def current_account(self) -> AccountId | None:
        """The account of the current row."""
        record = self.current()
        return None if record is None else self._account_of(record)

    def next_row(self) -> None:
        """One row down."""
        self.table.step(1)

    def previous_row(self) -> None:
        """One row up."""
        self.table.step(-1)

    def focus_filter(self) -> None:
        """Give the keyboard to the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        super().set_density(density)
        self.table.set_density(density)

    def matching(self) -> str:
        """How many rows fit the filter, of how many; empty without a filter."""
        if not self.filter.text().strip():
            return ""
        shown, total = count(self.model.rowCount()), count(self.model.total)
        return say("{shown} of {total} match", shown=shown, total=total)

    def tell(self) -> None:
        """Say how many rows are shown, or why there is none."""
        shown, total = self.model.rowCount(), self.model.total
        filtered = bool(self.filter.text().strip())
        if filtered:
            self.bar.set_beside(say("{shown} of {total}", shown=count(shown), total=count(total)))
        else:
            self.bar.set_beside(self.summary)
        self._layers.setCurrentIndex(0 if shown else 1)
        if shown:
            return
        if filtered and total:
            self.empty.tell(
                say("0 of {total} match", total=count(total)),
                say("The filter is “{text}”.", text=self.filter.text().strip()),
                say("Clear filter"),
                self.filter.clear,
            )
        else:
            self.empty.tell(*self._nothing)

    def _filtered(self, text: str) -> None:
        kept = self.current()
        self.model.filter(text)
        self._choose(kept)
        self.tell()
        self.filter_changed.emit(text)

    def _choose(self, wanted: Record | None) -> None:
        if wanted is None:
            return
        identity = self._identity(wanted)
        for row, record in enumerate(self.model.shown):
            if self._identity(record) == identity:
                self.table.selectRow(row)
                return

    def _account_in(self, row: int) -> AccountId:
        return self._account_of(self.model.record(row))

    def _back_to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _size_columns(self) -> None:
        """Widths from the theme; money and days never elide, so samples widen their column."""
        look = theme.current()
        widths, wants = [], []
        for column in self.model.columns:
            metrics = QFontMetrics(look.font(column.role))
            sample = metrics.horizontalAdvance(column.sample) + look.px(17) if column.sample else 0
            widths.append(max(look.px(column.width_u), sample))
            wants.append(0)
            if column.grows:
                # Stages, owners and names repeat, so each is measured once.
                texts = {column.words(record) for record in self.model.shown[:_MEASURED]}
                wide = max((metrics.horizontalAdvance(text) for text in texts), default=0)
                wants[-1] = min(wide + look.px(17), look.px(WIDEST_TEXT))
        self.table.set_widths(widths, wants)
