"""The row of lists above a table: one of them is chosen, each says how many rows it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.words import count, say

_PAGE_INSET_U: Final = 16
_INSIDE_U: Final = 8
"""How far the words of a plain button stand inside it."""
_LINE_U: Final = 2


class ViewStrip(QWidget):
    """Buttons of which one is pressed; `chosen` says another one is now."""

    chosen = Signal(str)

    def __init__(self, names: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Lists of this page"))
        self._words = dict(names)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, Button] = {}
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        for key, words in names:
            button = Button(words, kind="plain")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self.buttons[key] = button
            self._row.addWidget(button)
        self._row.addStretch(1)
        theme.watch(self._measure)
        self._measure()

    def show_state(self, chosen: str, counts: Mapping[str, int]) -> None:
        """Press the chosen one and say how many rows each list has."""
        for key, button in self.buttons.items():
            button.setChecked(key == chosen)
            self.update()
            n = counts.get(key, 0)
            words = f"{self._words[key]} {count(n)}" if n else self._words[key]
            if button.text() != words:
                button.setText(words)
                button.setAccessibleName(words)
                button.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line under the chosen one: its ink alone would not tell."""
        super().paintEvent(event)
        chosen = next((one for one in self.buttons.values() if one.isChecked()), None)
        if chosen is None:
            return
        look = theme.current()
        inset, thick = RING_ROOM + look.px(_INSIDE_U), look.px(_LINE_U)
        painter = QPainter(self)
        box = chosen.geometry()
        painter.fillRect(
            box.x() + inset,
            self.height() - thick,
            box.width() - 2 * inset,
            thick,
            look.color("accent"),
        )
        painter.end()

    def _measure(self) -> None:
        look = theme.current()
        near = max(0, look.px(_PAGE_INSET_U - _INSIDE_U) - RING_ROOM)
        self._row.setContentsMargins(near, 0, near, look.px(_LINE_U))
