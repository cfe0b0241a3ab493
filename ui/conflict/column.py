"""One column of a text difference: read only for mine and theirs, an editor for the result."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit

from ui.conflict.column_layout import ColumnLayout
from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, draw_ring

_BREAKS = str.maketrans({"\u2029": "\n", "\ufdd0": "\n", "\ufdd1": "\n"})


class Column(QTextEdit):
    """A text whose blocks stand where the difference puts them."""

    stood_on = Signal(int)
    """The person put the caret on a line: its number."""

    def __init__(self, on_change: Callable[[], None], *, editable: bool = False) -> None:
        super().__init__()
        self._by_keyboard = False
        self._quiet = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QTextEdit.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if editable
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        self.placed = ColumnLayout(self.document(), on_change)
        self.document().setDocumentLayout(self.placed)
        self.allow_typing(editable)
        self.cursorPositionChanged.connect(self._tell_place)
        theme.watch(self.dress)
        self.dress()

    @property
    def text(self) -> str:
        """What stands in the column, sign by sign: Qt's own plain text loses hard blanks."""
        return self.document().toRawText().translate(_BREAKS)

    @property
    def lines(self) -> list[str]:
        """The text line by line; an empty text is one empty line."""
        return self.text.split("\n")

    def allow_typing(self, allowed: bool) -> None:
        """Let the person type, or only read, select and copy."""
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(
            flags.TextEditorInteraction
            if allowed
            else flags.TextSelectableByMouse | flags.TextSelectableByKeyboard
        )

    def set_text(self, text: str) -> None:
        """Show another text; what was done to the former one can no longer be undone."""
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False

    def replace_lines(self, start: int, end: int, lines: tuple[str, ...]) -> None:
        """Put these lines in place of others, as one step that can be undone."""
        document = self.document()
        cursor = QTextCursor(document)
        count = document.blockCount()
        text = "\n".join(lines)
        first = document.findBlockByNumber(min(start, count - 1))
        last = document.findBlockByNumber(min(max(start, end - 1), count - 1))
        line_end = last.position() + last.length() - 1
        if start == end and not document.isEmpty():
            if not lines:
                return
            cursor.setPosition(first.position() if start < count else line_end)
            text = f"{text}\n" if start < count else f"\n{text}"
        else:
            cursor.setPosition(first.position())
            cursor.setPosition(line_end, QTextCursor.MoveMode.KeepAnchor)
            if not lines and end < count:
                cursor.setPosition(line_end + 1, QTextCursor.MoveMode.KeepAnchor)
            elif not lines and start > 0:
                cursor.setPosition(first.position() - 1)
                cursor.setPosition(line_end, QTextCursor.MoveMode.KeepAnchor)
        self._quiet = True
        cursor.insertText(text)
        self._quiet = False

    def put_caret(self, place: int) -> None:
        """Put the caret where it was, or at the end of a text that is shorter now."""
        cursor = self.textCursor()
        cursor.setPosition(min(place, self.document().characterCount() - 1))
        self._quiet = True
        self.setTextCursor(cursor)
        self._quiet = False

    def stand_on(self, line: int) -> None:
        """Put the caret at the start of a line, without telling."""
        block = self.document().findBlockByNumber(line)
        if block.isValid() and self.textCursor().blockNumber() != line:
            self._quiet = True
            at = self.verticalScrollBar().value()
            self.setTextCursor(QTextCursor(block))
            self.verticalScrollBar().setValue(at)
            self._quiet = False

    def dress(self) -> None:
        """Take type and colours from the theme."""
        look = theme.current()
        self.placed.rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        palette = QPalette(look.palette())
        palette.setColor(QPalette.ColorRole.Highlight, look.color("accent"))
        palette.setColor(QPalette.ColorRole.HighlightedText, look.color("on_accent"))
        self.setPalette(palette)
        self.viewport().setPalette(palette)  # under a style sheet it keeps the first one it got
        self.setFont(look.font("body"))
        self.placed.measure()
        self.viewport().update()

    def minimumSizeHint(self) -> QSize:
        """Narrow columns break their lines: a few lines high, some words wide."""
        look = theme.current()
        return QSize(look.px(110), look.px(70))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the page are left to it; Shift+Enter begins a line like Enter does."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if (
            event.key() == Qt.Key.Key_Escape
            or (enter and modifiers & Qt.KeyboardModifier.ControlModifier)
            or (steps and modifiers & Qt.KeyboardModifier.AltModifier)
        ):
            event.ignore()
        elif enter and not self.isReadOnly():
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted is text and nothing but."""
        if source.hasText():
            self.insertPlainText(source.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press stands on a line even where the caret was there already."""
        self._by_keyboard = False
        super().mousePressEvent(event)
        self._tell_place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows in the editor always, elsewhere for those who came by keyboard."""
        self._by_keyboard = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """Another direction of the interface puts the bars on the other edge."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self.dress()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is painted anew: the ring must not be carried along."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text as the layout draws it, then the ring."""
        super().paintEvent(event)
        if self.hasFocus() and (self._by_keyboard or not self.isReadOnly()):
            painter = QPainter(self.viewport())
            draw_ring(painter, QRectF(self.viewport().rect()), theme.current().color("accent"), 0)
            painter.end()

    def _tell_place(self) -> None:
        if not self._quiet:
            self.stood_on.emit(self.textCursor().blockNumber())
