"""A painted list whose lines stand in bands: a band sticks to the top while its lines pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QAbstractListModel, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from ui.look import theme
from ui.look.tokens import Density
from ui.queue.band_paint import paint_band
from ui.queue.bands import BandHeader
from ui.queue.look import QueueLook


class BandedList(QListView):
    """No widget per line; whoever makes one gives it a delegate, and measures its look."""

    headings: ClassVar[tuple[type, ...]] = (BandHeader,)
    """What stands above lines and is none itself."""

    def __init__(
        self, model: QAbstractListModel, look: QueueLook, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.density: Density = "comfortable"
        self.ringed = False
        """Whether the keyboard brought us here, so that the ring is shown."""
        self.look = look
        self.setModel(model)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        theme.watch(self.measure)

    def in_order(self) -> Sequence[object]:
        """The lines and headings as they stand."""
        raise NotImplementedError

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.density = density
        self.measure()

    def measure(self) -> None:
        """Take heights and faces from the theme."""
        raise NotImplementedError

    def place_at(self, point: QPoint) -> int:
        """The place under a point, -1 for none and for what lies below the stuck band."""
        found = self.stuck_band()
        if found is not None and found[1].contains(point):
            return -1
        return self.indexAt(point).row()

    def reveal(self, at: int) -> None:
        """Scroll so far that a line is seen, and the headings right above it."""
        self.scrollTo(self.model().index(at, 0))
        items, first = self.in_order(), at
        while first and isinstance(items[first - 1], self.headings):
            first -= 1
        stuck = 0 if isinstance(items[first], BandHeader) else self.look.band_height
        over = stuck - self.visualRect(self.model().index(first, 0)).top()
        if over > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - over)

    def changeEvent(self, event: QEvent) -> None:
        """Another reading direction mirrors the lines."""
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
        """The lines, then the band of the first one in sight, where it is scrolled away."""
        super().paintEvent(event)
        found = self.stuck_band()
        if found is not None:
            band, rect = found
            paint_band(QPainter(self.viewport()), self.look, rect, band, hovered=False)

    def stuck_band(self) -> tuple[BandHeader, QRect] | None:
        """The band whose own line is scrolled away while its lines pass, and where it stands."""
        top = self.indexAt(QPoint(0, 0))
        if not top.isValid() or self.verticalScrollBar().value() == 0:
            return None
        items = self.in_order()
        above = reversed(items[: top.row() + 1])
        band = next((item for item in above if isinstance(item, BandHeader)), None)
        if band is None:
            return None
        rect = QRect(0, 0, self.viewport().width(), self.look.band_height)
        below = self.indexAt(QPoint(0, self.look.band_height))
        if below.isValid() and isinstance(items[below.row()], BandHeader) and below != top:
            rect.moveBottom(self.visualRect(below).top() - 1)  # the next band pushes it away
        return band, rect
