"""The painted list of Today: a click on a line leads somewhere, one on its box ticks it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from ui.facts.layout import NO_LINE, number_at
from ui.facts.lines import FactLines
from ui.look import theme

BOXES: Final = ("square", "square-check")
"""The signs that are boxes to tick."""
_AROUND_U: Final = 6
"""So far around its sign a box can be hit."""


class TickLines(FactLines):
    """Lines of which some have a box; Space ticks the one the keyboard is at."""

    ticked = Signal(str)
    """The key of a line whose box was clicked, or Space was pressed on."""

    def box(self, number: int) -> QRect:
        """Where the box of a line is hit; empty where it has none."""
        if not 0 <= number < len(self.lines) or self.lines[number].sign not in BOXES:
            return QRect()
        sign = self.placed()[number].signs[0]
        around = theme.current().px(_AROUND_U)
        side = round(sign.size)
        found = QRect(round(sign.x), round(sign.y), side, side)
        return found.adjusted(-around, -around, around, around)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """On the box it is ticked, beside it the line is chosen."""
        where = event.position().toPoint()
        number = number_at(self.placed(), where.y())
        left = event.button() == Qt.MouseButton.LeftButton
        if left and number == self._pressed != NO_LINE and self.box(number).contains(where):
            self._pressed = NO_LINE
            self.stand_at(number)
            self.ticked.emit(self.lines[number].key)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; on a line without a box it chooses, as everywhere."""
        if event.key() == Qt.Key.Key_Space and not self.box(self.current).isEmpty():
            self.ticked.emit(self.lines[self.current].key)
            return
        super().keyPressEvent(event)
