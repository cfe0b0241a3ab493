"""Time passes on the outbox page only while that is anybody's business."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.outbox_samples import (
    make_page,
    note,
    parked,
    usual,
)
from tests.ui.shell_book import NOON
from ui.outbox.page import OutboxPage

NARROW = (700, 700)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def head(page: OutboxPage) -> list[str]:
    return [line.spoken for line in page.detail.head.lines]


def test_what_counts_down_does_so_while_it_is_looked_at(qtbot: QtBot) -> None:
    clock = HandClock(NOON)
    page = make_page(qtbot, *usual(), clock=clock)
    page.select(2)
    assert page.countdown.timer.isActive()
    assert "In 41 s." in head(page)
    clock.move(seconds=11)
    page.countdown.tick()
    text = page.model.text(page.model.place(2) or 0)
    assert text is not None
    assert text.when == "in 30 s"
    assert "In 30 s." in head(page)
    clock.move(minutes=2)
    page.countdown.tick()
    assert not page.countdown.timer.isActive()
    assert "Leaves with the next run." in head(page)


def test_nothing_ticks_out_of_sight_or_where_nothing_counts_down(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual(), clock=HandClock(NOON))
    page.hide()
    assert not page.countdown.timer.isActive()
    page.show()
    assert page.countdown.timer.isActive()
    page.show_entries([note(1), parked(2)], now=NOON)
    assert not page.countdown.timer.isActive()


def test_without_a_clock_time_stands(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    assert not page.countdown.timer.isActive()
    page.countdown.tick()
    assert "In 41 s." not in head(page)
