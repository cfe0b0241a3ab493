"""Measures a list of rows in steps: the first thousands at once, a very long rest later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from book.queue import QueueRow
from ui.queue.columns import Column
from ui.queue.paint import RowPainter
from ui.queue.widths import content_widths

AT_ONCE: Final = 5000
"""How many rows are measured before the first paint: a whole book, in about 10 ms."""
_STEP: Final = 1000


class Measuring:
    """Knows how wide the columns' contents are and which currencies the rows hold, so far."""

    def __init__(self) -> None:
        self._rows: Sequence[QueueRow] = ()
        self._done = 0
        self.currencies: frozenset[str] = frozenset()
        self.widths: list[int] = []

    def take(self, rows: Sequence[QueueRow]) -> None:
        """Other rows; their first currencies are known at once."""
        self._rows = rows
        self._done = 0
        self.currencies = _currencies(rows[:AT_ONCE])

    @property
    def several_currencies(self) -> bool:
        """Whether amounts need their currency's code."""
        return len(self.currencies) > 1

    def begin(self, painter: RowPainter, columns: tuple[Column, ...]) -> list[int]:
        """The widths for the first rows, in this look and these words."""
        first = self._rows[:AT_ONCE]
        self._done = len(first)
        self.widths = content_widths(painter, columns, first)
        return self.widths

    def go_on(self, painter: RowPainter, columns: tuple[Column, ...]) -> bool:
        """Measure some more rows; False when all are measured. Widths only grow."""
        rows = self._rows[self._done : self._done + _STEP]
        if not rows:
            return False
        self._done += len(rows)
        self.currencies |= _currencies(rows)
        more = content_widths(painter, columns, rows)
        self.widths = list(map(max, self.widths, more))
        return True


def _currencies(rows: Sequence[QueueRow]) -> frozenset[str]:
    return frozenset(row.account.currency for row in rows)
