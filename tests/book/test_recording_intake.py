"""Recordings that a source told of: matched, joined, told again, taken back, forgotten."""

from __future__ import annotations

from typing import Any

import pytest

from book import intake, recording_intake, recordings, sources, undo
from book import recording_writing as writing
from book.facts import AccountFacts, Applied, ContactFacts, Page, RecordingFacts
from book.recording_links import recognise
from book.recordings import Recording
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, begin
from tests.clocks import HandClock

ACORN = AccountId(1)
CALLS = "buildbetter"
BEA = "bea@alder.test"


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    one = ContactFacts(external_id="p-bea", account_external_id=_key(store), name="Bea", email=BEA)
    intake.apply(store, Page(source=SOURCE, resource="contacts", contacts=(one,)))
    return store


def _key(store: Store) -> str:
    ((key,),) = store.rows("SELECT external_id FROM accounts WHERE id = ?", (ACORN,))
    return str(key)


def told(number: int = 1, **more: Any) -> RecordingFacts:
    usual: dict[str, Any] = {
        "external_id": f"{number}",
        "url": f"https://app.buildbetter.app/call/{number}",
        "day": "2026-06-09",
        "title": "Weekly",
        "duration_s": 1800,
        "attendees": (BEA,),
    }
    return RecordingFacts(**usual | more)


def tell(store: Store, *facts: RecordingFacts, **more: Any) -> Applied:
    page = Page(source=CALLS, resource="recordings", recordings=facts, **more)
    return intake.apply(store, page)


def log(store: Store) -> list[Recording]:
    return recordings.recordings_of(store, ACORN)


def test_new_then_unchanged_then_changed(book: Store):
    assert (tell(book, told()).created, len(log(book))) == (1, 1)
    again = tell(book, told())
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    assert tell(book, told(title="Other", attendees=())).updated == 1
    assert log(book)[0].title == "Other"


def test_a_page_told_twice_writes_nothing(book: Store):
    tell(book, told())
    before = book.rows("SELECT count(*) FROM changes")
    tell(book, told())
    assert book.rows("SELECT count(*) FROM changes") == before


def test_it_is_in_the_change_log_by_its_source(book: Store):
    tell(book, told())
    (row,) = book.rows("SELECT field, by FROM changes WHERE record = 'recording'")
    assert row == ("created", CALLS)


def test_who_took_part_is_compared_in_small_letters(book: Store):
    tell(book, told(attendees=(" BEA@Alder.TEST ",)))
    assert len(log(book)) == 1


def test_a_stranger_is_counted_and_dropped(book: Store):
    done = tell(book, told(attendees=("x@nobody.test",)), told(2, attendees=()))
    assert (done.homeless, log(book)) == (2, [])
    assert book.rows("SELECT 1 FROM recordings_told") == []


def test_an_account_that_left_has_no_calls(book: Store):
    intake.apply(book, Page(source=SOURCE, resource="accounts", left=(_key(book),)))
    assert tell(book, told()).homeless == 1


def test_undo_is_of_the_person_alone(book: Store):
    writing.log_recording(
        book, RULES, ACORN, recognise("https://youtu.be/0123456789a"), day=book.clock().date()
    )
    tell(book, told())
    undo.undo(book, RULES)
    assert [one.provider for one in log(book)] == [CALLS]


def test_two_calls_of_one_title_and_day_are_two(book: Store):
    tell(book, told(1), told(2))
    tell(book, told(3))
    assert len(log(book)) == 3


def test_a_pasted_one_is_not_taken_for_two(book: Store):
    link = recognise("https://app.buildbetter.app/call/900")
    writing.log_recording(
        book, RULES, ACORN, link, day=book.clock().date().replace(day=9), title="Weekly"
    )
    tell(book, told(1), told(2))
    assert sorted(one.provider_id or "" for one in log(book)) == ["2", "900"]


def test_another_link_of_the_same_one_joins(book: Store):
    pasted = "https://app.buildbetter.app/call/314774"
    writing.log_recording(book, RULES, ACORN, recognise(pasted), day=book.clock().date())
    tell(book, told(1, same_as=(pasted,)))
    (one,) = log(book)
    assert (one.url, one.title, one.duration_s, one.meta_state) == (pasted, "Weekly", 1800, "ok")


def test_gone_and_back(book: Store):
    tell(book, told())
    assert tell(book, gone=("1", "unknown")).removed == 1
    assert log(book)[0].meta_state == "gone"
    assert recording_intake.living_recordings(book, CALLS) == frozenset()
    assert tell(book, gone=("1",)).removed == 0
    tell(book, told(attendees=()))
    assert log(book)[0].meta_state == "ok"
    assert recording_intake.living_recordings(book, CALLS) == {"1"}


def test_forgotten_but_for_what_a_person_touched(book: Store, clock: HandClock):
    sources.save(book, sources.sources(book)[0].__class__(name=CALLS, url="https://x.test"))
    tell(book, told(1), told(2, title="Kept"))
    kept = next(one for one in log(book) if one.title == "Kept")
    writing.set_shared(book, RULES, kept.id, clock().date())
    changed = sources.forget(book, CALLS, rows=True)
    assert [one.title for one in log(book)] == ["Kept"]
    assert len(changed.ids["recording"]) == 1
    assert book.rows("SELECT 1 FROM recordings_told") == []


def test_the_domains_of_customers(book: Store):
    more = [("m1", "WWW.Maple.test"), ("m2", "https://oak.test/x"), ("m3", "gmail.com"), ("m4", "")]
    facts = tuple(AccountFacts(external_id=key, name=key, domain=said) for key, said in more)
    intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=facts))
    found = recording_intake.customer_domains(book)
    assert {"maple.test", "oak.test"} <= found
    assert not {"gmail.com", ""} & found
