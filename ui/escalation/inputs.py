"""What a form is typed into: several lines in a box that grows, and a choice of a few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.focus_ring import draw_ring
from ui.words import say
from ui.writing.pick_list import Options, PickDialog

_MOST_LINES: Final = 9
_ABOVE_U: Final = 5
_SPARE_PX: Final = 4
"""The line around the box, and one pixel more than its lines: else the last would be scrolled."""
_BESIDE_U: Final = 8


class TextBox(QPlainTextEdit):
    """Plain text in a box as tall as its lines, up to nine; Tab and Esc lead on."""

    def __init__(self, name: str, lines: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._least = lines
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self.grow)
        theme.watch(self._dress)
        self._dress()

    def event(self, event: QEvent) -> bool:
        """The ring of focus stands around the box."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and self.hasFocus():
            look = theme.current()
            painter = QPainter(self)
            draw_ring(painter, QRectF(self.rect()), look.color("accent"), look.px(7))
            painter.end()
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        elif event.type() == QEvent.Type.Resize:
            self.grow()
        return done

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """A file that is dropped here is attached by the page, not written as its path."""
        return not source.hasUrls() and super().canInsertFromMimeData(source)

    def grow(self) -> None:
        """Be as tall as the lines are."""
        look = theme.current()
        line = QFontMetrics(look.font("body")).lineSpacing()
        wanted = round(self.document().size().height())  # in lines, wrapped ones counted
        lines = min(max(wanted, self._least), _MOST_LINES)
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bars.ScrollBarAsNeeded if wanted > _MOST_LINES else bars.ScrollBarAlwaysOff
        )
        tall = lines * line + 2 * look.px(_ABOVE_U) + 2 * RING_ROOM + _SPARE_PX
        if tall != self.height() or self.minimumHeight() != tall:
            self.setFixedHeight(tall)

    def _dress(self) -> None:
        look = theme.current()
        self.setFont(look.font("body"))
        above, beside = look.px(_ABOVE_U), look.px(_BESIDE_U)
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {look.color('raised').name()};"
            f" color: {look.color('ink').name()}; border: 1px solid {look.color('edge').name()};"
            f" border-radius: {look.px(6)}px; margin: {RING_ROOM}px;"
            f" padding: {above}px {beside}px; }}"
            f"QPlainTextEdit:focus {{ border-color: {look.color('accent').name()}; }}"
        )
        self.grow()


class ChoiceButton(Button):
    """Shows what was chosen; Enter, Space, Down, a click or a first letter open the list."""

    picked = Signal(str)

    def __init__(self, title: str, options: Callable[[], Options], none: str) -> None:
        """`none` is what it says while nothing is chosen."""
        super().__init__("", trailing="chevron-down", most_u=_CHOSEN_U)
        self._title = title
        self._options = options
        self._none = none
        self.value = ""
        self.asked: PickDialog | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self.ask)
        self.put("", "")
        theme.watch(self._edge)
        self._edge()

    def put(self, value: str, words: str) -> None:
        """Show this as chosen; nobody is told."""
        self.value = value
        self.setText(words or value or self._none)
        said = words or value or say("nothing chosen yet")
        self.setAccessibleName(say("{title}: {value}", title=self._title, value=said))
        self.updateGeometry()
        self.update()

    def ask(self) -> None:
        """Open the list."""
        self.asked = PickDialog(
            self.window(), self._title, self._options(), lambda value: self.picked.emit(str(value))
        )
        self.asked.open()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As a field has it: the words at the leading edge, the arrow at the other."""
        text, trailing = self.text(), self.trailing
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        look = theme.current()
        inset = RING_ROOM + look.px(_BESIDE_U)
        side = look.px(_SIGN_U)
        inside = self.rect().adjusted(inset, 0, -inset, 0)
        rtl = self.isRightToLeft()
        at = inside.left() if rtl else inside.right() + 1 - side
        sign = look.pixmap(trailing, "ink2", _SIGN_U, self.devicePixelRatioF())
        painter.drawPixmap(at, (self.height() - side) // 2, sign)
        room = side + look.px(6)
        box = inside.adjusted(room if rtl else 0, 0, 0 if rtl else -room, 0)
        painter.setFont(look.font("body"))
        painter.setPen(look.color("ink" if self.value else "ink3"))
        shown = QFontMetrics(look.font("body")).elidedText(
            text, Qt.TextElideMode.ElideRight, box.width()
        )
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()), look.color("accent"), look.px(7))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Down open the list too, as one expects of such a field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.ask()
            return
        if _is_letter(event):
            self.ask()
            if self.asked is not None:
                self.asked.field.setText(event.text())
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A letter begins to narrow the list, whatever it does elsewhere in the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _is_letter(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def minimumSizeHint(self) -> QSize:
        """It may be narrower than what it says, which then ends in …"""
        return QSize(theme.current().px(_LEAST_U), super().minimumSizeHint().height())

    def _edge(self) -> None:
        edge = theme.current().color("edge").name()
        self.setStyleSheet(f"QPushButton {{ border-color: {edge}; }}")


def _is_letter(event: QKeyEvent) -> bool:
    typed = event.text()
    plain = not event.modifiers() & _WITH_LETTERS
    return plain and bool(typed.strip()) and typed.isprintable()


_WITH_LETTERS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
_CHOSEN_U: Final = 190
_LEAST_U: Final = 120
_SIGN_U: Final = 13
