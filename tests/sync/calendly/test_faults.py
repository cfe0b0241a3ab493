"""What goes wrong there is one clear sentence here, and nothing in the book is lost for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from book.errors import Auth, BadResponse
from sync.refusals import NotAllowed
from sync.simulator.limits import RateLimit
from tests.sync.calendly.conftest import BEA, KEY, Desk


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.book("Check-in", BEA)
    desk.connect()
    desk.sync()
    desk.clock.move(minutes=20)
    return desk


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ({"kind": "status", "status": 401}, "auth", "refused the token (401)"),
        ({"kind": "status", "status": 403}, "auth", "403"),
        (
            {"kind": "status", "status": 429, "retry_after": "900"},
            "rate_limited",
            "asks to wait",
        ),
        ({"kind": "status", "status": 503}, "server", "trouble of its own (503)"),
        ({"kind": "not_json"}, "bad_response", "not what was asked for"),
        ({"kind": "html"}, "bad_response", "web page instead of data"),
        ({"kind": "wrong_host"}, "bad_response", "does not know what it was asked for (404)"),
        ({"kind": "empty_next"}, "bad_response", "leads in a circle"),
        ({"kind": "loop"}, "bad_response", "leads in a circle"),
        ({"kind": "close"}, "bad_response", "broke off"),
    ],
)
def test_a_failure_is_one_sentence(ready: Desk, fault: dict[str, Any], kind: str, words: str):
    ready.there.fault(times=20, **fault)
    error = ready.failing()
    assert error["kind"] == kind, error
    title = str(error["title"])
    assert words in title
    assert title.endswith(".")
    assert "\n" not in title
    assert KEY not in str(error)
    assert ready.told() == [("Acorn", "Check-in")]
    ready.there.faults.clear()
    ready.clock.move(hours=1)
    assert ready.sync().ok
    assert ready.told() == [("Acorn", "Check-in")]


def test_a_passing_fault_is_sat_out(ready: Desk):
    ready.there.fault("status", status=502, times=1)
    assert ready.sync().ok
    assert ready.slept


@pytest.mark.parametrize("kind", ["duplicates", "unknown_fields"])
def test_an_odd_page_is_read_all_the_same(ready: Desk, kind: str):
    ready.book("New", BEA, hours=5)
    ready.there.fault(kind)  # type: ignore[arg-type]
    ready.sync()
    assert ready.told() == [("Acorn", "Check-in"), ("Acorn", "New")]


@pytest.mark.parametrize("kind", ["nulls", "odd_dates", "bad_record"])
def test_a_broken_record_is_named_and_ends_nothing(ready: Desk, kind: str):
    ready.there.fault(kind)  # type: ignore[arg-type]
    report = ready.sync()
    assert report.bad == 1
    assert ready.told() == [("Acorn", "Check-in")], "it was asked for by itself, and stands"


@pytest.mark.parametrize("reset", ["seconds", "moment"])
def test_a_limit_that_only_its_own_headers_tell_is_kept(desks: Callable[..., Desk], reset: str):
    desk = desks(limit=RateLimit(units=6, window_seconds=600.0), reset=reset, limit_headers=False)
    for number in range(8):
        desk.book(f"Talk {number}", BEA, hours=1 + number)
    desk.connect()
    error = desk.failing()
    assert error["kind"] == "rate_limited"
    assert 60 <= float(error["wait_seconds"]) <= 130, error
    assert desk.there.requests()[-1].status == 429
    assert sum(desk.slept) < 1, "a wait that long is kept for the next run"


def test_a_limit_that_is_told_in_time_slows_down_before_it_is_hit(desks: Callable[..., Desk]):
    desk = desks(limit=RateLimit(units=6, window_seconds=600.0))
    for number in range(8):
        desk.book(f"Talk {number}", BEA, hours=1 + number)
    desk.connect()
    desk.run()
    # Two are left to others; after that each question waits, here without the time going on.
    assert sum(desk.slept) > 55


def test_a_wrong_token_is_told_at_the_first_look(desk: Desk):
    with pytest.raises(Auth) as caught:
        desk.look("another-token")
    assert "401" in caught.value.title
    assert "another-token" not in str(caught.value)


@pytest.mark.parametrize("secret", ["", "  ", "two words", "snö"])
def test_what_is_no_token_is_told_before_anything_is_asked(desk: Desk, secret: str):
    with pytest.raises(Auth):
        desk.look(secret)
    assert desk.asked() == 0


@pytest.mark.parametrize("pasted", [f"Bearer {KEY}", f'"{KEY}"', f"Authorization: Bearer {KEY}\n"])
def test_a_token_is_taken_as_it_is_pasted(desk: Desk, pasted: str):
    assert desk.look(pasted).me_name == "Ines Halvard"


def test_a_service_that_is_another_is_told(desk: Desk):
    desk.there.fault("wrong_host", path="/", times=5)
    with pytest.raises(BadResponse):
        desk.look()


def test_a_token_that_may_not_read_events_is_told(desk: Desk):
    desk.there.fault("status", status=403, path="/scheduled_events", times=5)
    with pytest.raises(NotAllowed):
        desk.look()
