"""The list of the sync log: painted lines, the day that sticks to the top, the chosen line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from book.records import LogLine
from ui.look import theme
from ui.look.banded_list import BandedList
from ui.look.focus_ring import KEYBOARD_REASONS
from ui.queue.band_paint import paint_band
from ui.queue.bands import BandHeader
from ui.sync_log.model import LogModel
from ui.sync_log.paint import LogLook, paint_line, paint_ring
from ui.words import say

Index = QModelIndex | QPersistentModelIndex


class LogList(BandedList):
    """One line is chosen at a time; headings are stepped over."""

    look: LogLook

    def __init__(self, model: LogModel, parent: QWidget | None = None) -> None:
        super().__init__(model, LogLook(theme.current(), "comfortable"), parent)
        self.letter_keys = True
        """Whether J and K are keys here."""
        self.rows = model
        self.setItemDelegate(_LineDelegate(self))
        self.setAccessibleName(say("Sync log"))
        self.measure()

    def in_order(self) -> Sequence[object]:
        """Days and lines, as far as they are laid out."""
        return self.rows.items

    def measure(self) -> None:
        """Take heights, faces and the width of the sources' column anew."""
        self.look = LogLook(theme.current(), self.density, rtl=self.isRightToLeft())
        self.look.make_room(item for item in self.rows.whole if isinstance(item, LogLine))
        self.verticalScrollBar().setSingleStep(self.look.line_height)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def current_line(self) -> LogLine | None:
        """The chosen line."""
        return self.rows.line(self.currentIndex().row())

    def choose(self, at: int | None) -> bool:
        """Stand on the line at a place; False where there is none."""
        if at is None or self.rows.line(at) is None:
            return False
        self.setCurrentIndex(self.rows.index(at))
        self.reveal(at)
        self.viewport().update()
        return True

    def step(self, by: int) -> bool:
        """To the next line (1) or the one before (-1), over headings; False at the end."""
        return self.choose(self.rows.next_line(self.currentIndex().row(), by))

    def keep(
        self, chosen: LogLine | None, first: LogLine | None, above: int, *, follow: bool = False
    ) -> None:
        """After other lines came: the chosen line stays, and `first` stands where it stood.

        `follow` brings the chosen line into sight, for who filters the lines.
        """
        self.measure()
        at, anchor = self.rows.place(chosen), self.rows.place(first)
        if at is None:
            at = self.rows.next_line(-1, 1)
        self.doItemsLayout()
        self.setCurrentIndex(self.rows.index(at) if at is not None else QModelIndex())
        bar = self.verticalScrollBar()
        if anchor is None:
            bar.setValue(0)
        else:
            bar.setValue(bar.value() + self.visualRect(self.rows.index(anchor)).top() - above)
        if follow and at is not None:
            self.reveal(at)

    def anchor(self) -> tuple[LogLine | None, int]:
        """The first line in sight and where it stands; None while the newest is in sight."""
        if self.verticalScrollBar().value() == 0:
            return None, 0
        at = self.rows.next_line(self.indexAt(QPoint(0, self.look.band_height)).row() - 1, 1)
        line = self.rows.line(at) if at is not None else None
        return line, self.visualRect(self.rows.index(at)).top() if at is not None else 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, J, K, Home, End and the page keys move; all else is the page's."""
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self.step(1),
            Qt.Key.Key_Up: lambda: self.step(-1),
            Qt.Key.Key_Home: lambda: self.choose(self.rows.next_line(-1, 1)),
            Qt.Key.Key_End: lambda: self.choose(self.rows.last_line()),
            Qt.Key.Key_PageDown: lambda: self._leap(1),
            Qt.Key.Key_PageUp: lambda: self._leap(-1),
        }
        if self.letter_keys:
            moves |= {Qt.Key.Key_J: lambda: self.step(1), Qt.Key.Key_K: lambda: self.step(-1)}
        if event.key() in moves and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.ringed = True
            moves[event.key()]()
            self.viewport().update()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a line; on a heading it does nothing."""
        self.ringed = False
        self.choose(self.place_at(event.position().toPoint()))
        self.viewport().update()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Only lights the line under the pointer; dragging selects nothing."""
        if not event.buttons():
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Everything was done when the button went down."""
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where keys brought the focus; stand on the newest line at first."""
        self.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        if self.current_line() is None:
            self.choose(self.rows.next_line(-1, 1))
        self.viewport().update()

    def _leap(self, by: int) -> None:
        """One screen further, to the outermost line at most."""
        here = self.visualRect(self.currentIndex()).center()
        reach = max(self.look.line_height, self.viewport().height() - 2 * self.look.band_height)
        at = self.currentIndex().row()
        while (there := self.rows.next_line(at, by)) is not None:
            at = there
            if abs(self.visualRect(self.rows.index(at)).center().y() - here.y()) >= reach:
                break
        self.choose(at)


class _LineDelegate(QStyledItemDelegate):
    """Paints headings and lines; heights are remembered by the look."""

    def __init__(self, view: LogList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self._view
        line = view.rows.line(index.row())
        if line is None:
            return QSize(view.look.gap, view.look.band_height)
        return QSize(view.look.gap, view.look.height_of(line, view.viewport().width()))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, option.rect
        item = view.rows.items[index.row()]
        if isinstance(item, BandHeader):
            paint_band(painter, view.look, rect, item, hovered=False)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint_line(painter, view.look, rect, item, selected=selected, hovered=hovered)
        if selected and view.ringed and view.hasFocus():
            paint_ring(painter, view.look, rect)
