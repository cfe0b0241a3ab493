"""A list of records, two lines each: which one is chosen, and the ring around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, draw_ring
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip
from ui.queue.words import isolated
from ui.words import say

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LINES: Final = Qt.ItemDataRole.UserRole + 1
ROW_U: Final = 46
_INSET_U: Final = 16
_BAR_U: Final = 3


class TwoLines(Struct, frozen=True):
    """What a list says of one record; `aside` stands at the far end of the first line."""

    first: str
    second: str
    aside: str = ""

    @property
    def above(self) -> str:
        """The first line whole."""
        if not self.aside:
            return self.first
        return say("{one}, {other}", one=self.first, other=self.aside)

    @property
    def heard(self) -> str:
        """Both lines as they are spoken."""
        return say("{one}, {other}", one=self.above, other=self.second)


class TwoLineList(QListView):
    """Arrows move; letters and digits are left to whoever holds the list."""

    chosen = Signal(int)
    """A row: the person went there."""

    def __init__(self) -> None:
        super().__init__()
        self.by_keyboard = False
        self._rows = _Model(self)
        self._quiet = False
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        theme.watch(self._retheme)

    def show_lines(self, lines: Sequence[TwoLines], at: int) -> None:
        """Show these, standing on one of them; nobody is told that the person went there."""
        self._quiet = True
        if lines != self._rows.lines:
            self._rows.show(lines)
        self.setCurrentIndex(self._rows.index(at))
        self._quiet = False

    def heard(self, row: int) -> str:
        """A row as it is spoken."""
        return self._rows.lines[row].heard

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say where the person went."""
        super().currentChanged(current, previous)
        if not self._quiet and current.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving is the list's; letters and digits search nothing here."""
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        self.by_keyboard = True
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A pressed mouse takes the ring away."""
        self.by_keyboard = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab or F6 shows the ring."""
        self.by_keyboard = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)

    def _retheme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[TwoLines] = []

    def show(self, lines: Sequence[TwoLines]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.first
        if role == _LINES:
            return one
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return one.heard
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{one.above}\n{one.second}")
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        look = theme.current()
        return QSize(look.px(60), look.px(ROW_U))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        box: QRect = option.rect
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        _paint_ground(painter, box, selected=selected, hovered=hovered, rtl=rtl)
        one: TwoLines = index.data(_LINES)
        first, second = look.line_height("strong"), look.line_height("caption")
        inset = look.px(_INSET_U)
        top = box.y() + (box.height() - first - second) // 2
        line = QRect(box.x() + inset, top, box.width() - 2 * inset, first)
        room = 0
        if one.aside:
            room = QFontMetrics(look.font("caption")).horizontalAdvance(one.aside) + look.px(8)
            room = min(room, line.width() // 2)
            far = QRect(line.x() if rtl else line.right() + 1 - room, top, room, first)
            _write(painter, far, one.aside, "caption", "ink2", at_end=True)
        near = line.adjusted(room, 0, 0, 0) if rtl else line.adjusted(0, 0, -room, 0)
        _write(painter, near, one.first, "strong", "ink")
        below = QRect(line.x(), top + first, line.width(), second)
        _write(painter, below, one.second, "caption", "ink2")
        view = option.widget
        if isinstance(view, TwoLineList) and view.by_keyboard and view.hasFocus() and selected:
            draw_ring(painter, QRectF(box), look.color("accent"), 0)


def _paint_ground(
    painter: QPainter, box: QRect, *, selected: bool, hovered: bool, rtl: bool
) -> None:
    look = theme.current()
    if selected:
        painter.fillRect(box, look.color("accent_tint"))
    elif hovered:
        painter.fillRect(box, look.color("hover"))
    painter.fillRect(box.x(), box.bottom(), box.width(), 1, look.color("hair"))
    if selected:
        wide = look.px(_BAR_U)
        x = box.right() + 1 - wide if rtl else box.x()
        painter.fillRect(x, box.y(), wide, box.height(), look.color("accent"))


def _write(
    painter: QPainter, box: QRect, text: str, role: Role, ink: str, *, at_end: bool = False
) -> None:
    look = theme.current()
    font = look.font(role)
    painter.setFont(font)
    painter.setPen(look.color(ink))
    side = Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | side), isolated(shown))
