"""The measures, faces and cut texts of the queue, made once per theme, density and direction."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from ui.look.theme import Theme
from ui.look.tokens import Density, height
from ui.queue.columns import Column
from ui.queue.words import isolated

_MOST_KEPT: Final = 4000
"""How many measured texts a face keeps before it starts afresh."""


class Face:
    """A font with its measures; widths and elided texts are remembered."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self.ascent = self.metrics.ascent()
        self.height = self.metrics.height()
        self._widths: dict[str, int] = {}
        self._cut: dict[tuple[str, int], str] = {}

    def width(self, text: str) -> int:
        """How wide the text is, in pixels."""
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) > _MOST_KEPT:
                self._widths.clear()
            known = self._widths[text] = self.metrics.horizontalAdvance(text)
        return known

    def elided(self, text: str, width: int) -> str:
        """The text, its end left out where it is wider than `width`."""
        if self.width(text) <= width:
            return text
        key = (text, width)
        known = self._cut.get(key)
        if known is None:
            if len(self._cut) > _MOST_KEPT:
                self._cut.clear()
            known = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._cut[key] = known
        return known

    def baseline(self, top: int, line: int) -> int:
        """Where the text stands in a line of height `line` that begins at `top`."""
        return top + (line - self.height) // 2 + self.ascent


class QueueLook:
    """Everything the queue's painting asks for, in whole pixels."""

    def __init__(self, theme: Theme, density: Density, *, rtl: bool = False) -> None:
        px = theme.px
        self.theme = theme
        self.compact = density == "compact"
        self.rtl = rtl
        self.row_height = px(height("queue_row", density))
        self.band_height = px(height("band", density))
        self.header_height = px(height("header", density))
        self.inset, self.gap, self.mark = px(16), px(10), px(16)
        self.after_figure = px(20)
        """A figure ends where the next column's text begins: more room keeps them apart."""
        self.space, self.small = px(8), px(4)
        self.bar = px(3)
        self.after_last = self.inset
        """The space after the last column: less where a scroll bar stands and room is scarce."""
        self.icon_u = 16
        self.icon = px(self.icon_u)
        self.chip_height, self.chip_pad, self.chip_radius = px(18), px(6), px(4)
        self.top = px(4)
        """Above the first line of a comfortable row."""
        self.line = px(17)
        """The first line's height; chips and captions stand below it on one line."""
        self.between = px(2)
        self.body = Face(theme.font("body"))
        self.strong = Face(theme.font("strong"))
        self.name = Face(theme.font("button")) if self.compact else self.strong
        self.button = Face(theme.font("button"))
        self.caption = Face(theme.font("caption"))
        self.chip = Face(theme.font("chip"))

    def color(self, token: str) -> QColor:
        """A colour of the theme."""
        return self.theme.color(token)

    def lead(self, column: Column) -> int:
        """The space before a column's content."""
        return self.inset if column.kind == "mark" else 0

    def trail(self, column: Column, *, last: bool) -> int:
        """The space after a column's content."""
        if last:
            return self.after_last
        return self.after_figure if column.kind == "figure" else self.gap

    def at(self, rect: QRect, offset: int, width: int) -> int:
        """The left edge of something `width` wide, `offset` from the rect's leading edge."""
        if self.rtl:
            return rect.right() + 1 - offset - width
        return rect.left() + offset

    def write(
        self, painter: QPainter, face: Face, token: str, x: int, baseline: int, text: str
    ) -> None:
        """Draw one line of text, fenced off from what its own direction could disturb."""
        painter.setFont(face.font)
        painter.setPen(self.theme.color(token))
        plain = text.isascii() and not self.rtl
        painter.drawText(x, baseline, text if plain else isolated(text))
