"""A call that a source tells was booked proposes the stage for it; nothing moves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book import account_writing, intake, meetings, sources
from book.clock import stamp
from book.facts import ContactFacts, MeetingFacts, Page
from book.proposals import dismiss, proposal, proposals
from book.records import AccountId, Source
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, STAGES, begin
from tests.clocks import HandClock

TWO, BOOKED, INTRO = STAGES[1], STAGES[3], STAGES[4]
ACORN = AccountId(1)


@pytest.fixture
def book(store: Store) -> Store:
    """Acorn stands at 2, and Bea is its contact."""
    begin(store)
    bea = ContactFacts(
        external_id="C1", account_external_id="A1", name="Bea", email="bea@acorn.example"
    )
    intake.apply(store, Page(source=SOURCE, resource="contacts", contacts=(bea,)))
    sources.save(store, Source(name="calendly", url=""))
    return store


def booked(store: Store, clock: HandClock, hours: float = 48, **more: object) -> None:
    """A booking of Bea's, made an hour ago."""
    at = clock() + timedelta(hours=hours)
    usual = {
        "external_id": "E1",
        "title": "Intro call",
        "starts_at": stamp(at),
        "ends_at": stamp(at + timedelta(minutes=30)),
        "attendees": (("bea@acorn.example", "Bea"),),
        "booked_at": stamp(clock() - timedelta(hours=1)),
    }
    facts = MeetingFacts(**usual | more)  # type: ignore[arg-type]
    page = Page(source="calendly", resource=meetings.LOOKED_AT, meetings=(facts,))
    intake.apply(store, page)


def test_a_booked_call_proposes_its_stage(book: Store, clock: HandClock) -> None:
    assert proposal(book, RULES, ACORN) is None
    booked(book, clock)
    found = proposal(book, RULES, ACORN)
    assert found is not None
    assert (found.stage_label, found.happened, found.why) == (
        BOOKED,
        "booked",
        "A call is booked.",
    )
    assert list(proposals(book, RULES)) == [ACORN]


def test_a_cancelled_one_proposes_nothing(book: Store, clock: HandClock) -> None:
    booked(book, clock)
    booked(book, clock, status="cancelled", attendees=())
    assert proposal(book, RULES, ACORN) is None


def test_what_a_calendar_tells_proposes_nothing(book: Store, clock: HandClock) -> None:
    booked(book, clock, booked_at=None)
    assert proposal(book, RULES, ACORN) is None


def test_one_that_was_over_before_the_stage_proposes_nothing(book: Store, clock: HandClock) -> None:
    booked(book, clock, hours=1)
    clock.move(days=2)
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    assert proposal(book, RULES, ACORN) is None


def test_a_no_holds_until_another_is_booked(book: Store, clock: HandClock) -> None:
    booked(book, clock)
    clock.move(minutes=1)
    dismiss(book, RULES, ACORN, BOOKED)
    assert proposal(book, RULES, ACORN) is None
    clock.move(days=1)
    booked(book, clock, external_id="E2")
    assert proposal(book, RULES, ACORN) is not None
