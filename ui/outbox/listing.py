"""The painted list of the outbox: lines by one delegate, and the band that sticks to the top."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.look import theme
from ui.look.tokens import Density
from ui.outbox import paint
from ui.outbox.bands import AccountLine
from ui.outbox.look import OutboxLook
from ui.outbox.model import OutboxModel
from ui.outbox.shown import ShownEntry
from ui.queue.band_paint import paint_band
from ui.queue.bands import BandHeader

Index = QModelIndex | QPersistentModelIndex


class PaintedList(QListView):
    """Bands and entries as they stand; no widget per line."""

    def __init__(self, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.density: Density = "comfortable"
        self.ringed = False
        """Whether the keyboard brought us here, so that the ring is shown."""
        self.rows = model
        self.look = OutboxLook(theme.current(), self.density)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        theme.watch(self.measure)
        self.measure()

    def set_density(self, density: Density) -> None:
        """Two lines a row, or one when compact."""
        self.density = density
        self.measure()

    def measure(self) -> None:
        """Take heights and faces from the theme."""
        self.look = OutboxLook(theme.current(), self.density, rtl=self.isRightToLeft())
        self.verticalScrollBar().setSingleStep(self.look.row_height // 2)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def place_at(self, point: QPoint) -> int:
        """The place under a point, -1 for none and for what lies below the stuck band."""
        found = self.stuck_band()
        if found is not None and found[1].contains(point):
            return -1
        return self.indexAt(point).row()

    def reveal(self, at: int) -> None:
        """Scroll so far that an entry is seen, and the lines above it up to the one before."""
        self.scrollTo(self.rows.index(at))
        items, first = self.rows.items, at
        while first and not isinstance(items[first - 1], ShownEntry):
            first -= 1
        stuck = 0 if isinstance(items[first], BandHeader) else self.look.band_height
        over = stuck - self.visualRect(self.rows.index(first)).top()
        if over > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - over)

    def changeEvent(self, event: QEvent) -> None:
        """Another reading direction mirrors the rows."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The band that sticks to the top is as wide as the list."""
        super().resizeEvent(event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What sticks to the top does not scroll along."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, then the band of the first one in sight, where it is scrolled away."""
        super().paintEvent(event)
        found = self.stuck_band()
        if found is not None:
            band, rect = found
            paint_band(QPainter(self.viewport()), self.look, rect, band, hovered=False)

    def stuck_band(self) -> tuple[BandHeader, QRect] | None:
        """The band whose own line is scrolled away while its rows pass, and where it stands."""
        top = self.indexAt(QPoint(0, 0))
        if not top.isValid() or self.verticalScrollBar().value() == 0:
            return None
        items = self.rows.items
        above = reversed(items[: top.row() + 1])
        band = next((item for item in above if isinstance(item, BandHeader)), None)
        if band is None:
            return None
        rect = QRect(0, 0, self.viewport().width(), self.look.band_height)
        below = self.indexAt(QPoint(0, self.look.band_height))
        if below.isValid() and isinstance(items[below.row()], BandHeader) and below != top:
            rect.moveBottom(self.visualRect(below).top() - 1)  # the next band pushes it away
        return band, rect


class _Delegate(QStyledItemDelegate):
    """Paints every line of the list by what it is."""

    def __init__(self, view: PaintedList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        look = self._view.look
        entry = isinstance(self._view.rows.items[index.row()], ShownEntry)
        return QSize(look.gap, look.row_height if entry else look.band_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, option.rect
        look, item = view.look, view.rows.items[index.row()]
        if isinstance(item, BandHeader):
            paint_band(painter, look, rect, item, hovered=False)
            return
        if isinstance(item, AccountLine):
            paint.paint_account(painter, look, rect, item)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint.paint_ground(painter, look, rect, selected=selected, hovered=hovered)
        text = view.rows.text(index.row())
        if text is not None:
            paint.paint_entry(painter, look, rect, text, item.entry.state)
        if selected and view.ringed and view.hasFocus():
            paint.paint_ring(painter, look, rect)
