"""My open tasks by due day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pytestqt.qtbot import QtBot

from book.records import AccountId, Task, TaskId
from tests.ui.shell_book import application
from ui.look import theme
from ui.tables.row_table import INK_ROLE
from ui.tables.task_columns import due_ink, due_words
from ui.tables.tasks_page import OpenTask, TasksPage, summary

TODAY = date(2026, 11, 24)


def task(number: int, due: int | None, *, source: str | None = "vitally") -> OpenTask:
    day = None if due is None else TODAY + timedelta(days=due)
    made = Task(
        id=TaskId(number),
        account_id=AccountId(number + 100),
        title=f"Task {number}",
        due=day,
        source=source,
        mine=True,
    )
    return made, f"Account {number}"


@pytest.fixture
def page(qtbot: QtBot) -> TasksPage:
    theme.apply(application(), "light")
    made = TasksPage(TODAY)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_late_ones_come_first_and_those_without_a_day_last(page: TasksPage) -> None:
    page.show_tasks([task(1, 4), task(2, None), task(3, -3), task(4, 0)], TODAY)
    assert [one[0].id for one in page.model.shown] == [3, 4, 1, 2]
    assert [page.model.index(row, 1).data() for row in range(4)] == [
        "3 days late",
        "today",
        "Sat 28 Nov",
        "no day",
    ]
    assert page.bar.beside.whole == "4 open, 1 late"


@pytest.mark.parametrize(
    ("due", "words", "ink"),
    [
        (-1, "1 day late", "amber"),
        (0, "today", "ink"),
        (1, "tomorrow", "ink"),
        (2, "Thu 26 Nov", "ink"),
        (None, "no day", "ink3"),
    ],
)
def test_due_words_and_their_ink(due: int | None, words: str, ink: str) -> None:
    one, _ = task(1, due)
    assert (due_words(one, TODAY), due_ink(one, TODAY)) == (words, ink)


def test_late_is_a_word_and_a_colour(page: TasksPage) -> None:
    page.show_tasks([task(1, -2)], TODAY)
    cell = page.model.index(0, 1)
    assert "late" in cell.data()
    assert cell.data(INK_ROLE) == "amber"


def test_where_a_task_lives(page: TasksPage) -> None:
    page.show_tasks([task(1, 0), task(2, 1, source=None)], TODAY)
    source = [column.id for column in page.model.columns].index("source")
    assert [page.model.index(row, source).data() for row in range(2)] == ["Vitally", "only here"]


def test_a_row_leads_to_its_account(page: TasksPage) -> None:
    page.show_tasks([task(1, 0), task(2, 1)], TODAY)
    chosen: list[int] = []
    page.account_chosen.connect(chosen.append)
    page.table.selectRow(1)
    assert chosen == [102]


def test_the_filter_finds_task_and_account(page: TasksPage) -> None:
    page.show_tasks([task(1, 0), task(2, 1)], TODAY)
    page.filter.setText("account 2")
    assert [one[0].id for one in page.model.shown] == [2]


def test_nothing_to_do_is_said(page: TasksPage) -> None:
    page.show_tasks([], TODAY)
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "No open tasks"
    assert summary([], TODAY) == ""
