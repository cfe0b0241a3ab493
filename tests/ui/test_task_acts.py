"""Tasks by key: new, done, open again, moved, edited, deleted, one or many."""

from __future__ import annotations

from datetime import date, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import tasks
from book.escalation_writing import begin_escalation
from book.records import AccountId, Task, TaskId
from book.store import Store
from tests.ui.escalation_desk import stored_form
from tests.ui.shell_book import TODAY
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    dialog,
    edits,
    hit,
    press_toast,
    queue,
    tasks_page,
    toast,
    type_in,
    waiting,
)
from ui.tables.task_columns import due_words
from ui.window.main_window import MainWindow
from ui.writing import selection
from ui.writing.pick_list import PickDialog
from ui.writing.question import Question
from ui.writing.task_dialog import TaskDialog

ALDER = AccountId(1)


def open_titles(store: Store) -> list[str]:
    return [task.title for task, _ in tasks.open_tasks(store)]


def one(store: Store, number: int) -> Task:
    found = tasks.task(store, TaskId(number))
    assert found is not None
    return found


def test_t_adds_a_task_for_the_account_in_view(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_T)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    assert form.windowTitle() == "New task for Alder Works"
    type_in(qtbot, "Send the naming guide", Qt.Key.Key_Tab)
    type_in(qtbot, "fri")
    assert form.day.text() == "Fri 27 Nov, in 3 days"
    hit(qtbot, Qt.Key.Key_Return)
    assert QApplication.activeModalWidget() is None
    (added,) = [t for t in tasks.tasks_of(store, ALDER) if t.title == "Send the naming guide"]
    assert (added.due, added.mine) == (date(2026, 11, 27), True)
    assert waiting(store) == [("task", "create")]
    assert toast(window) == "Task added for Alder Works."
    press_toast(window)
    assert waiting(store) == []


def test_without_a_title_or_with_no_day_the_form_stays_and_says_why(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_T)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    hit(qtbot, Qt.Key.Key_Return)
    assert form.trouble.words.startswith("The task has no title.")
    type_in(qtbot, "Call", Qt.Key.Key_Tab)
    type_in(qtbot, "someday")
    assert (form.day.text()[:10], form.day.property("ink")) == ("No day yet", "ink3")
    hit(qtbot, Qt.Key.Key_Return)
    assert form.isVisible()
    assert form.day.text().startswith("“someday” is no day.")
    assert form.day.property("ink") == "red"
    form.due.clear()
    hit(qtbot, Qt.Key.Key_Return)
    assert not form.isVisible()
    assert [t.due for t in tasks.tasks_of(store, ALDER) if t.title == "Call"] == [None]


def test_what_the_book_refuses_stays_in_the_form(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_T)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    form.title.setText("x" * 1_001)
    hit(qtbot, Qt.Key.Key_Return)
    assert form.isVisible()
    assert "1,000 are the most" in form.trouble.words
    assert form.title.text() == "x" * 1_001
    assert form.verb.isEnabled()
    form.reject()
    assert edits(store) == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_D, Qt.Key.Key_E])
def test_a_task_is_done_and_the_next_one_stands_ready(
    qtbot: QtBot, window: MainWindow, store: Store, key: Qt.Key
) -> None:
    page = tasks_page(window)
    first, second = (page.model.record(row)[0] for row in (0, 1))
    hit(qtbot, key)
    assert first.title not in open_titles(store)
    assert waiting(store) == [("task", "complete")]
    assert toast(window) == f"Done: {first.title}"
    assert [task.id for task in page.picked()] == [second.id]
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=1_000)
    assert [task.id for task in page.picked()] == [second.id]


