"""How the lines of the outbox are painted: mark, sentence, old → new, and when it leaves.

Positions count from the leading edge, so the same code serves both reading directions.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from unicodedata import bidirectional

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
    room = rect.width() - look.text_offset - look.inset
    end = end_lines(look, text, int(room * _MOST_WHEN), "amber" if state == "parked" else "ink2")
    room -= max(_width(line) for line in end) + look.before_when
    begin = [sentence_pieces(look, text, room)]
    if text.change and not look.compact:
        begin.append(change_pieces(look, text, room))
    lines = max(len(begin), len(end))
    _mark(painter, look, rect, state, lines=lines)
    baselines = _baselines(look, rect, lines)
    _in_row(painter, look, rect, begin[0], baselines[0], look.text_offset, flow=text.lead)
    for line, baseline in zip(begin[1:], baselines[1:], strict=False):
        _in_row(painter, look, rect, line, baseline, look.text_offset)
    for line, baseline in zip(end, baselines, strict=False):
        _in_row(painter, look, rect, line, baseline, rect.width() - look.inset - _width(line))


def end_lines(look: OutboxLook, text: RowText, most: int, ink: str) -> list[list[Piece]]:
    """When it leaves and what is small beneath. Where that is too wide for its place it is said
    smaller; `waits: writing is off` then takes both lines."""
    when, aside = text.when, "" if look.compact else text.aside
    face = look.body
    if face.width(when) > most:
        begun, colon, rest = when.partition(": ")
        if colon and not look.compact:
            when, aside = begun, rest
        else:
            face = look.caption
    lines = [[Piece(face, ink, face.elided(when, most))]]
    if aside:
        lines.append([Piece(look.caption, "ink3", look.caption.elided(aside, most))])
    return lines


def sentence_pieces(look: OutboxLook, text: RowText, room: int) -> list[Piece]:
    """The first line for so much room: the source goes first, then the title is cut, then the
    account's name. Each part is a piece, so that none turns another's reading direction."""
    body, strong = look.body, look.strong
    before, title, after = (Piece(body, "ink", part) for part in text.parts)
    account = Piece(strong, "ink", text.account)
    shown = [before, title, after, account]
    whole = [*shown, Piece(body, "ink", text.tail)]
    if _width(whole) <= room:
        return whole
    if _width(shown) <= room:
        return shown
    kept = min(_width([account]), int(room * _LEAST_ACCOUNT))
    left = room - kept - _width([before, after])
    if title.text and left >= look.least_title:
        shown[1] = Piece(body, "ink", body.elided(title.text, left))
    else:
        # Without its title the sentence is still one: `Add the note to Acorn`.
        lead = before.text.rstrip(" “") + after.text.removeprefix("”") if title.text else text.lead
        lead = body.elided(lead.rstrip(), room - kept - body.width(" "))
        shown = [Piece(body, "ink", f"{lead} "), account]
    left = room - _width(shown[:-1])
    return [*shown[:-1], Piece(strong, "ink", strong.elided(text.account, left))]


def change_pieces(look: OutboxLook, text: RowText, room: int) -> list[Piece]:
    """The second line: what stopped it, or old struck through, an arrow, and new."""
    if text.trouble:
        return [Piece(look.caption, "ink2", look.caption.elided(text.trouble, room))]
    pieces = []
    if text.old:
        most = max(int(room * _MOST_OLD), room - look.caption.width(f" → {text.new}"))
        pieces.append(Piece(look.struck, "ink2", look.struck.elided(text.old, most)))
        pieces.append(Piece(look.caption, "ink2", f" {'←' if look.rtl else '→'} "))
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
        Piece(look.caption, "ink3", f" {number}"),
    ]
    _in_row(painter, look, rect, pieces, baseline, look.text_offset)


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


def _mark(
    painter: QPainter, look: OutboxLook, rect: QRect, state: EntryState, *, lines: int
) -> None:
    """The sign of the state, beside the first line."""
    name, ink = MARKS[state]
    ratio = painter.device().devicePixelRatioF()
    picture = look.theme.pixmap(name, ink, look.icon_u, ratio)
    x = look.at(rect, look.inset, look.icon)
    y = rect.top() + look.top_of(lines) + (look.first_line - look.icon) // 2
    painter.drawPixmap(x, y, picture)


def _baselines(look: OutboxLook, rect: QRect, lines: int) -> list[int]:
    """Where one or two lines stand, in the middle of the row."""
    top = rect.top() + look.top_of(lines)
    first = look.body.baseline(top, look.first_line)
    return [first, look.caption.baseline(top + look.first_line, look.second_line)][:lines]


def _in_row(
    painter: QPainter,
    look: OutboxLook,
    rect: QRect,
    pieces: list[Piece],
    baseline: int,
    offset: int,
    *,
    flow: str = "",
) -> None:
    """The pieces after each other: in the direction of the interface, or in that of the words
    `flow`, where they are one sentence. Blanks at their ends are steps: drawn within a text of
    the other direction they would stand at its wrong side."""
    whole = _width(pieces)
    against = look.rtl and bool(flow) and not reads_from_right(flow)
    for piece in pieces:
        words = piece.text.strip()
        before = piece.face.width(" ") * (len(piece.text) - len(piece.text.lstrip()))
        width, step = piece.face.width(words), _width([piece])
        if against:
            before = step - before - width
        at = offset + whole - step if against else offset
        x = look.at(rect, at + before, width)
        look.write(painter, piece.face, piece.ink, x, baseline, words)
        offset += -step if against else step


def reads_from_right(words: str) -> bool:
    """Whether the first letter of a text belongs to a script that runs from right to left."""
    kinds = (bidirectional(sign) for sign in words)
    return next((kind != "L" for kind in kinds if kind in ("L", "R", "AL")), False)


def _width(pieces: list[Piece]) -> int:
    return sum(piece.face.width(piece.text) for piece in pieces)
