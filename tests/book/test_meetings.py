"""Meetings in the book: what is kept of whom, what changes, what comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book import accounts, changes, cursors, departures, intake, meetings, sources, twins
from book.clock import stamp
from book.facts import ContactFacts, MeetingFacts, Page, Teammate
from book.records import Source
from tests.book.two_sources import account, known_twice, take

ZOOM = "https://us02web.zoom.us/j/81234567890?pwd=aB1"


@pytest.fixture
def now(store, clock):
    known_twice(store, clock)
    twins.match(store)
    for name in ("ics", "calendly"):
        sources.save(store, Source(name=name, url=""))
    return clock()


def one(number, at, *emails, minutes=30, **more):
    usual = {
        "external_id": f"m-{number}",
        "title": f"Talk {number}",
        "starts_at": stamp(at),
        "ends_at": stamp(at + timedelta(minutes=minutes)),
        "join_url": ZOOM,
        "series_id": "s-1",
        "remote_updated_at": stamp(at),
        "attendees": tuple((email, email[:3].title()) for email in emails),
    }
    return MeetingFacts(**usual | more)


def read(store, *found, source="ics", window=None):
    return intake.apply(
        store, Page(source=source, resource="meetings", meetings=found, window=window, cursor="{}")
    )


def test_of_meetings_with_nobody_of_the_book_only_the_times_are_kept(store, now):
    read(store, one(1, now, "x@stranger.example"), one(2, now, "ana@c2.example"))
    rows = store.rows(
        "SELECT account_id IS NULL, title, join_url, attendees, series_id, remote_updated_at,"
        " starts_at FROM meetings ORDER BY external_id"
    )
    assert rows[0] == (1, "", None, "[]", None, None, stamp(now))
    assert rows[1][:2] == (0, "Talk 2")
    whole = [*store.rows("SELECT * FROM meetings"), *store.rows("SELECT * FROM changes")]
    assert "stranger" not in str(whole)
    assert "Talk 1" not in str(whole)


def test_a_meeting_is_shown_with_the_account_that_leads(store, now):
    read(store, one(1, now, "ana@c1.example"))
    leader = next(one for one in accounts.all_accounts(store) if one.twins)
    found = meetings.next_meeting(store, now)
    assert found is not None
    assert (found.account_id, found.account, found.provider) == (leader.id, leader.name, "Zoom")
    assert [guest.email for guest in found.attendees] == ["ana@c1.example"]


def test_accounts_with_one_domain_are_matched_with_nobody_and_it_is_said(store, now):
    take(store, "vitally", accounts=(account(3, domain="c2.example"),))
    read(store, one(1, now + timedelta(hours=1), "ana@c2.example"))
    assert meetings.upcoming(store, now) == []
    assert meetings.unclear(store, now) == 1
    (row,) = store.rows("SELECT title, attendees FROM meetings")
    assert row == ("", "[]")


def test_a_contact_decides_where_the_domain_does_not(store, now):
    take(store, "vitally", accounts=(account(3, domain="c2.example"),))
    contact = ContactFacts(
        external_id="c-1", account_external_id="a-3", name="Ana", email="Ana@gmail.com"
    )
    take(store, "vitally", contacts=(contact,))
    read(store, one(1, now, "ana@gmail.com", "new@c2.example"))
    found = meetings.next_meeting(store, now)
    assert found is not None and (found.account, found.matched_by) == ("Customer 3", "email")


def test_colleagues_say_nothing_even_where_our_own_company_is_a_customer(store, now):
    take(
        store,
        "vitally",
        accounts=(account(4, domain="pebble.example"),),
        teammates=(Teammate(external_id="t-1", name="Bo", email="bo@pebble.example"),),
    )
    read(store, one(1, now, "ida@pebble.example"))
    assert meetings.upcoming(store, now) == []


def test_a_moved_meeting_is_the_same_one_and_the_log_says_so(store, now):
    read(store, one(1, now, "ana@c2.example"))
    after = changes.latest(store)
    read(store, one(1, now + timedelta(hours=2), "ana@c2.example"))
    (found,) = meetings.upcoming(store, now)
    assert found.starts_at == now + timedelta(hours=2)
    told = [(row.record, row.field) for row in changes.since(store, after)]
    assert told == [("meeting", "starts_at"), ("meeting", "ends_at")]
    after = changes.latest(store)
    read(store, one(1, now + timedelta(hours=2), "ana@c2.example"))
    assert changes.since(store, after) == [], "nothing new writes nothing"


def test_what_a_calendar_names_no_more_is_cancelled_and_a_busy_time_forgotten(store, now):
    soon, window = now + timedelta(hours=1), (stamp(now), stamp(now + timedelta(days=60)))
    past = now - timedelta(hours=3)
    read(store, one(1, soon, "ana@c2.example"), one(2, soon, "x@stranger.example"),
         one(3, past, "ana@c2.example"), one(4, soon, "ana@c2.example"))  # fmt: skip
    read(store, one(4, soon, "ana@c2.example"), window=window)
    left = store.rows("SELECT external_id, status FROM meetings ORDER BY external_id")
    assert left == [("m-1", "cancelled"), ("m-3", "confirmed"), ("m-4", "confirmed")]
    assert [found.external_id for found in meetings.upcoming(store, now)] == ["m-4"]
    read(store, one(1, soon, "ana@c2.example"), one(4, soon, "ana@c2.example"), window=window)
    assert len(meetings.upcoming(store, now)) == 2, "and it may come back"


def test_a_meeting_cancelled_before_it_was_known_is_not_kept(store, now):
    read(store, one(1, now, "ana@c2.example", status="cancelled"))
    assert store.rows("SELECT * FROM meetings") == []


def test_a_meeting_whose_customer_people_left_forgets_them(store, now):
    read(store, one(1, now, "ana@c2.example"))
    read(store, one(1, now, "x@stranger.example"))
    assert store.rows("SELECT title, attendees, join_url FROM meetings") == [("", "[]", None)]


def test_old_busy_times_go_and_meetings_of_accounts_stay(store, now, clock):
    read(store, one(1, now, "x@stranger.example"), one(2, now, "ana@c2.example"))
    clock.move(days=8)
    read(store, window=(stamp(clock()), stamp(clock() + timedelta(days=60))))
    assert store.rows("SELECT external_id FROM meetings") == [("m-2",)]


def test_next_is_the_one_that_runs_or_comes_and_never_a_whole_day(store, now):
    read(
        store,
        one(1, now - timedelta(hours=1), "ana@c2.example"),
        one(2, now - timedelta(minutes=10), "ana@c2.example"),
        one(3, now + timedelta(minutes=24), "ana@c2.example"),
        one(4, now.replace(hour=0), "ana@c2.example", minutes=1440, all_day=1),
    )
    assert meetings.next_meeting(store, now).external_id == "m-2"
    later = now + timedelta(minutes=20)
    assert meetings.next_meeting(store, later).external_id == "m-3"
    assert meetings.running(store, now).external_id == "m-2"
    assert meetings.running(store, later).external_id == "m-3", "four minutes early"
    assert meetings.running(store, now + timedelta(minutes=23) - timedelta(hours=9)) is None
    (number,) = {found.account_id for found in meetings.upcoming(store, now)}
    assert next(found.external_id for found in meetings.of_account(store, number)) == "m-3"


def test_two_calendars_that_tell_of_one_room_stand_once(store, now):
    soon = now + timedelta(hours=1)
    read(store, one(1, soon, "ana@c2.example"))
    same = one(9, soon, "ana@c2.example", join_url="https://zoom.us/j/81234567890")
    other = one(8, soon, "ana@c2.example", join_url="https://zoom.us/j/5")
    read(store, same, other, source="calendly")
    assert {found.external_id for found in meetings.upcoming(store, now)} == {"m-1", "m-8"}


def test_busy_times_are_those_of_everybody(store, now):
    read(
        store, one(1, now, "x@stranger.example"), one(2, now, "ana@c2.example", status="tentative")
    )
    assert len(meetings.busy(store, now, now + timedelta(hours=1))) == 2
    assert meetings.busy(store, now + timedelta(hours=1), now + timedelta(hours=2)) == []


def test_a_new_account_has_the_calendars_read_whole_again(store, now):
    read(store, one(1, now, "ana@c7.example"))
    assert cursors.cursor(store, "ics", "meetings") == "{}"
    take(store, "vitally", accounts=(account(1, name="Renamed"),))
    assert cursors.cursor(store, "ics", "meetings") == "{}"
    take(store, "vitally", accounts=(account(7),))
    assert cursors.cursor(store, "ics", "meetings") is None


def test_a_calendar_is_there_while_one_is_connected_or_left_meetings(store, now):
    assert meetings.has_calendar(store)
    for name in ("ics", "calendly"):
        sources.forget(store, name, rows=False)
    assert not meetings.has_calendar(store)


def test_a_part_of_a_shared_event_follows_its_account_to_the_one_that_leads(store, now):
    take(store, "hubspot", accounts=(account(5, domain="c5.example"),))
    shared = one(1, now + timedelta(hours=1), "ana@c5.example", "bo@c2.example", shared=1)
    read(store, shared, source="calendly")
    before = store.rows("SELECT id FROM meetings ORDER BY id")
    take(store, "vitally", accounts=(account(5, domain="c5.example"),))
    twins.match(store)
    read(store, shared, source="calendly")
    assert store.rows("SELECT id FROM meetings WHERE status = 'confirmed' ORDER BY id") == before
    (found,) = meetings.upcoming(store, now)
    assert {found.account, *found.others} == {"Customer 5", "Customer 2"}


def test_a_shared_event_of_accounts_that_are_one_by_now_stands_once(store, now):
    take(store, "vitally", accounts=(account(5, domain="c5.example"),))
    people = ("ana@c5.example", "bo@c2.example")
    read(store, one(1, now + timedelta(hours=1), *people, shared=1), source="calendly")
    five, two = (
        store.row("SELECT id FROM accounts WHERE domain = ?", (f"c{number}.example",))[0]
        for number in (5, 2)
    )
    twins.join(store, two, five)
    moved = now + timedelta(hours=6)
    read(store, one(1, moved, *people, shared=1), source="calendly")
    (found,) = meetings.upcoming(store, now)
    assert (found.starts_at, found.others) == (moved, ())
    assert store.rows("SELECT starts_at FROM meetings") == [(stamp(moved),)]

    # It is shared no more, and is off then: nothing of it stands in the days to come.
    read(store, one(1, moved, *people), source="calendly")
    read(store, one(1, moved, *people, status="cancelled"), source="calendly")
    assert list(meetings.upcoming(store, now)) == []


def test_the_parts_of_an_event_that_is_shared_no_more_go(store, now):
    take(store, "hubspot", accounts=(account(5, domain="c5.example"),))
    people = ("ana@c5.example", "bo@c2.example")
    at = now + timedelta(hours=1)
    read(store, one(1, at, *people, shared=1), source="calendly")
    assert len(store.rows("SELECT 1 FROM meetings")) == 2
    read(store, one(1, at, "bo@c2.example"), source="calendly")
    assert len(store.rows("SELECT 1 FROM meetings")) == 1


def test_an_ended_meeting_keeps_what_is_known_of_it(store, now):
    read(store, one(1, now + timedelta(hours=1), "ana@c2.example"), source="calendly")
    gone = one(1, now, status="cancelled", cancel_reason="Ill", title="", join_url=None)
    read(store, gone, source="calendly")
    (row,) = store.rows("SELECT title, status, cancel_reason, join_url FROM meetings")
    assert row == ("Talk 1", "cancelled", "Ill", ZOOM)
    read(store, gone, source="calendly")
    read(store, one(1, now + timedelta(hours=1), "ana@c2.example"), source="calendly")
    (row,) = store.rows("SELECT title, status, cancel_reason, join_url FROM meetings")
    assert row == ("Talk 1", "confirmed", None, ZOOM)


def homes(store):
    return dict(
        store.rows(
            "SELECT m.external_id, a.source || ' ' || a.external_id FROM meetings m"
            " JOIN accounts a ON a.id = m.account_id"
        )
    )


def test_meetings_of_an_account_that_was_merged_go_on_at_its_heir(store, now):
    read(store, one(1, now, "ana@c2.example"))
    take(store, "hubspot", accounts=(account(2, org_id="o"), account(8, org_id="o")))
    gone, heir = (
        store.row("SELECT id FROM accounts WHERE external_id = ?", (each,))[0]
        for each in ("a-2", "a-8")
    )
    with store.writing() as connection:
        departures.hand_over(connection, {gone: True}, [])
    assert homes(store) == {"m-1": "hubspot a-8"}
    assert heir != gone


def test_meetings_outlive_the_source_of_the_leading_account(store, now):
    read(store, one(1, now, "ana@c1.example"))
    store.connection.execute(
        "UPDATE meetings SET account_id ="
        " (SELECT id FROM accounts WHERE source = 'vitally' AND external_id = 'a-1')"
    )
    sources.forget(store, "vitally", rows=True)
    assert homes(store) == {"m-1": "hubspot a-1"}
