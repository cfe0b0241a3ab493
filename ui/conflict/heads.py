"""What stands above the columns of a difference: whose text it is, and how to take it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.conflict.runs import Run, Runs
from ui.look import theme
from ui.look.buttons import RING_ROOM
from ui.look.labels import Label


class ColumnHead(QWidget):
    """A name, a line beneath it and at the far end a button or a quiet word.

    In a narrow column the button stands below.
    """

    def __init__(self, name: str, beside: QWidget) -> None:
        super().__init__()
        self.name = Label(name, "strong")
        self.caption = Runs()
        self.beside = beside
        self._stacked = False
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._arrange()
        theme.watch(self._measure)
        self._measure()

    def tell(self, caption: str, ink: str = "ink3") -> None:
        """The line beneath the name."""
        self.caption.tell(Run(caption, "chip" if ink == "amber" else "caption", ink))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button goes below where it would press upon the name."""
        super().resizeEvent(event)
        stacked = self.width() < self._least()
        if stacked != self._stacked:
            self._stacked = stacked
            self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Margins are not mirrored by themselves."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._measure()

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of name and button."""
        look = theme.current()
        wide = max(self.name.sizeHint().width(), self.beside.sizeHint().width())
        return QSize(wide + 2 * look.px(16), super().minimumSizeHint().height())

    def _least(self) -> int:
        look = theme.current()
        parts = self.name.sizeHint().width() + self.beside.sizeHint().width()
        return parts + 2 * look.px(16) + look.px(8)

    def _arrange(self) -> None:
        for part in (self.name, self.caption, self.beside):
            self._grid.removeWidget(part)
        near, far = Qt.AlignmentFlag.AlignLeading, Qt.AlignmentFlag.AlignTrailing
        middle = Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(self.name, 0, 0, near | middle)
        self._grid.addWidget(self.caption, 1, 0, 1, 3)
        if self._stacked:
            self._grid.addWidget(self.beside, 2, 0, 1, 3, near)
        else:
            self._grid.addWidget(self.beside, 0, 2, far | middle)

    def _measure(self) -> None:
        look = theme.current()
        near, far = look.px(16), look.px(16) - RING_ROOM
        if self.isRightToLeft():
            near, far = far, near
        self._grid.setContentsMargins(near, look.px(10) - RING_ROOM, far, look.px(10))
        self._grid.setRowMinimumHeight(0, look.px(28) + 2 * RING_ROOM)
        self.caption.setFixedHeight(look.line_height("caption"))
