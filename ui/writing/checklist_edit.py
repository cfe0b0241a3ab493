"""The lines of a checklist to write and tick: Enter adds one, Backspace takes an empty one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from ui.look import theme
from ui.look.buttons import LEAST_TARGET_PX
from ui.look.fields import LineField
from ui.look.focus_ring import draw_ring
from ui.look.naming import identify
from ui.words import say

_RING: Final = 3
_MOST_HEIGHT_U: Final = 210
"""About six lines; more of them scroll."""


class _Tick(QCheckBox):
    """A tick without words: the style's ring goes round the words, so this one draws its own."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The box a little way in, so that there is room for the ring round it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.rect = self.rect().adjusted(_RING, 0, 0, 0)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_CheckBox, option, painter, self)
        if self.hasFocus():
            box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            look = theme.current()
            around = QRectF(box).adjusted(-_RING, -_RING, _RING, _RING)
            draw_ring(painter, around, look.color("accent"), look.px(5))
        painter.end()

    def sizeHint(self) -> QSize:
        """Nothing that is clicked is smaller, and the ring has room."""
        least = max(LEAST_TARGET_PX, theme.current().px(LEAST_TARGET_PX))
        return super().sizeHint().expandedTo(QSize(least, least))


class _Row:
    """One line: its tick and its words."""

    def __init__(self, text: str, done: bool) -> None:
        self.widget = QWidget()
        self.tick = _Tick()
        self.tick.setChecked(done)
        self.tick.setAccessibleName(say("Done"))
        self.words = LineField(say("What is to be done first"), width_u=360)
        self.words.setText(text)
        row = QHBoxLayout(self.widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.current().px(6))
        row.addWidget(self.tick)
        row.addWidget(self.words, 1)


class ChecklistEdit(QScrollArea):
    """The lines, and always an empty one to go on with."""

    def __init__(self, items: Sequence[tuple[str, bool]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        identify(self, "checklist")
        self.setAccessibleName(say("Checklist"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, _RING, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.setWidget(inside)
        self._rows: list[_Row] = []
        for text, done in (*items, ("", False)):
            self._add(len(self._rows), text, done)
        self._fit()

    @property
    def items(self) -> list[tuple[str, bool]]:
        """The lines that have words, and whether each is ticked."""
        told = ((" ".join(row.words.text().split()), row.tick.isChecked()) for row in self._rows)
        return [(text, done) for text, done in told if text]

    @property
    def fields(self) -> list[LineField]:
        """The fields, in order."""
        return [row.words for row in self._rows]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in a line with words goes to the next one; Backspace takes an empty one away."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        at = next((n for n, row in enumerate(self._rows) if row.words is watched), -1)
        if at < 0 or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return super().eventFilter(watched, event)
        words = self._rows[at].words.text().strip()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and words:
            if at + 1 == len(self._rows) or self._rows[at + 1].words.text().strip():
                self._add(at + 1, "", False)
            self._go(at + 1)
            return True
        if event.key() == Qt.Key.Key_Backspace and not words and len(self._rows) > 1 and at > 0:
            self._take(at)
            self._go(at - 1)
            return True
        return super().eventFilter(watched, event)

    def _add(self, at: int, text: str, done: bool) -> None:
        row = _Row(text, done)
        row.words.installEventFilter(self)
        self._rows.insert(at, row)
        self._column.insertWidget(at, row.widget)
        self._fit()

    def _take(self, at: int) -> None:
        row = self._rows.pop(at)
        self._column.removeWidget(row.widget)
        row.widget.deleteLater()
        self._fit()

    def _go(self, at: int) -> None:
        self._rows[at].words.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(self._rows[at].widget)

    def _fit(self) -> None:
        rows = sum(row.widget.sizeHint().height() for row in self._rows)
        self.setFixedHeight(min(theme.current().px(_MOST_HEIGHT_U), rows))
