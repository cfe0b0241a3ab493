"""Notes as read in a pane: Markdown as plain words, an excerpt, and the whole text inline.

The text is shown as words only. Nothing in it is followed or loaded, whatever it holds.
"""

from __future__ import annotations

import re
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlockFormat, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ui.look import theme
from ui.words import plural, say

EXCERPT_CHARACTERS: Final = 400
_READ_FOR_EXCERPT: Final = 4_000
_WHOLE_UNTIL: Final = 20_000
"""Longer notes keep to a window of their own height and scroll in it."""
_LONG_NOTE_HEIGHT_U: Final = 480
_SHOWN_CHARACTERS: Final = 100_000
"""No one wrote more by hand; a pasted log of that length would hold the window up."""

_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+", re.MULTILINE)
_QUOTE: Final = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_BULLET: Final = re.compile(r"^([ \t]{0,12})[-*+][ \t]+(?:\[([ xX])\][ \t]+)?", re.MULTILINE)
_RULE: Final = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$\n?", re.MULTILINE)
_FENCE: Final = re.compile(r"^ {0,3}(?:```|~~~)[^\n]*$\n?", re.MULTILINE)
_IMAGE: Final = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\n]{0,2000}\)")
_LINK: Final = re.compile(r"\[([^\]\n]{1,300})\]\(([^)\s\n]{1,2000})\)")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,1000}?)(?<=\S)\1")
_SOFT: Final = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,1000}?)(?<=\S)\*(?![\w*])")
_CODE: Final = re.compile(r"`([^`\n]{1,1000})`")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_BLANKS: Final = re.compile(r"\n{3,}")
_SPACE: Final = re.compile(r"\s+")
_PARAGRAPH: Final = re.compile(r"(?<=[^.!?:;,…。！？])[ \t]*\n\s*\n\s*(?=\S)")
_LONG_WORD: Final = 40


def plain_text(body: str) -> str:
    """The words of a Markdown text, line by line, without its marks."""
    text = body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = _FENCE.sub("", text)
    text = _RULE.sub("", text)
    text = _HEADING.sub("", text)
    text = _QUOTE.sub("", text)
    text = _BULLET.sub(_bullet, text)
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_link, text)
    text = _STRONG.sub(r"\2", text)
    text = _SOFT.sub(r"\1", text)
    text = _CODE.sub(r"\1", text)
    text = _ESCAPE.sub(r"\1", text)
    return _BLANKS.sub("\n\n", text).strip()


def excerpt(body: str, most: int = EXCERPT_CHARACTERS) -> str:
    """The beginning of a note in one flow, at most so many characters; a dot between headings."""
    text = plain_text(body[:_READ_FOR_EXCERPT])
    text = _SPACE.sub(" ", _PARAGRAPH.sub(" · ", text))
    if len(text) <= most:
        return text
    words, space, _ = text[: most + 1].rpartition(" ")
    # Scripts without spaces are cut where they are.
    return f"{words if space and len(words) > most - _LONG_WORD else text[:most]}…"


def _bullet(found: re.Match[str]) -> str:
    mark = {"x": "☑", "X": "☑", " ": "☐"}.get(found[2] or "", "•")
    return f"{found[1]}{mark} "


def _link(found: re.Match[str]) -> str:
    words, address = found[1], found[2]
    return words if words == address or address.startswith("#") else f"{words} ({address})"


class NoteText(QTextEdit):
    """A whole note, read only, as tall as its text; it scrolls with what it stands in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("note_text")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self._long = False
        theme.watch(self._dress)

    def show_body(self, body: str, about: str) -> None:
        """Shows a note's Markdown as words; `about` names it for a screen reader."""
        text = plain_text(body[:_SHOWN_CHARACTERS]) or say("This note has no text.")
        left_out = len(body) - _SHOWN_CHARACTERS
        if left_out > 0:
            text += "\n\n" + plural(
                left_out,
                "{n} more character is not shown here.",
                "{n} more characters are not shown here.",
            )
        self._long = len(text) > _WHOLE_UNTIL
        bars = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            bars.ScrollBarAsNeeded if self._long else bars.ScrollBarAlwaysOff
        )
        self.setAccessibleName(about)
        self.setPlainText(text)
        self._dress()

    def height_at(self, width: int) -> int:
        """How tall the text stands at a width, in pixels."""
        if self.lineWrapColumnOrWidth() != width:
            # By the widget's own width it would wrap only once it is shown.
            self.setLineWrapColumnOrWidth(width)
        if self._long:
            return theme.current().px(_LONG_NOTE_HEIGHT_U)
        return round(self.document().size().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Lets the pane scroll unless the text scrolls by itself."""
        if self._long:
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leaves Esc to the pane."""
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _dress(self) -> None:
        look = theme.current()
        self.document().setDefaultFont(look.font("body"))
        rows = QTextBlockFormat()
        rows.setLineHeight(
            look.line_height("body"), QTextBlockFormat.LineHeightTypes.FixedHeight.value
        )
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.mergeBlockFormat(rows)
