"""The two controls above the queue: the filter field and the choice of order."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import Field
from ui.queue.bands import SORTS, Sort
from ui.words import say

_LEAVE_DOWN: Final = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIGN_U: Final = 13
_TARGET_U: Final = 24


def sort_words(sort: Sort) -> str:
    """What an order is called."""
    return {
        "act_by": say("Act by"),
        "renewal": say("Next renewal date"),
        "score": say("Score"),
    }[sort]


class FilterField(Field):
    """Filters as one types. Esc empties it, then leaves; Down and Enter go to the list."""

    left = Signal()
    """The person is done here and wants the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("Filter"), icon="list-filter", key="/", parent=parent)
        self.setAccessibleName(say("Filter the queue"))
        self.setAccessibleDescription(say("By name, domain, stage, segment, owner or reason"))
        self.textChanged.connect(self._make_room)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the empty field, Down and Enter lead to the list; the rest is typing."""
        key = event.key()
        if key in _LEAVE_DOWN or (key == Qt.Key.Key_Escape and not self.text()):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, and a cross to empty it once there is something in it."""
        super().paintEvent(event)
        if not self.text():
            return
        look = theme.current()
        painter = QPainter(self)
        sign = look.pixmap("x", "ink3", _SIGN_U, self.devicePixelRatioF())
        box = self._cross()
        inset = (box.width() - look.px(_SIGN_U)) // 2
        painter.drawPixmap(box.left() + inset, box.center().y() - look.px(_SIGN_U) // 2, sign)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the cross empties the field."""
        if self._on_cross(event):
            self.clear()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Over the cross the pointer is an arrow, over the text a beam."""
        shapes = Qt.CursorShape
        self.setCursor(shapes.ArrowCursor if self._on_cross(event) else shapes.IBeamCursor)
        super().mouseMoveEvent(event)

    def _on_cross(self, event: QMouseEvent) -> bool:
        return bool(self.text()) and self._cross().contains(event.position().toPoint())

    def _cross(self) -> QRect:
        side = theme.current().px(_TARGET_U)
        left = RING_ROOM if self.isRightToLeft() else self.width() - RING_ROOM - side
        return QRect(left, 0, side, self.height())

    def _make_room(self, text: str) -> None:
        look, margins = theme.current(), self.textMargins()
        wide = look.px(_SIGN_U + 4) if text else look.px(6)
        lead = look.px(_SIGN_U + 7)
        if margins.right() != wide:
            self.setTextMargins(lead, 0, wide, 0)


class SortButton(Button):
    """Says which order is in use and opens the choice of three."""

    sort_chosen = Signal(str)
    """One of `SORTS`, picked by the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", trailing="chevron-down", parent=parent)
        self._sort: Sort = SORTS[0]
        self.setToolTip(say("Order of the queue"))
        self.clicked.connect(self.open_choices)
        self.show_sort(self._sort)

    @cached_property
    def choices(self) -> QMenu:
        """The menu of orders, made when it is first wanted."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        for sort in SORTS:
            action = menu.addAction(sort_words(sort))
            action.setCheckable(True)
            action.setChecked(sort == self._sort)
            action.setData(sort)
            group.addAction(action)
        group.triggered.connect(self._picked)
        return menu

    def show_sort(self, sort: Sort) -> None:
        """Show which order is in use."""
        self._sort = sort
        if "choices" in self.__dict__:
            self.choices.actions()[SORTS.index(sort)].setChecked(True)
        self.setText(sort_words(sort))
        self.setAccessibleName(say("Order: {sort}", sort=sort_words(sort)))
        self.updateGeometry()

    def open_choices(self) -> None:
        """Open the choice beneath the button, in line with its far edge."""
        size, under = self.choices.sizeHint(), self.rect().adjusted(RING_ROOM, 0, -RING_ROOM, 0)
        x = under.left() if self.isRightToLeft() else under.right() + 1 - size.width()
        self.choices.popup(self.mapToGlobal(QPoint(x, under.bottom())))

    def _picked(self, action: QAction) -> None:
        self.sort_chosen.emit(action.data())


def side_by_side(*controls: QWidget) -> QWidget:
    """Controls at the distance the look asks for, the room for their rings counted in."""
    together = QWidget()
    row = QHBoxLayout(together)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(max(0, theme.current().px(8) - 2 * RING_ROOM))
    for control in controls:
        row.addWidget(control)
    return together
