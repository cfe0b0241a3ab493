"""The handbook's steps to a group event, kept beside the browser while one follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Label, Paragraph
from ui.words import number, say

WIDTH_U: Final = 360
_HEIGHT_U: Final = 440
_EDGE_U: Final = 48


class GroupSteps(QDialog):
    """Stays in front and takes no keyboard from the window; Esc closes it, here and there."""

    def __init__(self, parent: QWidget, steps: Sequence[str], again: Callable[[], object]) -> None:
        super().__init__(parent, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(say("New group event"))
        self.setAccessibleName(say("Steps to a new group event"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setModal(False)
        look = theme.current()
        edge = look.px(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.px(12))
        column.addWidget(Label(say("New group event"), "heading"))
        if steps:
            column.addWidget(self._scrolled(steps), 1)
        else:
            words = say("The house rules have no steps for it: booking.group_steps.")
            column.addWidget(Paragraph(words))
            column.addStretch(1)
        self.open_page = Button(say("Open Calendly again"))
        self.close_button = Button(say("Close"), kind="primary")
        self.close_button.setDefault(True)
        self._again = again
        self.open_page.clicked.connect(self._open_again)
        self.close_button.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.open_page)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.resize(look.px(WIDTH_U), look.px(_HEIGHT_U))
        room = self.screen().availableGeometry()
        # At the edge, where it leaves most of the browser to be seen.
        x = max(room.left(), room.right() - self.width() - look.px(_EDGE_U))
        self.move(x, room.top() + look.px(_EDGE_U))

    def done(self, result: int) -> None:
        """Away, and the keyboard is where it was in the window."""
        had_keyboard = self.isActiveWindow()
        super().done(result)
        window = self.parentWidget()
        if had_keyboard and window is not None:
            window.activateWindow()

    def _open_again(self) -> None:
        self._again()

    def _scrolled(self, steps: Sequence[str]) -> QScrollArea:
        look = theme.current()
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, look.px(8), 0)
        grid.setHorizontalSpacing(look.px(8))
        grid.setVerticalSpacing(look.px(10))
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for at, step in enumerate(steps):
            grid.addWidget(Label(number(float(at + 1), 0), "strong", "accent"), at, 0, top)
            grid.addWidget(Paragraph(" ".join(step.split()), "body", "ink"), at, 1, top)
        grid.setRowStretch(len(steps), 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setAccessibleName(say("Steps"))
        return area
