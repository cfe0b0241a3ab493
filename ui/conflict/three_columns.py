"""Three texts in one frame: heads above, one scroll bar for all."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.conflict.column import Column
from ui.conflict.heads import ColumnHead
from ui.conflict.placing import SIDES, Placed, Side
from ui.look import theme
from ui.look.naming import identify
from ui.look.page import rule
from ui.words import say


class ThreeColumns(QWidget):
    """The frame and its columns; what stands in them is somebody else's."""

    relaid = Signal()
    """A column broke its lines anew: typing, another width, another theme."""
    stood_on = Signal(str, int)
    """The person put the caret on a line: which column, which line."""

    scrolled = Signal()
    """The person scrolled."""

    def __init__(self, heads: Mapping[Side, tuple[str, QWidget]]) -> None:
        """`heads` has each column's name and what stands beside it."""
        super().__init__()
        self.heads = {side: ColumnHead(*heads[side]) for side in SIDES}
        self.columns = {side: Column(self.relaid.emit, editable=side == "result") for side in SIDES}
        self._across = QHBoxLayout(self)
        self._across.setSpacing(0)
        for number, side in enumerate(SIDES):
            if number:
                self._across.addWidget(rule(upright=True))
            upright = QVBoxLayout()
            upright.setSpacing(0)
            upright.addWidget(self.heads[side])
            upright.addWidget(rule())
            upright.addWidget(self.columns[side], 1)
            self._across.addLayout(upright, 1)
            column = self.columns[side]
            identify(column, f"text-{side}", heads[side][0])
            column.verticalScrollBar().setAccessibleName(say("Scroll all three texts"))
            column.verticalScrollBar().valueChanged.connect(self._scroll_all)
            column.verticalScrollBar().actionTriggered.connect(lambda _: self.scrolled.emit())
        self.columns["mine"].stood_on.connect(lambda line: self.stood_on.emit("mine", line))
        self.columns["theirs"].stood_on.connect(lambda line: self.stood_on.emit("theirs", line))
        self.columns["result"].stood_on.connect(lambda line: self.stood_on.emit("result", line))
        theme.watch(self._measure)
        self._measure()

    def place(self, placed: Placed) -> None:
        """Put every line where it belongs."""
        for side in SIDES:
            column = self.columns[side]
            column.placed.place(placed.columns[side], placed.height)
            column.viewport().update()
        self.updateGeometry()

    def show_row(self, top: int, high: int, *, afresh: bool = False) -> None:
        """Scroll so that a row is seen whole, with some of what stands above it.

        `afresh` does not mind where it stood before: from the top, if the row is seen there.
        """
        column = self.columns["result"]
        bar, room = column.verticalScrollBar(), column.viewport().height()
        here = 0 if afresh else bar.value()
        if top < here or top + high > here + room:
            here = max(0, top - room // 4)
        bar.setValue(here)

    def sizeHint(self) -> QSize:
        """As high as all lines need."""
        look = theme.current()
        text = int(self.columns["result"].placed.documentSize().height())
        return QSize(look.px(600), self._head_height() + text + 2 + look.px(3))

    def minimumSizeHint(self) -> QSize:
        """Heads and a few lines."""
        least = max(self.heads[side].minimumSizeHint().width() for side in SIDES)
        return QSize(3 * least + 4, self._head_height() + theme.current().px(100))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The frame, and the ground of the heads."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        path = QPainterPath()
        radius = look.px(8)
        path.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(path, look.color("surface"))
        painter.save()
        painter.setClipRect(QRectF(0, 0, self.width(), self.columns["mine"].y() - 1))
        painter.fillPath(path, look.color("window"))
        painter.restore()
        painter.setPen(QPen(look.color("line"), 1))
        painter.drawPath(path)
        for column in (self.columns["theirs"], self.columns["result"]):
            x = column.x() + column.width() if self.isRightToLeft() else column.x() - 1
            painter.fillRect(x, 1, 1, self.height() - 2, look.color("line"))
        painter.end()

    def _head_height(self) -> int:
        """What stands above the lines, frame and rule included."""
        return 2 + max(self.heads[side].sizeHint().height() for side in SIDES)

    def _scroll_all(self, value: int) -> None:
        for column in self.columns.values():
            column.verticalScrollBar().setValue(value)

    def _measure(self) -> None:
        self._across.setContentsMargins(1, 1, 1, theme.current().px(3))
        self.updateGeometry()
        self.update()
