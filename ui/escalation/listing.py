"""The painted list of escalations: bands and lines in one flat list, and the keys that move."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from book.rules_escalations import EscalationRules
from ui.escalation.rows import EscalationText, Item, ListedEscalation, text_of
from ui.look import theme
from ui.look.banded_list import BandedList
from ui.look.focus_ring import KEYBOARD_REASONS
from ui.look.tooltip_text import plain_tooltip
from ui.outbox import paint
from ui.outbox.look import OutboxLook
from ui.queue.band_paint import paint_band
from ui.queue.bands import BandHeader
from ui.queue.look import Face
from ui.queue.words import isolated

Index = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MARKS: Final = {
    "draft": ("pencil", "ink2"),
    "queued": ("clock", "ink2"),
    "stopped": ("circle-pause", "amber"),
    "sent": ("send", "ink2"),
    "solved": ("circle-check", "amber"),
    "closed": ("check", "ink3"),
}


class EscalationModel(QAbstractListModel):
    """Bands and escalations; what a line says is found when it is first asked for."""

    def __init__(self, rules: EscalationRules, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rules = rules
        self.items: list[Item] = []
        self._now: datetime | None = None
        self._texts: dict[int, EscalationText] = {}

    def show(self, items: Sequence[Item], now: datetime) -> None:
        """Take these."""
        self.beginResetModel()
        self.items, self._now = list(items), now
        self._texts.clear()
        self.endResetModel()

    def listed(self, at: int) -> ListedEscalation | None:
        """The escalation at a place; None for a band and outside."""
        item = self.items[at] if 0 <= at < len(self.items) else None
        return item if isinstance(item, ListedEscalation) else None

    def place(self, number: int | None) -> int | None:
        """Where an escalation stands."""
        found = (
            at
            for at, item in enumerate(self.items)
            if isinstance(item, ListedEscalation) and item.id == number
        )
        return next(found, None)

    def text(self, at: int) -> EscalationText | None:
        """What the line at a place says; None for a band."""
        one = self.listed(at)
        if one is None or self._now is None:
            return None
        if one.id not in self._texts:
            self._texts[one.id] = text_of(one, self._rules, self._now)
        return self._texts[one.id]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many lines there are, bands included."""
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A band is there, but nobody stands on it."""
        if index.isValid() and self.listed(index.row()) is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for eyes, ears and tooltips."""
        if not index.isValid():
            return None
        item, text = self.items[index.row()], self.text(index.row())
        if isinstance(item, BandHeader):
            heard = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return f"{item.name}, {item.count}" if role in heard else None
        if text is None:
            return None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return text.heard
        if role == Qt.ItemDataRole.DisplayRole:
            return text.subject
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{text.account}: {text.subject}\n{text.below}")
        return None


