"""The live margin beside a note: what each line will make when the note ends, on its own line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QTextBlock
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QToolTip, QWidget

from ui.look import theme
from ui.look.tooltip_text import plain_tooltip
from ui.note.current_line import band, paint_band
from ui.note.markdown_spans import Span
from ui.words import plural, say

if TYPE_CHECKING:
    from book.margin import MarginLine

WIDTH_U: Final = 326
LEAST_PAGE_U: Final = 820
"""A page narrower than this keeps its room for the text."""
PAUSE_MS: Final = 120
_LONG: Final = 200_000
"""Characters beyond which the lines are looked at less often."""
_LONG_PAUSE_MS: Final = 1_500
_ICON_U, _GAP_U, _INSET_U = 14, 7, 16

Read = Callable[[str], "list[MarginLine]"]
"""What the lines of a text will make."""


class NoteMargin(QWidget):
    """Paints one line beside each line that makes something; follows the text as it scrolls."""

    counted = Signal()
    """What the note makes is another number now."""

    def __init__(self, edit: QPlainTextEdit, read: Read) -> None:
        super().__init__()
        self._edit = edit
        self._read = read
        self.lines: list[MarginLine] = []
        self._by_number: dict[int, MarginLine] = {}
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.look)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(say("What the lines make"))
        edit.textChanged.connect(self._typed)
        edit.updateRequest.connect(lambda *_: self.update())
        edit.cursorPositionChanged.connect(self.update)
        theme.watch(self.updateGeometry)

    def look(self) -> None:
        """Read the lines anew."""
        self._pause.stop()
        self.lines = self._read(self._edit.toPlainText())
        self._by_number = {line.number: line for line in self.lines}
        self.setAccessibleDescription(self.tally())
        self.counted.emit()
        self.update()

    def tally(self) -> str:
        """What ending the note makes, in words; empty where it makes nothing."""
        if not self.lines:
            return ""
        from book.margin import tally  # with the grammar, after the page is on the screen

        found = tally(self.lines)
        parts = [
            plural(found.makes, "makes {n} thing", "makes {n} things") if found.makes else "",
            plural(found.changes, "changes {n}", "changes {n}") if found.changes else "",
            plural(found.closes, "closes {n}", "closes {n}") if found.closes else "",
        ]
        said = ", ".join(part for part in parts if part)
        return say("Ending this note {does}", does=said) if said else ""

    def sizeHint(self) -> QSize:
        """326 wide."""
        return QSize(theme.current().px(WIDTH_U), 100)

    def event(self, event: QEvent) -> bool:
        """What does not fit stands whole in a tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = next((line for line, box in self._seats() if box.contains(event.pos())), None)
            words = plain_tooltip(found.words) if found is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Each line's sign, name and detail on the text's own line."""
        painter = QPainter(self)
        look = theme.current()
        edge = self.width() - 1 if self.isRightToLeft() else 0
        current = band(self._edit)
        if current is not None:
            paint_band(painter, current.top() + self._down(), current.height(), self.width())
        painter.fillRect(edge, 0, 1, self.height(), look.color("line"))
        for line, box in self._seats():
            self._paint_line(painter, line, box)
        painter.end()

    def _paint_line(self, painter: QPainter, line: MarginLine, box: QRect) -> None:
        look = theme.current()
        icon, ink = line_sign(line)
        side, gap = look.px(_ICON_U), look.px(_GAP_U)
        rtl = self.isRightToLeft()
        at = box.right() + 1 - side if rtl else box.left()
        sign = look.pixmap(icon, ink, _ICON_U, self.devicePixelRatioF())
        painter.drawPixmap(at, box.center().y() - side // 2, sign)
        room = box.adjusted(0 if rtl else side + gap, 0, -(side + gap) if rtl else 0, 0)
        for words, role, tone in (
            (line.name, "caption_strong", "ink"),
            (line.detail, "caption", "ink2"),
        ):
            font = look.font("caption_strong" if role == "caption_strong" else "caption")
            metrics = QFontMetrics(font)
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, room.width()))
            painter.setFont(font)
            painter.setPen(look.color(tone))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, flags, shown)
            taken = metrics.horizontalAdvance(shown) + gap
            room = room.adjusted(0 if rtl else taken, 0, -taken if rtl else 0, 0)

    def _seats(self) -> list[tuple[MarginLine, QRect]]:
        """The lines in view and where each stands."""
        edit, look = self._edit, theme.current()
        inset, tall = look.px(_INSET_U), look.line_height("note")
        down = self._down()
        found = []
        block: QTextBlock = edit.firstVisibleBlock()
        while block.isValid():
            area = edit.blockBoundingGeometry(block).translated(edit.contentOffset())
            if area.top() > edit.viewport().height():
                break
            line = self._by_number.get(block.blockNumber())
            if line is not None:
                first = block.layout().lineAt(0).height() if block.layout().lineCount() else tall
                top = down + round(area.top())
                found.append((line, QRect(inset, top, self.width() - 2 * inset, round(first))))
            block = block.next()
        return found

    def _down(self) -> int:
        """How far below the margin's own beginning the text's view begins."""
        return self.mapFromGlobal(self._edit.viewport().mapToGlobal(QPoint(0, 0))).y()

    def _typed(self) -> None:
        long = self._edit.document().characterCount() > _LONG
        self._pause.start(_LONG_PAUSE_MS if long else PAUSE_MS)


def line_spans(line: str, today: date) -> list[Span]:
    """What the grammar reads in a line: its sign, the words that are done, an understood day."""
    from book.note_lines import parse_line

    read = parse_line(line, today)
    if read.kind == "text":
        return []
    words = len(read.sign)
    found = [Span(words, len(line) - words, "done")] if read.done else []
    if read.span is not None and read.day is not None:
        found.append(Span(read.span[0], read.span[1] - read.span[0], "link"))
    indent = len(read.sign) - len(read.sign.lstrip())
    return [*found, Span(indent, len(read.sign.strip()), "sign")]


def line_sign(line: MarginLine) -> tuple[str, str]:
    """A line's icon and its ink."""
    if line.verb == "close":
        return "check", "ink2"
    if line.kind == "text" and line.verb in ("make", "keep"):
        return "circle-play", "ink2"  # a recording: text that makes anything is a link
    icons = {
        "task": ("circle-check", "ink2"),
        "question": ("circle-help", "ink2"),
        "risk": ("triangle-alert", "amber"),
        "they_owe": ("hand", "ink2"),
        "i_owe": ("hand", "ink2"),
        "escalation": ("life-buoy", "accent"),
    }
    return icons.get(line.kind, ("circle-alert", "ink3"))
