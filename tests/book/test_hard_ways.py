"""Unsent work on the hard ways: accounts that go, sources forgotten, two processes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
import pytest

from book import (
    account_writing,
    conflicts,
    departures,
    drafts,
    intake,
    note_writing,
    notes,
    outbox,
    outbox_answers,
    outbox_sending,
    sources,
    task_writing,
    undo,
)
from book.errors import Offline, RateLimited, Refused
from book.facts import AccountFacts, NoteFacts, Page, TaskFacts
from book.gate import PERSON_WAITS_SECONDS, WriteGate
from book.profile import Profile
from book.records import AccountId, NoteId, TaskId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, STAGES, StandIn, begin
from tests.clocks import HandClock

ACORN, BIRCH, KICK_OFF, PLAN = AccountId(1), AccountId(2), NoteId(1), TaskId(1)
DAY = date(2026, 6, 10)
SECRET = "what only the two of us know"


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


@pytest.fixture
def other(book: Store, profile: Profile, key: bytes, clock: HandClock) -> Iterator[Store]:
    """The same book in another process."""
    other = Store.open(profile, key, clock=clock)
    yield other
    other.close()


class GateOfTwo(WriteGate):
    """A gate at which somebody else is quicker, once."""

    def __init__(self, profile: Profile, quicker: Callable[[], object]) -> None:
        super().__init__(profile)
        self._quicker: Callable[[], object] | None = quicker

    def pass_through(self) -> None:
        self._let_the_other()
        super().pass_through()

    @contextmanager
    def held(self, wait_seconds: float = PERSON_WAITS_SECONDS) -> Iterator[None]:
        self._let_the_other()
        with super().held(wait_seconds):
            yield

    def _let_the_other(self) -> None:
        quicker, self._quicker = self._quicker, None
        if quicker is not None:
            quicker()


def _leave(store: Store, clock: HandClock) -> None:
    """Birch leaves the book, and its keeping time passes."""
    intake.apply(store, Page(source=SOURCE, resource="accounts", left=("A2",)))
    clock.move(days=40)


def _is_known(store: Store, account: AccountId) -> bool:
    return store.row("SELECT 1 FROM accounts WHERE id = ?", (account,)) is not None


def test_an_undone_deletion_that_surely_did_not_go_leaves_nothing_to_send(book: Store) -> None:
    note_writing.delete_note(book, RULES, KICK_OFF)
    (entry,) = outbox.entries(book)
    assert outbox_sending.claim(book, entry)
    undo.undo(book, RULES)
    outbox_sending.put_back(book, entry, RateLimited("Not now."), None, uncertain=False)
    assert outbox.entries(book) == []
    assert notes.note(book, KICK_OFF).sync == "synced"


def test_what_a_source_did_not_take_of_a_new_note_can_be_discarded(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY)
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    other_day = NoteFacts(
        external_id="M1",
        account_external_id="A1",
        external_key=entry.key,
        body="words",
        day="2026-06-09",
    )
    assert outbox_answers.settle(book, entry, other_day)[1] == ("day",)
    (rest,) = outbox.entries(book)
    outbox.discard(book, RULES, rest.id)
    assert outbox.entries(book) == []
    assert notes.note(book, number).day == date(2026, 6, 9)


def test_words_a_person_holds_are_not_queued_by_an_attempt_that_failed(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="one")
    (first,) = outbox.entries(book)
    outbox_sending.claim(book, first)
    note_writing.edit_note(book, RULES, KICK_OFF, body="two, not yet")
    outbox.hold(book, outbox.entries(book)[1].id)
    outbox_sending.put_back(book, first, Offline("Away."), None, uncertain=False)
    due = outbox_sending.ready(book, SOURCE, book.clock(), by_hand=True)
    assert all(entry.intent["body"] != "two, not yet" for entry in due)
    assert outbox.counts(book)["held"] == 1


def test_a_field_that_is_never_written_is_refused_in_a_new_note_too(book: Store) -> None:
    fields = (*RULES.never_write.fields, "note.tags")
    strict = msgspec.structs.replace(
        RULES, never_write=msgspec.structs.replace(RULES.never_write, fields=fields)
    )
    with pytest.raises(Refused):
        note_writing.add_note(book, strict, ACORN, body="words", day=DAY, tags=["call"])
    assert outbox.entries(book) == []


def test_figures_follow_a_settled_conflict(book: Store) -> None:
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    theirs = TaskFacts(
        external_id="T0", account_external_id="A1", title="Send the plan", due="2026-08-08", mine=1
    )
    intake.apply(book, Page(source=SOURCE, resource="tasks", tasks=(theirs,)))
    (conflict,) = conflicts.open_conflicts(book)
    conflicts.resolve(book, RULES, conflict.id, "theirs")
    figures = book.row("SELECT my_next_due FROM account_figures WHERE account_id = ?", (ACORN,))
    assert figures == ("2026-08-08",)


def test_unsent_words_survive_the_purge_of_the_account_their_note_was_moved_to(
    book: Store, clock: HandClock
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="my unsent words")
    moved = NoteFacts(
        external_id="N0", account_external_id="A2", subject="Kick-off",
        body="first\nsecond\nthird", day="2026-06-01", mine=1,
    )  # fmt: skip
    intake.apply(book, Page(source=SOURCE, resource="notes", notes=(moved,)))
    _leave(book, clock)
    departures.purge_left(book, 30)
    assert notes.note(book, KICK_OFF).body == "my unsent words"


def test_a_note_that_never_left_and_was_deleted_keeps_no_account(
    book: Store, clock: HandClock
) -> None:
    number, _ = note_writing.add_note(book, RULES, BIRCH, body="words", day=DAY)
    note_writing.delete_note(book, RULES, number)
    _leave(book, clock)
    departures.purge_left(book, 30)
    assert not _is_known(book, BIRCH)


def test_a_note_written_while_a_purge_waits_its_turn_stays(
    book: Store, other: Store, profile: Profile, clock: HandClock
) -> None:
    def write() -> None:
        note_writing.add_note(other, RULES, BIRCH, body="typed just now", day=DAY)

    _leave(book, clock)
    book._gate = GateOfTwo(profile, quicker=write)
    departures.purge_left(book, 30)
    assert book.row("SELECT count(*) FROM notes WHERE body = 'typed just now'") == (1,)


@pytest.mark.parametrize("how", ["purged", "forgotten"])
def test_no_text_of_an_account_that_is_gone_stays_anywhere(
    book: Store, clock: HandClock, how: str
) -> None:
    draft = drafts.begin(book, account_id=BIRCH, body=SECRET, day=DAY)
    drafts.end(book, RULES, draft.id)
    StandIn(book).take_all()
    if how == "purged":
        _leave(book, clock)
        departures.purge_left(book, 30)
    else:
        sources.forget(book, SOURCE, rows=True)
    assert not _is_known(book, BIRCH)
    assert list(_places_of(book, SECRET)) == []


def _places_of(store: Store, text: str) -> Iterator[str]:
    """The tables that hold a text anywhere."""
    tables = store.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")
    for (table,) in tables:
        rows: list[tuple[Any, ...]] = store.rows(f"SELECT * FROM {table}")
        if any(text in str(value) for row in rows for value in row):
            yield table


def test_forgetting_a_source_spares_an_account_with_an_open_conflict(book: Store) -> None:
    account_writing.move_stage(book, RULES, [BIRCH], STAGES[2])
    theirs = AccountFacts(external_id="A2", name="Birch", stage=STAGES[4])
    intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=(theirs,)))
    assert conflicts.count(book) == 1
    sources.forget(book, SOURCE, rows=True)
    assert conflicts.count(book) == 1
    assert _is_known(book, BIRCH)


def test_what_was_interrupted_can_be_discarded_once_its_source_is_forgotten(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="one")
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    sources.forget(book, SOURCE, rows=False)
    outbox.discard(book, RULES, entry.id)
    assert outbox.entry(book, entry.id) is None
    assert notes.note(book, KICK_OFF).body == "first\nsecond\nthird"


def test_undo_says_that_it_was_sent_also_after_a_month(book: Store, clock: HandClock) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="one")
    StandIn(book).take_all()
    clock.move(days=31)
    outbox_sending.prune_sent(book)
    assert outbox.entries(book, sent=9) == []
    assert undo.next_undo(book).was_sent


def test_two_undos_at_once_take_one_edit_back_once(
    book: Store, other: Store, profile: Profile
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="one")
    book._gate = GateOfTwo(profile, quicker=lambda: undo.undo(other, RULES))
    with pytest.raises(Refused, match="just now"):
        undo.undo(book, RULES)
    assert book.row("SELECT count(*) FROM edits WHERE reverses IS NOT NULL") == (1,)
    assert notes.note(book, KICK_OFF).body == "first\nsecond\nthird"
