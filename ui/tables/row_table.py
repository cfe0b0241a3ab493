"""A table of plain records: one line a row, the look's selection, ring and hair lines.

The rows are a Python list that is sorted and filtered as a list; no proxy stands between.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, RING_WIDTH
from ui.look.tokens import Density, Role, height

INK_ROLE = Qt.ItemDataRole.UserRole + 1
"""A cell's ink as a token; absent means `ink`."""
TYPE_ROLE = Qt.ItemDataRole.UserRole + 2
"""A cell's type role; absent means `body`."""

Index = QModelIndex | QPersistentModelIndex
_KEYS_THAT_MOVE = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
}


class RowDelegate(QStyledItemDelegate):
    """Paints one cell: ground, bar of the selected row, text, hair line, ring."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._elided: dict[tuple[str, str, int], str] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        theme.watch(self._forget)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Heights come from the table, widths from the header."""
        return QSize(0, 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell."""
        look = theme.current()
        box: QRect = option.rect
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, look.color("accent_tint"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, look.color("hair"))
        self._paint_text(painter, option, index)
        if selected and index.column() == 0:
            self._paint_bar(painter, option, box)
        table = option.widget
        if isinstance(table, RowTable) and table.shows_ring(index.row()):
            self._paint_ring(painter, table, box)

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        role: Role = index.data(TYPE_ROLE) or "body"
        inset = look.px(16) if index.column() == 0 else look.px(8)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        near, far = (look.px(8), inset) if rtl else (inset, look.px(8))
        room = option.rect.adjusted(near, 0, -far, -1)
        painter.setFont(look.font(role))
        painter.setPen(look.color(index.data(INK_ROLE) or "ink"))
        align = index.data(Qt.ItemDataRole.TextAlignmentRole) or int(Qt.AlignmentFlag.AlignLeft)
        flags = int(align) | int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(room, flags, self._fitted(text, role, room.width()))

    def _fitted(self, text: str, role: Role, width: int) -> str:
        key = (text, role, width)
        found = self._elided.get(key)
        if found is None:
            metrics = self._metrics.get(role)
            if metrics is None:
                metrics = self._metrics[role] = QFontMetrics(theme.current().font(role))
            if len(self._elided) > 4_000:
                self._elided.clear()
            found = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
            self._elided[key] = found
        return found

    def _paint_bar(self, painter: QPainter, option: QStyleOptionViewItem, box: QRect) -> None:
        wide = theme.current().px(3)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        x = box.right() + 1 - wide if rtl else box.x()
        painter.fillRect(x, box.y(), wide, box.height(), theme.current().color("accent"))

    def _paint_ring(self, painter: QPainter, table: RowTable, box: QRect) -> None:
        """The ring goes round the whole row: each cell strokes its part of it."""
        view = table.viewport().rect()
        row = QRectF(view.x(), box.y(), view.width(), box.height() - 1)
        half = RING_WIDTH / 2
        painter.save()
        painter.setClipRect(box)
        pen = painter.pen()
        pen.setColor(theme.current().color("accent"))
        pen.setWidth(RING_WIDTH)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(row.adjusted(half, half, -half, -half))
        painter.restore()

    def _forget(self) -> None:
        self._elided.clear()
        self._metrics.clear()


class RowTable(QTableView):
    """The table itself: whole rows, no grid, a ring only for those who came by keyboard."""

    opened = Signal(int)
    """A row was opened: Enter, or a double click."""
    chosen = Signal(int)
    """Another row became the current one."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._by_keyboard = False
        self._widths: list[int] = []
        self._wants: list[int] = []
        self.density: Density = "comfortable"
        self.setAccessibleName(name)
        self.setItemDelegate(RowDelegate(self))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionsMovable(False)
        across.setSectionsClickable(False)
        across.setAccessibleName(name)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        theme.watch(self.measure)
        self.measure()

    def set_density(self, density: Density) -> None:
        """32 high a row, or 26 when compact."""
        self.density = density
        self.measure()

    def measure(self) -> None:
        """Take heights from the theme."""
        look = theme.current()
        self.verticalHeader().setDefaultSectionSize(look.px(height("table_row", self.density)))
        self.horizontalHeader().setFixedHeight(look.px(height("header", self.density)))

    def set_widths(self, widths: list[int], wants: list[int]) -> None:
        """Give each column its width; what room is left goes first to those that want more,
        then to the first column."""
        self._widths, self._wants = widths, wants
        self._stretch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room that is left anew."""
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        left = self.viewport().width() - sum(self._widths)
        sizes = list(self._widths)
        for column, wanted in enumerate(self._wants):
            more = min(max(0, wanted - sizes[column]), max(0, left))
            sizes[column] += more
            left -= more
        if sizes:
            sizes[0] += max(0, left)
        for column, size in enumerate(sizes):
            self.setColumnWidth(column, size)

    def shows_ring(self, row: int) -> bool:
        """Whether the ring of focus belongs round this row."""
        return self._by_keyboard and self.hasFocus() and row == self.currentIndex().row()

    def step(self, by: int) -> None:
        """Move the current row up or down, staying inside the table."""
        last = self.model().rowCount() - 1
        here = self.currentIndex().row()
        there = 0 if here < 0 else min(max(here + by, 0), last)
        self._by_keyboard = True
        self.selectRow(there)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say which row is the current one now."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; moving by key shows the ring; typing letters is left to commands."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
            return
        if event.key() in _KEYS_THAT_MOVE:
            self._by_keyboard = True
            super().keyPressEvent(event)
            return
        event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A pressed mouse takes the ring away."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab or F6 shows the ring, and there is always a current row."""
        self._by_keyboard = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.selectRow(0)
        self.viewport().update()
