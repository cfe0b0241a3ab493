"""How the lines of the outbox are painted: mark, sentence, old → new, and when it leaves.

Positions count from the leading edge, so the same code serves both reading directions.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter

from book.outbox_entry import EntryState
from ui.look.focus_ring import draw_ring
from ui.outbox.bands import AccountLine
from ui.outbox.look import OutboxLook
from ui.outbox.words import RowText
from ui.queue.look import Face
from ui.words import count

MARKS: Final[dict[EntryState, tuple[str, str]]] = {
    "parked": ("circle-pause", "amber"),
    "queued": ("clock", "ink2"),
    "held": ("hand", "ink2"),
    "sending": ("arrow-up", "ink2"),
    "sent": ("check", "ink2"),
}
"""An entry's state → its mark and the mark's ink."""
_MOST_WHEN: Final = 0.42
"""The part of a row that the words at its far end may take."""
_LEAST_ACCOUNT: Final = 0.5
"""The part of a sentence's room that the account keeps, however long the title is."""
_MOST_OLD: Final = 0.45


class Piece(NamedTuple):
    """A text in one face and one ink."""

    face: Face
    ink: str
    text: str


def paint_entry(
    painter: QPainter, look: OutboxLook, rect: QRect, text: RowText, state: EntryState
) -> None:
    """The contents of an entry's row; its ground lies there already."""
    _mark(painter, look, rect, state)
    room = rect.width() - look.text_offset - look.inset
    most = int(room * _MOST_WHEN)
    when = look.body.elided(text.when, most)
    aside = "" if look.compact else look.caption.elided(text.aside, most)
    taken = max(look.body.width(when), look.caption.width(aside))
    top = rect.top() + look.first_top
    first = look.body.baseline(top, look.first_line)
    second = look.caption.baseline(top + look.first_line, look.second_line)
    ink = "amber" if state == "parked" else "ink2"
    _at_end(painter, look, rect, Piece(look.body, ink, when), first)
    _at_end(painter, look, rect, Piece(look.caption, "ink3", aside), second)
    room -= taken + look.before_when
    _in_row(painter, look, rect, sentence_pieces(look, text, room), first)
    if not look.compact:
        _in_row(painter, look, rect, change_pieces(look, text, room), second)


def sentence_pieces(look: OutboxLook, text: RowText, room: int) -> list[Piece]:
    """The first line for so much room: the source goes first, then the title is cut, then the
    account's name."""
    whole = [
        Piece(look.body, "ink", text.lead),
        Piece(look.strong, "ink", text.account),
        Piece(look.body, "ink", text.tail),
    ]
    if _width(whole) <= room:
        return whole
    shown = whole[:2]
    if _width(shown) <= room:
        return shown
    least = int(room * _LEAST_ACCOUNT)
    kept = min(look.strong.width(text.account), least)
    lead = cut_title(look.body, text.lead, room - kept)
    account = look.strong.elided(text.account, room - look.body.width(lead))
    return [Piece(look.body, "ink", lead), Piece(look.strong, "ink", account)]


def cut_title(face: Face, lead: str, room: int) -> str:
    """`Add the note “A very lo…” to `: the title gives way, the words around it stay."""
    begun, quote, rest = lead.rpartition("”")
    if not quote:
        return face.elided(lead, room)
    rest = quote + rest
    return face.elided(begun, room - face.width(rest)) + rest


def change_pieces(look: OutboxLook, text: RowText, room: int) -> list[Piece]:
    """The second line: what stopped it, or old struck through, an arrow, and new."""
    if text.trouble:
        return [Piece(look.caption, "ink2", look.caption.elided(text.trouble, room))]
    pieces = []
    if text.old:
        most = max(int(room * _MOST_OLD), room - look.caption.width(f" → {text.new}"))
        pieces.append(Piece(look.struck, "ink2", look.struck.elided(text.old, most)))
        pieces.append(Piece(look.caption, "ink2", " ← " if look.rtl else " → "))
    left = room - _width(pieces)
    pieces.append(Piece(look.caption, "ink2", look.caption.elided(text.new, left)))
    return pieces


def paint_account(painter: QPainter, look: OutboxLook, rect: QRect, line: AccountLine) -> None:
    """The line above one account's entries."""
    painter.fillRect(rect, look.color("surface"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("hair"))
    baseline = look.small_strong.baseline(rect.top(), rect.height() - 1)
    number = count(line.count)
    room = rect.width() - look.text_offset - look.inset - look.space - look.caption.width(number)
    pieces = [
        Piece(look.small_strong, "ink2", look.small_strong.elided(line.account, room)),
        Piece(look.caption, "ink3", f"  {number}"),
    ]
    _in_row(painter, look, rect, pieces, baseline)


def paint_ground(
    painter: QPainter, look: OutboxLook, rect: QRect, *, selected: bool, hovered: bool
) -> None:
    """The row's ground, the hair line under it, and the bar that marks a selected row."""
    token = "accent_tint" if selected else "hover" if hovered else "surface"
    painter.fillRect(rect, look.color(token))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("hair"))
    if selected:
        x = look.at(rect, 0, look.bar)
        painter.fillRect(x, rect.top(), look.bar, rect.height(), look.color("accent"))


def paint_ring(painter: QPainter, look: OutboxLook, rect: QRect) -> None:
    """The ring of the row the keyboard stands on."""
    draw_ring(painter, QRectF(rect.adjusted(0, 0, 0, -1)), look.color("accent"), 0)


def _mark(painter: QPainter, look: OutboxLook, rect: QRect, state: EntryState) -> None:
    name, ink = MARKS[state]
    ratio = painter.device().devicePixelRatioF()
    picture = look.theme.pixmap(name, ink, look.icon_u, ratio)
    x = look.at(rect, look.inset, look.icon)
    y = rect.top() + look.first_top + (look.first_line - look.icon) // 2
    painter.drawPixmap(x, y, picture)


def _in_row(
    painter: QPainter, look: OutboxLook, rect: QRect, pieces: list[Piece], baseline: int
) -> None:
    offset = look.text_offset
    for piece in pieces:
        width = piece.face.width(piece.text)
        x = look.at(rect, offset, width)
        look.write(painter, piece.face, piece.ink, x, baseline, piece.text)
        offset += width


def _at_end(painter: QPainter, look: OutboxLook, rect: QRect, piece: Piece, baseline: int) -> None:
    width = piece.face.width(piece.text)
    x = look.at(rect, rect.width() - look.inset - width, width)
    look.write(painter, piece.face, piece.ink, x, baseline, piece.text)


def _width(pieces: list[Piece]) -> int:
    return sum(piece.face.width(piece.text) for piece in pieces)
