"""The call bar by itself: what it shows at which width, and what its thread says."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from book.calls import MarkId, SetMark
from ui.call.bar import CallBar
from ui.call.thread import CallThread, seats, span_seconds, ticks
from ui.call.words import marks_said
from ui.look import theme

MARKS = (
    SetMark(id=MarkId(1), clock_s=130.4, kind="idea", words="one board"),
    SetMark(id=MarkId(2), clock_s=521.0, kind="risk"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> CallBar:
    made = CallBar()
    qtbot.addWidget(made)
    made.show_call(MARKS, 872.9, runs=True)
    made.show()
    return made


@pytest.mark.parametrize("width_u", [320, 700, 1400])
def test_what_has_no_room_is_left_out_and_nothing_is_cut(
    qtbot: QtBot, bar: CallBar, width_u: int
) -> None:
    width = theme.current().px(width_u)
    bar.resize(width, bar.height())
    qtbot.waitUntil(lambda: bar.width() == width)
    parts = [bar.sign, bar.clock, bar.turn, bar.thread_view, *bar.buttons.values(), bar.after]
    shown = [one for one in parts if one.isVisible()]
    assert all(one.geometry().right() < width for one in shown)
    assert all(
        one.width() >= one.sizeHint().width() for one in bar.buttons.values() if one in shown
    )
    assert bar.clock in shown
    assert (bar.buttons["quote"] in shown) == (width_u >= 700)
    assert (bar.thread_view in shown) == (width_u >= 1400)


def test_clock_and_marks_are_said(bar: CallBar) -> None:
    assert bar.clock.text() == "14:32"
    assert bar.clock.accessibleName() == "The call's clock: 14:32"
    assert bar.thread_view.accessibleName() == "Marks: idea 2:10 one board, risk 8:41"
    assert marks_said(()) == "No marks yet"


def test_a_call_that_is_over_offers_to_go_on(bar: CallBar) -> None:
    asked: list[str] = []
    bar.asked.connect(asked.append)
    # The clock is that of a recording that goes on: what stops here is only paused.
    assert bar.turn.text() == "Pause"
    bar.buttons["bug"].click()
    bar.show_call(MARKS, 900, runs=False)
    bar.buttons["bug"].click()
    bar.turn.click()
    assert asked == ["mark_bug", "call_clock"]
    assert bar.turn.text() == "Go on"
    assert bar.turn.accessibleName() == "Let the call's clock go on; the pause counts"
    assert bar.clock.accessibleName() == "The call took 15:00"


@pytest.mark.parametrize(
    ("seconds", "whole"), [(0, 900), (800, 900), (870, 1_800), (3_600, 5_400), (90_000, 97_826)]
)
def test_the_thread_grows_in_steps(seconds: float, whole: int) -> None:
    assert span_seconds(seconds) == whole


def test_marks_and_now_stand_where_they_were_set() -> None:
    placed = seats(MARKS, 872.9, runs=True)
    assert [one.kind for one in placed] == ["idea", "risk", "now"]
    assert [round(one.at * 1_800, 1) for one in placed] == [130.4, 521.0, 872.9]
    assert all(0 <= one.at <= 1 for one in seats(MARKS, 10, runs=False))


def thread(qtbot: QtBot, marks: tuple[SetMark, ...], seconds: float) -> CallThread:
    made = CallThread()
    qtbot.addWidget(made)
    made.resize(500, 44)
    made.show_call(marks, seconds, runs=True)
    return made


def set_at(*seconds: float) -> tuple[SetMark, ...]:
    return tuple(
        SetMark(id=MarkId(number), clock_s=at, kind="idea", words=f"word {number}")
        for number, at in enumerate(seconds, start=1)
    )


def test_marks_a_second_apart_share_a_tick_and_a_label_that_counts_them(qtbot: QtBot) -> None:
    made = thread(qtbot, set_at(60, 61, 62, 63, 400), 600)
    assert [one.words for one in made.labels()] == ["4 marks 1:00–1:03", "idea 6:40"]
    assert ticks([33, 33, 34, 35, 222], 7) == [[0, 1, 2, 3], [4]]
    beneath = made.marks_at(QPoint(34, 20))
    assert [mark.words for mark in beneath] == ["word 1", "word 2", "word 3", "word 4"]
    assert made.marks_at(QPoint(120, 20)) == []


@pytest.mark.parametrize("seconds", [3, 300, 800])
def test_labels_stand_in_nobodys_way_and_none_is_lost(qtbot: QtBot, seconds: float) -> None:
    marks = set_at(*(seconds * part / 40 for part in range(41)))
    made = thread(qtbot, marks, seconds)
    found = made.labels()
    assert [mark.id for one in found for mark in one.marks] == [mark.id for mark in marks]
    boxes = [one.box for one in found]
    assert not any(
        one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :]
    )
    assert all(box.left() >= 0 and box.right() < made.width() for box in boxes)
