"""The meter as a bar: one short segment per required thing, filled or outlined."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import theme

_TALL_U: Final = 6
_GAP_U: Final = 3


class MeterBar(QWidget):
    """Says nothing by itself: the words beside it lead."""

    def __init__(self) -> None:
        super().__init__()
        self.there = 0
        self.wanted = 0
        self.blocking = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch(self.updateGeometry)

    def tell(self, there: int, wanted: int, blocking: int) -> None:
        """How many are there, of how many, and how many of the missing ones block."""
        self.there, self.wanted, self.blocking = there, wanted, blocking
        self.update()

    def sizeHint(self) -> QSize:
        """6 tall."""
        return QSize(100, theme.current().px(_TALL_U))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Filled in accent, then missing ones outlined: red where they block."""
        if not self.wanted:
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = look.px(_GAP_U)
        wide = (self.width() - gap * (self.wanted - 1)) / self.wanted
        rtl = self.isRightToLeft()
        for number in range(self.wanted):
            at = number * (wide + gap)
            left = self.width() - at - wide if rtl else at
            box = QRectF(left, 0, wide, self.height())
            if number < self.there:
                painter.setPen(QPen(look.color("accent")))
                painter.setBrush(look.color("accent"))
            else:
                late = number >= self.wanted - self.blocking
                painter.setPen(QPen(look.color("red" if late else "edge")))
                painter.setBrush(QColor(0, 0, 0, 0))
            radius = look.px(2)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()
