"""The line of column names above the queue; the date's name sorts by it when clicked."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.queue.columns import ACCOUNT, header_words
from ui.queue.delegate import inner
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter
from ui.words import say

_ARROW_U = 13


class QueueHeader(QHeaderView):
    """Paints the names over their columns; keeps mark and account in place when scrolled."""

    sort_asked = Signal()
    """The name of the date column was clicked."""
    columns_asked = Signal(QPoint)
    """The person wants to choose columns; where on the screen."""

    def __init__(self, model: QueueModel, rows: RowPainter, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self.rows = rows
        self._sorted_by = ""
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(0)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName(say("Column names"))
        self.sectionClicked.connect(self._clicked)

    def show_sort(self, key: str) -> None:
        """Mark the column that the list is in order of; nothing marks none."""
        self._sorted_by = key
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All names; then mark and account once more, over what scrolled beneath them."""
        look = self.rows.look
        painter = QPainter(self.viewport())
        whole = self.viewport().rect()
        painter.fillRect(whole, look.color("surface"))
        for section in range(ACCOUNT + 1, self.count()):
            self._paint_name(painter, section, self._place(section))
        kept = QRect(0, 0, sum(map(self.sectionSize, range(ACCOUNT + 1))), whole.height())
        if look.rtl:
            kept.moveRight(whole.right())
        painter.fillRect(kept, look.color("surface"))
        start = self.sectionSize(0)
        account = QRect(kept.left() + start, 0, kept.width() - start, whole.height())
        if look.rtl:
            account.moveLeft(kept.left())
        self._paint_name(painter, ACCOUNT, account)
        painter.fillRect(0, whole.bottom(), whole.width(), 1, look.color("line"))
        painter.end()

    def _place(self, section: int) -> QRect:
        left = self.sectionViewportPosition(section)
        return QRect(left, 0, self.sectionSize(section), self.viewport().height())

    def _paint_name(self, painter: QPainter, section: int, place: QRect) -> None:
        look, columns = self.rows.look, self._model.columns
        column = columns[section]
        rect = inner(self.rows, place, column, last=section == len(columns) - 1)
        sorted_here = column.key == self._sorted_by
        text = look.chip.elided(header_words(column.key), rect.width())
        width = look.chip.width(text)
        offset = rect.width() - width if column.kind == "figure" else 0
        baseline = look.chip.baseline(rect.top(), rect.height() - 1)
        token = "ink" if sorted_here else "ink2"
        look.write(painter, look.chip, token, look.at(rect, offset, width), baseline, text)
        if sorted_here:
            self._paint_arrow(painter, rect, offset + width + look.small)

    def _paint_arrow(self, painter: QPainter, rect: QRect, offset: int) -> None:
        look = self.rows.look
        ratio = painter.device().devicePixelRatioF()
        picture = look.theme.pixmap("arrow-up", "ink2", _ARROW_U, ratio)
        size = look.theme.px(_ARROW_U)
        top = rect.top() + (rect.height() - 1 - size) // 2
        painter.drawPixmap(look.at(rect, offset, size), top, picture)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the choice of columns."""
        self.columns_asked.emit(event.globalPos())
        event.accept()

    def _clicked(self, section: int) -> None:
        if self._model.columns[section].key == "renewal":
            self.sort_asked.emit()
