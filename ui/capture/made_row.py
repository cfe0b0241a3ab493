"""One row that says what the lines of a capture will make; without any, which signs there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from ui import days
from ui.look import theme
from ui.look.tooltip_text import plain_tooltip
from ui.note.margin import line_sign
from ui.words import plural, say

if TYPE_CHECKING:
    from datetime import date

    from book.margin import MarginLine

_HEIGHT_U, _INSET_U, _GAP_U, _BETWEEN_U, _SIGN_U = 34, 16, 5, 16, 13
_PAUSE_MS: Final = 120
_MAKING: Final = ("make", "change", "close", "reopen")
Read = Callable[[str], "list[MarginLine]"]
"""What the lines of a text will make."""


class MadeRow(QWidget):
    """Follows a text; paints a sign and a few words for each thing it will make."""

    def __init__(self, edit: QPlainTextEdit, read: Read, today: Callable[[], date]) -> None:
        super().__init__()
        self._edit = edit
        self._read = read
        self._today = today
        self.lines: list[MarginLine] = []
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.look)
        edit.textChanged.connect(self._pause.start)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(say("What the lines make"))
        theme.watch(self.updateGeometry)

    def look(self) -> None:
        """Read the lines anew."""
        self._pause.stop()
        text = self._edit.toPlainText()
        self.lines = [one for one in self._read(text) if one.verb in _MAKING] if text else []
        self.setAccessibleDescription(", ".join(self.words()))
        self.setToolTip(plain_tooltip("\n".join(one.words for one in self.lines)))
        self.update()

    def words(self) -> list[str]:
        """What stands in the row, thing by thing: `I owe, Wed 25 Nov`."""
        return [self._said(one) for one in self.lines]

    def sizeHint(self) -> QSize:
        """34 high."""
        look = theme.current()
        return QSize(look.px(200), look.px(_HEIGHT_U))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Thing after thing, then how many found no room."""
        painter = QPainter(self)
        look = theme.current()
        painter.setFont(look.font("caption"))
        if not self.lines:
            painter.setPen(look.color("ink3"))
            inset = look.px(_INSET_U)
            hint = say("[] task   ? question   ! risk   >> I owe   << they owe   ^ escalate")
            box = self.rect().adjusted(inset, 0, -inset, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, hint)
        else:
            self._paint_lines(painter)
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        look, metrics = theme.current(), QFontMetrics(theme.current().font("caption"))
        side, gap, between = look.px(_SIGN_U), look.px(_GAP_U), look.px(_BETWEEN_U)
        said = self.words()
        shown = self._fitting(said, metrics)
        x = look.px(_INSET_U)
        for line, words in zip(self.lines[:shown], said[:shown], strict=True):
            icon, ink = line_sign(line)
            sign = look.pixmap(icon, ink, _SIGN_U, self.devicePixelRatioF())
            box = self._seat(x, side)
            painter.drawPixmap(box.x(), (self.height() - side) // 2, sign)
            x += side + gap
            wide = metrics.horizontalAdvance(words) + 1
            painter.setPen(look.color("ink2"))
            painter.drawText(self._seat(x, wide), Qt.AlignmentFlag.AlignVCenter, words)
            x += wide + between
        if shown < len(said):
            rest = _rest(len(said) - shown)
            painter.setPen(look.color("ink3"))
            wide = metrics.horizontalAdvance(rest) + 1
            painter.drawText(self._seat(x, wide), Qt.AlignmentFlag.AlignVCenter, rest)

    def _fitting(self, said: Sequence[str], metrics: QFontMetrics) -> int:
        """How many of them have room, with the count of those that have none."""
        look = theme.current()
        each = look.px(_SIGN_U) + look.px(_GAP_U) + look.px(_BETWEEN_U)
        widths = [metrics.horizontalAdvance(words) + 1 + each for words in said]
        room = self.width() - 2 * look.px(_INSET_U)
        if sum(widths) - look.px(_BETWEEN_U) <= room:
            return len(said)
        room -= metrics.horizontalAdvance(_rest(len(said)))
        shown = 0
        while shown < len(said) and sum(widths[: shown + 1]) <= room:
            shown += 1
        return shown

    def _seat(self, x: int, wide: int) -> QRect:
        """A box so far from where one begins to read."""
        left = self.width() - x - wide if self.isRightToLeft() else x
        return QRect(left, 0, wide, self.height())

    def _said(self, line: MarginLine) -> str:
        if line.day is None:
            return line.name
        return say("{what}, {day}", what=line.name, day=days.day_words(line.day, self._today()))


def _rest(number: int) -> str:
    return plural(number, "and {n} more", "and {n} more")
