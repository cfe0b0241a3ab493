"""Booked meetings into the book: whose they are, what moves, what ends, what a quiet run costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from book import changes, intake, meetings
from book.clock import stamp
from book.facts import MeetingFacts, Page
from tests.sync.calendly.conftest import BEA, ME, NAME, TOM, Desk

Desks = Callable[..., Desk]


def test_a_booking_of_a_customer_is_the_next_meeting(desk: Desk):
    desk.book("Check-in", BEA, minutes=25, guests=("carl@acorn.example",))
    desk.connect()
    desk.sync()
    found = meetings.next_meeting(desk.store, desk.clock())
    assert found is not None
    assert (found.account, found.title, found.provider) == ("Acorn", "Check-in", "Zoom")
    assert found.starts_at == desk.clock() + timedelta(hours=2)
    assert found.ends_at - found.starts_at == timedelta(minutes=25)
    assert [one.email for one in found.attendees] == [BEA, "carl@acorn.example", ME]
    assert found.booked_at is not None
    assert found.matched_by == "domain"


def test_a_booking_is_counted_as_a_meeting_and_so_is_its_end(desk: Desk):
    made = desk.book("Check-in", BEA)
    desk.connect()
    assert desk.sync().pulled["meetings"] == 1
    assert not desk.sync().anything_new
    desk.bookings.cancel(made)
    assert desk.sync().removed["meetings"] == 1


def test_of_meetings_with_nobody_of_the_book_only_the_times_are_kept(desk: Desk):
    desk.book("Secret talks", "somebody@far.example")
    desk.connect()
    desk.sync()
    assert desk.told() == []
    kept = "".join(
        str(row)
        for table in ("meetings", "changes", "cursors", "sync_log")
        for row in desk.store.rows(f"SELECT * FROM {table}")
    )
    assert "far.example" not in kept
    assert "Secret" not in kept
    assert "Words of" not in kept
    assert len(meetings.busy(desk.store, desk.clock(), desk.clock() + timedelta(days=1))) == 1


def test_a_quiet_run_asks_for_the_two_lists_and_writes_no_record(desk: Desk):
    for hours in range(1, 6):
        desk.book(f"Talk {hours}", BEA, hours=hours)
    desk.connect()
    first = desk.sync()
    assert first.requests == 8  # the kinds, two lists, and each event once
    before = changes.latest(desk.store)
    desk.there.log.clear()
    quiet = desk.sync()
    assert quiet.requests == 2
    assert [one.path for one in desk.there.requests()] == ["/scheduled_events"] * 2
    assert changes.latest(desk.store) == before


def test_only_what_changed_is_opened(desk: Desk):
    one = desk.book("One", BEA, hours=1, limit=5)
    desk.book("Two", BEA, hours=2)
    desk.connect()
    desk.sync()
    desk.bookings.join(one, "dan@acorn.example")
    desk.there.log.clear()
    desk.sync()
    assert desk.asked(f"/scheduled_events/{one}/invitees") == 1
    assert desk.asked("/scheduled_events/") == 1
    assert [guest.email for guest in desk.coming()[0].attendees] == [BEA, "dan@acorn.example", ME]


def test_a_moved_booking_is_one_meeting_that_moved(desk: Desk):
    old = desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    (before,) = desk.coming()
    after = changes.latest(desk.store)
    desk.bookings.move(old, desk.clock() + timedelta(days=1))
    desk.sync()
    (found,) = desk.coming()
    assert found.id == before.id
    assert found.starts_at == desk.clock() + timedelta(days=1)
    assert found.was_at == before.starts_at
    assert desk.rows() == [("Check-in", "confirmed")]
    told = [row.field for row in changes.since(desk.store, after) if row.record == "meeting"]
    assert "starts_at" in told
    assert "created" not in told
    assert desk.sync().requests == 2


def test_a_booking_moved_twice_between_two_runs_is_still_one(desk: Desk):
    old = desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    (before,) = desk.coming()
    middle = desk.bookings.move(old, desk.clock() + timedelta(days=1))
    desk.bookings.move(middle, desk.clock() + timedelta(days=3))
    desk.sync()
    (found,) = desk.coming()
    assert (found.id, found.starts_at) == (before.id, desk.clock() + timedelta(days=3))
    assert len(desk.rows()) == 1


def test_a_booking_moved_out_of_the_window_is_off_and_comes_back_as_itself(desk: Desk):
    old = desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    (before,) = desk.coming()
    desk.bookings.move(old, desk.clock() + timedelta(days=90))
    desk.sync()
    assert desk.coming() == []
    desk.clock.move(days=40)
    desk.sync()
    (found,) = desk.coming()
    assert (found.id, found.status) == (before.id, "confirmed")


def test_a_cancelled_one_goes_from_today_and_its_reason_stays(desk: Desk):
    one = desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    desk.bookings.cancel(one, "No  budget\nthis year")
    desk.sync()
    assert desk.coming() == []
    (kept,) = desk.all_of("acorn")
    assert (kept.status, kept.cancel_reason) == ("cancelled", "No budget this year")
    assert [guest.email for guest in kept.attendees] == [BEA, ME]
    desk.there.log.clear()
    assert desk.sync().requests == 2, "what is off is not opened again"


def test_one_that_was_cancelled_before_it_was_known_is_not_kept(desk: Desk):
    one = desk.book("Check-in", BEA)
    desk.bookings.cancel(one)
    desk.connect()
    desk.sync()
    assert desk.rows() == []
    assert desk.asked(f"/scheduled_events/{one}") == 0


def test_one_that_is_in_no_list_is_asked_for_before_it_is_off(desk: Desk):
    one = desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    desk.bookings.delete(one)
    desk.sync()
    assert desk.asked(f"/scheduled_events/{one}") == 2  # its invitees at first, itself now
    assert desk.rows() == [("Check-in", "cancelled")]


def test_an_event_that_goes_while_it_is_opened_is_not_kept(desk: Desk):
    desk.book("Check-in", BEA)
    other = desk.book("Other", TOM, hours=3)
    desk.connect()
    desk.there.fault("status", path=f"/scheduled_events/{other}/invitees", status=404)
    desk.sync()
    assert desk.told() == [("Acorn", "Check-in")]
    desk.sync()
    assert desk.told() == [("Acorn", "Check-in"), ("Birch", "Other")], "it was there after all"


def test_a_group_event_is_a_part_of_each_account_with_its_own_people(desk: Desk):
    desk.book("Office hours", BEA, TOM, "x@far.example", "dan@acorn.example", limit=10)
    desk.connect()
    desk.sync()
    (found,) = desk.coming()
    assert (found.account, found.others) == ("Acorn", ("Birch",))
    people = {
        key: [guest.email for guest in desk.all_of(key)[0].attendees] for key in ("acorn", "birch")
    }
    assert people == {"acorn": [BEA, "dan@acorn.example", ME], "birch": [TOM, ME]}
    assert "far.example" not in str(desk.store.rows("SELECT * FROM meetings"))
    assert meetings.unclear(desk.store, desk.clock()) == 0


def test_who_leaves_a_group_event_takes_only_the_own_account_out(desk: Desk):
    event = desk.book("Office hours", BEA, TOM, limit=10)
    desk.connect()
    desk.sync()
    desk.bookings.leave(event, BEA)
    desk.sync()
    (found,) = desk.coming()
    assert (found.account, found.others) == ("Birch", ())
    assert [one.status for one in desk.all_of("acorn")] == ["cancelled"]
    desk.bookings.join(event, BEA)
    desk.sync()
    assert [one.status for one in desk.all_of("acorn")] == ["confirmed"]
    desk.bookings.cancel(event, "No room")
    desk.sync()
    assert desk.coming() == []
    assert {one.cancel_reason for key in ("acorn", "birch") for one in desk.all_of(key)} == {
        "No room"
    }


def test_a_place_moved_out_of_a_group_event_leaves_the_event_to_the_others(desk: Desk):
    event = desk.book("Office hours", BEA, TOM, limit=10)
    desk.connect()
    desk.sync()
    desk.bookings.move(event, desk.clock() + timedelta(days=7), email=BEA)
    desk.sync()
    assert [(one.account, one.starts_at.day) for one in desk.coming()] == [
        ("Birch", 10),
        ("Acorn", 17),
    ]


def test_one_of_two_colleagues_who_moves_leaves_the_other_one_there(desk: Desk):
    event = desk.book("Office hours", BEA, "dan@acorn.example", limit=10)
    desk.connect()
    desk.sync()
    desk.bookings.move(event, desk.clock() + timedelta(days=7), email=BEA)
    desk.sync()
    assert [(one.starts_at.day, len(one.attendees)) for one in desk.coming()] == [(10, 2), (17, 2)]
    assert [one.was_at for one in desk.coming()] == [None, None]


def test_a_talk_with_two_customers_is_shown_with_none(desk: Desk):
    desk.book("Introductions", BEA, guests=(TOM,))
    desk.connect()
    desk.sync()
    assert desk.coming() == []
    assert meetings.unclear(desk.store, desk.clock()) == 1


def test_a_new_customer_claims_meetings_that_were_nobodys(desk: Desk):
    desk.book("Check-in", "ana@cedar.example")
    desk.book("Private", "ana@gmail.com", hours=3)
    desk.connect()
    desk.sync()
    assert desk.told() == []
    desk.account("cedar", "Cedar", "cedar.example")
    desk.sync()
    assert desk.told() == [("Cedar", "Check-in")]
    desk.account("birch", "Birch", "birch.example", "ana@gmail.com")
    desk.clock.move(hours=0.5)
    desk.sync()
    assert desk.told() == [("Cedar", "Check-in")], "people alone are looked for once a day"
    desk.book("Tomorrow", "ana@gmail.com", hours=30)
    desk.clock.move(hours=22)
    desk.sync()
    assert ("Birch", "Tomorrow") in desk.told()


def test_nobody_who_booked_and_no_address_are_a_busy_time(desk: Desk):
    desk.book("Held")
    nameless = desk.book("Talk", BEA, hours=5)
    desk.bookings.events[nameless].invitees[0]["email"] = None
    desk.connect()
    report = desk.sync()
    assert (report.ok, report.bad) == (True, 0)
    assert desk.rows() == [("", "confirmed"), ("", "confirmed")]


def test_an_answer_of_nulls_about_who_booked_ends_nothing(desk: Desk):
    one = desk.book("Check-in", BEA)
    desk.connect()
    desk.there.fault("nulls", path=f"/scheduled_events/{one}/invitees")
    assert desk.sync().ok
    assert desk.told() == []


def test_a_moved_one_whose_old_event_is_gone_is_still_the_same(desk: Desk):
    old = desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    (before,) = desk.coming()
    desk.bookings.move(old, desk.clock() + timedelta(days=1))
    desk.bookings.delete(old)
    desk.sync()
    (found,) = desk.coming()
    assert (found.id, len(desk.rows())) == (before.id, 1)


def test_a_meeting_keeps_its_moment_over_the_turn_of_the_clocks(desk: Desk):
    desk.clock.move(days=120)  # 8 October; the clocks of Stockholm go back on the 25th
    desk.book("Before", BEA, hours=16 * 24)
    desk.book("After", BEA, hours=18 * 24)
    desk.connect()
    desk.sync()
    first, second = desk.coming()
    assert second.starts_at - first.starts_at == timedelta(days=2)
    assert first.ends_at - first.starts_at == second.ends_at - second.starts_at


def in_calendar(desk: Desk, url: str | None, hours: float = 2, **more):
    """The same meeting as a calendar tells of it."""
    at = desk.clock() + timedelta(hours=hours)
    usual = {
        "external_id": "ics-1",
        "title": "Bea and Ines",
        "starts_at": stamp(at),
        "ends_at": stamp(at + timedelta(minutes=30)),
        "join_url": url,
        "attendees": ((BEA, "Bea"), ("eve@acorn.example", "Eve")),
    }
    facts = MeetingFacts(**usual | more)
    intake.apply(desk.store, Page(source="ics", resource="meetings", meetings=(facts,)))


def test_what_the_calendar_tells_too_is_shown_once(desk: Desk):
    url = "https://us02web.zoom.us/j/81234567890"
    in_calendar(desk, "https://zoom.us/j/81234567890?pwd=x")
    desk.book("Check-in", BEA, join_url=url)
    desk.connect()
    desk.sync()
    (found,) = desk.coming()
    assert found.told_by == ("ics", "calendly")
    assert {guest.email for guest in found.attendees} == {BEA, "eve@acorn.example", ME}
    assert found.booked_at is not None


@pytest.mark.parametrize("url", [None, ""])
def test_without_a_link_the_same_account_at_the_same_time_is_once(desk: Desk, url: str | None):
    in_calendar(desk, url)
    desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    (found,) = desk.coming()
    assert found.join_url is not None


def test_two_rooms_at_one_time_are_two_meetings(desk: Desk):
    in_calendar(desk, "https://zoom.us/j/999")
    desk.book("Check-in", BEA, join_url="https://zoom.us/j/111")
    desk.connect()
    desk.sync()
    assert len(desk.coming()) == 2


def test_a_calendar_that_lags_behind_keeps_nothing_alive(desk: Desk):
    url = "https://zoom.us/j/81234567890"
    one = desk.book("Check-in", BEA, join_url=url)
    in_calendar(desk, url)
    desk.connect()
    desk.sync()
    moved = desk.bookings.move(one, desk.clock() + timedelta(days=1))
    desk.sync()
    assert [(found.told_by, found.starts_at.day) for found in desk.coming()] == [
        (("calendly",), 11)
    ]
    desk.bookings.cancel(moved)
    desk.sync()
    assert desk.coming() == []


def test_a_run_cut_off_goes_on_where_it_was(desk: Desk):
    for number in range(50):
        desk.book(f"Talk {number}", BEA, hours=1 + number)
    desk.connect()
    desk.stop_after = 20
    assert not desk.run().ok
    assert 0 < len(desk.coming()) < 50
    desk.stop_after = None
    desk.there.log.clear()
    desk.sync()
    assert len(desk.coming()) == 50
    assert 0 < desk.asked("/scheduled_events/") < 50
    assert {line.method for line in desk.there.requests()} == {"GET"}


def test_everything_is_read_again_when_that_is_asked_for(desk: Desk):
    desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    assert desk.sync(full=True).requests == 4
    assert desk.told() == [("Acorn", "Check-in")]


def test_ten_thousand_events_are_paged_and_none_is_named_twice(desk: Desk):
    for number in range(9_900):
        desk.book("Past", BEA, hours=-100 + number / 100)
    for one in list(desk.bookings.events.values()):
        one.status = "canceled"
    for number in range(150):
        desk.book(f"Talk {number}", BEA, hours=1 + number / 10)
    desk.connect()
    desk.there.log.clear()
    report = desk.sync()
    lists = [line for line in desk.there.requests("/scheduled_events") if "?" not in line.path]
    asked = [line.query for line in lists if line.path == "/scheduled_events"]
    assert len(asked) == len(set(asked)) == 2 + 99
    assert report.requests == 1 + 101 + 150
    row = desk.store.row("SELECT count(*) FROM meetings")
    assert row == (150,)


def test_a_list_without_links_is_paged_by_its_token(desks: Desks):
    desk = desks(next_link=False, largest_page=100)
    for number in range(230):
        desk.book(f"Talk {number}", hours=1 + number / 10)
    desk.connect()
    desk.sync()
    assert desk.store.row("SELECT count(*) FROM meetings") == (230,)


def test_the_token_of_another_brings_that_ones_meetings_and_ends_mine(desk: Desk):
    desk.book("Check-in", BEA)
    mine = desk.connect()
    desk.sync()
    desk.key = "token-of-another"
    error = desk.failing()
    assert error["kind"] == "auth"
    assert "somebody else" in str(error["title"])
    assert desk.told() == [("Acorn", "Check-in")], "a refusal takes nothing away"
    found = desk.connect("token-of-another")
    assert found.me_id != mine.me_id
    desk.sync()
    assert desk.told() == []
    assert desk.rows() == [("Check-in", "cancelled")], "what a customer was told stays on record"


def test_a_source_let_go_takes_its_meetings_along(desk: Desk):
    from book import sources

    desk.book("Check-in", BEA)
    desk.bookings.offer("Check-in")
    desk.connect()
    desk.sync()
    sources.forget(desk.store, NAME, rows=True)
    assert desk.rows() == []
    assert desk.store.rows("SELECT * FROM event_types") == []
