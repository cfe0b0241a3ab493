"""The conflicts in a list, where there are several: two lines each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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

from ui.conflict import words
from ui.conflict.shown import ShownConflict
from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, draw_ring
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip
from ui.queue.words import isolated
from ui.words import say

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SECOND_LINE = Qt.ItemDataRole.UserRole + 1
ROW_U = 46


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: list[ShownConflict] = []

    def show(self, shown: Sequence[ShownConflict]) -> None:
        self.beginResetModel()
        self.shown = list(shown)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.account
        if role == _SECOND_LINE:
            return words.listed(one)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return say("{one}, {other}", one=one.account, other=words.listed(one))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{one.account}\n{words.listed(one)}")
        return None


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        look = theme.current()
        return QSize(look.px(60), look.px(ROW_U))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme.current()
        box: QRect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(box, look.color("accent_tint"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, look.color("hair"))
        if selected:
            wide = look.px(3)
            rtl = option.direction == Qt.LayoutDirection.RightToLeft
            x = box.right() + 1 - wide if rtl else box.x()
            painter.fillRect(x, box.y(), wide, box.height(), look.color("accent"))
        inset = look.px(16)
        first = look.line_height("strong")
        top = box.y() + (box.height() - first - look.line_height("caption")) // 2
        line = QRect(box.x() + inset, top, box.width() - 2 * inset, first)
        self._write(painter, line, index.data(), "strong", "ink")
        line.translate(0, first)
        line.setHeight(look.line_height("caption"))
        self._write(painter, line, index.data(_SECOND_LINE), "caption", "ink2")
        view = option.widget
        if isinstance(view, ConflictList) and view.by_keyboard and view.hasFocus() and selected:
            draw_ring(painter, QRectF(box), look.color("accent"), 0)

    def _write(self, painter: QPainter, box: QRect, text: str, role: Role, ink: str) -> None:
        look = theme.current()
        font = look.font(role)
        painter.setFont(font)
        painter.setPen(look.color(ink))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), isolated(shown))


class ConflictList(QListView):
    """Which conflict is shown beside it. Letters are the page's."""

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

    def show_conflicts(self, shown: Sequence[ShownConflict], at: int) -> None:
        """Show these, standing on one of them."""
        self._quiet = True
        if shown != self._rows.shown:
            self._rows.show(shown)
        self.setCurrentIndex(self._rows.index(at))
        self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say where the person went."""
        super().currentChanged(current, previous)
        if not self._quiet and current.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Moving is the list's; letters and digits are left to the page."""
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
