"""Live styling of Markdown: the lines in view take their formats, however long the text is.

Formats are laid over the lines; the text itself stays plain. Lines out of view are left alone:
a text of ten megabytes opens as fast as a short one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QFont, QFontDatabase, QTextBlock, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QPlainTextEdit

from ui.look import theme
from ui.note.markdown_spans import LONGEST_STYLED, Role, Span, opens_fence, spans

_FENCE_LOOK_BACK: Final = 400
"""Lines above the view that are asked whether a block of code is open."""
_HEAVY: Final = QFont.Weight.DemiBold

More = Callable[[str], list[Span]]
"""Further parts of a line, such as days that were understood."""


class Styling(QObject):
    """Keeps the lines of one text in view styled."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self.more: More = lambda _: []
        self._formats: dict[Role, QTextCharFormat] = {}
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.style_view)
        edit.updateRequest.connect(lambda *_: self._soon.start())
        edit.textChanged.connect(self._soon.start)
        theme.watch(self._dress)
        self._dress()

    def style_view(self) -> None:
        """Lay formats over what is in view; lines that have theirs already are left alone."""
        edit = self._edit
        block = edit.firstVisibleBlock()
        inside = self._in_fence(block)
        bottom = edit.viewport().height()
        while block.isValid():
            area = edit.blockBoundingGeometry(block).translated(edit.contentOffset())
            if area.top() > bottom:
                return
            line = block.text()
            fence = opens_fence(line)
            found = [Span(0, len(line), "code")] if inside or fence else self._parts(line)
            self._lay(block, line, found)
            inside ^= fence
            block = block.next()

    def _parts(self, line: str) -> list[Span]:
        found = spans(line)
        return found + self.more(line) if len(line) <= LONGEST_STYLED else found

    def _lay(self, block: QTextBlock, line: str, found: list[Span]) -> None:
        wanted = []
        wide = None if line.isascii() else _units(line)
        for span in found:
            one = QTextLayout.FormatRange()
            end = span.start + span.length
            one.start = span.start if wide is None else wide[span.start]
            one.length = (end if wide is None else wide[end]) - one.start
            one.format = self._formats[span.role]
            wanted.append(one)
        layout = block.layout()
        if layout.formats() != wanted:
            layout.setFormats(wanted)
            self._edit.document().markContentsDirty(block.position(), block.length())

    def _in_fence(self, block: QTextBlock) -> bool:
        inside, above = False, block.previous()
        for _ in range(_FENCE_LOOK_BACK):
            if not above.isValid():
                break
            inside ^= opens_fence(above.text())
            above = above.previous()
        return inside

    def _dress(self) -> None:
        look = theme.current()
        made = {role: QTextCharFormat() for role in ("sign", "heading", "strong", "done")}
        made |= {role: QTextCharFormat() for role in ("link", "code")}
        made["sign"].setForeground(look.color("ink3"))
        made["heading"].setFontWeight(_HEAVY)
        made["strong"].setFontWeight(_HEAVY)
        made["done"].setForeground(look.color("ink3"))
        made["done"].setFontStrikeOut(True)
        made["link"].setForeground(look.color("accent"))
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        made["code"].setFontFamilies([fixed.family()])
        self._formats = {role: made[role] for role in made}  # type: ignore[misc]
        self._soon.start()


def _units(line: str) -> list[int]:
    """Python characters → UTF-16 units, which Qt counts in; one more than the line has."""
    places, at = [0], 0
    for sign in line:
        at += 2 if ord(sign) > 0xFFFF else 1
        places.append(at)
    return places
