"""A difference of two texts, read only: a plus before what came, a minus before what went.

Never by colour alone: each line has its sign, words that came are underlined, words that went are
struck through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit

from book.note_versions import Piece
from ui.look import theme
from ui.versions import words
from ui.words import plural, say

_AROUND: Final = 3
_SHOWN_LINES: Final = 2_000
"""So many lines of a difference are shown; a pasted log would hold the window up."""
_SHOWN_SIGNS: Final = 2_000
"""How many signs of a line are shown."""
_SIGNS: Final = {"same": "  ", "added": "+ ", "removed": "\u2212 "}


class DifferenceText(QTextEdit):
    """Shows pieces; long stretches in which nothing differs are left out and counted."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(say("What is different"))
        self._pieces: list[Piece] = []
        theme.watch(self._dress)

    def show_pieces(self, pieces: Sequence[Piece]) -> None:
        """Show a difference from its first change on."""
        self._pieces = list(pieces)
        self.setAccessibleDescription(words.told(self._pieces))
        self._dress()

    def _dress(self) -> None:
        look = theme.current()
        self.document().setDefaultFont(look.font("body"))
        self.document().setDocumentMargin(look.px(12))
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, piece in enumerate(_shortened(self._pieces)):
            block = _block(piece)
            if number:
                cursor.insertBlock(block)
            else:
                cursor.setBlockFormat(block)
            _write(cursor, piece)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)


def _shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """Only some lines around each change; where none differs, the text as it is."""
    changed = [at for at, piece in enumerate(pieces) if piece.kind != "same"]
    if not changed:
        return list(pieces[:_SHOWN_LINES])
    near = {at + step for at in changed for step in range(-_AROUND, _AROUND + 1)}
    found: list[Piece] = []
    left_out = 0
    for at, piece in enumerate(pieces):
        if len(found) >= _SHOWN_LINES:
            left_out += len(pieces) - at
            break
        if at not in near:
            left_out += 1
            continue
        if left_out:
            found.append(_gap(left_out))
            left_out = 0
        found.append(piece)
    return [*found, _gap(left_out)] if left_out else found


def _gap(lines: int) -> Piece:
    return Piece("same", plural(lines, "… {n} line …", "… {n} lines …"))


def _block(piece: Piece) -> QTextBlockFormat:
    look = theme.current()
    block = QTextBlockFormat()
    block.setLineHeight(look.line_height("body") + look.px(2), 2)  # fixed
    indent = look.px(16)
    block.setLeftMargin(indent)
    block.setTextIndent(-indent)
    if piece.kind != "same":
        block.setBackground(look.color("accent_tint" if piece.kind == "added" else "other"))
    return block


def _write(cursor: QTextCursor, piece: Piece) -> None:
    look = theme.current()
    plain, sign, marked = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    plain.setForeground(look.color("ink2" if piece.kind == "removed" else "ink"))
    sign.setForeground(look.color("ink3"))
    marked.setForeground(plain.foreground())
    if piece.kind == "added":
        marked.setFontUnderline(True)
    elif piece.kind == "removed":
        marked.setFontStrikeOut(True)
    cursor.insertText(_SIGNS[piece.kind], sign)
    text = piece.text if len(piece.text) <= _SHOWN_SIGNS else f"{piece.text[:_SHOWN_SIGNS]}…"
    done = 0
    for start, end in piece.spans:
        cursor.insertText(text[done:start], plain)
        cursor.insertText(text[start:end], marked)
        done = end
    cursor.insertText(text[done:], plain)
