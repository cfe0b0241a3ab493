"""The exact request of an entry, to be read, selected and copied; nothing in it can be changed."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QFontMetrics, QPalette, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from ui.look import theme
from ui.words import plural, say

_MOST_ROWS: Final = 18
"""Longer requests scroll in their own box."""
_SHOWN_CHARACTERS: Final = 20_000


class RequestText(QPlainTextEdit):
    """Fixed width, wrapped, as tall as its text up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = ""
        """The request as it was given, however much of it is shown."""
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # it is code in any language
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        theme.watch(self._dress)
        self._dress()

    def tell(self, text: str) -> None:
        """Show this request; the same one again leaves selection and place alone."""
        if text == self.whole:
            return
        self.whole = text
        shown = text[:_SHOWN_CHARACTERS]
        left_out = len(text) - len(shown)
        if left_out:
            shown += "\n" + plural(
                left_out,
                "… {n} more character; copying takes it along.",
                "… {n} more characters; copying takes them along.",
            )
        self.setPlainText(shown)
        self.setAccessibleName(say("The exact request"))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width wraps in other places."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As tall as its lines stand: another script within may make one taller."""
        line = QFontMetrics(self.font()).lineSpacing()
        most, tall = float(_MOST_ROWS * line), 0.0
        block, layout = self.document().firstBlock(), self.document().documentLayout()
        while block.isValid() and tall < most:
            tall += layout.blockBoundingRect(block).height()
            block = block.next()
        self.setFixedHeight(math.ceil(min(max(tall, line), most)) + 1)

    def _dress(self) -> None:
        look = theme.current()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.text_px("caption"))
        self.setFont(font)
        self.document().setDefaultFont(font)
        palette = QPalette(look.palette())
        palette.setColor(QPalette.ColorRole.Base, Qt.GlobalColor.transparent)
        palette.setColor(QPalette.ColorRole.Text, look.color("ink2"))
        palette.setColor(QPalette.ColorRole.Highlight, look.color("accent"))
        palette.setColor(QPalette.ColorRole.HighlightedText, look.color("on_accent"))
        self.setPalette(palette)
        self.viewport().setAutoFillBackground(False)
        self._fit()
