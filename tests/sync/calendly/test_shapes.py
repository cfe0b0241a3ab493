"""Its JSON, read leniently: odd zones, missing parts, links that are none."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from book.errors import BadResponse
from book.facts import BadRecord, EventTypeFacts
from sync.calendly import hosts, shapes
from sync.calendly.shapes import Event

URI = "https://api.calendly.com/scheduled_events/AAA-1"


def event(**more: Any) -> Event | BadRecord:
    usual: dict[str, Any] = {
        "uri": URI,
        "name": "Check-in",
        "status": "active",
        "start_time": "2026-11-24T15:00:00.000000Z",
        "end_time": "2026-11-24T15:30:00.000000Z",
    }
    return shapes.event(usual | more)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2026-11-24T15:00:00.000000Z", "2026-11-24T15:00:00.000Z"),
        ("2026-11-24T15:00:00Z", "2026-11-24T15:00:00.000Z"),
        ("2026-11-24T20:45:00+05:45", "2026-11-24T15:00:00.000Z"),
        ("2026-11-24T05:00:00-10:00", "2026-11-24T15:00:00.000Z"),
        ("2026-11-25T05:00:00.123456+14:00", "2026-11-24T15:00:00.123Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00.000Z"),
    ],
)
def test_a_time_is_read_from_any_zone(text: str, stored: str):
    read = event(start_time=text)
    assert isinstance(read, Event)
    assert read.starts_at == stored


@pytest.mark.parametrize("bad", [None, "", "soon", 0, "0001-01-01T00:00:00Z", [], {"at": 1}])
def test_without_a_time_it_is_none(bad: Any):
    read = event(start_time=bad)
    assert read == BadRecord(external_id="AAA-1", problem="has no time")


@pytest.mark.parametrize("end", [None, "2026-11-24T14:00:00Z", "2027-11-24T15:30:00Z", "nonsense"])
def test_an_end_that_cannot_be_leaves_the_beginning(end: Any):
    read = event(end_time=end)
    assert isinstance(read, Event)
    assert read.ends_at == read.starts_at


@pytest.mark.parametrize(
    "uri",
    [None, 5, "", "AAA", "https://x/users/AAA", f"{URI}/invitees/B", f"{URI}/../x", "/" * 600],
)
def test_without_an_id_it_is_none(uri: Any):
    assert event(uri=uri) == BadRecord(external_id="?", problem="has no id")


@pytest.mark.parametrize("row", [None, 1, "x", [], [URI]])
def test_what_is_no_record_is_named(row: Any):
    assert isinstance(shapes.event(row), BadRecord)
    assert isinstance(shapes.event_type(row), BadRecord)
    assert shapes.invitee(row) is None


@pytest.mark.parametrize(
    ("location", "link"),
    [
        ({"type": "zoom", "join_url": "https://zoom.us/j/81"}, "https://zoom.us/j/81"),
        ({"type": "custom", "location": "See https://meet.google.com/abc-defg-hij"},
         "https://meet.google.com/abc-defg-hij"),
        ({"type": "zoom", "join_url": "https://zoom.us.evil.example/j/81"}, None),
        ({"type": "zoom", "join_url": None, "status": "processing"}, None),
        ({"type": "physical", "location": "Our office"}, None),
        (None, None),
        ("https://zoom.us/j/81", None),
    ],
)  # fmt: skip
def test_a_link_to_join_is_one_of_a_known_room(location: Any, link: str | None):
    read = event(location=location)
    assert isinstance(read, Event)
    assert read.join_url == link


def test_people_are_read_once_and_what_is_no_address_is_not():
    read = event(
        event_guests=[{"email": "A@x.example"}, {"email": "a@x.example"}, {"email": "nobody"}, 7],
        event_memberships=[{"user_email": "me@us.example", "user_name": "Me \n Myself"}, None],
    )
    assert isinstance(read, Event)
    assert read.people == (("a@x.example", ""), ("me@us.example", "Me Myself"))


def test_anything_that_is_kept_changes_the_print():
    prints = {
        one.print
        for one in (
            event(),
            event(name="Other"),
            event(status="canceled"),
            event(start_time="2026-11-24T14:00:00Z"),
            event(location={"join_url": "https://zoom.us/j/1"}),
            event(invitees_counter={"active": 2, "total": 2, "limit": 5}),
            event(event_guests=[{"email": "a@x.example"}]),
            event(updated_at="2026-11-20T14:00:00Z"),
        )
        if isinstance(one, Event)
    }
    assert len(prints) == 8


def kind(**more: Any) -> EventTypeFacts | BadRecord | None:
    usual: dict[str, Any] = {
        "uri": "https://api.calendly.com/event_types/T1",
        "name": "Check-in",
        "scheduling_url": "https://calendly.com/me/check-in",
        "duration": 25,
    }
    return shapes.event_type(usual | more)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ("Check-in", 25, "solo", None)),
        ({"kind": "group"}, ("Check-in", 25, "group", None)),
        ({"kind": None, "pooling_type": "collective"}, ("Check-in", 25, "solo", "collective")),
        ({"kind": "something-new", "duration": "many"}, ("Check-in", None, "solo", None)),
        ({"name": None, "duration": -5}, ("check-in", None, "solo", None)),
        ({"duration": 99_999}, ("Check-in", None, "solo", None)),
    ],
)
def test_a_kind_of_event_is_read(more: dict[str, Any], expected: tuple[Any, ...]):
    read = kind(**more)
    assert isinstance(read, EventTypeFacts)
    assert (read.title, read.minutes, read.kind, read.pooling) == expected


@pytest.mark.parametrize("more", [{"active": False}, {"deleted_at": "2026-01-01T00:00:00Z"}])
def test_what_cannot_be_booked_now_is_left_out(more: dict[str, Any]):
    assert kind(**more) is None


@pytest.mark.parametrize(
    "link", [None, "", "javascript:alert(1)", "http://calendly.com/me", "https://a b", "https:///x",
             "https://me:word@calendly.com/x", "https://calendly.com/" + "x" * 600]
)  # fmt: skip
def test_a_link_that_nobody_should_send_is_none(link: Any):
    assert isinstance(kind(scheduling_url=link), BadRecord)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"collection": {}}', b"\xff"])
def test_what_is_no_list_is_said(body: bytes):
    with pytest.raises(BadResponse):
        shapes.listed(body)


@pytest.mark.parametrize("said", [None, {}, {"uri": "x"}, {"uri": URI}])
def test_without_a_user_it_is_said(said: Any):
    with pytest.raises(BadResponse):
        shapes.me(msgspec.json.encode({"resource": said}))


@pytest.mark.parametrize(
    ("link", "params"),
    [
        ("https://api.calendly.com/x?count=2&page_token=a%3D", {"count": "2", "page_token": "a="}),
        ("https://evil.example/x?page_token=a", {"page_token": "a"}),
        ("https://api.calendly.com/x", None),
        ("https://[broken?x=1", None),
        (7, None),
        (None, None),
    ],
)
def test_of_the_next_pages_address_only_the_question_is_taken(link: Any, params: Any):
    assert hosts.next_params(link) == params


@pytest.mark.parametrize(
    ("uri", "event_id"),
    [
        (f"{URI}/invitees/B", "AAA-1"),
        (URI, ""),
        (None, ""),
        ("https://x/invitees/B", ""),
    ],
)
def test_the_event_of_an_earlier_booking_stands_in_its_address(uri: Any, event_id: str):
    assert hosts.event_of_invitee(uri) == event_id
