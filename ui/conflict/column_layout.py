"""How one column of a text difference lies: lines of one height, at the heights it is told.

Qt's own layouts know of no height a neighbour needs. This one breaks lines by itself; where each
block stands is decided by whoever sees all columns. Painting takes everything from the theme.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QPainter,
    QPen,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFrame,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from ui.conflict.alignment import Marks
from ui.conflict.placing import Band, Placement
from ui.look import theme

LINE_U: Final = 21
BESIDE_U: Final = 2
"""Above and below each block; with one line that makes 25."""
TOP_U: Final = 8
BOTTOM_U: Final = 12
BAR_U: Final = 3
_LEAD_U: Final = 16
_TRAIL_U: Final = 16
_HEADING: Final = re.compile(r"#{1,6}\s+")


class ColumnLayout(QAbstractTextDocumentLayout):
    """The layout of one column's document."""

    def __init__(self, document: QTextDocument, on_change: Callable[[], None]) -> None:
        """`on_change` is told when lines were broken anew, so that all columns are placed."""
        super().__init__(document)
        self._on_change = on_change
        self._width = 0.0
        self._heights: list[int] | None = None
        """Kept until something changes: two of three columns stay while somebody types."""
        self._tops: list[int] = []
        self._height = 0
        self._bands: list[Band] = []
        self._marks: list[Marks] = []
        self.rtl = False

    def heights(self) -> list[int]:
        """How high each block needs to be."""
        if self._heights is not None:
            return self._heights
        look = theme.current()
        line, beside = look.px(LINE_U), 2 * look.px(BESIDE_U)
        found: list[int] = []
        block = self.document().begin()
        while block.isValid():
            found.append(max(1, block.layout().lineCount()) * line + beside)
            block = block.next()
        self._heights = found
        return found

    def place(self, placement: Placement, height: int) -> None:
        """Put each block at its height and mark what is marked; all columns are equally high."""
        self._tops = placement.tops
        self._bands = placement.bands
        self._marks = placement.marks
        if height != self._height:
            self._height = height
            self.documentSizeChanged.emit(self.documentSize())

    def measure(self) -> None:
        """Break every line anew, as for another theme."""
        self._width = -1.0
        self.documentChanged(0, 0, self.document().characterCount())

    # --- what Qt asks ---------------------------------------------------------------------

    def documentChanged(self, position: int, _removed: int, added: int) -> None:
        """Break the lines of what changed; of everything when the width is another."""
        self._heights = None
        document = self.document()
        width = max(1.0, document.pageSize().width())
        block = document.findBlock(position)
        end = position + added
        if width != self._width:
            self._width = width
            block, end = document.begin(), document.characterCount()
        while block.isValid() and block.position() <= end:
            self._break(block)
            block = block.next()
        self._on_change()

    def documentSize(self) -> QSizeF:
        """The same height for all columns."""
        return QSizeF(max(0.0, self._width), self._height)

    def pageCount(self) -> int:
        """One."""
        return 1

    def frameBoundingRect(self, _frame: QTextFrame) -> QRectF:
        """Everything."""
        return QRectF(QPointF(0, 0), self.documentSize())

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Where a block stands."""
        look = theme.current()
        lines = max(1, block.layout().lineCount()) if block.isValid() else 0
        high = lines * look.px(LINE_U) + 2 * look.px(BESIDE_U)
        return QRectF(0, self._top(block.blockNumber()), max(0.0, self._width), high)

    def hitTest(  # type: ignore[override]
        self, point: QPointF, accuracy: Qt.HitTestAccuracy
    ) -> int:
        """The place in the text that is nearest to a point."""
        if accuracy == Qt.HitTestAccuracy.ExactHit and not self.frameBoundingRect(
            self.document().rootFrame()
        ).contains(point):
            return -1
        block = self.document().findBlockByNumber(self._block_at(point.y()))
        layout = block.layout()
        if not layout.lineCount():
            return block.position()
        inside = point.y() - self._top(block.blockNumber()) - theme.current().px(BESIDE_U)
        number = int(inside // theme.current().px(LINE_U))
        line = layout.lineAt(min(max(0, number), layout.lineCount() - 1))
        return block.position() + int(line.xToCursor(point.x()))

    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        """Bands first, then text with what is selected, the marks beneath it, the caret."""
        clip = context.clip if context.clip.isValid() else QRectF(0, 0, self._width, self._height)
        for band in self._bands:
            if band.top <= clip.bottom() and band.top + band.height >= clip.top():
                self._draw_band(painter, band)
        block = self.document().findBlockByNumber(self._block_at(clip.top()))
        while block.isValid() and self._top(block.blockNumber()) <= clip.bottom():
            self._draw_block(painter, context, block)
            block = block.next()

    # --- lines ----------------------------------------------------------------------------

    def _break(self, block: QTextBlock) -> None:
        look = theme.current()
        layout = block.layout()
        layout.setFont(look.font("body"))
        if not layout.preeditAreaText():
            layout.setFormats(_formats(block.text()))
        option = QTextOption(
            Qt.AlignmentFlag.AlignAbsolute
            | (Qt.AlignmentFlag.AlignRight if self.rtl else Qt.AlignmentFlag.AlignLeft)
        )
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(block.textDirection())
        layout.setTextOption(option)
        lead, trail = look.px(_LEAD_U), look.px(_TRAIL_U)
        high, y = look.px(LINE_U), float(look.px(BESIDE_U))
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, self._width - lead - trail))
            spare = (high - line.height()) // 2
            line.setPosition(QPointF(trail if self.rtl else lead, y + spare))
            y += high
        layout.endLayout()
        block.setLineCount(max(1, layout.lineCount()))

    def _top(self, number: int) -> int:
        return self._tops[number] if 0 <= number < len(self._tops) else 0

    def _block_at(self, y: float) -> int:
        last = self.document().blockCount() - 1
        return min(max(0, bisect_right(self._tops, y) - 1), last)

    # --- painting -------------------------------------------------------------------------

    def _draw_band(self, painter: QPainter, band: Band) -> None:
        look = theme.current()
        box = QRectF(0, band.top, self._width, band.height)
        if band.kind == "gap":
            _hatch(painter, box, look.color("border"), look.px(8))
        elif band.kind:
            painter.fillRect(box, look.color("accent_tint" if band.kind == "mine" else "other"))
            self._draw_bar(painter, band)
        if band.open:
            wide = look.px(BAR_U)
            x = 0 if self.rtl else self._width - wide
            painter.fillRect(QRectF(x, box.y(), wide, box.height()), look.color("amber"))
        if band.chosen:
            for y in (box.top(), box.bottom() - 1):
                painter.fillRect(QRectF(0, y, self._width, 1), look.color("accent"))

    def _draw_bar(self, painter: QPainter, band: Band) -> None:
        """Solid for mine, dashed for theirs, at the leading edge."""
        look = theme.current()
        wide = look.px(BAR_U)
        x = self._width - wide if self.rtl else 0
        if band.kind == "mine":
            painter.fillRect(QRectF(x, band.top, wide, band.height), look.color("accent"))
            return
        dash, gap = look.px(5), look.px(3)
        for y in range(band.top, band.top + band.height, dash + gap):
            high = min(dash, band.top + band.height - y)
            painter.fillRect(QRectF(x, y, wide, high), look.color("edge"))

    def _draw_block(
        self,
        painter: QPainter,
        context: QAbstractTextDocumentLayout.PaintContext,
        block: QTextBlock,
    ) -> None:
        layout = block.layout()
        origin = QPointF(0, self._top(block.blockNumber()))
        painter.setPen(theme.current().color("ink"))
        layout.draw(painter, origin, _selected(context, block), context.clip)
        number = block.blockNumber()
        if number < len(self._marks) and self._marks[number].spans:
            self._underline(painter, block, origin, self._marks[number])
        place = context.cursorPosition
        if place < -1 and layout.preeditAreaText():
            layout.drawCursor(painter, origin, layout.preeditAreaPosition() - (place + 2), 1)
        elif block.position() <= place < block.position() + block.length():
            painter.setPen(theme.current().color("ink"))
            layout.drawCursor(painter, origin, place - block.position(), 1)

    def _underline(
        self, painter: QPainter, block: QTextBlock, origin: QPointF, marks: Marks
    ) -> None:
        look = theme.current()
        thick = look.px(2)
        mine = marks.ground == "mine"
        pen = QPen(look.color("accent" if mine else "ink2"), thick)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if not mine:
            pen.setDashPattern([1, 1])
        painter.setPen(pen)
        layout = block.layout()
        text = block.text()
        for start, end in marks.spans:
            first, last = _in_units(text, start), _in_units(text, end)
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                lo = max(first, line.textStart())
                hi = min(last, line.textStart() + line.textLength())
                if lo < hi:
                    y = origin.y() + line.y() + line.ascent() + look.px(3) + thick / 2
                    one, other = sorted((_x(line, lo), _x(line, hi)))
                    # Not the blank at which the line was broken.
                    other = min(other, line.naturalTextRect().right())
                    painter.drawLine(QLineF(one, y, other, y))


def _formats(text: str) -> list[QTextLayout.FormatRange]:
    """A heading is set apart: its words strong, its marks faint."""
    found = _HEADING.match(text)
    if found is None:
        return []
    look = theme.current()
    faint, strong = QTextCharFormat(), QTextCharFormat()
    faint.setForeground(look.color("ink3"))
    strong.setFontWeight(look.font("strong").weight())
    parts = [(0, found.end(), faint), (found.end(), len(text) * 2, strong)]
    return [_range(start, length, form) for start, length, form in parts]


def _range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form
    return made


def _selected(
    context: QAbstractTextDocumentLayout.PaintContext, block: QTextBlock
) -> list[QTextLayout.FormatRange]:
    found = []
    for selection in context.selections:
        start = max(0, selection.cursor.selectionStart() - block.position())
        end = min(block.length(), selection.cursor.selectionEnd() - block.position())
        if start < end:
            found.append(_range(start, end - start, selection.format))
    return found


def _hatch(painter: QPainter, box: QRectF, colour: QColor, step: int) -> None:
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1))
    high = box.height()
    x = box.left() - high
    while x < box.right():
        painter.drawLine(QLineF(x, box.bottom(), x + high, box.top()))
        x += step
    painter.restore()


def _in_units(text: str, place: int) -> int:
    """A place in Python's signs as one in Qt's, which are UTF-16."""
    before = text[:place]
    return place if before.isascii() else len(before.encode("utf-16-le", "surrogatepass")) // 2


def _x(line: QTextLine, place: int) -> float:
    found: Any = line.cursorToX(place)  # with the place it found, says PySide; not its types
    return float(found[0] if isinstance(found, tuple) else found)
