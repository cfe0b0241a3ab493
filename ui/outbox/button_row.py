"""Buttons side by side that take a second row rather than cut a verb."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button


class ButtonRow(QWidget):
    """Its buttons from the leading edge on, the primary one first; the last stands at the
    trailing edge."""

    def __init__(self, buttons: Sequence[Button], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = list(buttons)
        for button in self._buttons:
            button.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watch(self.lay_out)

    def lay_out(self) -> None:
        """Place what is visible anew."""
        places, tall = self._places(self.width())
        for button, rect in places:
            button.setGeometry(rect)
        self.setFixedHeight(tall)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As tall as its rows."""
        return QSize(self.width(), self._places(self.width())[1])

    def heightForWidth(self, width: int) -> int:
        """As tall as its rows at that width."""
        return self._places(width)[1]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may need another row."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lay_out()

    def _places(self, width: int) -> tuple[list[tuple[Button, QRect]], int]:
        gap = max(0, theme.current().px(6) - 2 * RING_ROOM)
        x = y = row = 0
        places: list[tuple[Button, QRect]] = []
        shown = [button for button in self._buttons if not button.isHidden()]
        shown.sort(key=lambda button: button.kind != "primary")
        for button in shown:
            size = button.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + row
                row = 0
            if button is shown[-1] and button is self._buttons[-1]:
                x = max(x, width - size.width())
            places.append((button, QRect(x, y, size.width(), size.height())))
            x += size.width() + gap
            row = max(row, size.height())
        if self.isRightToLeft():
            places = [
                (one, QRect(width - box.right() - 1, box.y(), box.width(), box.height()))
                for one, box in places
            ]
        return places, y + row
