"""Who was on the call of a note, as far as a calendar knows."""

from __future__ import annotations

from datetime import timedelta

from book import accounts, intake, sources
from book.clock import local_day, stamp
from book.facts import AccountFacts, ContactFacts, MeetingFacts, Page
from book.records import AccountId, Source
from book.store import Store
from tests.clocks import HandClock
from ui.writing.note_people import people_on, people_words


def test_the_guests_of_that_days_meeting_are_named_and_my_own_people_are_not(
    store: Store, clock: HandClock
) -> None:
    sources.save(store, Source(name="vitally", url="https://crm.test", me_email="me@ours.example"))
    sources.save(store, Source(name="ics", url=""))
    firm = AccountFacts(external_id="b9", name="Quill", domain="quill.example")
    known = ContactFacts(
        external_id="c9", account_external_id="b9", name="Kim Lee", email="Kim@quill.example"
    )
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=(firm,)))
    intake.apply(store, Page(source="vitally", resource="contacts", contacts=(known,)))
    account = accounts.find_account(store, "Quill").id
    now = clock()
    guests = (
        ("ana@quill.example", "Ana Roth"),
        ("sam@ours.example", "Sam"),
        ("kim@quill.example", ""),
        ("new@quill.example", ""),
    )

    def meeting(key: str, begins: timedelta, *people: tuple[str, str]) -> MeetingFacts:
        return MeetingFacts(
            external_id=key,
            title="Talk",
            starts_at=stamp(now + begins),
            ends_at=stamp(now + begins + timedelta(minutes=30)),
            attendees=people,
        )

    def invited(day_after: int = 0, account_id: AccountId | None = account) -> list[str]:
        return people_on(store, account_id, local_day(now) + timedelta(days=day_after), now)

    assert invited() == []
    read = (
        meeting("m1", timedelta(minutes=-10), *guests),
        meeting("m2", timedelta(hours=2), ("later@quill.example", "Later")),
        meeting("m3", timedelta(days=1), ("next@quill.example", "Next")),
    )
    intake.apply(store, Page(source="ics", resource="meetings", meetings=read, cursor="{}"))
    assert invited() == ["Ana Roth", "Kim Lee", "new@quill.example"]
    assert invited(1) == ["Next"]
    assert invited(-1) == []
    assert invited(account_id=None) == []


def test_of_many_two_are_named() -> None:
    guests = ["Jonas Brandt", "Aylin Yıldırım", "Kim Lee", "Ana Roth"]
    assert people_words(guests[:2]) == "Jonas Brandt, Aylin Yıldırım"
    assert people_words(guests) == "Jonas Brandt, Aylin Yıldırım, 2 more"
    assert people_words([]) == ""
