"""How the lines of the sync log are measured and painted: time, mark, source, whole text.

Positions count from the leading edge, so the same code serves both reading directions.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from book.records import LogLine
from ui.facts.layout import Ruler, Span
from ui.look.focus_ring import draw_ring
from ui.look.theme import Theme
from ui.look.tokens import Density
from ui.queue.look import QueueLook
from ui.sync_log.words import source_words
from ui.words import time_words

MARKS: Final = {
    "info": ("", ""),
    "warning": ("triangle-alert", "amber"),
    "error": ("circle-alert", "red"),
}
"""A level → its mark and the mark's ink; what is in order has none."""
_MOST_ROWS: Final = 12
"""A text longer than this ends in … and stands whole in its tooltip."""
_WIDEST_TIME: Final = "00:00"
_MARK_U: Final = 13


class LogLook(QueueLook):
    """The measures of the list, and what was found out about its lines."""

    def __init__(self, theme: Theme, density: Density, *, rtl: bool = False) -> None:
        super().__init__(theme, density, rtl=rtl)
        px = theme.px
        self.line_height = px(18)
        self.around = px(4) if self.compact else px(6)
        """Above and below the text of a line."""
        self.time_width = self.body.width(_WIDEST_TIME)
        self.widest_letter = self.body.width("W")
        self.mark_side = px(_MARK_U)
        self.after_time, self.after_mark, self.after_source = px(12), px(8), px(12)
        self.source_width = 0
        self._ruler = Ruler(theme)
        self._rows: dict[tuple[str, int], tuple[str, ...]] = {}

    @property
    def text_offset(self) -> int:
        """Where the texts begin, from the leading edge."""
        before_source = self.inset + self.time_width + self.after_time
        before_source += self.mark_side + self.after_mark
        return before_source + self.source_width + self.after_source

    def make_room(self, lines: Iterable[LogLine]) -> None:
        """Give the sources a column as wide as the widest of their names."""
        named = {source_words(line) for line in lines}
        self.source_width = max(map(self.body.width, named), default=0)

    def rows_of(self, line: LogLine, width: int) -> tuple[str, ...]:
        """The text of a line, broken to stand whole in a list so wide."""
        room = max(self.theme.px(80), width - self.text_offset - self.inset)
        text = " ".join(line.text.split())
        # Most lines are short: those need not be measured, however many there are.
        if text.isascii() and len(text) * self.widest_letter <= room:
            return (text,)
        if self.body.width(text) <= room:
            return (text,)
        known = self._rows.get((text, room))
        if known is None:
            rows, _cut = self._ruler.rows(Span(text), room, _MOST_ROWS)
            known = self._rows[text, room] = tuple(rows)
        return known

    def height_of(self, line: LogLine, width: int) -> int:
        """How high a line stands in a list so wide, with the hair line below it."""
        return len(self.rows_of(line, width)) * self.line_height + 2 * self.around + 1


def paint_line(
    painter: QPainter, look: LogLook, rect: QRect, line: LogLine, *, selected: bool, hovered: bool
) -> None:
    """A line on its ground."""
    token = "accent_tint" if selected else "hover" if hovered else "surface"
    painter.fillRect(rect, look.color(token))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("hair"))
    if selected:
        bar = QRect(look.at(rect, 0, look.bar), rect.top(), look.bar, rect.height())
        painter.fillRect(bar, look.color("accent"))
    top = rect.top() + look.around
    baseline = look.body.baseline(top, look.line_height)
    offset = look.inset
    time = time_words(line.at)
    spare = look.time_width - look.body.width(time)
    x = look.at(rect, offset + spare, look.body.width(time))
    look.write(painter, look.body, "ink3", x, baseline, time)
    offset += look.time_width + look.after_time
    name, ink = MARKS[line.level]
    if name:
        mark = look.theme.pixmap(name, ink, _MARK_U, painter.device().devicePixelRatioF())
        middle = top + (look.line_height - look.mark_side) // 2
        painter.drawPixmap(look.at(rect, offset, look.mark_side), middle, mark)
    offset += look.mark_side + look.after_mark
    source = source_words(line)
    x = look.at(rect, offset, look.body.width(source))
    look.write(painter, look.body, "ink2", x, baseline, source)
    offset = look.text_offset
    for row in look.rows_of(line, rect.width()):
        x = look.at(rect, offset, look.body.width(row))
        look.write(painter, look.body, "ink", x, baseline, row)
        baseline += look.line_height


def paint_ring(painter: QPainter, look: LogLook, rect: QRect) -> None:
    """The ring of focus, inside the line it is round."""
    draw_ring(painter, QRectF(rect.adjusted(0, 0, 0, -1)), look.color("accent"), look.small)
