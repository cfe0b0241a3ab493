"""The list of the outbox under a person's hands: which entry is chosen, and what opens it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.look.focus_ring import KEYBOARD_REASONS
from ui.outbox.listing import PaintedList
from ui.outbox.model import OutboxModel
from ui.outbox.shown import ShownEntry

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMING_BACK: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class OutboxList(PaintedList):
    """One entry is chosen at a time. Letters are the page's."""

    chosen = Signal(int)
    """The id of the entry that is the chosen one now."""
    opened = Signal(int)
    """Enter, or a double click."""

    def __init__(self, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._chosen: int | None = None

    @property
    def chosen_id(self) -> int | None:
        """The id of the chosen entry."""
        return self._chosen

    @property
    def chosen_entry(self) -> ShownEntry | None:
        """The chosen entry."""
        at = self.place()
        return None if at is None else self.rows.entry(at)

    def place(self) -> int | None:
        """Where the chosen entry stands."""
        return None if self._chosen is None else self.rows.place(self._chosen)

    def choose(self, entry_id: int | None) -> bool:
        """Stand on an entry; False where it is not there."""
        at = self.rows.place(entry_id) if entry_id is not None else None
        return self._stand(at)

    def step(self, by: int) -> bool:
        """To the next entry or the one before, over bands; False at the end."""
        here = self.place()
        return self._stand(self._next(-1 if here is None else here, by))

    def keep(self, old_place: int | None) -> None:
        """After other lines came: the chosen entry stays, else the one in its place is chosen."""
        if self.choose(self._chosen):
            return
        self._chosen = None
        last = len(self.rows.items)
        start = -1 if old_place is None else min(old_place, last) - 1
        after = self._next(start, 1)
        self._stand(self._next(last, -1) if after is None else after)

    def show_ring(self) -> None:
        """The keyboard is in use: show where it stands."""
        self.ringed = True
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and the page keys move, Enter opens; all else is the page's."""
        page = max(1, self.viewport().height() // self.look.row_height - 1)
        last = len(self.rows.items)
        moves: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Down: lambda: self.step(1),
            Qt.Key.Key_Up: lambda: self.step(-1),
            Qt.Key.Key_PageDown: lambda: self._leap(page),
            Qt.Key.Key_PageUp: lambda: self._leap(-page),
            Qt.Key.Key_Home: lambda: self._stand(self._next(-1, 1)),
            Qt.Key.Key_End: lambda: self._stand(self._next(last, -1)),
        }
        key = event.key()
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif key in moves:
            self.show_ring()
            moves[key]()
        elif key in _ENTER and self._chosen is not None:
            self.opened.emit(self._chosen)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses an entry; on a band it does nothing."""
        self.ringed = False
        one = self.rows.entry(self.place_at(event.position().toPoint()))
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
        one = self.rows.entry(self.place_at(event.position().toPoint()))
        if one is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(one.id)
            self.opened.emit(one.id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where keys brought the focus; stand on an entry if there is one."""
        if event.reason() not in _COMING_BACK:
            self.ringed = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        if self._chosen is None:
            self.step(1)
        self.viewport().update()

    def _next(self, at: int, by: int) -> int | None:
        """The nearest place of an entry in a direction; None where there is no more."""
        at += by
        while 0 <= at < len(self.rows.items):
            if isinstance(self.rows.items[at], ShownEntry):
                return at
            at += by
        return None

    def _leap(self, by: int) -> None:
        """Several entries on, as far as there are any."""
        at, direction = self.place(), 1 if by > 0 else -1
        for _ in range(abs(by)):
            further = self._next(-1 if at is None else at, direction)
            if further is None:
                break
            at = further
        self._stand(at)

    def _stand(self, at: int | None) -> bool:
        one = None if at is None else self.rows.entry(at)
        if at is None or one is None:
            return False
        self.reveal(at)
        self.setCurrentIndex(self.rows.index(at))
        if one.id != self._chosen:
            self._chosen = one.id
            self.chosen.emit(one.id)
        return True
