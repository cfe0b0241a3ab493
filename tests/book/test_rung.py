"""What rang stands in the book: given out once, put off, seen, forgotten with its account."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from book import intake, rung
from book.facts import AccountFacts, Page
from book.records import AccountId
from book.reminders import Reminder
from book.store import Store


@pytest.fixture
def one(store: Store, clock) -> Reminder:
    facts = AccountFacts(external_id="x1", name="Alder Works")
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=(facts,)))
    return Reminder(
        key="task:1:2026-11-24T10:00", kind="task", at=clock(), account_id=AccountId(1),
        record="task", record_id=1,
    )  # fmt: skip


def test_it_is_given_out_once_whoever_asks(store, one, clock, profile, key):
    other = Store.open(profile, key, clock=clock)
    assert rung.note_rung(store, [one], clock()) == (one,)
    assert rung.note_rung(other, [one], clock()) == ()
    assert rung.keys(other, [one.key, "else"]) == {one.key}
    other.close()


def test_put_off_it_is_given_out_again_once_its_time_has_come(store, one, clock):
    rung.note_rung(store, [one], clock())
    until = clock() + timedelta(hours=1)
    rung.put_off(store, one.key, until)
    assert rung.all_put_off(store) == {one.key: until}
    assert rung.unseen(store) == 0
    assert rung.note_rung(store, [one], until - timedelta(seconds=1)) == ()
    assert rung.note_rung(store, [one], until) == (one,)
    assert rung.all_put_off(store) == {}
    assert rung.unseen(store) == 1


def test_the_list_keeps_all_the_last_first_and_knows_what_was_seen(store, one, clock):
    later = Reminder(key="digest:2026-11-25", kind="digest", at=clock())
    rung.note_rung(store, [one], clock())
    rung.note_rung(store, [later], clock() + timedelta(days=1), aloud=False)
    first, second = rung.latest(store)
    assert (first.key, first.aloud, second.record_id) == (later.key, False, 1)
    assert second.due_at == one.at and isinstance(second.rung_at, datetime)
    rung.mark_seen(store, [one.key])
    assert rung.unseen(store) == 1
    rung.mark_seen(store)
    assert rung.unseen(store) == 0


def test_with_its_account_it_goes(store, one, clock):
    rung.note_rung(store, [one], clock())
    with store.writing() as connection:
        connection.execute("DELETE FROM accounts WHERE id = 1")
    assert rung.latest(store) == []
