"""Many tasks at once are one edit, and all of them or none."""

from __future__ import annotations

from datetime import date

import pytest

from book import outbox, task_writing, tasks, undo
from book.errors import Refused
from book.records import AccountId, TaskId
from book.store import Store
from tests.book.writing_book import RULES, StandIn, begin

ACORN, PLAN = AccountId(1), TaskId(1)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def test_deleting_several_is_one_edit(book: Store) -> None:
    there = StandIn(book)
    second, _ = task_writing.add_task(book, RULES, ACORN, "Second", due=date(2026, 6, 12))
    task_writing.delete_tasks(book, RULES, [PLAN, second, PLAN])
    assert tasks.tasks_of(book, ACORN) == []
    (entry,) = outbox.entries(book)
    assert (entry.record_id, entry.verb) == (PLAN, "archive")
    assert undo.undo(book, RULES).words == "Delete 2 tasks"
    assert {one.id for one in tasks.tasks_of(book, ACORN)} == {PLAN, second}
    task_writing.delete_tasks(book, RULES, [PLAN, second])
    there.take_all()
    assert there.living()["task"] == {}


def test_one_that_is_gone_already_keeps_the_others(book: Store) -> None:
    second, _ = task_writing.add_task(book, RULES, ACORN, "Second", due=None)
    task_writing.delete_task(book, RULES, second)
    with pytest.raises(Refused, match="is deleted"):
        task_writing.delete_tasks(book, RULES, [PLAN, second])
    assert [one.id for one in tasks.tasks_of(book, ACORN)] == [PLAN]
