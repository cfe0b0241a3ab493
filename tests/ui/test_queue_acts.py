"""Working through the queue by key: marks, snoozes, dismissals, and taking them back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.store import Store
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    dialog,
    edits,
    hit,
    marks,
    press_toast,
    queue,
    toast,
    type_in,
)
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog


@pytest.mark.parametrize(
    ("key", "state"),
    [
        (Qt.Key.Key_C, "contacted"),
        (Qt.Key.Key_B, "booked"),
        (Qt.Key.Key_E, "done"),
        (Qt.Key.Key_D, "done"),
        (Qt.Key.Key_I, "skipped"),
        (Qt.Key.Key_R, "to_contact"),
    ],
)
def test_a_letter_marks_the_row(
    qtbot: QtBot, window: MainWindow, store: Store, key: Qt.Key, state: str
) -> None:
    page = queue(window)
    account = page.current_account()
    assert account is not None
    hit(qtbot, key)
    assert marks(store) == {account: (state, None)}
    row = window.reading.row_of(account)
    assert row is not None
    assert row.state == state


def test_contacted_and_booked_stay_on_the_row_done_goes_on(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = queue(window)
    first = page.current_account()
    hit(qtbot, Qt.Key.Key_C)
    assert page.current_account() == first
    assert toast(window) == ""  # the row itself shows it
    hit(qtbot, Qt.Key.Key_E)
    second = page.current_account()
    assert second != first
    assert toast(window) == "Alder Works is done for this renewal."
    qtbot.wait(120)  # the list is filled anew
    assert page.current_account() == second


def test_three_rows_are_marked_as_one_edit_and_the_toast_takes_it_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = queue(window)
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    picked = page.main.picks()
    hit(qtbot, Qt.Key.Key_C)
    assert marks(store) == dict.fromkeys(picked, ("contacted", None))
    assert edits(store) == ["Mark contacted: 3 accounts"]
    assert toast(window) == "3 rows are contacted."
    press_toast(window)
    assert marks(store) == {}
    assert toast(window) == "Undone: Mark contacted: 3 accounts."


def test_all_rows_are_snoozed_to_a_typed_day_and_undone_without_a_mouse(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = queue(window)
    hit(qtbot, Qt.Key.Key_A, CTRL)
    hit(qtbot, Qt.Key.Key_H)
    asked = dialog(PickDialog)
    assert asked.windowTitle() == "Snooze 6 rows until"
    type_in(qtbot, "next mon", Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    assert set(marks(store).values()) == {("snoozed", "2026-11-30")}
    assert len(marks(store)) == 6
    assert toast(window) == "Snoozed 6 rows to Mon 30 Nov."
    qtbot.waitUntil(lambda: not window.reading.rows, timeout=1_000)
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert marks(store) == {}
    qtbot.waitUntil(lambda: len(page.main.queue().entries) > 6, timeout=1_000)


@pytest.mark.parametrize(
    ("typed", "keys", "until"),
    [
        ("", [Qt.Key.Key_Return], "2026-11-25"),
        ("", [Qt.Key.Key_Down, Qt.Key.Key_Return], "2026-11-27"),
        ("", [Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return], "2026-11-30"),
        ("+2w", [Qt.Key.Key_Return], "2026-12-08"),
        ("in 3", [Qt.Key.Key_Return], "2026-11-27"),
        ("2026-12-24", [Qt.Key.Key_Return], "2026-12-24"),
    ],
)
def test_days_to_snooze_to(
    qtbot: QtBot, window: MainWindow, store: Store, typed: str, keys: list[Qt.Key], until: str
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_S)
    type_in(qtbot, typed, *keys)
    assert [snoozed for _, snoozed in marks(store).values()] == [until]


def test_a_day_that_is_over_or_no_day_is_not_taken(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_S)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "yesterday", Qt.Key.Key_Return)
    assert asked.isVisible()
    assert asked.hint.words == "That day is over."
    asked.field.clear()
    type_in(qtbot, "soon", Qt.Key.Key_Return)
    assert asked.hint.words == "Nothing for “soon”."
    hit(qtbot, Qt.Key.Key_Escape)  # empties the field
    hit(qtbot, Qt.Key.Key_Escape)
    assert not asked.isVisible()
    assert marks(store) == {}


def test_dismissing_is_for_new_rows_only(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_X)
    assert toast(window) == "Only a row in New can be dismissed from it."
    assert edits(store) == []


def test_new_rows_leave_new_and_come_back(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO segment_seen (account_id, segment, first_seen, is_new)"
            " VALUES (?, 'CSM Managed', '2026-11-23T09:00:00.000Z', 1)",
            [(2,), (3,)],
        )
    window.refresh(None)
    page = queue(window)
    qtbot.waitUntil(lambda: window.reading.row_of(page.current_account()) is not None)  # type: ignore[arg-type]
    new = [row.account.id for row in window.reading.rows if row.band == "new"]
    assert new == [2, 3]
    page.main.choose(page.main.queue().place_of(new[0]))
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    assert page.main.picks() == new
    hit(qtbot, Qt.Key.Key_X)
    assert [row for row in window.reading.rows if row.band == "new"] == []
    assert toast(window) == "Dismissed 2 rows from New."
    press_toast(window)  # both, though each was an edit of its own
    assert [row.account.id for row in window.reading.rows if row.band == "new"] == new


def test_letters_do_nothing_on_pages_without_rows(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    window.go("week")
    for key in (Qt.Key.Key_C, Qt.Key.Key_B, Qt.Key.Key_E, Qt.Key.Key_H, Qt.Key.Key_G):
        hit(qtbot, key)
    assert QApplication.activeModalWidget() is None
    assert edits(store) == []


def test_letters_typed_into_the_filter_stay_there(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = queue(window)
    hit(qtbot, Qt.Key.Key_Slash)
    type_in(qtbot, "cbed")
    assert page.filter_text() == "cbed"
    assert edits(store) == []