class EscalationList(BandedList):
    """One escalation is chosen at a time. Letters are the page's."""

    chosen = Signal()
    opened = Signal(int)
    """Enter, or a double click."""

    look: OutboxLook

    def __init__(self, model: EscalationModel) -> None:
        super().__init__(model, OutboxLook(theme.current(), "comfortable"))
        self.rows = model
        self._number: int | None = None
        self.setItemDelegate(_Delegate(self))
        self.measure()

    @property
    def current(self) -> ListedEscalation | None:
        """The chosen escalation."""
        at = self.rows.place(self._number)
        return self.rows.listed(at) if at is not None else None

    def in_order(self) -> Sequence[object]:
        """Bands and escalations."""
        return self.rows.items

    def measure(self) -> None:
        """Take heights and faces from the theme."""
        self.look = OutboxLook(theme.current(), self.density, rtl=self.isRightToLeft())
        self.verticalScrollBar().setSingleStep(self.look.row_height // 2)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def choose(self, number: int | None) -> bool:
        """Stand on an escalation; False where it is not there."""
        return self._stand(self.rows.place(number))

    def keep(self, old_place: int | None) -> None:
        """After other lines came: the chosen one stays, else the one in its place is chosen."""
        if self.choose(self._number):
            return
        self._number = None
        start = -1 if old_place is None else min(old_place, len(self.rows.items)) - 1
        after = self._next(start, 1)
        self._stand(self._next(len(self.rows.items), -1) if after is None else after)
        self.chosen.emit()

    def place(self) -> int | None:
        """Where the chosen escalation stands."""
        return self.rows.place(self._number)

    def step(self, by: int) -> bool:
        """To the next one or the one before, over bands; False at the end."""
        here = self.place()
        return self._stand(self._next(-1 if here is None else here, by))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End move, Enter opens; all else is the page's."""
        last = len(self.rows.items)
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self.step(1),
            Qt.Key.Key_Up: lambda: self.step(-1),
            Qt.Key.Key_Home: lambda: self._stand(self._next(-1, 1)),
            Qt.Key.Key_End: lambda: self._stand(self._next(last, -1)),
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif event.key() in moves:
            self.ringed = True
            moves[event.key()]()
        elif event.key() in _ENTER and self._number is not None:
            self.opened.emit(self._number)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses; on a band it does nothing."""
        self.ringed = False
        one = self.rows.listed(self.place_at(event.position().toPoint()))
        if one is not None:
            self.choose(one.id)
        self.viewport().update()
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        one = self.rows.listed(self.place_at(event.position().toPoint()))
        if one is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(one.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where keys brought the focus; stand on a line if there is one."""
        self.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        if self._number is None:
            self.step(1)
        self.viewport().update()

    def _next(self, at: int, by: int) -> int | None:
        at += by
        while 0 <= at < len(self.rows.items):
            if self.rows.listed(at) is not None:
                return at
            at += by
        return None

    def _stand(self, at: int | None) -> bool:
        one = None if at is None else self.rows.listed(at)
        if at is None or one is None:
            return False
        self.reveal(at)
        self.setCurrentIndex(self.rows.index(at))
        if one.id != self._number:
            self._number = one.id
            self.chosen.emit()
        return True


class _Delegate(QStyledItemDelegate):
    """Paints every line of the list by what it is."""

    def __init__(self, view: EscalationList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        look = self._view.look
        is_row = self._view.rows.listed(index.row()) is not None
        return QSize(look.gap, look.row_height if is_row else look.band_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, option.rect
        item = view.rows.items[index.row()]
        if isinstance(item, BandHeader):
            paint_band(painter, view.look, rect, item, hovered=False)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint.paint_ground(painter, view.look, rect, selected=selected, hovered=hovered)
        text = view.rows.text(index.row())
        if text is not None:
            paint_line(painter, view.look, rect, text, item.stands.state)
        if selected and view.ringed and view.hasFocus():
            paint.paint_ring(painter, view.look, rect)


def paint_line(
    painter: QPainter, look: OutboxLook, rect: QRect, text: EscalationText, state: str
) -> None:
    """Mark, account and subject, age at the far end; beneath it kind and state."""
    lines = 1 if look.compact else 2
    top = rect.top() + look.top_of(lines)
    name, ink = _MARKS[state]
    picture = look.theme.pixmap(name, ink, look.icon_u, painter.device().devicePixelRatioF())
    mark_at = top + (look.first_line - look.icon) // 2
    painter.drawPixmap(look.at(rect, look.inset, look.icon), mark_at, picture)
    first = look.body.baseline(top, look.first_line)
    aged = look.caption.width(text.age)
    end = rect.width() - look.inset - aged
    look.write(painter, look.caption, "ink3", look.at(rect, end, aged), first, text.age)
    room = end - look.before_when - look.text_offset
    account = look.strong.elided(isolated(text.account), room // 2)
    at = look.text_offset
    at += _write(painter, look, rect, look.strong, "ink", account, at, first) + look.space
    subject = look.body.elided(isolated(text.subject), look.text_offset + room - at)
    _write(painter, look, rect, look.body, "ink", subject, at, first)
    if not look.compact:
        second = look.caption.baseline(top + look.first_line, look.second_line)
        below = look.caption.elided(text.below, room)
        ink = "amber" if text.wants_me else "ink2"
        _write(painter, look, rect, look.caption, ink, below, look.text_offset, second)


def _write(
    painter: QPainter, look: OutboxLook, rect: QRect, face: Face, ink: str, words: str, at: int,
    baseline: int,
) -> int:  # fmt: skip
    wide = face.width(words)
    look.write(painter, face, ink, look.at(rect, at, wide), baseline, words)
    return wide
