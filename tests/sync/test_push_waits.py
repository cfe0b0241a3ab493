"""How long a push waits after a refusal that names no wait, and what it reads for each entry."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest

from book import intake, note_writing, outbox, sources
from book.errors import RateLimited
from book.facts import AccountFacts, Page
from book.records import AccountId
from book.store import Store
from sync.push import LONGEST_WAIT, Push, Pushed
from sync.refusals import WaitUnsaid
from tests.book.writing_book import RULES, SOURCE, begin
from tests.clocks import HandClock
from tests.sync.stand_in_writer import StandInWriter

ACORN = AccountId(1)
DAY = date(2026, 6, 10)
GUESS = 900.0


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


@pytest.fixture
def writer() -> StandInWriter:
    return StandInWriter()


def push(store: Store, writer: StandInWriter, *, by_hand: bool = False) -> Pushed:
    source = sources.source(store, SOURCE)
    assert source is not None
    made = Push(store, source, writer, RULES, by_hand=by_hand, chance=lambda: 0.5)
    return asyncio.run(made.run())


def add(store: Store, times: int = 1) -> None:
    for number in range(times):
        note_writing.add_note(store, RULES, ACORN, body=f"words {number}", day=DAY, hold_seconds=0)


def refused(store: Store, writer: StandInWriter, error: RateLimited) -> float:
    """One run that the source refuses; how long the source is left alone then."""
    writer.failure = error
    found = push(store, writer).error
    assert isinstance(found, RateLimited)
    waits = [one.wait(store.clock()) for one in outbox.entries(store) if one.error is not None]
    assert max(waits) >= timedelta(seconds=found.wait_seconds)
    return found.wait_seconds


def series(
    store: Store, clock: HandClock, writer: StandInWriter, says: float, times: int
) -> list[float]:
    """The waits of so many refusals in a row, each kept before the next run."""
    found = []
    for _ in range(times):
        found.append(refused(store, writer, WaitUnsaid("Come again.", wait_seconds=says)))
        clock.move(seconds=found[-1] + 1)
    return found


# --- a wait nobody named grows --------------------------------------------------------------


def test_a_wait_nobody_named_doubles_up_to_an_hour(
    book: Store, clock: HandClock, writer: StandInWriter
) -> None:
    add(book)
    assert series(book, clock, writer, GUESS, 4) == [900, 1800, 3600, 3600]


def test_it_grows_whichever_entry_is_refused(
    book: Store, clock: HandClock, writer: StandInWriter
) -> None:
    add(book, times=3)
    assert series(book, clock, writer, GUESS, 3) == [900, 1800, 3600]
    # Each run met another entry: those least tried go first.
    assert len({sending.key for sending in writer.written}) == 3


def test_it_begins_anew_once_something_was_taken(
    book: Store, clock: HandClock, writer: StandInWriter
) -> None:
    add(book, times=2)
    series(book, clock, writer, GUESS, 2)
    writer.failure = None
    assert push(book, writer).sent == 2
    clock.move(seconds=1)
    add(book)
    assert refused(book, writer, WaitUnsaid("Come again.", wait_seconds=GUESS)) == 900


def test_it_begins_anew_once_a_whole_run_was_answered(
    book: Store, clock: HandClock, writer: StandInWriter
) -> None:
    add(book)
    series(book, clock, writer, GUESS, 2)
    sources.note_state(book, SOURCE, "up_to_date", last_success=clock())
    clock.move(seconds=1)
    assert refused(book, writer, WaitUnsaid("Come again.", wait_seconds=GUESS)) == 900


def test_after_a_refusal_without_a_word_waits_begin_with_seconds(
    book: Store, clock: HandClock, writer: StandInWriter
) -> None:
    add(book)
    plain = []
    for _ in range(10):
        plain.append(refused(book, writer, RateLimited("Come again.", wait_seconds=1.0)))
        clock.move(seconds=2 * plain[-1])
    assert plain[:4] == [15, 30, 60, 120]
    assert plain[-1] == LONGEST_WAIT


def test_a_wait_that_was_named_is_kept_as_it_is(
    book: Store, clock: HandClock, writer: StandInWriter
) -> None:
    add(book, times=3)
    for _ in range(3):
        asked = RateLimited("Come again.", wait_seconds=540.0)
        assert refused(book, writer, asked) == 540
        assert not asked.own
        clock.move(seconds=541)


def test_a_run_by_hand_keeps_no_guess(book: Store, writer: StandInWriter) -> None:
    add(book)
    guessed = WaitUnsaid("Come again.", wait_seconds=GUESS)
    refused(book, writer, guessed)
    assert guessed.own  # the engine sits out such a wait only in the background
    writer.failure = None
    assert push(book, writer).sent == 0
    assert push(book, writer, by_hand=True).sent == 1


# --- what is read ----------------------------------------------------------------------------


def steps(store: Store, writer: StandInWriter, entries: int) -> int:
    """What SQLite had to do to send so many entries, in hundreds of its own steps."""
    for number in range(entries):
        # One each: the figures of an account are counted over all its notes.
        home = AccountFacts(external_id=f"{entries}-{number}", name="Birch")
        page = Page(source=SOURCE, resource="accounts", accounts=(home,))
        (made,) = intake.apply(store, page).ids["account"]
        note_writing.add_note(store, RULES, AccountId(made), body="words", day=DAY, hold_seconds=0)
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    store.connection.set_progress_handler(count, 100)
    try:
        assert push(store, writer, by_hand=True).sent == entries
    finally:
        store.connection.set_progress_handler(None, 0)
    return counted


def test_four_times_the_entries_are_about_four_times_the_work(
    book: Store, writer: StandInWriter
) -> None:
    few, many = steps(book, writer, 50), steps(book, writer, 200)
    assert many < 6 * few, (few, many)
