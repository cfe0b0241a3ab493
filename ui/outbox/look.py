"""The measures and faces of the outbox's list, made once per theme, density and direction."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QFont

from ui.look.theme import Theme
from ui.look.tokens import Density
from ui.queue.look import Face, QueueLook

ROW_U: Final = 56
COMPACT_ROW_U: Final = 28


class OutboxLook(QueueLook):
    """What the queue's rows are measured with, and what only an entry's row has."""

    def __init__(self, theme: Theme, density: Density, *, rtl: bool = False) -> None:
        super().__init__(theme, density, rtl=rtl)
        px = theme.px
        self.row_height = px(COMPACT_ROW_U if self.compact else ROW_U)
        self.after_mark = px(12)
        self.first_line, self.second_line = px(18), px(16)
        self.before_when = px(16)
        self.least_title = px(40)
        """Less of a title than this says nothing."""
        struck = QFont(theme.font("caption"))
        struck.setStrikeOut(True)
        self.struck = Face(struck)
        self.small_strong = Face(theme.font("caption_strong"))

    @property
    def text_offset(self) -> int:
        """Where the sentences begin, from the leading edge."""
        return self.inset + self.icon + self.after_mark

    def top_of(self, lines: int) -> int:
        """Above the first line of a row, so that its one or two lines stand in its middle."""
        tall = self.first_line if lines == 1 else self.first_line + self.second_line
        return (self.row_height - 1 - tall) // 2
