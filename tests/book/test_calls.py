"""The clock of a call: right after sleep, restart and a clock that is set."""

from __future__ import annotations

from datetime import date, timedelta

from book import call_writing, calls, drafts
from book.calls import CallClock
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, begin
from tests.clocks import MORNING, HandClock

DAY = date(2026, 6, 10)


class Seconds:
    """A counter that the test turns."""

    def __init__(self) -> None:
        self.now = 5_000.0

    def __call__(self) -> float:
        return self.now


def test_it_counts_by_the_steady_counter_from_where_the_book_says() -> None:
    steady = Seconds()
    clock = CallClock(MORNING, MORNING + timedelta(seconds=65), steady)
    assert clock.seconds() == 65
    steady.now += 600.5
    assert clock.seconds() == 665.5


def test_a_start_in_the_future_counts_from_nought() -> None:
    steady = Seconds()
    clock = CallClock(MORNING + timedelta(hours=2), MORNING, steady)
    assert clock.seconds() == 0
    steady.now += 3
    assert clock.seconds() == 3, "a clock that was set back does not freeze the call"


def draft(store: Store) -> int:
    return drafts.begin(store, account_id=AccountId(1), body="Words", day=DAY).id


def test_a_window_that_starts_anew_finds_the_call_and_its_seconds(
    store: Store, clock: HandClock
) -> None:
    begin(store)
    number = draft(store)
    made = call_writing.begin(store, account_id=1, draft_id=number)
    clock.move(minutes=20)
    found = calls.running_call(store, store.clock())
    assert found == made
    assert CallClock(found.began_at, store.clock(), Seconds()).seconds() == 1_200


def test_only_one_call_runs_and_a_forgotten_one_is_over(store: Store, clock: HandClock) -> None:
    begin(store)
    one, other = draft(store), draft(store)
    call_writing.begin(store, account_id=1, draft_id=one)
    clock.move(minutes=5)
    second = call_writing.begin(store, account_id=1, draft_id=other)
    assert calls.running_call(store, store.clock()) == second
    first = calls.call_of(store, draft_id=one, note_id=None)
    assert first is not None
    assert first.seconds == 300
    clock.move(hours=12)
    assert calls.running_call(store, store.clock()) is None


def test_a_call_whose_draft_is_given_up_runs_no_more_until_undo(store: Store) -> None:
    from book import undo

    begin(store)
    number = drafts.DraftId(draft(store))
    call_writing.begin(store, account_id=1, draft_id=number)
    drafts.discard(store, RULES, number)
    assert calls.running_call(store, store.clock()) is None
    undo.undo(store, RULES)
    assert calls.running_call(store, store.clock()) is not None


def test_started_again_within_the_day_the_same_clock_goes_on(
    store: Store, clock: HandClock
) -> None:
    begin(store)
    number = draft(store)
    first = call_writing.begin(store, account_id=1, draft_id=number)
    clock.move(minutes=3)
    call_writing.end(store, first.id, 180)
    again = call_writing.begin(store, account_id=1, draft_id=number)
    assert again == first
    clock.move(hours=13)
    later = call_writing.begin(store, account_id=1, draft_id=number)
    assert later.id != first.id
