"""The first look, and what can be booked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from book import event_types, mail_places, sources
from book.errors import Usage
from book.event_types import bookable
from book.records import Source
from sync.calendly.connector import CalendlyConnector
from sync.calendly.first_look import kinds_words
from sync.connectors import described, names
from sync.port import as_writer
from tests.sync.calendly.conftest import BEA, NAME, Desk

Desks = Callable[..., Desk]


def test_it_says_whose_token_it_is_and_what_there_is(desk: Desk):
    desk.bookings.offer("Check-in")
    desk.bookings.offer("Office hours", kind="group")
    desk.book("Check-in", BEA)
    found = desk.look()
    assert (found.me_id, found.me_name) == (desk.bookings.user, "Ines Halvard")
    told = str(found.capabilities["told"])
    assert "1 meeting from" in told
    assert "2 kinds of meeting to be booked, 1 of them for groups" in told
    assert "another one" not in told
    assert found.capabilities["page"] == "https://calendly.com/ines-halvard"
    assert found.capabilities["rooms"] == "told"
    assert found.capabilities["rate_limit"] == 1000


def test_one_kind_of_meeting_is_not_several():
    assert kinds_words(1, 0) == "1 kind of meeting to be booked, not a group one"
    assert kinds_words(1, 1) == "1 kind of meeting to be booked, a group one"
    assert kinds_words(0, 0) == "no kind of meeting to be booked"
    assert kinds_words(3, 0) == "3 kinds of meeting to be booked, none of them for groups"


def test_more_than_a_page_is_counted_as_such(desk: Desk):
    for number in range(120):
        desk.book(f"Talk {number}", hours=number)
    found = desk.look()
    assert "100 or more meetings" in str(found.capabilities["told"])
    assert not found.counted_all


def test_no_links_and_no_limits_are_kept_as_unknown(desks: Desks):
    desk = desks(location=False, limit_headers=False)
    desk.book("Check-in", BEA)
    said = desk.look().capabilities
    assert (said["rooms"], said["rate_limit"]) == ("unseen", None)


def test_it_is_offered_with_the_others():
    assert NAME in names()
    told = next(one for one in described() if one.name == NAME)
    assert (told.title, told.secret_name) == ("Calendly", "personal access token")
    assert told.writes == ()
    assert "token" in told.words


def test_nothing_can_ever_be_written(desk: Desk):
    assert getattr(CalendlyConnector, "writes", None) is None
    assert as_writer(CalendlyConnector) is None  # type: ignore[arg-type]


def test_an_address_that_is_none_is_refused():
    assert CalendlyConnector.address("", {}) == "https://api.calendly.com"
    with pytest.raises(Usage):
        CalendlyConnector.address("http://calendly.example", {})


def test_what_can_be_booked_is_kept_and_marked(desk: Desk):
    desk.bookings.offer("Office hours", kind="group", minutes=60, pooling="collective")
    desk.bookings.offer("Check-in", minutes=25)
    desk.bookings.offer("Old", active=False)
    desk.connect()
    desk.sync()
    assert [(one.title, one.minutes, one.kind, one.pooling) for one in bookable(desk.store)] == [
        ("Check-in", 25, "solo", None),
        ("Office hours", 60, "group", "collective"),
    ]
    assert bookable(desk.store)[0].url == "https://calendly.com/ines-halvard/check-in"


def test_kinds_are_read_once_a_day_and_keep_their_number(desk: Desk):
    first = desk.bookings.offer("Check-in")
    other = desk.bookings.offer("Old")
    desk.connect()
    desk.sync()
    before = {one.title: one.id for one in bookable(desk.store)}
    desk.bookings.kinds[first]["name"] = "Talk"
    del desk.bookings.kinds[other]
    desk.sync()
    assert {one.title for one in bookable(desk.store)} == {"Check-in", "Old"}
    desk.clock.move(days=1)
    desk.sync()
    (left,) = bookable(desk.store)
    assert (left.id, left.title) == (before["Check-in"], "Talk")


def test_a_person_who_asks_gets_todays_kinds(desk: Desk):
    desk.connect()
    desk.sync()
    desk.bookings.offer("New")
    desk.sync(by_hand=True)
    assert [one.title for one in bookable(desk.store)] == ["New"]


def test_of_a_source_that_was_let_go_nothing_is_offered(desk: Desk):
    desk.bookings.offer("Check-in")
    desk.connect()
    desk.sync()
    sources.forget(desk.store, NAME, rows=False)
    assert bookable(desk.store) == []
    assert event_types.usual_link(desk.store) == ""


def test_the_usual_link_is_the_only_kind_or_my_page(desk: Desk):
    desk.bookings.offer("Check-in")
    desk.bookings.offer("Office hours", kind="group")
    desk.bookings.offer("With an engineer", pooling="collective")
    desk.connect()
    desk.sync()
    assert event_types.usual_link(desk.store) == "https://calendly.com/ines-halvard/check-in"
    desk.bookings.offer("Second")
    desk.sync(by_hand=True)
    assert event_types.usual_link(desk.store) == "https://calendly.com/ines-halvard"
    assert "booking_link" in mail_places.PLACES


def test_a_page_is_taken_from_whichever_source_has_one(desk: Desk):
    sources.save(
        desk.store,
        Source(
            name="bookings-of-another", url="", capabilities={"page": "https://book.example/ines"}
        ),
    )
    assert event_types.my_page(desk.store) == "https://book.example/ines"
