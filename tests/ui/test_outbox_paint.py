"""What gives way in an outbox row that is too narrow, and that it then fits."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.ui.outbox_samples import make_page, note, parked, stage
from tests.ui.shell_book import NOON, application
from ui.look import theme
from ui.outbox.look import OutboxLook
from ui.outbox.paint import (
    Piece,
    change_pieces,
    end_lines,
    paint_entry,
    reads_from_right,
    sentence_pieces,
)
from ui.outbox.shown import ShownEntry, Standing
from ui.outbox.words import RowText, row_text

ROUNDED = 1
"""By how much Qt's own cutting of Arabic may be off, in pixels."""
LONG = "Vorbereitung des Jahresgesprächs mit der Geschäftsführung"


@pytest.fixture
def look(qtbot: QtBot) -> OutboxLook:
    return OutboxLook(theme.apply(application(), "light"), "comfortable")


def text_of(one: ShownEntry, **around: frozenset[str]) -> RowText:
    return row_text(one, Standing(now=NOON, **around))  # type: ignore[arg-type]


def long_note(account: str = "Müller & Söhne Maschinenbau GmbH") -> RowText:
    return text_of(note(1, account, intent={"subject": LONG, "body": ""}))


def wide(pieces: list[Piece]) -> int:
    return sum(piece.face.width(piece.text) for piece in pieces)


def said(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def test_the_source_goes_first_then_the_title_is_cut_inside_its_quotes(look: OutboxLook) -> None:
    text = long_note("Acorn")
    whole = wide(sentence_pieces(look, text, 10_000))
    assert said(sentence_pieces(look, text, whole)).endswith("” to Acorn in Vitally")
    assert said(sentence_pieces(look, text, whole - 1)) == f"Add the note “{LONG}” to Acorn"
    cut = said(sentence_pieces(look, text, whole // 2))
    assert cut.startswith("Add the note “Vorb")
    assert cut.endswith("…” to Acorn")


def test_without_room_for_a_title_the_sentence_still_is_one(look: OutboxLook) -> None:
    text = long_note()
    room = 2 * look.body.width("Add the note to ")
    assert said(sentence_pieces(look, text, room)).startswith("Add the note to Mü")


@pytest.mark.parametrize(
    "account", ["Acorn", "Müller & Söhne Maschinenbau GmbH", "شركة" * 12, "株" * 40]
)
@pytest.mark.parametrize("room_u", [90, 140, 210, 300, 420, 900])
def test_a_row_never_runs_over_its_room(look: OutboxLook, account: str, room_u: int) -> None:
    room = look.theme.px(room_u)
    stopped = note(3, account, state="parked", error=parked(3).entry.error)
    for text in (long_note(account), text_of(stage(2, account)), text_of(stopped)):
        assert wide(sentence_pieces(look, text, room)) <= room + ROUNDED
        assert wide(change_pieces(look, text, room)) <= room + ROUNDED
        for line in end_lines(look, text, room, "ink2"):
            assert wide(line) <= room + ROUNDED


def test_old_is_struck_and_an_arrow_leads_to_new(look: OutboxLook) -> None:
    old, arrow, new = change_pieces(look, text_of(stage(1)), 10_000)
    assert (old.text, old.face.font.strikeOut()) == ("2. Open", True)
    assert (arrow.text, new.text) == (" → ", "3. Won")
    assert not new.face.font.strikeOut()
    mirrored = OutboxLook(look.theme, "comfortable", rtl=True)
    assert change_pieces(mirrored, text_of(stage(1)), 10_000)[1].text == " ← "


def test_why_it_waits_takes_both_lines_where_one_is_too_short(look: OutboxLook) -> None:
    text = text_of(note(1), read_only=frozenset({"vitally"}))
    whole = look.body.width(text.when)
    told = [said(line) for line in end_lines(look, text, whole, "ink2")]
    assert told == ["waits: writing to Vitally is off", text.aside]
    told = [said(line) for line in end_lines(look, text, whole - 1, "ink2")]
    assert told == ["waits", "writing to Vitally is off"]
    offline = text_of(note(1), offline=frozenset({"vitally"}))
    line = end_lines(look, offline, look.body.width(offline.when) - 1, "ink2")[0]
    assert (said(line), line[0].face) == ("leaves when the network is back", look.caption)


def test_a_compact_row_has_one_line(qtbot: QtBot) -> None:
    look = OutboxLook(theme.apply(application(), "light"), "compact")
    assert len(end_lines(look, text_of(note(1)), 10_000, "ink2")) == 1


@pytest.mark.parametrize(
    ("words", "from_right"),
    [("Add", False), ("“12 شركة", True), ("株", False), ("", False), ("12 …", False)],
)
def test_where_a_text_is_read_from(words: str, from_right: bool) -> None:
    assert reads_from_right(words) == from_right


def ink_spans(look: OutboxLook, one: ShownEntry, width: int) -> list[int]:
    """The columns of a painted row in which anything stands."""
    page = QImage(width, look.row_height, QImage.Format.Format_RGB32)
    page.fill(look.color("surface"))
    painter = QPainter(page)
    paint_entry(painter, look, page.rect(), text_of(one), one.entry.state)
    painter.end()
    ground = look.color("surface").rgb()
    return [
        x for x in range(width) if any(page.pixel(x, y) != ground for y in range(look.row_height))
    ]


@pytest.mark.parametrize("rtl", [False, True])
def test_mark_sentence_and_time_stand_at_their_edges(qtbot: QtBot, rtl: bool) -> None:
    look = OutboxLook(theme.apply(application(), "light"), "comfortable", rtl=rtl)
    width = look.theme.px(700)
    columns = ink_spans(look, stage(1), width)
    inset = look.inset
    assert inset - 2 <= columns[0] <= inset + 4
    assert width - inset - 4 <= columns[-1] <= width - inset + 2
    middle = range(inset + look.icon + 1, look.text_offset - 1)
    between = [width - 1 - x for x in middle] if rtl else list(middle)
    assert not set(between) & set(columns)


def test_a_sentence_keeps_its_own_direction_in_a_mirrored_list(qtbot: QtBot) -> None:
    page = make_page(qtbot, stage(1))
    page.list.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    look = page.list.look
    assert look.rtl
    pieces = sentence_pieces(look, text_of(stage(1)), 10_000)
    assert said(pieces) == "Set the stage of Birch & Sons in Vitally"
