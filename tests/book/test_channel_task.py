"""The steps of a channel are one task of the account: made once, done with its last step."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from book import accounts, checklists, undo
from book.channel import ChannelWords, channel_words
from book.channel_task import TITLE, channel_task, keep_steps, tick_step
from book.errors import Refused
from book.records import AccountId, Task
from book.rules import load
from book.store import Store
from book.tasks import tasks_of
from tests.book import writing_book

RULES = load()
ACORN = AccountId(1)


@pytest.fixture
def book(store: Store) -> Store:
    writing_book.begin(store)
    return store


def words(book: Store) -> ChannelWords:
    account = accounts.account(book, ACORN)
    assert account is not None
    return channel_words(account, RULES, "Kim")


def standing(book: Store) -> Task:
    task = channel_task(book, ACORN)
    assert task is not None
    return task


def test_the_steps_are_made_a_task_once_and_keep_their_ticks(book: Store) -> None:
    said = words(book)
    keep_steps(book, RULES, ACORN, said, tick=said.steps[1])
    assert not keep_steps(book, RULES, ACORN, said)
    found = [one for one in tasks_of(book, ACORN) if one.title == TITLE]
    assert len(found) == 1
    ticks = [one.done for one in checklists.items(found[0].body)]
    assert (len(ticks), ticks.index(True), sum(ticks)) == (len(said.steps), 1, 1)
    undo.undo(book, RULES)
    assert channel_task(book, ACORN) is None


def test_the_last_step_ends_the_task_and_opening_one_opens_it(book: Store) -> None:
    keep_steps(book, RULES, ACORN, replace(words(book), steps=("One", "Two")))
    for at in (0, 1):
        assert standing(book).completed_at is None
        tick_step(book, RULES, standing(book), at, done=True)
    assert standing(book).completed_at is not None
    tick_step(book, RULES, standing(book), 0, done=False)
    assert standing(book).completed_at is None
    assert standing(book).body == "- [ ] One\n- [x] Two"


def test_a_task_of_the_same_name_without_steps_is_not_it(book: Store) -> None:
    with book.writing() as connection:
        connection.execute("UPDATE tasks SET title = ?", (TITLE,))
    assert channel_task(book, ACORN) is None
    with pytest.raises(Refused, match="no steps"):
        keep_steps(book, RULES, ACORN, replace(words(book), steps=()))
