"""The accounts I worked on last stand first."""

from __future__ import annotations

from datetime import date

from book.note_writing import add_note
from book.recent_work import recent_accounts
from book.records import AccountId
from book.store import Store
from book.task_writing import add_task
from tests.book.writing_book import RULES, begin
from tests.clocks import HandClock

DAY = date(2026, 6, 10)
ACORN, BIRCH = AccountId(1), AccountId(2)


def test_the_one_written_on_last_comes_first_and_each_once(store: Store, clock: HandClock) -> None:
    begin(store)
    clock.move(minutes=1)
    add_note(store, RULES, BIRCH, body="talk", day=DAY)
    clock.move(minutes=1)
    add_task(store, RULES, ACORN, "Call", due=DAY)
    clock.move(minutes=1)
    assert recent_accounts(store, 5)[:2] == [ACORN, BIRCH]
    add_note(store, RULES, BIRCH, body="again", day=DAY)
    assert recent_accounts(store, 5)[:2] == [BIRCH, ACORN]
    assert recent_accounts(store, 1) == [BIRCH]
