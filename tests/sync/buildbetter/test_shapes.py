"""BuildBetter's JSON, read leniently."""

from __future__ import annotations

from typing import Any

import pytest

from book.errors import BadResponse
from book.facts import BadRecord
from sync.buildbetter.shapes import Call, call, listed, made_at

ID = "01905241-0000-7000-8000-000000000001"
ROW: dict[str, Any] = {
    "id": ID,
    "display_name": "Acme weekly",
    "started_at": "2026-11-18T17:00:00.000Z",
    "asset_duration_seconds": 1800,
}


def read(**changes: Any) -> Call:
    found = call(ROW | changes)
    assert isinstance(found, Call), found
    return found


def test_a_call():
    one = read()
    assert (one.id, one.title, one.duration_s) == (ID, "Acme weekly", 1800)
    assert one.at == "2026-11-18T17:00:00.000Z"
    assert one.attendees is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [(None, None), (0, None), (-1, None), ("1800", 1800), (12.7, 12), (10**9, None), ([], None)],
)
def test_a_length(said: Any, seconds: int | None):
    assert read(asset_duration_seconds=said).duration_s == seconds


@pytest.mark.parametrize(
    "person",
    [
        {"person": {"email": "A@x.test"}},
        {"person": {"emails": ["A@x.test"]}},
        {"person": {"emails": [{"email": "A@x.test"}, None, 7]}},
        {"email": "A@x.test", "person": None},
        {"person": {"email_address": " A@x.test "}},
    ],
)
def test_an_address(person: Any):
    assert read(participants=[person]).attendees == ("a@x.test",)


@pytest.mark.parametrize("person", [{}, None, {"person": {}}, {"person": {"email": "no address"}}])
def test_nobody(person: Any):
    assert read(participants=[person]).attendees == ()


@pytest.mark.parametrize("at", [None, "soon", "1970-01-01T00:00:00Z"])
def test_without_a_time_it_is_none(at: Any):
    assert call(ROW | {"started_at": at}) == BadRecord(external_id=ID, problem="has no time")
    assert read(started_at=at, completed_at="2026-11-18T18:00:00Z").at.startswith("2026-11-18")


@pytest.mark.parametrize("name", [None, [], "../x", "1/2", True, {"a": 1}, "id"])
def test_an_id_that_is_none(name: Any):
    assert isinstance(call(ROW | {"id": name}), BadRecord)


def test_links_of_the_same_recording_and_none_that_expires():
    one = read(
        url="https://app.buildbetter.app/call/314774",
        meeting_url="https://zoom.us/j/123456789",
        asset_url="https://media.example/x?signature=y",
    )
    assert one.links == ("https://app.buildbetter.app/call/314774",)


def test_the_print_changes_with_what_is_kept():
    prints = {
        read().print,
        read(display_name="Other").print,
        read(asset_duration_seconds=9).print,
        read(started_at="2026-11-18T17:00:01Z").print,
    }
    assert len(prints) == 4
    assert read(summary="new words").print == read().print


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"recordings":7}', b'{"reco', b"\xff", b""])
def test_what_is_no_list(body: bytes):
    with pytest.raises(BadResponse):
        listed(body)


def test_when_an_id_was_made():
    assert made_at("0190a1b2-c3d4-7000-8000-000000000001") == "2024-07-11T12:09:25.716Z"
    assert made_at("0190a1b2-c3d4-4000-8000-000000000001") is None
    assert made_at("314774") is None
