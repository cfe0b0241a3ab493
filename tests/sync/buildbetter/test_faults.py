"""What goes wrong there is one clear sentence here, and nothing in the book is lost for it."""

from __future__ import annotations

from typing import Any

import pytest

from book.errors import Auth, BadResponse
from sync.refusals import NotAllowed
from tests.sync.buildbetter.conftest import KEY, Desk


@pytest.fixture
def ready(desk: Desk) -> Desk:
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    desk.clock.move(minutes=20)
    return desk


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ({"kind": "status", "status": 401}, "auth", "refused the key (401)"),
        ({"kind": "status", "status": 403}, "auth", "does not let this key in here (403)"),
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
    assert [one.meta_state for _, one in ready.log()] == ["ok"]
    ready.there.faults.clear()
    ready.clock.move(hours=1)
    assert ready.sync().ok


def test_a_passing_fault_is_sat_out(ready: Desk):
    ready.there.fault("status", status=502, times=1)
    assert ready.sync().ok
    assert ready.slept


def test_a_list_that_leads_back_is_noticed(ready: Desk):
    ready.call("new", "bea@acorn.example", days=0.01)
    ready.there.fault("loop", times=50)
    assert "circle" in str(ready.failing()["title"])


@pytest.mark.parametrize("kind", ["duplicates", "unknown_fields"])
def test_an_odd_page_is_read_all_the_same(ready: Desk, kind: str):
    ready.call("new", "bea@acorn.example", days=0.01)
    ready.there.fault(kind)  # type: ignore[arg-type]
    assert ready.sync().pulled["recordings"] == 1


@pytest.mark.parametrize("kind", ["nulls", "odd_dates", "bad_record"])
def test_a_broken_record_is_named_and_the_others_come(ready: Desk, kind: str):
    ready.there.fault(kind)  # type: ignore[arg-type]
    ready.clock.move(days=1)
    report = ready.sync()
    assert report.bad == 1
    assert [one.meta_state for _, one in ready.log()] == ["ok"]


def test_a_wrong_key_is_told_at_the_first_look(desk: Desk):
    with pytest.raises(Auth) as caught:
        desk.look("another-key")
    assert "401" in caught.value.title
    assert "another-key" not in str(caught.value)


def test_a_service_that_is_another_is_told(desk: Desk):
    desk.there.fault("wrong_host", path="/", times=5)
    with pytest.raises(BadResponse):
        desk.look()


def test_a_key_that_may_not_is_told(desk: Desk):
    desk.there.fault("status", status=403, path="/", times=5)
    with pytest.raises(NotAllowed):
        desk.look()
