"""The versions of a note in a list, two lines each: when and by whom, and what is different."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

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

from book.note_versions import Version
from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, draw_ring
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip
from ui.queue.words import isolated
from ui.versions import words
from ui.words import say

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SECOND: Final = Qt.ItemDataRole.UserRole + 1
_WHO: Final = Qt.ItemDataRole.UserRole + 2
ROW_U: Final = 46


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.versions: list[Version] = []
        self.now = datetime.now().astimezone()

    def show(self, versions: Sequence[Version], now: datetime) -> None:
        self.beginResetModel()
        self.versions, self.now = list(versions), now
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.versions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self.versions[index.row()]
        when, who, size = words.when(one, self.now), words.who(one), words.size(one)
        if role == Qt.ItemDataRole.DisplayRole:
            return when
        if role == _SECOND:
            return size
        if role == _WHO:
            return who
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return say("{when}, {who}, {size}", when=when, who=who, size=size)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{when}, {who}\n{size}")
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
        if selected:
            painter.fillRect(box, look.color("accent_tint"))
            wide = look.px(3)
            x = box.right() + 1 - wide if rtl else box.x()
            painter.fillRect(x, box.y(), wide, box.height(), look.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        painter.fillRect(box.x(), box.bottom(), box.width(), 1, look.color("hair"))
        first, second = look.line_height("strong"), look.line_height("caption")
        inset = look.px(16)
        top = box.y() + (box.height() - first - second) // 2
        line = QRect(box.x() + inset, top, box.width() - 2 * inset, first)
        who = index.data(_WHO)
        room = QFontMetrics(look.font("caption")).horizontalAdvance(who) + look.px(8)
        room = min(room, line.width() // 2)
        near = line.adjusted(room, 0, 0, 0) if rtl else line.adjusted(0, 0, -room, 0)
        far = QRect(line.x() if rtl else line.right() + 1 - room, top, room, first)
        _write(painter, near, index.data(), "strong", "ink")
        _write(painter, far, who, "caption", "ink2", at_end=True)
        below = QRect(line.x(), top + first, line.width(), second)
        _write(painter, below, index.data(_SECOND), "caption", "ink2")
        view = option.widget
        if isinstance(view, VersionList) and view.by_keyboard and view.hasFocus() and selected:
            draw_ring(painter, QRectF(box), look.color("accent"), 0)


class VersionList(QListView):
    """Which version is shown beside it; arrows move."""

    chosen = Signal(int)
    """A row: the person went there."""

    def __init__(self) -> None:
        super().__init__()
        self.by_keyboard = False
        self._rows = _Model(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(say("Versions, newest first"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        theme.watch(self._retheme)

    def show_versions(self, versions: Sequence[Version], now: datetime) -> None:
        """Show these, standing on the newest."""
        self._rows.show(versions, now)
        self.setCurrentIndex(self._rows.index(0))

    def heard(self, row: int) -> str:
        """A row as it is spoken."""
        text: str = self._rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        return text

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say where the person went."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; letters search nothing here."""
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
        """Coming by Tab shows the ring."""
        self.by_keyboard = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)

    def _retheme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


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
