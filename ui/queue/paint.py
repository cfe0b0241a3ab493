"""How a queue row is painted, cell by cell: the mark, name and chips, two lines, figures.

Positions count from the leading edge, so the same code serves both reading directions.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from book.queue import QueueRow, Reason
from book.records import AccountId
from ui.queue.columns import Key
from ui.queue.look import Face, QueueLook
from ui.queue.words import CHIPS, Cell, RowWords

STATE_ICONS: Final = {
    "to_contact": "circle",
    "contacted": "mail-check",
    "booked": "calendar-check",
    "done": "circle-check",
    "skipped": "x",
    "snoozed": "clock",
}
_CHIP_TOKENS: Final = {
    "neutral": ("chip", "ink2"),
    "amber": ("amber_tint", "amber_ink"),
    "red": ("red_tint", "red_ink"),
}
_SECOND_TOKENS: Final = ("ink3", "ink2", "ink")
_LEAST_NAME: Final = 0.3
"""The part of a compact account cell that the name keeps, however wide the first chip is."""


class RowPainter:
    """Paints the rows of one look and one day; remembers what their cells say."""

    def __init__(self, look: QueueLook, words: RowWords) -> None:
        self.look = look
        self.words = words
        self._cells: dict[tuple[AccountId, Key], tuple[QueueRow, Cell]] = {}

    def cell(self, row: QueueRow, key: Key) -> Cell:
        """What a cell says, found once per row."""
        place = (row.account.id, key)
        known = self._cells.get(place)
        if known is not None and known[0] is row:
            return known[1]
        if len(self._cells) > 4000:
            self._cells.clear()
        cell = self.words.cell(row, key)
        self._cells[place] = (row, cell)
        return cell

    def ground(
        self, painter: QPainter, rect: QRect, *, selected: bool, hovered: bool, leading: bool
    ) -> None:
        """The cell's ground, the hair line under it, and the bar that marks a selected row."""
        look = self.look
        token = "accent_tint" if selected else "hover" if hovered else "surface"
        painter.fillRect(rect, look.color(token))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("hair"))
        if selected and leading:
            bar = QRect(look.at(rect, 0, look.bar), rect.top(), look.bar, rect.height())
            painter.fillRect(bar, look.color("accent"))

    def mark(self, painter: QPainter, rect: QRect, row: QueueRow) -> None:
        """The sign of a row's state, in the middle of the row."""
        look = self.look
        name = STATE_ICONS[row.state]
        if row.band == "new" and row.state == "to_contact":
            name = "circle-dot"
        picture = look.theme.pixmap(name, "ink3", look.icon_u, painter.device().devicePixelRatioF())
        x = look.at(rect, 0, look.icon)
        painter.drawPixmap(x, rect.top() + (rect.height() - look.icon) // 2, picture)

    def _first_baseline(self, rect: QRect, face: Face) -> int:
        look = self.look
        if look.compact:
            return face.baseline(rect.top(), rect.height() - 1)
        return face.baseline(rect.top() + look.top, look.line)

    def _second_top(self, rect: QRect) -> int:
        look = self.look
        return rect.top() + look.top + look.line + look.between

    def lines(self, painter: QPainter, rect: QRect, cell: Cell, *, trailing: bool) -> None:
        """Two lines, from the leading edge or against the trailing one."""
        look, width = self.look, rect.width()
        text = look.body.elided(cell.first, width)
        offset = width - look.body.width(text) if trailing else 0
        x = look.at(rect, offset, look.body.width(text))
        baseline = self._first_baseline(rect, look.body)
        look.write(painter, look.body, "ink3" if cell.missing else "ink", x, baseline, text)
        if look.compact or not cell.second:
            return
        face = look.chip if cell.weight == 2 else look.caption
        text = face.elided(cell.second, width)
        offset = width - face.width(text) if trailing else 0
        x = look.at(rect, offset, face.width(text))
        baseline = face.baseline(self._second_top(rect), look.chip_height)
        look.write(painter, face, _SECOND_TOKENS[cell.weight], x, baseline, text)

    def account(self, painter: QPainter, rect: QRect, row: QueueRow, *, selected: bool) -> None:
        """The name, and beneath or beside it chips, or a plain caption where there are none."""
        cell = self.cell(row, "account")
        look, width = self.look, rect.width()
        room = self._name_room(row, cell, width) if look.compact else width
        name = look.name.elided(cell.first, room)
        taken = look.name.width(name)
        baseline = self._first_baseline(rect, look.name)
        look.write(painter, look.name, "ink", look.at(rect, 0, taken), baseline, name)
        offset = taken + look.space if look.compact else 0
        if row.reasons:
            self._chips(painter, rect, row.reasons, offset, selected)
        else:
            top, line = self._second_line(rect)
            text = look.caption.elided(cell.second, width - offset)
            x = look.at(rect, offset, look.caption.width(text))
            baseline = look.caption.baseline(top, line)
            look.write(painter, look.caption, "ink3", x, baseline, text)

    def _name_room(self, row: QueueRow, cell: Cell, width: int) -> int:
        """How much of a compact cell the name may take, so that a chip still fits after it."""
        look = self.look
        if not row.reasons:
            return max(width - look.space - look.caption.width(cell.second), width // 2)
        _, needed = fit_chips(look, row.reasons[:1], width, also=len(row.reasons) - 1)
        room = width - look.space - needed
        if room >= int(width * _LEAST_NAME):
            return room
        # No chip will stand there, so the name makes way for their number only.
        number = look.caption.width(more_words(len(row.reasons)))
        return width - look.space - 2 * look.small - number

    def _second_line(self, rect: QRect) -> tuple[int, int]:
        if self.look.compact:
            return rect.top(), rect.height() - 1
        return self._second_top(rect), self.look.chip_height

    def _chips(
        self,
        painter: QPainter,
        rect: QRect,
        reasons: tuple[Reason, ...],
        offset: int,
        selected: bool,
    ) -> None:
        look = self.look
        top, line = self._second_line(rect)
        top += (line - look.chip_height) // 2
        baseline = look.chip.baseline(top, look.chip_height)
        shown, _ = fit_chips(look, reasons, rect.width() - offset)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for reason in shown:
            ground, ink = _CHIP_TOKENS[reason.tone]
            if selected and reason.tone == "neutral":
                ground = "surface"
            width = look.chip.width(reason.chip) + 2 * look.chip_pad
            x = look.at(rect, offset, width)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(ground))
            box = QRectF(x, top, width, look.chip_height)
            painter.drawRoundedRect(box, look.chip_radius, look.chip_radius)
            look.write(painter, look.chip, ink, x + look.chip_pad, baseline, reason.chip)
            offset += width + look.small
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if len(shown) < len(reasons):
            text = more_words(len(reasons) - len(shown))
            x = look.at(rect, offset + look.small, look.caption.width(text))
            look.write(painter, look.caption, "ink3", x, baseline, text)


def more_words(left_out: int) -> str:
    """What stands for the chips left out."""
    return f"+{left_out}"


def fit_chips(
    look: QueueLook, reasons: tuple[Reason, ...], width: int, *, also: int = 0
) -> tuple[tuple[Reason, ...], int]:
    """The first reasons whose chips fit beside the count of the rest, and what they take.

    `also` more reasons are known to be left out.
    """
    for number in range(min(CHIPS, len(reasons)), -1, -1):
        left_out = len(reasons) - number + also
        taken = sum(look.chip.width(one.chip) + 2 * look.chip_pad for one in reasons[:number])
        taken += look.small * max(0, number - 1)
        if left_out:
            taken += 2 * look.small + look.caption.width(more_words(left_out))
        if taken <= width or number == 0:
            return reasons[:number], taken
    return (), 0
