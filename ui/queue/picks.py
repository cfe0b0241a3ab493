"""Several rows of the queue selected at once, for what is done to all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal
from PySide6.QtWidgets import QWidget

from book.records import AccountId
from ui.queue import steps
from ui.queue.bands import Entry
from ui.queue.choice import Missing, QueueChoice
from ui.queue.columns import ACCOUNT, Column
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter

_FLAGS: Final = QItemSelectionModel.SelectionFlag
_TOGGLE: Final = _FLAGS.Toggle | _FLAGS.Rows


class QueuePicks(QueueChoice):
    """Selects stretches, single rows and all of them; a change keeps what is still shown."""

    picked = Signal()
    """Other rows are selected than before."""

    def __init__(self, model: QueueModel, rows: RowPainter, parent: QWidget | None = None) -> None:
        super().__init__(model, rows, parent)
        self._pivot: AccountId | None = None
        """Where a stretch of rows begins that Shift selects."""
        self.selectionModel().selectionChanged.connect(self.picked)

    def choose(self, at: int | None) -> bool:
        """Go to a place of the list, which alone is selected then."""
        went = super().choose(at)
        self._pivot = self._chosen if went else self._pivot
        return went

    def show_entries(self, entries: list[Entry], *, missing: Missing) -> None:
        """Show another list; what is selected of it stays so."""
        picks = self.picks()
        super().show_entries(entries, missing=missing)
        self._pick_again(picks)

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these columns; what is selected stays so."""
        picks = self.picks()
        super().show_columns(columns)
        self._pick_again(picks)

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
        if start is None:
            start = self.current_place()
            first = self._model.account_row(start) if start is not None else None
            start = at if first is None or start is None else start
            self._pivot = first.account.id if first is not None else self._pivot
        self._select(range(min(start, at), max(start, at) + 1))
        self._stand(at, _FLAGS.NoUpdate)
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

    def _select(self, places: Iterable[int]) -> None:
        """Select these rows and no others; rows that are no accounts are never selected."""
        model, chosen = self._model, QItemSelection()
        accounts = [at for at in places if model.account_row(at) is not None]
        starts = [at for before, at in pairwise([-2, *accounts]) if at != before + 1]
        ends = [at for at, after in pairwise([*accounts, -2]) if after != at + 1]
        for first, last in zip(starts, ends, strict=True):
            chosen.select(model.index(first, 0), model.index(last, model.columnCount() - 1))
        self.selectionModel().select(chosen, _FLAGS.ClearAndSelect | _FLAGS.Rows)
        self.viewport().update()

    def _pick_again(self, picks: list[AccountId]) -> None:
        """After a reset: several rows that were selected still are, where they are shown."""
        if len(picks) > 1 and self._chosen in picks:
            self._select(sorted(self._model.places_of(*picks).values()))
