"""A dialog as tall as its page: a heading, the page, a line that says what happens, buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.connect.form import in_line
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph

WIDTH_U = 560
_MOST_HEIGHT = 0.9
"""Of the window's height; beyond it the page scrolls."""


class PagedDialog(QDialog):
    """Holds one page at a time; where a page does not fit the window, it scrolls."""

    def __init__(self, parent: QWidget, leading: Button, trailing: tuple[Button, ...]) -> None:
        super().__init__(parent)
        self.heading = Label("", "heading")
        self.saying = Paragraph("", "body", "ink2")
        self._buttons = trailing
        self._pages = QWidget()
        self._stack = QVBoxLayout(self._pages)
        self._middle = _Middle()
        self._column = QVBoxLayout(self)
        self._lay_out(leading)

    def show_page(self, page: QWidget, heading: str) -> None:
        """Put a page in, beside those that are hidden."""
        if self._stack.indexOf(page) < 0:
            self._stack.insertWidget(self._stack.count() - 1, page)
        page.show()
        self.heading.setText(heading)
        self.setAccessibleName(heading)
        self.tell("")

    def tell(self, words: str, ink: str = "ink2") -> None:
        """Say what happens, or what went wrong; nothing takes the line away."""
        self.saying.setProperty("ink", ink)
        self.saying.style().polish(self.saying)
        self.saying.tell(words)
        self.saying.setVisible(bool(words))
        self.fit()

    def fit(self) -> None:
        """As tall as the page, within the window."""
        look = theme.current()
        parent = self.parentWidget()
        most = int(parent.height() * _MOST_HEIGHT) if parent is not None else look.px(640)
        wide = look.px(WIDTH_U) - 2 * (look.px(16) - RING_ROOM)
        self._stack.activate()
        self._column.activate()
        lacking = self._stack.totalHeightForWidth(wide) - self._middle.viewport().height()
        self.resize(self.width(), min(self.height() + lacking, most))
        self._middle.let_scroll()

    def showEvent(self, event: QShowEvent) -> None:
        """Only what is shown has a height."""
        super().showEvent(event)
        self.fit()

    def _lay_out(self, leading: Button) -> None:
        look = theme.current()
        edge, side = look.px(16), look.px(16) - RING_ROOM
        self._column.setContentsMargins(side, edge, side, edge)
        self._column.setSpacing(look.px(12))
        self._middle.setFrameShape(QFrame.Shape.NoFrame)
        self._middle.setWidgetResizable(True)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addStretch(1)
        self._middle.setWidget(self._pages)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(leading)
        row.addStretch(1)
        for button in self._buttons:
            row.addWidget(button)
        self._column.addWidget(in_line(self.heading))
        self._column.addWidget(self._middle, 1)
        self._column.addWidget(in_line(self.saying))
        self._column.addLayout(row)
        self.setFixedWidth(look.px(WIDTH_U))


class _Middle(QScrollArea):
    """Scrolls only what is taller than its room.

    Left to itself, a bar that was shown once keeps the text so narrow that it is still needed.
    """

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another room may hold all of it."""
        self.let_scroll()
        super().resizeEvent(event)

    def let_scroll(self) -> None:
        """A bar where the page does not fit without one, else none."""
        room, page = self.maximumViewportSize(), self.widget()
        fits = page is None or page.heightForWidth(room.width()) <= room.height()
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )
