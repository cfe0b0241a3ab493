"""The lists of the tasks page by key: promises, what was done lately, several at once, days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import points, task_writing, tasks
from book.note_writing import add_note
from book.records import AccountId, NoteId, Task, TaskId
from book.rules import load
from book.store import Store
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    dialog,
    edits,
    hit,
    queue,
    tasks_page,
    toast,
    type_in,
)
from ui.tables.tasks_page import TasksPage
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog
from ui.writing.task_dialog import TaskDialog

ALDER = AccountId(1)
TODAY = date(2026, 11, 24)
RULES = load()
WORDS = "# Call\n\n>> I owe them the price list tomorrow\n? who owns the plant\n! the CFO looks"


@pytest.fixture
def noted(store: Store) -> NoteId:
    number, _ = add_note(store, RULES, ALDER, body=WORDS, subject="Call", day=TODAY, today=TODAY)
    return number


def test_points_stand_in_lists_of_their_own_and_are_ticked(
    qtbot: QtBot, noted: NoteId, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    hit(qtbot, Qt.Key.Key_L)
    assert page.view == "i_owe"
    (row,) = page.model.shown
    assert (row[0].due, row[1]) == (TODAY + timedelta(days=1), "Alder Works")
    assert page.strip.buttons["question"].text() == "Questions 1"
    assert page.strip.buttons["i_owe"].isChecked()
    hit(qtbot, Qt.Key.Key_Space)
    assert points.points_of_account(store, ALDER)[-1].done_at is not None
    assert toast(window).startswith("Done: ")
    assert edits(store)[-1] == "Close promise"
    body = store.rows("SELECT body FROM notes WHERE id = ?", (noted,))[0][0]
    assert ">> [x] I owe them the price list tomorrow" in body
    qtbot.waitUntil(lambda: page.model.rowCount() == 0, timeout=1_000)
    page.show_view("done")
    page.table.selectRow(0)
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_Space)
    assert all(one.done_at is None for one in points.points_of_account(store, ALDER))


def test_a_point_is_moved_deleted_and_read_in_its_note(
    qtbot: QtBot, noted: NoteId, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    page.show_view("question")
    hit(qtbot, Qt.Key.Key_S)
    type_in(qtbot, "+3wd", Qt.Key.Key_Return)
    (question,) = (one for one in points.points_of_account(store, ALDER) if one.kind == "question")
    assert question.due == TODAY + timedelta(days=3)
    qtbot.waitUntil(lambda: page.model.record(0)[0].due == question.due, timeout=1_000)
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_O)
    note = window.acts.notes.page
    assert note.keeper.note_id == noted
    assert note.text.textCursor().block().text() == "? who owns the plant"
    window.go("tasks")
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_Delete)
    assert {one.kind for one in points.points_of_account(store, ALDER)} == {"i_owe", "risk"}


def test_done_tasks_are_opened_again_from_their_list(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    first = page.picked()[0]
    hit(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=1_000)
    page.show_view("done")
    page.table.selectRow([one.id for one, _ in page.model.shown].index(first.id))
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_E)
    found = tasks.task(store, first.id)
    assert found is not None and found.completed_at is None


def test_several_get_a_due_day_and_a_day_to_do_them_on(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    hit(qtbot, Qt.Key.Key_A, CTRL)
    count = len(page.picked())
    hit(qtbot, Qt.Key.Key_D, SHIFT)
    assert dialog(PickDialog).windowTitle() == f"When are {count} tasks due"
    type_in(qtbot, "2026-12-18", Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None, timeout=1_000)
    hit(qtbot, Qt.Key.Key_T, SHIFT)
    type_in(qtbot, "2026-12-16", Qt.Key.Key_Return)
    assert {(one.due, one.do_on) for one, _ in tasks.open_tasks(store)} == {
        (date(2026, 12, 18), date(2026, 12, 16))
    }
    assert edits(store) == [f"Edit {count} tasks"] * 2
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert {one.do_on for one, _ in tasks.open_tasks(store)} == {None}


def test_a_follow_up_of_the_house_rules_is_one_key_and_enter(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_U)
    asked = dialog(PickDialog)
    assert asked.windowTitle() == "Follow up with Alder Works"
    hit(qtbot, Qt.Key.Key_Return)
    made = [one for one in tasks.tasks_of(store, ALDER) if one.title == "Follow up: no answer yet"]
    assert [one.due for one in made] == [date(2026, 11, 27)]  # three working days from a Tuesday


def test_the_form_takes_a_day_a_repeat_and_a_checklist(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_T)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    form.title.setText("Review")
    form.due.setText("2027-01-31")
    form.do_on.setText("2027-01-28")
    form.repeat.setText("now and then")
    form.keep()
    assert "Not understood" in form.repeat_told.text()
    assert form.repeat_told.property("ink") == "red"
    form.repeat.setText("every month on the 31st")
    assert form.repeat_told.text() == "every month on the 31st, next on 28 Feb 2027"
    form.checklist.fields[0].setFocus()
    form.checklist.fields[0].setText("names")
    qtbot.keyClick(form.checklist.fields[0], Qt.Key.Key_Return)
    assert len(form.checklist.fields) == 2
    form.checklist.fields[1].setText("numbers")
    qtbot.keyClick(form.checklist.fields[1], Qt.Key.Key_Return)
    qtbot.keyClick(form.checklist.fields[2], Qt.Key.Key_Backspace)
    assert len(form.checklist.fields) == 2
    form.keep()
    (made,) = (one for one in tasks.tasks_of(store, ALDER) if one.title == "Review")
    assert (made.due, made.do_on) == (date(2027, 1, 31), date(2027, 1, 28))
    assert made.repeat == "every month on the 31st from 2027-01-31"
    assert made.body == "- [ ] names\n- [ ] numbers"


def test_a_column_nothing_stands_in_leaves_its_room_to_the_titles(
    window: MainWindow, store: Store
) -> None:
    page = tasks_page(window)
    assert [one.id for one in page.model.columns] == ["task", "due", "account", "source"]
    _, changed = task_writing.add_task(store, RULES, ALDER, "Review", due=TODAY, do_on=TODAY)
    window.acts.writer.announce(changed)
    wanted = ["task", "due", "do_on", "account", "source"]
    assert [one.id for one in tasks_page(window).model.columns] == wanted


def test_what_a_task_has_beside_its_days_stands_in_its_row(
    qtbot: QtBot, noted: NoteId, window: MainWindow, store: Store
) -> None:
    _, changed = task_writing.add_task(
        store, RULES, ALDER, "Review", due=TODAY - timedelta(days=90), body="- [x] a\n- [ ] b",
        repeat="every 2 weeks on mon", note_id=noted,
    )  # fmt: skip
    window.acts.writer.announce(changed)
    page = tasks_page(window)
    more = [column.id for column in page.model.columns].index("more")
    assert page.model.index(0, more).data() == "1 of 2 · every 2 weeks on mon · note"
    page.table.selectRow(0)
    hit(qtbot, Qt.Key.Key_O)
    assert window.acts.notes.page.keeper.note_id == noted


def test_a_task_is_tied_to_a_note_by_key(
    qtbot: QtBot, noted: NoteId, window: MainWindow, store: Store
) -> None:
    number, changed = task_writing.add_task(store, RULES, ALDER, "It", due=date(2026, 1, 1))
    window.acts.writer.announce(changed)
    page = tasks_page(window)
    page.table.selectRow(0)
    hit(qtbot, Qt.Key.Key_B, SHIFT)
    type_in(qtbot, "Call", Qt.Key.Key_Return)
    found = tasks.task(store, number)
    assert found is not None and found.note_id == noted
    assert toast(window) == "Tied to it."


def test_a_click_in_the_pane_ticks_a_promise(
    qtbot: QtBot, noted: NoteId, window: MainWindow, store: Store
) -> None:
    queue(window)
    pane = window.desk.seat.pane
    (line,) = [one for one in pane.lines.lines if one.key == "point 1"]
    pane.lines.act(pane.lines.number_of(line.key))
    (promise,) = (one for one in points.points_of_account(store, ALDER) if one.id == 1)
    assert promise.done_at is not None
    qtbot.waitUntil(
        lambda: [one.sign for one in pane.lines.lines if one.key == "point 1"] == ["square-check"],
        timeout=1_000,
    )
    pane.lines.act(pane.lines.number_of("point 1"))
    (promise,) = (one for one in points.points_of_account(store, ALDER) if one.id == 1)
    assert promise.done_at is None


def test_each_list_says_when_it_is_empty(qtbot: QtBot, window: MainWindow) -> None:
    page = tasks_page(window)
    told = set()
    for _ in range(6):
        hit(qtbot, Qt.Key.Key_L)
        if page.empty.isVisible():
            told.add(page.empty.heading.text())
    assert page.view == "tasks"
    assert told == {
        "You owe nobody anything", "Nobody owes you anything", "No open questions",
        "No risks and no wishes", "Nothing was done lately",
    }  # fmt: skip


def many(count: int) -> list[tuple[Task, str]]:
    return [
        (
            Task(
                id=TaskId(number),
                account_id=AccountId(number % 900 + 1),
                title=f"Task {number} about {'invoices' if number % 7 == 0 else 'logins'}",
                due=TODAY + timedelta(days=number % 60),
                mine=True,
            ),
            f"Customer {number % 900}",
        )
        for number in range(1, count + 1)
    ]


def test_typing_on_looks_only_among_what_was_found(qtbot: QtBot) -> None:
    page = TasksPage(TODAY)
    qtbot.addWidget(page)
    page.show_tasks(many(20_000), TODAY)
    looked: list[int] = []

    class Hay(str):
        def __contains__(self, word: object) -> bool:
            looked.append(1)
            return isinstance(word, str) and str.__contains__(self, word)

    page.model._hay = [Hay(one) for one in page.model._hay]
    page.filter.setText("invoices")
    first = len(looked)
    assert (first, page.model.rowCount()) == (20_000, 2_857)
    page.filter.setText("invoices 77")
    assert len(looked) - first <= 2 * 2_857  # two words, each looked for among what was found
    narrowed = [one[0].id for one in page.model.shown]
    page.filter.setText("")
    page.filter.setText("invoices 77")
    assert [one[0].id for one in page.model.shown] == narrowed  # the same as from the beginning
    page.filter.setText("customer 77")
    assert len(page.model.shown) > len(narrowed)  # another text is looked for among all
