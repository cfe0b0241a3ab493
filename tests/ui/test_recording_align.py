"""The slider that aligns a recording with its call: seen at once, written when it rests."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from pytestqt.qtbot import QtBot

from book import recordings
from book.moments import EARLIEST_SHIFT_S, LATEST_SHIFT_S, Moment, MomentId, NewMoment
from book.store import Store
from tests.ui.test_recordings_page import ALDER, LOOM, log, page_of
from tests.ui.writing_desk import edits, hit, toast
from ui.recordings.align import preview, shift_words
from ui.recordings.page import RecordingsPage
from ui.window.main_window import MainWindow
from ui.window.toast import Toast

MARK = NewMoment(at_s=725, label="error shown", kind="bug", clock_s=725.4)


@pytest.fixture
def page(window: MainWindow, store: Store) -> RecordingsPage:
    log(store, LOOM, ALDER, "The funnel", MARK, NewMoment(at_s=30, label="by hand"))
    window.desk.refill(window.reading.forget(None))
    return page_of(window)


def stored(store: Store) -> list[int]:
    ((one, _),) = recordings.all_recordings(store)
    return [each.at_s for each in one.moments]


def shown_at(page: RecordingsPage) -> list[int]:
    return [each.at_s for each in page.detail.model.shown]


def test_the_moments_follow_at_once_and_are_written_after_a_rest(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    strip = page.detail.align
    strip._rest.setInterval(10)
    hit(qtbot, Qt.Key.Key_Equal)
    assert window.focusWidget() is strip.slider
    hit(qtbot, Qt.Key.Key_PageUp)
    assert shown_at(page) == [30, 695], "the moment made by hand stays"
    assert stored(store) == [30, 725]
    hit(qtbot, Qt.Key.Key_Right)
    assert strip.shift_s == 31
    assert "31" in strip.slider.accessibleName()
    qtbot.waitUntil(lambda: stored(store) == [30, 694])
    assert edits(store)[-1] == "Align moments"
    assert toast(window) == "", "a toast would lie over the slider"
    window.commands.run("undo")
    assert stored(store) == [30, 725]


def test_it_reaches_from_ten_minutes_before_to_half_an_hour_after(page: RecordingsPage) -> None:
    slider = page.detail.align.slider
    assert (slider.minimum(), slider.maximum()) == (EARLIEST_SHIFT_S, LATEST_SHIFT_S)
    assert (EARLIEST_SHIFT_S, LATEST_SHIFT_S) == (-600, 1_800)


def test_without_marks_of_a_call_there_is_no_slider(window: MainWindow, store: Store) -> None:
    log(store, LOOM, ALDER, "The funnel", NewMoment(at_s=30))
    window.desk.refill(window.reading.forget(None))
    assert page_of(window).detail.align.isHidden()
    assert not window.commands.run("align_recording")


def test_a_link_that_is_pasted_meanwhile_leaves_the_keyboard_on_the_page(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage, store: Store
) -> None:
    hit(qtbot, Qt.Key.Key_Equal)
    assert window.focusWidget() is page.detail.align.slider
    log(store, f"{LOOM[:-4]}0000", ALDER, "Without marks")
    window.desk.refill(window.reading.forget(None))
    newest = next(one for one, _ in recordings.all_recordings(store) if not one.moments)
    page.stand_on(newest.id)
    assert page.detail.align.isHidden()
    assert window.focusWidget() is page.table


def test_a_toast_lies_clear_of_the_slider(
    qtbot: QtBot, window: MainWindow, page: RecordingsPage
) -> None:
    strip = page.detail.align
    window.tell("The recording is logged already, at another account of the same customer.")
    hit(qtbot, Qt.Key.Key_Equal)
    (said,) = window.findChildren(Toast)
    assert said.isVisible()
    area = window.desk.area
    slider = QRect(strip.slider.mapTo(area, QPoint(0, 0)), strip.slider.size())
    assert not said.geometry().intersects(slider)
    page.table.setFocus()
    assert said.geometry().bottom() > slider.top(), "with the keyboard elsewhere it lies below"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "with the clock"), (70, "1:10 after the clock"), (-600, "10:00 before the clock")],
)
def test_where_it_stands_is_said(seconds: int, words: str) -> None:
    assert shift_words(seconds) == words


def test_a_preview_is_in_order_and_never_before_the_start() -> None:
    moments = [
        Moment(id=MomentId(1), at_s=20, clock_s=20.0),
        Moment(id=MomentId(2), at_s=10),
    ]
    assert [(one.id, one.at_s) for one in preview(moments, 60)] == [(1, 0), (2, 10)]
    assert [(one.id, one.at_s) for one in preview(moments, -5)] == [(2, 10), (1, 25)]
