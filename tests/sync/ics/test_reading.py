"""Series, moves, cancels, zones and days of a calendar, and what no program would write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from book.errors import BadResponse
from sync.ics.place import LARGEST, zone_words
from sync.ics.reading import read_meetings
from tests.sync.ics.calendars import ANA, ME, calendar, event

FROM = datetime(2026, 6, 3, tzinfo=UTC)
TO = datetime(2026, 8, 9, tzinfo=UTC)
BERLIN = ";TZID=Europe/Berlin:"


def starts(text: bytes, start: datetime = FROM, end: datetime = TO, **more) -> list[str]:
    """When the meetings of a calendar start, in order."""
    return sorted(one.starts_at[:16] for one in read_meetings(text, start, end, **more).meetings)


def test_a_series_is_unfolded_with_its_moved_and_cancelled_days():
    text = calendar(
        event("w", f"{BERLIN}20260601T093000", "RRULE:FREQ=WEEKLY;UNTIL=20260705T000000Z",
              "EXDATE;TZID=Europe/Berlin:20260615T093000", end=f"{BERLIN}20260601T100000"),
        event("w", f"{BERLIN}20260623T140000", "RECURRENCE-ID;TZID=Europe/Berlin:20260622T093000",
              title="Moved", end=f"{BERLIN}20260623T143000"),
        event("w", f"{BERLIN}20260629T093000", "RECURRENCE-ID;TZID=Europe/Berlin:20260629T093000",
              "STATUS:CANCELLED", end=f"{BERLIN}20260629T100000"),
    )  # fmt: skip
    found = read_meetings(text, FROM, TO).meetings
    assert [(one.starts_at[:16], one.status, one.title) for one in found] == [
        ("2026-06-08T07:30", "confirmed", "Check-in"),
        ("2026-06-23T12:00", "confirmed", "Moved"),
        ("2026-06-29T07:30", "cancelled", "Check-in"),
    ]
    assert len({one.series_id for one in found}) == 1


def test_a_moved_meeting_keeps_the_id_of_the_day_it_was_moved_from():
    usual = event("w", f"{BERLIN}20260608T093000", "RRULE:FREQ=WEEKLY;COUNT=2")
    moved = event("w", f"{BERLIN}20260617T110000",
                  "RECURRENCE-ID;TZID=Europe/Berlin:20260615T093000")  # fmt: skip
    before = read_meetings(calendar(usual), FROM, TO).meetings
    after = read_meetings(calendar(usual, moved), FROM, TO).meetings
    assert {one.external_id for one in before} == {one.external_id for one in after}
    assert len({one.external_id for one in after}) == 2


def test_a_series_moved_from_a_day_on_keeps_each_of_its_days():
    usual = event("w", f"{BERLIN}20260605T093000", "RRULE:FREQ=WEEKLY;COUNT=4")
    from_then = "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260612T093000"
    moved = event("w", f"{BERLIN}20260612T110000", from_then)
    before = read_meetings(calendar(usual), FROM, TO).meetings
    after = read_meetings(calendar(usual, moved), FROM, TO).meetings
    assert [one.starts_at[5:16] for one in after] == [
        "06-05T07:30",
        "06-12T09:00",
        "06-19T09:00",
        "06-26T09:00",
    ]
    assert [one.external_id for one in after] == [one.external_id for one in before]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        # Into the weeks, and out of them.
        ((event("w", f"{BERLIN}20260501T093000", "RRULE:FREQ=WEEKLY;COUNT=2"),
          event("w", f"{BERLIN}20260610T093000",
                "RECURRENCE-ID;TZID=Europe/Berlin:20260508T093000")), ["2026-06-10T07:30"]),
        ((event("w", f"{BERLIN}20260605T093000", "RRULE:FREQ=WEEKLY;COUNT=2"),
          event("w", f"{BERLIN}20261210T093000",
                "RECURRENCE-ID;TZID=Europe/Berlin:20260612T093000")), ["2026-06-05T07:30"]),
        # Days of their own, a day left out by its date, the newer one of two, a zone of Windows.
        ((event("w", f"{BERLIN}20260610T093000", "RDATE;TZID=Europe/Berlin:20260613T100000"),),
         ["2026-06-10T07:30", "2026-06-13T08:00"]),
        ((event("w", f"{BERLIN}20260605T093000", "RRULE:FREQ=WEEKLY;COUNT=2",
                "EXDATE;VALUE=DATE:20260612"),), ["2026-06-05T07:30"]),
        ((event("w", f"{BERLIN}20260610T093000", "SEQUENCE:1"),
          event("w", f"{BERLIN}20260611T093000", "SEQUENCE:2")), ["2026-06-11T07:30"]),
        ((event("w", ";TZID=W. Europe Standard Time:20260610T093000"),), ["2026-06-10T07:30"]),
    ],
)  # fmt: skip
def test_where_the_days_of_a_series_come_from(events: tuple[str, ...], expected: list[str]):
    assert starts(calendar(*events)) == expected


def test_a_calendar_just_below_the_cap_is_read():
    lines = ("DESCRIPTION:" + "x" * 70, *(" " + "y" * 70 for _ in range(60)))
    old = "\n".join(event(f"p{n}", ":20240110T100000Z", *lines) for n in range(2_200))
    text = calendar(old, event("m", ":20260611T100000Z"))
    assert 9 * 2**20 < len(text) <= LARGEST
    assert starts(text) == ["2026-06-11T10:00"]


def test_a_series_keeps_its_hour_over_the_turn_of_the_clocks():
    text = calendar(event("w", f"{BERLIN}20261012T093000", "RRULE:FREQ=WEEKLY;COUNT=4"))
    autumn = datetime(2026, 10, 10, tzinfo=UTC)
    assert starts(text, autumn, autumn + timedelta(days=60)) == [
        "2026-10-12T07:30",
        "2026-10-19T07:30",
        "2026-10-26T08:30",
        "2026-11-02T08:30",
    ]


def test_an_hour_that_does_not_exist_is_read_as_one_that_does():
    text = calendar(event("w", f"{BERLIN}20260328T023000", "RRULE:FREQ=DAILY;COUNT=3"))
    spring = datetime(2026, 3, 25, tzinfo=UTC)
    found = starts(text, spring, spring + timedelta(days=10))
    assert (found[0], found[2]) == ("2026-03-28T01:30", "2026-03-30T00:30")
    assert found[1] in ("2026-03-29T00:30", "2026-03-29T01:30")


def test_29_february_comes_every_four_years():
    text = calendar(event("b", ";VALUE=DATE:20240229", "RRULE:FREQ=YEARLY"))
    assert starts(text, datetime(2027, 2, 20, tzinfo=UTC), datetime(2027, 3, 20, tzinfo=UTC)) == []
    leap = datetime(2028, 2, 20, tzinfo=UTC)
    assert starts(text, leap, leap + timedelta(days=30)) == ["2028-02-29T00:00"]


def test_a_whole_day_stands_for_the_day_whatever_the_zone():
    (one,) = read_meetings(calendar(event("d", ";VALUE=DATE:20260610")), FROM, TO).meetings
    assert (one.all_day, one.starts_at, one.ends_at) == (
        1,
        "2026-06-10T00:00:00.000Z",
        "2026-06-11T00:00:00.000Z",
    )


def test_a_time_without_a_zone_takes_the_calendars():
    text = calendar(event("f", ":20260610T090000"), head="X-WR-TIMEZONE:Asia/Tokyo")
    assert starts(text) == ["2026-06-10T00:00"]


def test_only_what_touches_the_weeks_is_read():
    text = calendar(
        event("old", ":20260101T100000Z"),
        event("just", ":20260602T233000Z", end=":20260603T003000Z"),
        event("far", ":20260901T100000Z"),
    )
    assert starts(text) == ["2026-06-02T23:30"]


def test_people_are_read_once_and_rooms_and_names_that_are_addresses_are_not():
    text = calendar(
        event("p", ":20260610T100000Z", "ORGANIZER;CN=ida@pebble.example:mailto:ida@pebble.example",
              ME, ANA.replace("ana@oak", "ANA@Oak"),
              "ATTENDEE;CUTYPE=RESOURCE;CN=Room 4:mailto:room4@pebble.example",
              "ATTENDEE;CN=No address:invalid:nomail")
    )  # fmt: skip
    (one,) = read_meetings(text, FROM, TO).meetings
    assert one.attendees == (
        ("ida@pebble.example", "Ida Berg"),
        ("ana@oak.example", "Ana Ruiz"),
    )


def test_what_i_declined_is_left_out():
    no = ME.replace("ACCEPTED", "DECLINED")
    text = calendar(event("p", ":20260610T100000Z", no, ANA), event("q", ":20260611T100000Z", ANA))
    assert starts(text, me="Ida@Pebble.example") == ["2026-06-11T10:00"]
    assert len(starts(text)) == 2


def test_a_join_link_is_found_in_the_property_made_for_it_before_the_text():
    text = calendar(
        event("j", ":20260610T100000Z", "DESCRIPTION:join https://us02web.zoom.us/j/81234567890",
              "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij"),
        event("k", ":20260611T100000Z",
              "LOCATION:Room 4\\, https://us02web.zoom.us/j/81234567890?pwd=aB1"),
    )  # fmt: skip
    found = read_meetings(text, FROM, TO).meetings
    assert [one.join_url for one in found] == [
        "https://meet.google.com/abc-defg-hij",
        "https://us02web.zoom.us/j/81234567890?pwd=aB1",
    ]


@pytest.mark.parametrize(
    "text",
    [b"", b"hello", b"<html></html>", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\r\n",
     b"BEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\n", b"BEGIN:VCALENDAR\r\n" * 3000],
)  # fmt: skip
def test_what_is_no_calendar_is_said_in_one_sentence(text):
    with pytest.raises(BadResponse, match="is no calendar, or a damaged one"):
        read_meetings(text, FROM, TO)


@pytest.mark.parametrize(
    "lines",
    [
        (":20260610T100000Z", "RRULE:FREQ=SECONDLY"),
        (":20260610T100000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        (":20260610T100000Z", "RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5,6"),
        (":20260610T100000Z", "RRULE:FREQ=NEVER"),
        (":99999999T999999Z",),
        (":20260610T100000Z", "DURATION:P99999999999W"),
        (";TZID=Nowhere/None:20260610T100000", "RRULE:FREQ=DAILY;UNTIL=nonsense"),
    ],
)  # fmt: skip
def test_a_hostile_series_keeps_nothing_else_from_being_read(lines):
    text = calendar(event("bad", *lines), event("good", ":20260611T100000Z"))
    found = read_meetings(text, FROM, TO)
    assert "2026-06-11T10:00" in [one.starts_at[:16] for one in found.meetings]
    assert len(found.meetings) <= 2
    assert all("bad" not in one.external_id and "Check-in" not in one.problem for one in found.bad)
    if "FREQ=DAILY;I" in str(lines) or "SECONDLY" in str(lines):
        assert len(found.bad) == 1


def test_a_calendar_that_takes_too_long_is_given_up():
    ticks = iter(range(0, 10_000, 20))
    text = calendar(*(event(str(n), ":20260611T100000Z") for n in range(5)))
    with pytest.raises(BadResponse, match="takes too long to read"):
        read_meetings(text, FROM, TO, steady=lambda: float(next(ticks)))


def test_the_id_says_nothing_of_the_meeting():
    (one,) = read_meetings(
        calendar(event("ana@oak.example", ":20260611T100000Z")), FROM, TO
    ).meetings
    assert "ana" not in one.external_id


@pytest.mark.parametrize(
    ("events", "zones"),
    [
        ((event("a", ";TZID=Office/Nowhere:20260610T100000"),), ("Office/Nowhere",)),
        ((event("a", f"{BERLIN}20260610T100000", end=";TZID=B:20260610T110000"),), ("B",)),
        (
            (
                event("a", ";TZID=B:20260610T100000", "RRULE:FREQ=DAILY;COUNT=3"),
                event("b", ";TZID=A:20260610T100000"),
                event("c", ";TZID=A:20260610T100000"),
            ),
            ("A", "B"),
        ),
        ((event("long-past", ";TZID=Office/Nowhere:20160610T100000"),), ()),
        ((event("a", ";TZID=W. Europe Standard Time:20260610T093000"),), ()),
        ((event("a", ":20260610T093000"),), ()),
        ((event("a", ";VALUE=DATE;TZID=Office/Nowhere:20260610"),), ()),
    ],
)
def test_a_zone_that_nobody_knows_is_named(events, zones):
    found = read_meetings(calendar(*events), FROM, TO)
    assert found.zones == zones
    assert found.bad == ()


def test_a_calendar_with_a_zone_for_all_says_that_it_stood_in():
    odd = event("a", ";TZID=Office/Nowhere:20260610T100000")
    found = read_meetings(calendar(odd, head="X-WR-TIMEZONE:Asia/Tokyo"), FROM, TO)
    (one,) = found.meetings
    assert one.starts_at.startswith("2026-06-10T01:00")
    assert "the zone that the calendar has for all" in zone_words(
        found.zones, own_zone=found.own_zone
    )


def test_of_many_unknown_zones_three_are_named():
    words = zone_words(("A", "B", "C", "D", "E"), own_zone=False)
    assert "zones that Satchel does not know: “A”, “B”, “C” and 2 more. Their meetings" in words


@pytest.mark.parametrize(
    ("name", "begins", "zones"),
    [
        ("W. Europe Standard Time", "2026-06-10T08:00", ()),
        ("Office/Nowhere", "", ("Office/Nowhere",)),
    ],
)
def test_a_zone_for_all_that_is_spelt_otherwise_or_unknown_costs_no_meeting(name, begins, zones):
    text = calendar(event("a", ":20260610T100000"), head=f"X-WR-TIMEZONE:{name}")
    found = read_meetings(text, FROM, TO)
    (one,) = found.meetings
    assert one.starts_at.startswith(begins)
    assert (found.zones, found.bad) == (zones, ())
