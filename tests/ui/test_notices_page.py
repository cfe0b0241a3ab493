"""The list of what rang: kept in words of now, opened, finished, put off, seen when looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import rung, tasks
from book.escalation_writing import begin_escalation
from book.records import AccountId, TaskId
from book.reminders import Reminder
from book.store import Store
from tests.clocks import HandClock
from tests.ui.escalation_desk import stored_form
from tests.ui.writing_desk import CTRL, hit, toast
from ui.notices.page import NoticesPage
from ui.window.main_window import MainWindow
from ui.writing.task_dialog import TaskDialog

ALDER = AccountId(1)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock) -> NoticesPage:
    day = Reminder(key="digest:2026-11-24", kind="digest", at=clock() - timedelta(hours=3))
    due = Reminder(
        key="task:1:2026-11-24T11:30", kind="task", at=clock() - timedelta(minutes=30),
        account_id=ALDER, record="task", record_id=1,
    )  # fmt: skip
    rung.note_rung(store, [day], clock() - timedelta(hours=3))
    rung.note_rung(store, [due], clock() - timedelta(minutes=30))
    hit(qtbot, Qt.Key.Key_0, CTRL)
    shown = window.desk.shown
    assert shown is not None and isinstance(shown.page, NoticesPage)
    return shown.page


def texts(page: NoticesPage) -> list[tuple[str, str, str]]:
    return [(row.what, row.account, row.state) for row in page.model.shown]


def test_the_last_comes_first_and_looked_at_it_is_seen(page: NoticesPage, store: Store) -> None:
    one = tasks.task(store, TaskId(1))
    assert one is not None
    assert texts(page) == [(one.title, "Alder Works", ""), ("The day's notice", "", "")]
    assert page.summary == "2 kept"
    assert rung.unseen(store) == 0


def test_e_finishes_the_task_and_the_line_says_so(
    qtbot: QtBot, page: NoticesPage, window: MainWindow, store: Store
) -> None:
    hit(qtbot, Qt.Key.Key_E)
    one = tasks.task(store, TaskId(1))
    assert one is not None and one.completed_at is not None
    assert toast(window).startswith("Done: ")
    assert texts(page)[0][2] == "done"


def test_h_lets_it_ring_again_in_an_hour(
    qtbot: QtBot, page: NoticesPage, window: MainWindow, store: Store, clock: HandClock
) -> None:
    hit(qtbot, Qt.Key.Key_H)
    assert rung.all_put_off(store) == {"task:1:2026-11-24T11:30": clock() + timedelta(hours=1)}
    assert toast(window) == "It rings again in an hour."
    assert texts(page)[0][2].startswith("rings again ")


def test_the_days_notice_has_nothing_left_to_do(
    qtbot: QtBot, page: NoticesPage, window: MainWindow, store: Store
) -> None:
    page.next_row()
    hit(qtbot, Qt.Key.Key_H)
    assert rung.all_put_off(store) == {}
    hit(qtbot, Qt.Key.Key_Return)
    assert window.desk.area.key == "today"


def test_enter_opens_the_task_and_esc_goes_back(
    qtbot: QtBot, page: NoticesPage, window: MainWindow
) -> None:
    hit(qtbot, Qt.Key.Key_Return)
    form = QApplication.activeModalWidget()
    assert isinstance(form, TaskDialog)
    form.reject()
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "today"


def test_without_anything_it_says_what_will_stand_here(qtbot: QtBot, window: MainWindow) -> None:
    hit(qtbot, Qt.Key.Key_0, CTRL)
    shown = window.desk.shown
    assert shown is not None and isinstance(shown.page, NoticesPage)
    assert shown.page.empty.isVisible()
    assert shown.status() == ""


def test_enter_opens_the_escalation(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number, _ = begin_escalation(
        store, window.reading.rules, ALDER, stored_form(subject="Funnels time out")
    )
    due = Reminder(
        key=f"quiet:{number}:2026-11-24", kind="clock", at=clock(), account_id=ALDER,
        record="escalation", record_id=number, code="quiet",
    )  # fmt: skip
    rung.note_rung(store, [due], clock())
    hit(qtbot, Qt.Key.Key_0, CTRL)
    shown = window.desk.shown
    assert shown is not None and isinstance(shown.page, NoticesPage)
    assert texts(shown.page)[0][:2] == ("Nobody answered yet: Funnels time out", "Alder Works")
    hit(qtbot, Qt.Key.Key_Return)
    assert window.desk.area.key == "escalation"
