"""The bar below a conflict: what the marks mean, what happens meanwhile, what can be done."""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.conflict.runs import Run, Runs
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.naming import identify
from ui.words import say

USE_KEY: Final = "Ctrl+Return" if sys.platform == "darwin" else "Ctrl+Enter"
"""Both Enter keys do it; Qt calls the big one what only Apple prints on it."""


class Footer(QWidget):
    """Legend, a sentence, and three buttons of which the last is the one to press."""

    def __init__(self) -> None:
        super().__init__()
        self.solid = LegendItem(say("solid: mine"), mine=True)
        self.dotted = LegendItem(say("dotted: theirs"), mine=False)
        self.sentence = Runs()
        self.later = Button(say("Later"), key="Esc")
        self.both = Button(say("Keep both lines"), key="3")
        self.use = Button(say("Use this result"), kind="primary", key=USE_KEY)
        identify(self.later, "decide-later")
        identify(self.both, "keep-both")
        identify(self.use, "use-result")
        self._legend = True
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.solid)
        self._row.addWidget(self.dotted)
        self._row.addStretch(1)
        self._row.addWidget(self.sentence)
        for button in (self.later, self.both, self.use):
            self._row.addWidget(button)
        theme.watch(self._measure)
        self._measure()

    def tell(self, sentence: str, *, legend: bool) -> None:
        """What happens until somebody decides; `legend` where lines are marked."""
        self.sentence.tell(Run(sentence, ink="ink2"))
        self._legend = legend
        self._share()

    def offer_both(self, verb: str) -> None:
        """The button that keeps both, called so; an empty name takes it away."""
        self.both.setVisible(bool(verb))
        if verb and verb != self.both.text():
            self.both.setText(verb)
            self.both.setAccessibleName(verb)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend leaves first, then the sentence ends in …"""
        super().resizeEvent(event)
        self._share()

    def changeEvent(self, event: QEvent) -> None:
        """Margins are not mirrored by themselves."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._measure()

    def minimumSizeHint(self) -> QSize:
        """The buttons."""
        look = theme.current()
        buttons = [one for one in (self.later, self.both, self.use) if not one.isHidden()]
        wide = sum(one.sizeHint().width() for one in buttons)
        high = self.use.sizeHint().height() + 2 * (look.px(12) - RING_ROOM)
        return QSize(wide + 2 * look.px(24), high)

    def _share(self) -> None:
        look = theme.current()
        spare = self.width() - self.minimumSizeHint().width() - self.sentence.sizeHint().width()
        items = self.solid.sizeHint().width() + self.dotted.sizeHint().width()
        fits = self._legend and spare >= items + look.px(16)
        for item in (self.solid, self.dotted):
            item.setVisible(fits)

    def _measure(self) -> None:
        look = theme.current()
        near, far = look.px(24), look.px(24) - RING_ROOM
        if self.isRightToLeft():
            near, far = far, near
        above = look.px(12) - RING_ROOM
        self._row.setContentsMargins(near, above, far, above)
        self._row.setSpacing(max(0, look.px(6) - 2 * RING_ROOM))
        self.sentence.setContentsMargins(look.px(5), 0, look.px(5), 0)


class LegendItem(QWidget):
    """A small piece of a marked line and the words for it."""

    def __init__(self, words: str, *, mine: bool) -> None:
        super().__init__()
        self._words = words
        self._mine = mine
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        """Piece, words and the room to the next."""
        look = theme.current()
        wide = self.fontMetrics().horizontalAdvance(self._words)
        return QSize(wide + look.px(14 + 6 + 16) + 1, look.px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground and bar as in the columns."""
        look = theme.current()
        painter = QPainter(self)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        wide, high, bar = look.px(14), look.px(12), look.px(3)
        x = self.width() - wide if rtl else 0
        top = (self.height() - high) // 2
        painter.fillRect(x, top, wide, high, look.color("accent_tint" if self._mine else "other"))
        edge = x + wide - bar if rtl else x
        if self._mine:
            painter.fillRect(edge, top, bar, high, look.color("accent"))
        else:
            dash = look.px(4)
            for y in range(top, top + high, 2 * dash):
                painter.fillRect(edge, y, bar, min(dash, top + high - y), look.color("edge"))
        painter.setPen(look.color("ink2"))
        painter.setFont(look.font("body"))
        gap = wide + look.px(6)
        box = QRect(0 if rtl else gap, 0, self.width() - gap, self.height())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), self._words)
        painter.end()
