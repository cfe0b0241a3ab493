"""Where a note's text is typed: plain, at note size, in lines no longer than one likes to read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextDocumentFragment,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from book.note_writing import LONGEST_BODY
from ui.look import theme
from ui.look.tokens import Role
from ui.note.current_line import band, paint_band
from ui.note.line_signs import signs_in_short
from ui.note.list_lines import after, taken_over
from ui.note.markdown_spans import LONGEST_STYLED
from ui.note.styling import Styling
from ui.words import count, say

LINE_CHARACTERS: Final = 76
NO_KEYS: Final = Qt.KeyboardModifier.NoModifier
_OWN_MARGIN: Final = 2
"""What Qt keeps free inside a line edit; here its text stands in line with the text below."""
_SAMPLE: Final = "the quick brown fox jumps over the lazy dog and naps "


def column_width() -> int:
    """How wide a line of the text may be, in pixels."""
    metrics = QFontMetricsF(theme.current().font("note"))
    return round(metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * LINE_CHARACTERS)


class NoteTextEdit(QPlainTextEdit):
    """The text, styled as it is typed; Tab and Esc lead on, so that nobody is caught in it."""

    refused = Signal(str)
    """Why something was not pasted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(say("Text of the note"))
        hint = say("What was said, and what is next")
        self.setPlaceholderText(f"{hint}\n{signs_in_short()}")
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tints_line = False
        """Whether the line that is written on stands on a ground of its own."""
        self._carried_at = 0
        self._carried = ""
        """What Enter began the newest line with, until a sign took its place."""
        theme.watch(self._dress)
        self._dress()
        self.styling = Styling(self)
        self.cursorPositionChanged.connect(self._tint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on with a list, or ends it; every other key is Qt's."""
        plain = event.modifiers() in (NO_KEYS, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self._go_on():
            return
        super().keyPressEvent(event)
        if event.text() == " ":
            self._take_over()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Signs may come from an input method too, as `^` does from a dead key."""
        super().inputMethodEvent(event)
        if event.commitString().endswith(" "):
            self._take_over()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What has styles is pasted as Markdown, all else as the text it is.

        Far more than a note is for is refused with a sentence: it would hold the window up.
        """
        # Reading the styles of very much takes long too; its plain text does as well then.
        if source.hasHtml() and len(source.html()) <= LONGEST_BODY:
            text = _text_of(source)
        else:
            text = source.text()
        chosen = self.textCursor()
        stays = self.document().characterCount() - 1
        stays -= chosen.selectionEnd() - chosen.selectionStart()
        if stays + len(text) > LONGEST_BODY:
            self.refused.emit(
                say(
                    "The note would have {n} characters; {most} are the most."
                    " Put the long part into a file and link it.",
                    n=count(stays + len(text)),
                    most=count(LONGEST_BODY),
                )
            )
            return
        self._insert(text)

    def paste_machine_made(self) -> None:
        """Paste under a line that says that no person wrote it."""
        from ui.note.pasting import machine_made

        held: QMimeData | None = QGuiApplication.clipboard().mimeData()
        if held is None:
            return
        if max(len(held.text()), len(held.html())) > LONGEST_BODY:
            self.insertFromMimeData(held)  # which says that it is too much, or takes it plain
        elif (text := _text_of(held)).strip():
            # A quotation begins a line; within one it would be no label at all.
            within = self.textCursor().positionInBlock() > 0
            self._insert(("\n\n" if within else "") + machine_made(text))

    def _insert(self, text: str) -> None:
        if self.isReadOnly():
            return
        # As a fragment it is one step of undo, apart from what was typed before it.
        self.textCursor().insertFragment(QTextDocumentFragment.fromPlainText(text))
        self.ensureCursorVisible()

    def _go_on(self) -> bool:
        """Begin the next item of the list the cursor stands in; False outside of one."""
        cursor = self.textCursor()
        line = cursor.block().text()
        if cursor.hasSelection() or len(line) > LONGEST_STYLED:
            return False
        following = after(line)
        before = line[: cursor.positionInBlock()] if line.isascii() else None
        if following is None or (before is not None and after(before) is None):
            return False
        self._carried = following.beginning or ""
        if following.beginning is not None:
            cursor.insertText(f"\n{following.beginning}")
        else:
            cursor.select(cursor.SelectionType.LineUnderCursor)
            cursor.removeSelectedText()
        self._carried_at = cursor.blockNumber()
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        return True

    def event(self, event: QEvent) -> bool:
        """The band of the current line goes on into the room beside the text."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint:
            self._paint_band(self)
        elif event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._tint()
        return done

    def paintEvent(self, event: QPaintEvent) -> None:
        """The band of the current line, then the text."""
        self._paint_band(self.viewport())
        super().paintEvent(event)

    def _paint_band(self, where: QWidget) -> None:
        found = band(self) if self.tints_line else None
        if found is None:
            return
        painter = QPainter(where)
        top = found.top() if where is self.viewport() else found.top() + self.viewport().y()
        paint_band(painter, top, found.height(), where.width())
        painter.end()

    def _tint(self) -> None:
        if self.tints_line:
            self.update()
            self.viewport().update()

    def _take_over(self) -> None:
        """A sign typed in an item that Enter began stands in its place; undo brings that back."""
        if not self._carried:
            return
        cursor = self.textCursor()
        line = cursor.block().text()
        if cursor.blockNumber() != self._carried_at or not cursor.atBlockEnd():
            return
        stands = taken_over(self._carried, line)
        if stands is not None:
            self._carried = ""
            cursor.movePosition(cursor.MoveOperation.StartOfBlock, cursor.MoveMode.KeepAnchor)
            cursor.insertText(stands)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the lines short and the scroll bar at the edge."""
        super().resizeEvent(event)
        self._lay()

    def _dress(self) -> None:
        look = theme.current()
        self.setFont(look.font("note"))
        self.document().setDefaultFont(look.font("note"))
        self.document().setDocumentMargin(0)
        self.setCursorWidth(look.px(2))
        self._lay()

    def _lay(self) -> None:
        look = theme.current()
        before = look.px(24)
        bar = self.verticalScrollBar().width() if self.verticalScrollBar().isVisible() else 0
        after = max(look.px(24), self.width() - before - bar - column_width())
        if self.isRightToLeft():
            before, after = after, before
        self.setViewportMargins(before, look.px(12), after, 0)


def _text_of(source: QMimeData) -> str:
    if not source.hasHtml():
        return source.text()
    from ui.note.pasting import pasted  # with what reads HTML: nothing a page waits for

    return pasted(source.html(), source.text())


class BareField(QLineEdit):
    """A line without a box, above the text: a line beneath it, accent while it is typed in."""

    def __init__(self, placeholder: str, role: Role, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role: Role = role
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setFrame(False)
        self.setTextMargins(-_OWN_MARGIN, 0, -_OWN_MARGIN, 0)
        theme.watch(self._dress)
        self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text as ever, then the line."""
        super().paintEvent(event)
        look = theme.current()
        painter = QPainter(self)
        thick = 2 if self.hasFocus() else 1
        ink = look.color("accent" if self.hasFocus() else "line")
        painter.fillRect(QRectF(0, self.height() - thick, self.width(), thick), ink)
        painter.end()

    def _dress(self) -> None:
        look = theme.current()
        self.setMaximumWidth(column_width())
        ink, faint = look.color("ink").name(), look.color("ink3").name()
        weight = look.font(self._role).weight()
        self.setStyleSheet(
            "QLineEdit { background: transparent; border: none; margin: 0; padding: 0;"
            f" color: {ink}; placeholder-text-color: {faint};"
            f" font-size: {look.text_px(self._role)}px; font-weight: {weight};"
            f" min-height: {look.px(32)}px; }}"
        )
