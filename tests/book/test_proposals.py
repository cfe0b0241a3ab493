"""Stages proposed by what happened: pure cases, then the same out of a real book."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from book import account_writing, note_writing, queue_marks, undo
from book.accounts import account
from book.proposals import Events, dismiss, proposal, proposals, propose
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, STAGES, begin
from tests.clocks import HandClock

ONE, TWO, ENGAGED, BOOKED, INTRO, SECOND = STAGES[:6]
FINISHED = next(stage.label for stage in RULES.pipeline.stages if stage.closed)
ACORN = AccountId(1)
T0 = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def at(days: int) -> datetime:
    return T0 + timedelta(days=days)


def events(stage: str, **known: object) -> Events:
    return Events(stage=stage, first_seen=T0, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("happened", "wanted", "why"),
    [
        (events(ONE, contacted_at=at(1)), TWO, "contacted"),
        (events(ONE, contacted_at=at(1), answered_at=at(2)), ENGAGED, "answered"),
        (events(TWO, stage_since=at(1), answered_at=at(2)), ENGAGED, "answered"),
        (events(TWO, booked_at=at(3), answered_at=at(2), stage_since=at(1)), BOOKED, "booked"),
        (events(ENGAGED, stage_since=at(2), booked_at=at(3)), BOOKED, "booked"),
        (events(BOOKED, stage_since=at(3), called_at=at(4)), INTRO, "called"),
        (events(INTRO, stage_since=at(4), called_at=at(5)), SECOND, "called"),
    ],
)
def test_what_happened_proposes_the_furthest_stage(happened: Events, wanted: str, why: str) -> None:
    found = propose(RULES, happened)
    assert found is not None
    assert (found.stage_label, found.happened) == (wanted, why)


@pytest.mark.parametrize(
    "happened",
    [
        events(ONE),
        events(TWO, contacted_at=at(1)),
        events(TWO, contacted_at=at(3), answered_at=at(2)),
        events(TWO, stage_since=at(3), answered_at=at(2)),
        events(ENGAGED, stage_since=at(1), answered_at=at(2)),
        events(BOOKED, stage_since=at(3), booked_at=at(4)),
        events(BOOKED, stage_since=at(3), called_at=at(2)),
        events(FINISHED, called_at=at(9), booked_at=at(8)),
        events("not a stage of ours", contacted_at=at(1)),
        events(TWO, stage_since=at(1), answered_at=at(2), reached=frozenset({ENGAGED})),
    ],
    ids=[
        "nothing happened",
        "it stands there already",
        "they wrote before I did",
        "they wrote before the move",
        "an answer after the answer",
        "booked twice",
        "a call before the move",
        "the programme has ended",
        "a label nobody knows",
        "it has been there and was taken back",
    ],
)
def test_no_proposal(happened: Events) -> None:
    assert propose(RULES, happened) is None


def test_a_no_holds_until_something_new_happens() -> None:
    told = events(ONE, contacted_at=at(1), answered_at=at(2), dismissed=((ENGAGED, at(3)),))
    assert propose(RULES, told) is None
    booked = events(ONE, contacted_at=at(1), booked_at=at(4), dismissed=((ENGAGED, at(3)),))
    found = propose(RULES, booked)
    assert found is not None
    assert found.stage_label == BOOKED


@pytest.fixture
def book(store: Store, clock: HandClock) -> Store:
    begin(store)
    clock.move(days=1)
    return store


def test_a_call_note_proposes_and_accepting_is_a_move(book: Store, clock: HandClock) -> None:
    assert proposals(book, RULES) == {}
    note_writing.add_note(book, RULES, ACORN, body="They start in July.", day=date(2026, 6, 11))
    assert proposals(book, RULES) == {}  # no call
    note_writing.add_note(
        book, RULES, ACORN, body="First call.", day=date(2026, 6, 11), kind="call"
    )
    found = proposals(book, RULES)
    assert {number: one.stage_label for number, one in found.items()} == {ACORN: INTRO}
    assert found[ACORN] == proposal(book, RULES, ACORN)
    assert found[ACORN].evidence == clock.now
    before = account(book, ACORN)
    assert before is not None and before.stage == TWO  # nothing moves by itself
    clock.move(minutes=1)
    account_writing.move_stage(book, RULES, [ACORN], INTRO)
    assert proposals(book, RULES) == {}  # the call that led there does not lead further
    clock.move(minutes=1)
    note_writing.add_note(book, RULES, ACORN, body="Next.", day=date(2026, 6, 12), kind="call")
    again = proposal(book, RULES, ACORN)
    assert again is not None and again.stage_label == SECOND


def test_a_mark_proposes_and_taking_it_back_takes_the_proposal(book: Store) -> None:
    one = account(book, ACORN)
    assert one is not None
    queue_marks.mark(book, one, date(2026, 6, 30), "booked")
    found = proposal(book, RULES, ACORN)
    assert found is not None and found.stage_label == BOOKED
    undo.undo(book, RULES)
    assert proposal(book, RULES, ACORN) is None


def test_a_dismissal_can_be_undone_and_brought_again(book: Store, clock: HandClock) -> None:
    one = account(book, ACORN)
    assert one is not None
    queue_marks.mark(book, one, date(2026, 6, 30), "booked")
    clock.move(minutes=1)
    changed = dismiss(book, RULES, ACORN, BOOKED)
    assert changed.ids == {"account": frozenset({ACORN})}
    assert proposal(book, RULES, ACORN) is None
    undo.undo(book, RULES)
    assert proposal(book, RULES, ACORN) is not None
    undo.redo(book, RULES)
    assert proposal(book, RULES, ACORN) is None
    undo.undo(book, RULES)
    assert proposal(book, RULES, ACORN) is not None


def test_a_move_that_was_taken_back_did_not_happen(book: Store, clock: HandClock) -> None:
    note_writing.add_note(book, RULES, ACORN, body="Call.", day=date(2026, 6, 11), kind="call")
    clock.move(minutes=1)
    account_writing.move_stage(book, RULES, [ACORN], INTRO)
    clock.move(minutes=1)
    undo.undo(book, RULES)
    found = proposal(book, RULES, ACORN)
    assert found is not None and found.stage_label == INTRO, "not the second call"
    undo.redo(book, RULES)
    assert proposal(book, RULES, ACORN) is None
