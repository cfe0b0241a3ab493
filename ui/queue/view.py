"""What a person does in the queue's list: choose a row or several, open one, fold a band."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.queue import steps
from ui.queue.bands import BandHeader, FoldLine
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter
from ui.queue.picks import QueuePicks

_BY_KEYBOARD: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_FAR_KEYS: Final = (
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
_OPEN_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN: Final = Qt.KeyboardModifier.NoModifier
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_CTRL: Final = Qt.KeyboardModifier.ControlModifier
_LETTERS: Final = {Qt.Key.Key_J: "next", Qt.Key.Key_K: "previous", Qt.Key.Key_Slash: "filter"}


class QueueView(QueuePicks):
    """The list under a person's hands."""

    opened = Signal(object)
    """The AccountId to open as a page."""
    band_clicked = Signal(str)
    """The key of the band to fold or open."""
    fold_key = Signal(bool)
    """The person asked to fold (True) or open (False) where the current row is."""
    fold_line_opened = Signal()
    """The person wants to see what the fold line stands for."""
    filter_asked = Signal()
    """The person wants to filter."""
    menu_asked = Signal(object, QPoint)
    """The AccountId whose menu is wanted, and where on the screen."""

    def __init__(self, model: QueueModel, rows: RowPainter, parent: QWidget | None = None) -> None:
        super().__init__(model, rows, parent)
        self.letter_keys = True
        """Whether J, K and / are keys here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The list's own keys; everything else goes on to the page."""
        if self._key(Qt.Key(event.key()), event):
            event.accept()
        else:
            event.ignore()

    def _key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == _SHIFT:
            return self._ring_if(self.extend_to(self._aim(key)))
        if held != _PLAIN:
            return False
        at = self.current_place()
        letter = _LETTERS.get(key) if self.letter_keys else None
        self.ringed = True
        self.viewport().update()
        if letter == "filter":
            self.filter_asked.emit()
        elif key == Qt.Key.Key_Down or letter == "next":
            self.go(1)
        elif key == Qt.Key.Key_Up or letter == "previous":
            self.go(-1)
        elif key in _FAR_KEYS:
            self.choose(self._aim(key))
        elif key == Qt.Key.Key_Escape:
            return self.pick_one()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.fold_key.emit((key == Qt.Key.Key_Left) != self.isRightToLeft())
        elif key in _OPEN_KEYS:
            return self._open(at)
        else:
            return False
        return True

    def _aim(self, key: Qt.Key) -> int | None:
        """The account a moving key leads to from where the keyboard stands."""
        entries, at = self._model.entries, self.current_place()
        page = max(1, self.viewport().height() // self._rows.look.row_height - 1)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            return steps.step(entries, at, 1 if key == Qt.Key.Key_Down else -1, folds=False)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            return (steps.first if key == Qt.Key.Key_Home else steps.last)(entries)
        if key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            return steps.leap(entries, at, page if key == Qt.Key.Key_PageDown else -page)
        return None

    def _ring_if(self, moved: bool) -> bool:
        self.ringed = self.ringed or moved
        return moved

    def _open(self, at: int | None) -> bool:
        entry = self._model.entry(at) if at is not None else None
        if isinstance(entry, FoldLine):
            self.fold_line_opened.emit()
        elif entry is not None and self._chosen is not None:
            self.opened.emit(self._chosen)
        else:
            return False
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses a row, folds a band, opens the fold line."""
        self.ringed = False
        at = self.place_at(event.position().toPoint().y())
        entry = self._model.entry(at)
        if isinstance(entry, BandHeader):
            if entry.foldable and event.button() == Qt.MouseButton.LeftButton:
                self.band_clicked.emit(entry.key)
        elif isinstance(entry, FoldLine):
            if event.button() == Qt.MouseButton.LeftButton:
                self.fold_line_opened.emit()
        elif entry is not None:
            self._press(at, event)
        event.accept()

    def _press(self, at: int, event: QMouseEvent) -> None:
        """Ctrl adds a row or takes it out, Shift selects up to it; a menu is for all of them."""
        row = self._model.account_row(at)
        if event.button() == Qt.MouseButton.RightButton and row and row.account.id in self.picks():
            return
        if event.modifiers() & _CTRL:
            self.toggle(at)
        elif not (event.modifiers() & _SHIFT and self.extend_to(at)):
            self.choose(at)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the account; on a band it is a second click."""
        at = self.place_at(event.position().toPoint().y())
        if self._model.account_row(at) is None:
            self.mousePressEvent(event)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.choose(at)
            self._open(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the pointer has its own ground."""
        self.hover(self.place_at(event.position().toPoint().y()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where keys brought the focus; stand on an account, never on a band."""
        self.ringed = event.reason() in _BY_KEYBOARD
        if self.current_place() is None:
            self.choose(steps.first(self._model.entries))
        super().focusInEvent(event)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the account under the pointer, or of the chosen one."""
        where = event.globalPos()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        elif self._model.account_row(self.place_at(event.pos().y())) is None:
            return
        if self._chosen is not None:
            self.menu_asked.emit(self._chosen, where)
