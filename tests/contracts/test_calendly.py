"""The Calendly checker: that it holds now, and that it would see what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sync.simulator import Served
from tests.contracts import calendly
from tests.contracts.material import Material

PAGE = {
    "count": 0,
    "next_page": None,
    "next_page_token": None,
    "previous_page": None,
    "previous_page_token": None,
}
LIST: dict[str, Any] = {
    "method": "GET",
    "path": "/scheduled_events",
    "params": {"user": "https://api.calendly.com/users/1"},
    "request": None,
    "status": 200,
    "headers": {"content-type": "application/json; charset=utf-8"},
    "response": {"collection": [], "pagination": PAGE},
}


def put(folder: Path, exchange: dict[str, Any]) -> Material:
    file = folder / "list.json"
    file.write_text(json.dumps({"exchanges": [exchange]}), encoding="utf-8")
    return Material("calendly", (), (file,))


def test_it_holds(tmp_path: Path):
    lines = list(calendly.check(put(tmp_path, LIST)))
    assert [one for one in lines if one.verdict != "held"] == []
    assert sum(one.checks for one in lines) > 60


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"status": 404}, "answered 200 instead of 404"),
        ({"response": {"collection": [], "pagination": PAGE, "more": 1}}, "more is missing"),
        ({"response": {"collection": []}}, "pagination is not in the recording"),
        ({"response": {"collection": [], "pagination": PAGE | {"count": "0"}}}, "is int, recorded"),
        ({"headers": {"content-type": "text/plain"}}, "content-type is application/json"),
    ],
)
def test_an_answer_unlike_the_recorded_one_is_seen(tmp_path: Path, wrong: Any, words: str):
    lines = calendly.check(put(tmp_path, LIST | wrong))
    line = next(one for one in lines if one.what == "simulator: answers as recorded")
    assert line.verdict == "fell short"
    assert words in line.detail


@pytest.mark.parametrize(
    ("served", "words"),
    [
        (Served("POST", "/invitees", "", 201), "is no question"),
        (Served("GET", "/routing_forms", "", 200), "is not known"),
        (Served("GET", "/scheduled_events", "since=1", 200), "asks by since"),
        (Served("GET", "/event_types", "count=200", 200), "asks for 200"),
        (Served("GET", "/scheduled_events", "min_start_time=soon", 200), "is no moment"),
    ],
)
def test_a_request_that_is_not_described_is_seen(served: Served, words: str):
    (found,) = calendly.unlike([served])
    assert words in found


def test_a_record_that_lacks_something_is_seen():
    row = {"uri": "https://api.calendly.com/event_types/1", "scheduling_url": None}
    wanted = {"uri": "address", "scheduling_url": "text", "name": "text"}
    found = list(calendly.lacking(row, wanted))
    assert found == ["scheduling_url is null instead of text", "name is missing"]
