"""The queue's list with one account chosen in it: chosen by place, kept over every change."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from book.records import AccountId
from ui.queue import steps
from ui.queue.bands import BandHeader, Entry, FoldLine
from ui.queue.columns import ACCOUNT, Column
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter
from ui.queue.table import QueueTable

Missing = Literal["near", "first"]
"""Who is chosen where the chosen account is gone: the one nearest to its place, the first."""

_CHOOSE: Final = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)
_KEEP: Final = QItemSelectionModel.SelectionFlag.NoUpdate


class QueueChoice(QueueTable):
    """Knows which account is chosen and where the keyboard stands."""

    chosen = Signal(object)
    """The AccountId that is now chosen, or None."""

    def __init__(self, model: QueueModel, rows: RowPainter, parent: QWidget | None = None) -> None:
        super().__init__(model, rows, parent)
        self._chosen: AccountId | None = None
        self._wanted: AccountId | None = None
        """The account the person chose last; it comes back when a filter shows it again."""
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def current_account(self) -> AccountId | None:
        """The account chosen, None when no account is shown."""
        return self._chosen

    def current_place(self) -> int | None:
        """Where the keyboard stands in the list."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def choose(self, at: int | None) -> bool:
        """Go to a place of the list; on the fold line the chosen account stays chosen."""
        entry = self._model.entry(at) if at is not None else None
        if at is None or entry is None or isinstance(entry, BandHeader):
            return False
        how = _KEEP if isinstance(entry, FoldLine) else _CHOOSE
        self._stand(at, how)
        return True

    def _stand(self, at: int, how: QItemSelectionModel.SelectionFlag) -> None:
        index = self._model.index(at, ACCOUNT)
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)
        self.viewport().update()

    def go(self, by: int, *, folds: bool = True) -> bool:
        """One stop down (1) or up (-1)."""
        return self.choose(steps.step(self._model.entries, self.current_place(), by, folds=folds))

    def show_entries(self, entries: list[Entry], *, missing: Missing) -> None:
        """Show another list; the chosen account and the place on the screen stay.

        Where the chosen account is gone, `missing` says which takes its place: the one
        nearest to where it stood, or the first.
        """
        model = self._model
        before, anchor = self.current_place(), self._anchor()
        if model.show_entries(entries, self._rows.words):
            self.set_lines()
            self.updateGeometries()
            self._settle(anchor, before, missing)
        self.viewport().update()

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these columns; the chosen account and the place on the screen stay."""
        anchor = self._anchor()
        self._model.show_columns(columns)
        self.set_lines()
        self.updateGeometries()
        self._settle(anchor, None, "near")

    def _anchor(self) -> tuple[AccountId, int] | None:
        at = self.rowAt(0)
        place = steps.nearest(self._model.entries, at) if at >= 0 else None
        row = self._model.account_row(place) if place is not None else None
        if row is None or place is None or self.verticalScrollBar().value() == 0:
            return None
        return row.account.id, self.rowViewportPosition(place)

    def dress(self, rows: RowPainter) -> None:
        """Take another look; what stood at the top of the screen stays there."""
        anchor = self._anchor()
        super().dress(rows)
        self.updateGeometries()
        if anchor is not None:
            self._scroll_to(anchor, self._model.places_of(anchor[0]))

    def _scroll_to(
        self, anchor: tuple[AccountId, int] | None, places: dict[AccountId, int]
    ) -> None:
        if anchor is not None and anchor[0] in places:
            bar = self.verticalScrollBar()
            top = self.rowViewportPosition(places[anchor[0]])
            bar.setValue(bar.value() + top - anchor[1])

    def _settle(
        self, anchor: tuple[AccountId, int] | None, before: int | None, missing: Missing
    ) -> None:
        """After a reset: scroll to where the list stood and choose whom it should stand on."""
        wanted, chosen = self._wanted, self._chosen
        places = self._model.places_of(wanted, chosen, anchor[0] if anchor else None)
        self._scroll_to(anchor, places)
        place = next((places[one] for one in (wanted, chosen) if one in places), None)
        found = place is not None
        entries = self._model.entries
        if place is None and missing == "near" and before is not None:
            place = steps.nearest(entries, before)
        if place is None:
            place = steps.first(entries)
        if place is None:
            self._set_chosen(None)
            return
        index = self._model.index(place, ACCOUNT)
        self.selectionModel().setCurrentIndex(index, _CHOOSE)
        if missing == "first":
            self._wanted = wanted
        if missing == "first" or not found:
            self.scrollTo(index)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        row = self._model.account_row(current.row())
        if row is not None:
            self._wanted = row.account.id
            self._set_chosen(row.account.id)

    def _set_chosen(self, account_id: AccountId | None) -> None:
        if account_id != self._chosen:
            self._chosen = account_id
            self.chosen.emit(account_id)