def test_several_are_done_as_one_edit(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    page = tasks_page(window)
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    assert len(page.picked()) == 2
    assert window.status.counts.whole == "3 open tasks · 2 selected"
    hit(qtbot, Qt.Key.Key_Space)
    assert open_titles(store) == ["Task 4"]
    assert edits(store) == ["Complete 2 tasks"]
    assert toast(window) == "2 tasks done."
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert len(open_titles(store)) == 3


def test_all_are_moved_to_a_day(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    tasks_page(window)
    hit(qtbot, Qt.Key.Key_A, CTRL)
    hit(qtbot, Qt.Key.Key_S)
    assert dialog(PickDialog).windowTitle() == "Move 3 tasks to"
    type_in(qtbot, "", Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert {task.due for task, _ in tasks.open_tasks(store)} == {date(2026, 11, 30)}
    assert toast(window) == "Moved 3 tasks to Mon 30 Nov."


def test_esc_leaves_one_of_several_selected(qtbot: QtBot, window: MainWindow) -> None:
    page = tasks_page(window)
    hit(qtbot, Qt.Key.Key_A, CTRL)
    assert len(page.picked()) == 3
    hit(qtbot, Qt.Key.Key_Escape)
    assert len(page.picked()) == 1


def test_f2_gives_other_words_and_another_day(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    number = page.picked()[0].id
    hit(qtbot, Qt.Key.Key_F2)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    assert (form.title.text(), form.due.text()) == ("Task 0", "2026-11-22")
    type_in(qtbot, "Call them", Qt.Key.Key_Tab)
    form.due.clear()
    type_in(qtbot, "tomorrow", Qt.Key.Key_Return)
    assert (one(store, number).title, one(store, number).due) == ("Call them", date(2026, 11, 25))


def test_delete_takes_one_at_once_and_asks_for_several(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    hit(qtbot, Qt.Key.Key_Delete)
    assert open_titles(store) == ["Task 2", "Task 4"]
    assert toast(window) == "Task deleted."
    press_toast(window)
    assert len(open_titles(store)) == 3
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=1_000)
    hit(qtbot, Qt.Key.Key_A, CTRL)
    hit(qtbot, Qt.Key.Key_Delete)
    question = dialog(Question)
    assert isinstance(question, Question)
    assert question.windowTitle() == "Delete 3 tasks?"
    hit(qtbot, Qt.Key.Key_Return)
    assert len(open_titles(store)) == 3  # Enter keeps
    hit(qtbot, Qt.Key.Key_Delete)
    question = dialog(Question)
    assert isinstance(question, Question)
    question.verb.click()
    assert open_titles(store) == []
    assert edits(store)[-1] == "Delete 3 tasks"  # one edit, where it was three before
    press_toast(window)
    assert len(open_titles(store)) == 3


def test_a_click_in_the_pane_finishes_and_opens_again(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    pane = window.desk.seat.pane
    (line,) = [one for one in pane.lines.lines if one.sign == "square"]
    pane.lines.act(pane.lines.number_of(line.key))
    assert open_titles(store) == ["Task 2", "Task 4"]
    qtbot.waitUntil(
        lambda: [one.sign for one in pane.lines.lines if one.key == line.key] == ["square-check"],
        timeout=1_000,
    )
    pane.lines.act(pane.lines.number_of(line.key))
    assert "Task 0" in open_titles(store)


def test_a_task_that_waits_says_so(qtbot: QtBot, window: MainWindow) -> None:
    page = tasks_page(window)
    source = [column.id for column in page.model.columns].index("source")
    hit(qtbot, Qt.Key.Key_S)
    hit(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: "waits here" in [page.model.index(row, source).data() for row in range(3)],
        timeout=1_000,
    )


def test_after_an_undo_one_stands_on_what_came_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    page.pick([0])
    first = page.picked()[0].id
    hit(qtbot, Qt.Key.Key_E)
    page.pick([page.model.rowCount() - 1])
    assert page.picked()[0].id != first
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: [task.id for task in page.picked()] == [first], timeout=1_000)


def test_a_task_is_tied_to_an_escalation_and_leads_there(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number, _ = begin_escalation(
        store, window.reading.rules, ALDER, stored_form(subject="Funnels time out")
    )
    tasks_page(window)
    task = selection.tasks(window.desk)[0]
    assert task.account_id == ALDER
    hit(qtbot, Qt.Key.Key_B, SHIFT)
    type_in(qtbot, "time out", Qt.Key.Key_Return)
    assert one(store, task.id).escalation_id == number
    hit(qtbot, Qt.Key.Key_F2)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    assert form.belongs_to == "Belongs to the escalation “Funnels time out”"
    form.reject()
    hit(qtbot, Qt.Key.Key_O)
    assert window.desk.area.key == "escalation"
    assert window.acts.escalations.page.keeper.number == number


def test_a_time_after_the_day_is_kept_shown_and_given_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_T)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    type_in(qtbot, "Send the plan")
    form.due.setText("tomorrow 15:30")
    assert form.day.text() == "Wed 25 Nov, tomorrow; rings at 15:30"
    hit(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(tasks.timed_tasks(store)))
    (task,) = tasks.timed_tasks(store)
    assert (task.due, task.at_time) == (date(2026, 11, 25), time(15, 30))
    assert due_words(task, TODAY) == "tomorrow 15:30"
    again = window.acts.tasks.ask_edit_of(task.id)
    assert again is not None and again.due.text() == "2026-11-25 15:30"
    again.due.setText("2026-11-25")
    again.keep()
    qtbot.waitUntil(lambda: not tasks.timed_tasks(store))
