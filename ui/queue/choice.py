"""The queue's list with one account chosen in it, and perhaps more picked beside it: chosen by
place, kept over every change.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, Literal

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Signal
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
_TOGGLE: Final = QItemSelectionModel.SelectionFlag.Toggle | QItemSelectionModel.SelectionFlag.Rows


class QueueChoice(QueueTable):
    """Knows which account is chosen and where the keyboard stands."""

    chosen = Signal(object)
    """The AccountId that is now chosen, or None."""
    picked = Signal()
    """Other rows are selected than before."""

    def __init__(self, model: QueueModel, rows: RowPainter, parent: QWidget | None = None) -> None:
        super().__init__(model, rows, parent)
        self._chosen: AccountId | None = None
        self._wanted: AccountId | None = None
        """The account the person chose last; it comes back when a filter shows it again."""
        self._pivot: AccountId | None = None
        """Where a stretch of rows begins that Shift selects."""
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.selectionModel().selectionChanged.connect(self.picked)

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
        self._pivot = self._chosen
        return True

    def picks(self) -> list[AccountId]:
        """The accounts of the selected rows from top to bottom, the chosen one where none is."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows(ACCOUNT))
        found = [row.account.id for at in rows if (row := self._model.account_row(at)) is not None]
        return found or ([self._chosen] if self._chosen is not None else [])

    def extend_to(self, at: int | None) -> bool:
        """Select from where the stretch began to a place, bands left out."""
        if at is None or self._model.account_row(at) is None:
            return False
        start = self._model.place_of(self._pivot)
        start = at if start is None else start
        self._select(range(min(start, at), max(start, at) + 1))
        self._stand(at, _KEEP)
        return True

    def toggle(self, at: int) -> None:
        """Add a row to what is selected, or take it out."""
        if self._model.account_row(at) is not None:
            self._stand(at, _TOGGLE)
            self._pivot = self._chosen

    def select_all(self) -> None:
        """Select every account that is shown."""
        self._select(range(len(self._model.entries)))

    def pick_one(self) -> bool:
        """Select the chosen row alone; False when it was so already."""
        if len(self.picks()) < 2:
            return False
        return self.choose(self._model.place_of(self._chosen))

    def pass_on(self) -> None:
        """Go to the account after what is selected, or the one before where there is none."""
        places = sorted(self._model.places_of(*self.picks()).values())
        entries = self._model.entries
        if places:
            after = steps.step(entries, places[-1], 1, folds=False)
            self.choose(steps.step(entries, places[0], -1, folds=False) if after is None else after)

    def _stand(self, at: int, how: QItemSelectionModel.SelectionFlag) -> None:
        index = self._model.index(at, ACCOUNT)
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)
        self.viewport().update()

    def _select(self, places: Iterable[int]) -> None:
        """Select these rows and no others; rows that are no accounts are never selected."""
        model, chosen = self._model, QItemSelection()
        accounts = [at for at in places if model.account_row(at) is not None]
        starts = [at for before, at in pairwise([-2, *accounts]) if at != before + 1]
        ends = [at for at, after in pairwise([*accounts, -2]) if after != at + 1]
        for first, last in zip(starts, ends, strict=True):
            chosen.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)
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
        before, anchor, picks = self.current_place(), self._anchor(), self.picks()
        if model.show_entries(entries, self._rows.words):
            self.set_lines()
            self.updateGeometries()
            self._settle(anchor, before, missing)
            self._pick_again(picks)
        self.viewport().update()

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these columns; the chosen account and the place on the screen stay."""
        anchor, picks = self._anchor(), self.picks()
        self._model.show_columns(columns)
        self.set_lines()
        self.updateGeometries()
        self._settle(anchor, None, "near")
        self._pick_again(picks)

    def _pick_again(self, picks: list[AccountId]) -> None:
        """After a reset: several rows that were selected still are, where they are shown."""
        if len(picks) > 1 and self._chosen in picks:
            self._select(sorted(self._model.places_of(*picks).values()))

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
