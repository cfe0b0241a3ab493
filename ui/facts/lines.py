"""A painted list to use: pointer, keyboard, tooltip, clipboard.

Facts, people, tasks and the Today column are made of it. Assistive technology finds a child
per line (`ui.facts.access`), though none of them is a widget.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QWidget

from ui.facts import access as fact_access
from ui.facts.layout import NO_LINE, Line, number_at
from ui.facts.sheet import FactSheet
from ui.look import theme
from ui.look.tooltip_text import plain_tooltip

_KEYBOARD_REASONS: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
_COMING_BACK: Final = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_PAGE_LINES: Final = 8


class FactLines(FactSheet):
    """The list: arrows walk its lines, a click or Enter chooses a line or copies its value."""

    chosen = Signal(str)
    """The key of a line that does something, when it is clicked or Enter is pressed on it."""
    copied = Signal(str)
    """The text that a click, Enter or Ctrl+C put on the clipboard."""
    walked = Signal(QRect)
    """Where the line stands that the keyboard came to, to scroll there."""

    def __init__(self, name: str, inset_u: float = 16, parent: QWidget | None = None) -> None:
        super().__init__(name, inset_u, parent)
        self._current = NO_LINE
        self._pressed = NO_LINE
        self._by_keyboard = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        fact_access.enable()

    @property
    def current(self) -> int:
        """The number of the line the keyboard is at; NO_LINE before it came here."""
        return self._current

    def set_lines(self, lines: Sequence[Line], *, keep_place: bool = False) -> None:
        """Shows other lines; with `keep_place` the keyboard stays at the line of the same key."""
        here = self.lines[self._current].key if self._current != NO_LINE else None
        self._pressed = self._current = NO_LINE
        self.put_lines(lines)
        if keep_place and here is not None:
            self._current = self.number_of(here)
        self._show_ring()
        fact_access.rebuilt(self)

    def stand_at(self, number: int) -> None:
        """Takes the keyboard to that line, as far as it is here and there is such a line."""
        if 0 <= number < len(self.lines) and self.lines[number].walks:
            self._go(number, ring=self._by_keyboard)

    def act(self, number: int) -> None:
        """Does what a click on that line does: chooses it, else copies its value."""
        if not 0 <= number < len(self.lines):
            return
        if self.lines[number].act:
            self.chosen.emit(self.lines[number].key)
        else:
            self._copy(number)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lights the line under the pointer if a click there does something."""
        self._hover(number_at(self.placed(), event.position().toPoint().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Puts the light out."""
        super().leaveEvent(event)
        self._hover(NO_LINE)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remembers where the button went down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = number_at(self.placed(), event.position().toPoint().y())
        else:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Acts when the button comes up on the line where it went down."""
        pressed, self._pressed = self._pressed, NO_LINE
        number = number_at(self.placed(), event.position().toPoint().y())
        if event.button() != Qt.MouseButton.LeftButton or number != pressed:
            super().mouseReleaseEvent(event)
            return
        if number != NO_LINE and self.lines[number].walks:
            self._go(number, ring=False)
            self.act(number)

    def event(self, event: QEvent) -> bool:
        """Shows the tooltip of the line under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = number_at(self.placed(), event.pos().y())
            tip = self.placed()[number].tip if number != NO_LINE else ""
            if tip:
                QToolTip.showText(
                    event.globalPos(), plain_tooltip(tip), self, self.line_rect(number)
                )
            else:
                QToolTip.hideText()
                event.ignore()
            return True
        return super().event(event)

    def _hover(self, number: int) -> None:
        line = self.lines[number] if number != NO_LINE else None
        lit = number if line is not None and (line.act or line.copy) else NO_LINE
        if lit == self.lit:
            return
        self.lit = lit
        goes = line is not None and line.act
        self.setCursor(Qt.CursorShape.PointingHandCursor if goes else Qt.CursorShape.ArrowCursor)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home, End and the page keys walk; Enter acts; Ctrl+C copies."""
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _PAGE_LINES,
            Qt.Key.Key_PageUp: -_PAGE_LINES,
            Qt.Key.Key_Home: -len(self.lines),
            Qt.Key.Key_End: len(self.lines),
        }
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(self._current)
        elif key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._walk(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.act(self._current)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the ring when the keyboard brought the focus."""
        super().focusInEvent(event)
        if event.reason() not in _COMING_BACK:
            self._by_keyboard = event.reason() in _KEYBOARD_REASONS
        stops = self._stops()
        if self._current == NO_LINE and self._by_keyboard and stops:
            from_below = event.reason() == Qt.FocusReason.BacktabFocusReason
            self._current = stops[-1 if from_below else 0]
        if self._current != NO_LINE:
            self._go(self._current, ring=self._by_keyboard)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Takes the ring away."""
        super().focusOutEvent(event)
        self._show_ring()

    def _copy(self, number: int) -> None:
        if 0 <= number < len(self.lines) and self.lines[number].copy:
            QGuiApplication.clipboard().setText(self.lines[number].copy)
            self.copied.emit(self.lines[number].copy)

    def _stops(self) -> list[int]:
        return [number for number, line in enumerate(self.lines) if line.walks]

    def _walk(self, step: int) -> None:
        stops = self._stops()
        if not stops:
            return
        if self._current in stops:
            wanted = stops.index(self._current) + step
        else:
            wanted = 0 if step > 0 else len(stops) - 1
        self._go(stops[min(max(wanted, 0), len(stops) - 1)], ring=True)

    def _go(self, number: int, *, ring: bool) -> None:
        self._current = number
        self._by_keyboard = ring
        self._show_ring()
        self.walked.emit(self.line_rect(number))
        fact_access.focused(self, number)

    def _show_ring(self) -> None:
        shown = self._by_keyboard and self.hasFocus()
        self.ringed = self._current if shown else NO_LINE
        self.update()


class LineScroller(QScrollArea):
    """Scrolls one painted list; its bar stands in the list's own inset, so no text moves for it."""

    def __init__(self, lines: FactLines, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(lines)
        # The ground is what this stands on: rails and work have different ones.
        self.viewport().setAutoFillBackground(False)
        lines.setAutoFillBackground(False)
        lines.walked.connect(self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tells the list how much the scroll bar takes."""
        self._lines.keep_free(taken=self.width() - self.viewport().width())
        super().resizeEvent(event)

    def show_open_text(self) -> None:
        """Scroll until the open text is in sight: all of it, or as much as there is room for."""
        number = self._lines.number_of(self._lines.open_below)
        if self._lines.open_text is None or number == NO_LINE:
            return
        whole = self._lines.line_rect(number).united(self._lines.open_text.geometry())
        tall = min(whole.height(), self.viewport().height())
        self.ensureVisible(0, whole.top() + tall, 0, 0)
        self.ensureVisible(0, whole.top(), 0, 0)

    def _show(self, place: QRect) -> None:
        room = theme.current().px(24)
        self.ensureVisible(0, place.center().y(), 0, place.height() // 2 + room)
