"""What changed since the last call, and what is open on both sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from book import intake, note_writing, prep
from book.clock import local_day, stamp
from book.facts import AccountFacts, ContactFacts, MeetingFacts, Page
from book.prep import Moved, moved_since
from book.recording_links import recognise
from book.recording_writing import log_recording
from book.records import AccountId, Change, ChangeId, TouchKind
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, begin
from tests.clocks import HandClock

ACORN = AccountId(1)
NOON = datetime.fromisoformat("2026-11-20T12:00:00+00:00")


def change(number: int, field: str, old: str | None, new: str | None, days: int) -> Change:
    return Change(
        id=ChangeId(number), record="account", record_id=1, field=field, old=old, new=new,
        by="vitally", at=NOON + timedelta(days=days),
    )  # fmt: skip


PAST = [
    change(4, "health", "7", "6", 3),
    change(1, "health", "8", "7.5", -3),
    change(2, "health", "7.5", "7", 1),
    change(3, "stage", "1", "2", 1),
    change(5, "stage", "2", "1", 2),
    change(6, "segments", "[]", '["a"]', 2),
]


def test_what_facts_say_now_and_said_then() -> None:
    day = local_day(NOON)
    assert moved_since(PAST, day) == (Moved(field="health", old="7.5", new="6"),)


@pytest.mark.parametrize("day", [None, local_day(NOON) + timedelta(days=3)])
def test_nothing_to_compare_with_is_nothing(day: date | None) -> None:
    assert moved_since(PAST, day) == ()


def test_the_book_tells_it(store: Store, clock: HandClock) -> None:
    begin(store)
    today = local_day(clock.now)
    note_writing.add_note(
        store,
        RULES,
        ACORN,
        body="? can they export\n<< they send the list\n>> I owe the price\n! price\n[] send docs",
        day=today,
        kind="call",
    )
    clock.now += timedelta(days=1)
    facts = AccountFacts(external_id="A1", name="Acorn", plan="Scale")
    intake.apply(store, Page(source=SOURCE, resource="accounts", accounts=(facts,)))
    found = prep.prep(store, ACORN)
    assert found.last_call is not None
    assert found.last_call.day == today
    assert [one.text for one in found.questions] == ["can they export"]
    assert [one.text for one in found.they_owe] == ["they send the list"]
    assert [one.text for one in found.i_owe] == ["I owe the price"]
    assert [one.text for one in found.risks] == ["price"]
    assert "send docs" in [one.title for one in found.tasks]
    assert Moved(field="plan", old=None, new="Scale") in found.moved


def test_what_was_called_off_since_the_last_call_is_told_with_its_reason(
    store: Store, clock: HandClock
) -> None:
    begin(store)
    bea = ContactFacts(external_id="C", account_external_id="A1", name="Bea", email="b@x.example")
    intake.apply(store, Page(source=SOURCE, resource="contacts", contacts=(bea,)))

    def told(hours: int, **more: object) -> MeetingFacts:
        at = stamp(clock() + timedelta(hours=hours))
        usual = {"external_id": f"E{hours}", "title": "Check-in", "starts_at": at, "ends_at": at}
        return MeetingFacts(attendees=(("b@x.example", ""),), **usual | more)  # type: ignore[arg-type]

    hours = (-2_000, -30, 5, 48)
    for more in ({}, {"status": "cancelled", "cancel_reason": "Ill"}):
        found = tuple(told(one, **more) for one in hours if one != 5 or not more)
        intake.apply(store, Page(source="calendly", resource="meetings", meetings=found))
    off = prep.prep(store, ACORN).called_off
    assert [(one.external_id, one.cancel_reason) for one in off] == [
        ("E48", "Ill"),
        ("E-30", "Ill"),
    ]
    today = local_day(clock.now)
    note_writing.add_note(store, RULES, ACORN, body="We talked.", day=today, kind="call")
    assert [one.external_id for one in prep.prep(store, ACORN).called_off] == ["E48"]


def test_notes_of_no_call_after_the_last_one_are_told(store: Store, clock: HandClock) -> None:
    begin(store)
    today = local_day(clock.now)
    written: tuple[tuple[int, TouchKind], ...] = (
        (-3, "note"), (-2, "call"), (-1, "note"), (0, "note"),
    )  # fmt: skip
    for days, kind in written:
        note_writing.add_note(
            store, RULES, ACORN, body=f"{kind} {days}", day=today + timedelta(days=days), kind=kind
        )
    found = prep.prep(store, ACORN)
    assert found.last_call is not None and found.last_call.body == "call -2"
    assert [one.body for one in found.notes_since] == ["note 0", "note -1"]


def test_the_next_meeting_is_told_where_it_is_near_and_stands(
    store: Store, clock: HandClock
) -> None:
    begin(store)
    bea = ContactFacts(external_id="C", account_external_id="A1", name="Bea", email="b@x.example")
    intake.apply(store, Page(source=SOURCE, resource="contacts", contacts=(bea,)))

    def told(name: str, hours: int, status: str = "confirmed") -> None:
        at, end = (stamp(clock() + timedelta(hours=one)) for one in (hours, hours + 1))
        met = MeetingFacts(
            external_id=name, title=name, starts_at=at, ends_at=end, status=status,
            attendees=(("b@x.example", ""),),
        )  # fmt: skip
        intake.apply(store, Page(source="calendly", resource="meetings", meetings=(met,)))

    told("past", -3)
    told("far", 24 * 30)
    assert prep.prep(store, ACORN).coming is None
    told("later", 50)
    told("next", 5)
    found = prep.prep(store, ACORN).coming
    assert found is not None and found.external_id == "next"
    told("next", 5, "cancelled")
    found = prep.prep(store, ACORN).coming
    assert found is not None and found.external_id == "later"


def test_a_call_without_a_recording_is_told_where_other_calls_have_one(
    store: Store, clock: HandClock
) -> None:
    begin(store)
    today = local_day(clock.now)
    note_writing.add_note(store, RULES, ACORN, body="We talked.", day=today, kind="call")
    assert not prep.prep(store, ACORN).unrecorded
    link = "https://www.loom.com/share/0123456789abcdef0123456789abcde"
    log_recording(store, RULES, ACORN, recognise(f"{link}1"), day=today - timedelta(days=30))
    assert prep.prep(store, ACORN).unrecorded
    log_recording(store, RULES, ACORN, recognise(f"{link}2"), day=today)
    assert not prep.prep(store, ACORN).unrecorded
