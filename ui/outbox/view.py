"""The list of the outbox under a person's hands: one painter, no widget per row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS
from ui.look.tokens import Density
from ui.outbox import paint
from ui.outbox.bands import AccountLine
from ui.outbox.look import OutboxLook
from ui.outbox.model import OutboxModel
from ui.outbox.shown import ShownEntry
from ui.queue.band_paint import paint_band
from ui.queue.bands import BandHeader

Index = QModelIndex | QPersistentModelIndex
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OutboxList(QListView):
    """Bands, and entries of which one is chosen; its letters are the page's."""

    chosen = Signal(int)
    """The id of the entry that is the chosen one now."""
    opened = Signal(int)
    """Enter, or a double click."""

    def __init__(self, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.density: Density = "comfortable"
        self.ringed = False
        """Whether the keyboard brought us here, so that the ring is shown."""
        self.rows = model
        self.look = OutboxLook(theme.current(), self.density)
        self._chosen: int | None = None
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        theme.watch(self.measure)
        self.measure()

    @property
    def chosen_id(self) -> int | None:
        """The id of the chosen entry."""
        return self._chosen

    def set_density(self, density: Density) -> None:
        """Two lines a row, or one when compact."""
        self.density = density
        self.measure()

    def measure(self) -> None:
        """Take heights and faces from the theme."""
        self.look = OutboxLook(theme.current(), self.density, rtl=self.isRightToLeft())
        self.verticalScrollBar().setSingleStep(self.look.row_height // 2)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def choose(self, entry_id: int | None) -> bool:
        """Stand on an entry; False where it is not there."""
        at = self.rows.place(entry_id) if entry_id is not None else None
        if at is None:
            return False
        self._stand(at)
        return True

    def step(self, by: int) -> bool:
        """To the next entry (or the one before), over bands; False at the end."""
        here = self.place()
        at = -1 if here is None else here
        return self._stand_on(self._next(at, by))

    def place(self) -> int | None:
        """Where the chosen entry stands."""
        return None if self._chosen is None else self.rows.place(self._chosen)

    def keep(self, old_place: int | None) -> None:
        """After other lines came: the chosen entry stays, else the one in its place is chosen."""
        if self.choose(self._chosen):
            return
        self._chosen = None
        start = -1 if old_place is None else min(old_place, len(self.rows.items)) - 1
        found = self._next(start, 1)
        self._stand_on(self._next(len(self.rows.items), -1) if found is None else found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and the page keys move, Enter opens; all else is the page's."""
        page = max(1, self.viewport().height() // self.look.row_height - 1)
        last = len(self.rows.items)
        key = event.key()
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self.step(1),
            Qt.Key.Key_Up: lambda: self.step(-1),
            Qt.Key.Key_PageDown: lambda: [self.step(1) for _ in range(page)],
            Qt.Key.Key_PageUp: lambda: [self.step(-1) for _ in range(page)],
            Qt.Key.Key_Home: lambda: self._stand_on(self._next(-1, 1)),
            Qt.Key.Key_End: lambda: self._stand_on(self._next(last, -1)),
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in moves:
            self.show_ring()
            moves[key]()
        elif key in _ENTER and self._chosen is not None:
            self.opened.emit(self._chosen)
        else:
            event.ignore()

    def show_ring(self) -> None:
        """The keyboard is in use: show where it stands."""
        self.ringed = True
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses an entry; on a band it does nothing."""
        self.ringed = False
        one = self.rows.entry(self._at(event.position().toPoint()))
        if one is not None:
            self.choose(one.id)
        self.viewport().update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Only lights the row under the pointer; dragging selects nothing."""
        if not event.buttons():
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Everything was done when the button went down."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens."""
        one = self.rows.entry(self._at(event.position().toPoint()))
        if one is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(one.id)
            self.opened.emit(one.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where keys brought the focus; stand on an entry if there is one."""
        self.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        if self._chosen is None:
            self.step(1)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Another reading direction mirrors the rows."""
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
        """The rows, then the band of the first one in sight, where it is scrolled away."""
        super().paintEvent(event)
        found = self._stuck()
        if found is not None:
            band, rect = found
            paint_band(QPainter(self.viewport()), self.look, rect, band, hovered=False)

    def _stuck(self) -> tuple[BandHeader, QRect] | None:
        top = self.indexAt(QPoint(0, 0))
        if not top.isValid() or isinstance(self.rows.items[top.row()], BandHeader):
            return None
        above = reversed(self.rows.items[: top.row()])
        band = next((item for item in above if isinstance(item, BandHeader)), None)
        if band is None:
            return None
        rect = QRect(0, 0, self.viewport().width(), self.look.band_height)
        below = self.indexAt(QPoint(0, self.look.band_height))
        if below.isValid() and isinstance(self.rows.items[below.row()], BandHeader):
            rect.moveBottom(self.visualRect(below).top() - 1)  # the next band pushes it away
        return band, rect

    def _at(self, point: QPoint) -> int:
        """The place under a point, -1 for none and below the band that sticks."""
        found = self._stuck()
        if found is not None and found[1].contains(point):
            return -1
        return self.indexAt(point).row()

    def _next(self, at: int, by: int) -> int | None:
        at += by
        while 0 <= at < len(self.rows.items):
            if isinstance(self.rows.items[at], ShownEntry):
                return at
            at += by
        return None

    def _stand_on(self, at: int | None) -> bool:
        if at is not None:
            self._stand(at)
        return at is not None

    def _stand(self, at: int) -> None:
        one = self.rows.entry(at)
        if one is None:
            return
        self._reveal(at)
        self.setCurrentIndex(self.rows.index(at))
        if one.id != self._chosen:
            self._chosen = one.id
            self.chosen.emit(one.id)

    def _reveal(self, at: int) -> None:
        """Scroll so far that the row is seen below the band that sticks to the top."""
        self.scrollTo(self.rows.index(at))
        items, first = self.rows.items, at
        while first and not isinstance(items[first - 1], ShownEntry):
            first -= 1
        stuck = 0 if isinstance(items[first], BandHeader) else self.look.band_height
        over = stuck - self.visualRect(self.rows.index(first)).top()
        if over > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - over)


class _Delegate(QStyledItemDelegate):
    """Paints every line of the list by what it is."""

    def __init__(self, view: OutboxList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        look = self._view.look
        entry = isinstance(self._view.rows.items[index.row()], ShownEntry)
        return QSize(look.gap, look.row_height if entry else look.band_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, option.rect
        look, item = view.look, view.rows.items[index.row()]
        if isinstance(item, BandHeader):
            paint_band(painter, look, rect, item, hovered=False)
            return
        if isinstance(item, AccountLine):
            paint.paint_account(painter, look, rect, item)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint.paint_ground(painter, look, rect, selected=selected, hovered=hovered)
        text = view.rows.text(index.row())
        if text is not None:
            paint.paint_entry(painter, look, rect, text, item.entry.state)
        if selected and view.ringed and view.hasFocus():
            paint.paint_ring(painter, look, rect)
