"""The bar at the bottom: what each part says, what gives way, where a click leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import application
from ui.look import theme
from ui.source_words import Owed, Standing, needing, not_saved, saved, waiting
from ui.window.status_bar import StandingButton, StatusBar

AT = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
LONG = "Vitally answered something that nobody has ever written down, at considerable length"


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    theme.apply(application(), "light")
    made = StatusBar()
    qtbot.addWidget(made)
    made.resize(1000, made.height())
    made.tell("6 to contact of 104 in the queue", "J K move")
    made.saved.tell(saved())
    made.sync.tell(Standing("Sent 09:41", "", leads="outbox"))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def owed(
    bar: StatusBar, *, going: int = 0, held: int = 0, stopped: int = 0, conflicts: int = 0
) -> None:
    known = Owed(last_sent=AT, going=going, held=held, stopped=stopped, conflicts=conflicts)
    bar.tell_owed(waiting(known), needing(known))
    QApplication.sendPostedEvents()


def parts(bar: StatusBar) -> list[StandingButton]:
    return [bar.saved, bar.sync, bar.waiting, bar.needs]


def in_order(bar: StatusBar) -> list[str]:
    shown = [part for part in parts(bar) if part.isVisible()]
    return [part.standing.words for part in sorted(shown, key=lambda part: part.x())]


def test_the_four_parts_stand_in_order(bar: StatusBar) -> None:
    owed(bar, going=2, held=1, stopped=1, conflicts=1)
    assert in_order(bar) == ["Saved here", "Sent 09:41", "3 waiting", "2 need you"]


def test_a_part_without_anything_to_say_leaves(bar: StatusBar) -> None:
    owed(bar, going=1, stopped=1)
    owed(bar)
    assert in_order(bar) == ["Saved here", "Sent 09:41"]


def test_only_what_needs_a_person_is_coloured(bar: StatusBar) -> None:
    owed(bar, going=2, held=1, stopped=1)
    assert [part.standing.tone for part in parts(bar)] == ["plain", "plain", "plain", "amber"]
    amber = theme.current().color("amber")

    def holds_amber(part: StandingButton) -> bool:
        image = part.grab().toImage()

        def near(colour: QColor) -> bool:
            pairs = zip(colour.getRgb()[:3], amber.getRgb()[:3], strict=True)  # type: ignore[index]
            return all(abs(one - other) < 24 for one, other in pairs)

        return any(
            near(image.pixelColor(x, y))
            for x in range(image.width())
            for y in range(image.height())
        )

    assert [holds_amber(part) for part in parts(bar)] == [False, False, False, True]


@pytest.mark.parametrize("width", [1440, 1000, 760])
def test_where_it_is_narrow_the_counts_stay_whole(bar: StatusBar, width: int) -> None:
    bar.saved.tell(not_saved("Not saved yet: disk is full. The text stays here."))
    bar.sync.tell(Standing(LONG, "circle-alert", "red"))
    owed(bar, going=13, stopped=2)
    bar.resize(width, bar.height())
    QApplication.sendPostedEvents()
    for part in (bar.waiting, bar.needs):
        assert part.width() == part.sizeHint().width()
        assert part.geometry().right() <= bar.width()
    edges = [part.geometry() for part in parts(bar)]
    assert all(one.right() < two.left() for one, two in pairwise(edges))
    assert bar.sync.toolTip().startswith(LONG)


@pytest.mark.parametrize("width", [1000, 760])
def test_what_stands_at_the_left_gives_way_first(bar: StatusBar, width: int) -> None:
    """Words a third longer than ours, as German ones are."""
    bar.tell("8 von 104 Kundenkonten sind jetzt zu kontaktieren", "J K bewegen, E erledigt")
    bar.saved.tell(Standing("Lokal gespeichert", "check"))
    bar.sync.tell(Standing("Gesendet Di 24. Nov 09:41", ""))
    owed(bar, going=3, stopped=2)
    bar.waiting.tell(Standing("3 Änderungen warten noch", "send"))
    bar.needs.tell(Standing("2 brauchen dich", "circle-pause", "amber"))
    bar.resize(width, bar.height())
    QApplication.sendPostedEvents()
    assert [part.width() for part in parts(bar)] == [part.sizeHint().width() for part in parts(bar)]
    assert bar.counts.toolTip() == ("" if width == 1000 else bar.counts.whole)


@pytest.mark.parametrize(
    ("name", "given", "place"),
    [
        ("saved", {}, "outbox"),
        ("sync", {}, "outbox"),
        ("waiting", {"going": 1}, "outbox"),
        ("needs", {"stopped": 1, "conflicts": 1}, "outbox"),
        ("needs", {"conflicts": 1}, "conflicts"),
    ],
)
def test_a_click_goes_where_something_waits(
    qtbot: QtBot, bar: StatusBar, name: str, given: dict[str, int], place: str
) -> None:
    owed(bar, **given)
    with qtbot.waitSignal(bar.place_asked, timeout=500) as went:
        qtbot.mouseClick(getattr(bar, name), Qt.MouseButton.LeftButton)
    assert went.args == [place]


def test_words_about_a_source_lead_to_the_sources(qtbot: QtBot, bar: StatusBar) -> None:
    bar.sync.tell(Standing("Vitally: sign in again", "lock", "amber"))
    with qtbot.assertNotEmitted(bar.place_asked), qtbot.waitSignal(bar.asked, timeout=500):
        qtbot.mouseClick(bar.sync, Qt.MouseButton.LeftButton)


def test_the_keyboard_reaches_what_needs_a_person(qtbot: QtBot, bar: StatusBar) -> None:
    owed(bar, going=1, conflicts=2)
    bar.sync.setFocus(Qt.FocusReason.TabFocusReason)
    for part in (bar.waiting, bar.needs):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is part
    with qtbot.waitSignal(bar.place_asked, timeout=500) as went:
        qtbot.keyClick(bar.needs, Qt.Key.Key_Return)
    assert went.args == ["conflicts"]


def test_each_part_is_named_by_what_it_tells(bar: StatusBar) -> None:
    owed(bar, held=2, stopped=1, conflicts=1)
    assert bar.waiting.accessibleName() == "Outbox: 2 waiting"
    assert bar.waiting.accessibleDescription() == "2 held by you"
    assert bar.needs.accessibleName() == "Needs you: 2 need you"
    assert bar.needs.toolTip() == "2 need you\n1 stopped in the outbox\n1 conflict"


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    """The interface runs from right to left, as in Arabic."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_mirrored_the_words_keep_their_order(mirrored: None, qtbot: QtBot, bar: StatusBar) -> None:
    """A count before its words stays before them wherever the interface begins."""
    owed(bar, going=3)
    image = bar.waiting.grab().toImage()
    font = theme.current().font("caption")
    wide = QFontMetrics(font).horizontalAdvance("3 waiting")
    edge = theme.current().px(4)

    def drawn(words: str) -> QImage:
        sheet = QImage(wide, image.height(), QImage.Format.Format_RGB32)
        sheet.fill(image.pixelColor(0, 0))
        painter = QPainter(sheet)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setFont(font)
        painter.setPen(theme.current().color("ink2"))
        painter.drawText(sheet.rect(), Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
        return sheet

    def unlike(sheet: QImage) -> int:
        """How far the words are from that drawing, at the offset where they fit it best."""

        def at(moved: int) -> int:
            return sum(
                abs(sheet.pixelColor(x, y).red() - image.pixelColor(edge + moved + x, y).red())
                for x in range(wide)
                for y in range(sheet.height())
            )

        return min(at(moved) for moved in (-2, -1, 0, 1, 2))

    assert unlike(drawn("3 waiting")) * 2 < unlike(drawn("waiting 3"))
