"""The stand-in for Calendly: asked the way its documents say, by a plain client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sync.simulator.calendly import CalendlySimulator, Quirks
from sync.simulator.limits import RateLimit
from tests.clocks import HandClock

TOKEN = {"Authorization": "Bearer k"}


@pytest.fixture
def there(clock: HandClock) -> Iterator[CalendlySimulator]:
    with CalendlySimulator(lambda _: None, clock=clock, key="k", strangers="s") as made:
        yield made


def ask(there: CalendlySimulator, path: str, token: str = "k", **params: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(trust_env=False) as client:
        return client.get(there.url + path, params=params, headers=headers)


def events(there: CalendlySimulator, **params: Any) -> httpx.Response:
    return ask(there, "/scheduled_events", user=there.bookings.user, **params)


def book(there: CalendlySimulator, hours: float, *people: str, **more: Any) -> str:
    at = there.bookings.clock() + timedelta(hours=hours)
    return there.bookings.book("Talk", at, people, **more)


@pytest.mark.parametrize("token", ["other", "kk"])
def test_without_a_token_nobody_is_let_in(there: CalendlySimulator, token: str):
    answer = ask(there, "/users/me", token)
    assert (answer.status_code, answer.json()["title"]) == (401, "Unauthenticated")


def test_a_stranger_sees_who_it_is_and_no_event_of_mine(there: CalendlySimulator):
    assert ask(there, "/users/me", "s").json()["resource"]["uri"] != there.bookings.user
    answer = ask(there, "/scheduled_events", "s", user=there.bookings.user)
    assert (answer.status_code, answer.json()["title"]) == (403, "Permission Denied")


def test_events_are_paged_in_their_order(there: CalendlySimulator):
    for hours in (3, 1, 2):
        book(there, hours)
    first = events(there, count=2).json()
    assert len(first["collection"]) == 2
    assert first["collection"][0]["start_time"] == "2026-03-18T10:30:00.000000Z"
    following = httpx.URL(first["pagination"]["next_page"])
    assert following.host == "api.calendly.com"
    last = ask(there, following.path, **dict(following.params)).json()
    assert len(last["collection"]) == 1
    assert last["pagination"]["next_page"] is None
    assert events(there, count=101).status_code == 400
    assert ask(there, "/scheduled_events").status_code == 400


def test_a_window_and_a_state_narrow_the_list(there: CalendlySimulator):
    book(there, -30)
    off = book(there, 1)
    book(there, 2)
    there.bookings.cancel(off, "Ill")
    since = "2026-03-18T00:00:00.000000Z"
    (active,) = events(there, status="active", min_start_time=since).json()["collection"]
    assert "cancellation" not in active
    (cancelled,) = events(there, status="canceled").json()["collection"]
    assert cancelled["cancellation"]["reason"] == "Ill"
    assert events(there, max_start_time=since).json()["pagination"]["count"] == 1


def test_a_move_is_a_cancel_and_a_new_one_that_name_each_other(there: CalendlySimulator):
    old = book(there, 1, "a@x.example")
    new = there.bookings.move(old, there.bookings.clock() + timedelta(days=1))
    (before,) = ask(there, f"/scheduled_events/{old}/invitees").json()["collection"]
    (after,) = ask(there, f"/scheduled_events/{new}/invitees").json()["collection"]
    assert (before["rescheduled"], before["new_invitee"]) == (True, after["uri"])
    assert (after["old_invitee"], after["rescheduled"]) == (before["uri"], False)
    assert ask(there, f"/scheduled_events/{old}").json()["resource"]["status"] == "canceled"


def test_one_of_many_leaves_the_event_to_the_others(there: CalendlySimulator):
    event = book(there, 1, "a@x.example", "b@y.example", limit=5)
    there.bookings.leave(event, "a@x.example")
    row = ask(there, f"/scheduled_events/{event}").json()["resource"]
    assert (row["status"], row["invitees_counter"]["active"]) == ("active", 1)
    there.bookings.leave(event, "b@y.example")
    assert ask(there, f"/scheduled_events/{event}").json()["resource"]["status"] == "canceled"


def test_what_is_gone_is_not_found(there: CalendlySimulator):
    event = book(there, 1)
    there.delete(event)
    assert ask(there, f"/scheduled_events/{event}").status_code == 404
    assert ask(there, f"/scheduled_events/{event}/invitees").status_code == 404


@pytest.mark.parametrize("reset", ["seconds", "moment"])
def test_too_many_requests_are_refused(clock: HandClock, reset: Any):
    limit = RateLimit(units=2, window_seconds=600.0)
    made = CalendlySimulator(
        lambda _: None, clock=clock, key="k", limit=limit, quirks=Quirks(reset=reset)
    )
    with made as there:
        for _ in range(2):
            assert ask(there, "/users/me").status_code == 200
        answer = ask(there, "/users/me")
    assert answer.status_code == 429
    assert answer.headers["x-ratelimit-remaining"] == "0"
    assert "retry-after" not in answer.headers
    assert (int(answer.headers["x-ratelimit-reset"]) > 10**9) == (reset == "moment")


def test_the_sample_is_the_same_for_the_same_seed(clock: HandClock):
    one, other, third = (CalendlySimulator(seed=seed, clock=clock).bookings for seed in (1, 1, 2))
    assert list(one.events) == list(other.events) != list(third.events)
    states = {held.status for held in one.events.values()}
    assert states == {"active", "canceled"}
    assert any(held.limit > 1 for held in one.events.values())
