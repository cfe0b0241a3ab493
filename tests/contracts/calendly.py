"""Calendly: the simulator against recordings and our own table, the connector's requests too."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx

from book.records import Source
from sync.calendly.connector import CalendlyConnector
from sync.port import Known, Setup
from sync.simulator import Served
from sync.simulator.calendly import Bookings, CalendlySimulator
from tests.contracts.material import Material
from tests.contracts.outcome import Line, judged

SERVICE: Final = "calendly"
NOW: Final = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
ADDRESS: Final = re.compile(r"https://api\.calendly\.com/\w+/.+")

EVENT: Final = {
    "uri": "address",
    "name": "text",
    "status": "text",
    "start_time": "moment",
    "end_time": "moment",
    "event_type": "address",
    "location": "object",
    "invitees_counter": "object",
    "created_at": "moment",
    "updated_at": "moment",
    "event_memberships": "array",
    "event_guests": "array",
}
INVITEE: Final = {
    "uri": "address",
    "email": "text",
    "name": "text",
    "status": "text",
    "timezone": "text",
    "event": "address",
    "rescheduled": "bool",
    "cancel_url": "text",
    "reschedule_url": "text",
    "questions_and_answers": "array",
    "created_at": "moment",
}
TABLE: Final = (
    ("/scheduled_events", EVENT),
    ("/scheduled_events/*/invitees", INVITEE),
    ("/event_types", {"uri": "address", "scheduling_url": "text"}),
)
"""What a record has wherever it is listed; what is not sure of the service is left out."""
ALLOWED: Final = {
    r"/users/me": set[str](),
    r"/scheduled_events": {
        "user", "organization", "status", "min_start_time", "max_start_time", "sort", "count",
        "page_token", "invitee_email",
    },
    r"/scheduled_events/[\w-]+": set[str](),
    r"/scheduled_events/[\w-]+/invitees": {"count", "page_token", "status", "sort", "email"},
    r"/event_types": {"user", "organization", "active", "count", "page_token", "sort"},
}  # fmt: skip
"""Paths that are documented → what each may be asked for by."""


def check(material: Material) -> Iterator[Line]:
    """The report on Calendly."""
    if material.recordings:
        faults: list[str] = []
        names = []
        with simulator(empty=True) as there:
            for name, words in replayed(there, material.recordings):
                names.append(name)
                faults += words
        yield judged(SERVICE, "simulator: answers as recorded", len(names), faults)
    else:
        yield Line(SERVICE, "simulator", "not checked", 0, "no recordings in the folder")
    with simulator() as there:
        looked_at, faults = records(there)
        yield judged(SERVICE, "simulator: records as described", looked_at, faults)
    with simulator() as there:
        asyncio.run(_walk(there))
        asked = there.requests()
        yield judged(SERVICE, "connector: requests as described", len(asked), unlike(asked))


def simulator(*, empty: bool = False) -> CalendlySimulator:
    """One with the sample, or with nothing booked, as the recorded one had."""

    def nothing(_bookings: Bookings) -> None:
        pass

    return CalendlySimulator(nothing if empty else None, clock=lambda: NOW, accounts=30)


def replayed(there: CalendlySimulator, files: Iterable[Path]) -> Iterator[tuple[str, list[str]]]:
    """Each recorded request, asked of the simulator: its name, and how the answer differs."""
    with _client(there) as client:
        for file in files:
            for one in json.loads(file.read_bytes())["exchanges"]:
                params = dict(one["params"] or {})
                for name in ("user", "organization"):
                    if name in params:
                        params[name] = getattr(there.bookings, name)
                answer = client.request(one["method"], one["path"], params=params)
                name = f"{file.stem}: {one['method']} {one['path']}"
                yield name, [f"{name}: {words}" for words in differences(one, answer)]


def differences(recorded: dict[str, Any], answer: httpx.Response) -> Iterator[str]:
    """How an answer differs in shape from the recorded one."""
    if answer.status_code != recorded["status"]:
        yield f"answered {answer.status_code} instead of {recorded['status']}"
        return
    theirs, ours = shape(recorded["response"]), shape(answer.json())
    yield from (f"{place} is missing" for place in sorted(theirs.keys() - ours.keys()))
    yield from (f"{place} is not in the recording" for place in sorted(ours.keys() - theirs.keys()))
    for place in sorted(theirs.keys() & ours.keys()):
        if theirs[place] != ours[place]:
            yield f"{place} is {ours[place]}, recorded as {theirs[place]}"
    kind = answer.headers.get("content-type")
    if kind != recorded["headers"].get("content-type", kind):
        yield f"content-type is {kind}"


def records(there: CalendlySimulator) -> tuple[int, list[str]]:
    """Every record of every list against our table: how many, and what is wrong with them."""
    looked_at, faults = 0, list[str]()
    events = list(there.bookings.events)
    with _client(there) as client:
        for path, wanted in TABLE:
            for event in events if "*" in path else events[:1]:
                params = {"user": there.bookings.user, "count": "100"} if "*" not in path else {}
                answer = client.get(path.replace("*", event), params=params).json()
                for row in answer["collection"]:
                    looked_at += 1
                    faults += [f"{path}: {words}" for words in lacking(row, wanted)]
    return looked_at, faults


def lacking(row: dict[str, Any], wanted: dict[str, str]) -> Iterator[str]:
    """What a record lacks, or has in another form."""
    for name, kind in wanted.items():
        if name not in row:
            yield f"{name} is missing"
        elif (found := form(row[name])) != kind:
            yield f"{name} is {found} instead of {kind}"


def unlike(asked: Iterable[Served]) -> Iterator[str]:
    """What of these requests no document knows, or what would write."""
    for one in asked:
        allowed = next((names for at, names in ALLOWED.items() if re.fullmatch(at, one.path)), None)
        if one.method != "GET" or one.body:
            yield f"{one.method} {one.path} is no question"
        elif allowed is None:
            yield f"{one.path} is not known"
        else:
            given = dict(parse_qsl(one.query))
            yield from (f"{one.path} asks by {name}" for name in sorted(given.keys() - allowed))
            if int(given.get("count", "1")) > 100:
                yield f"{one.path} asks for {given['count']}"
            for name in ("min_start_time", "max_start_time"):
                if name in given and not MOMENT.fullmatch(given[name]):
                    yield f"{name} is no moment"


def shape(value: Any, place: str = "") -> dict[str, str]:
    """Which form stands where; the entries of a list count as one."""
    found = {place: form(value)}
    if isinstance(value, dict):
        for name, one in value.items():
            found |= shape(one, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for one in value:
            found |= shape(one, f"{place}[]")
    return found


def form(value: Any) -> str:
    """What kind of value it is."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return (
            "moment" if MOMENT.fullmatch(value) else "address" if ADDRESS.match(value) else "text"
        )
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else type(value).__name__


def _client(there: CalendlySimulator) -> httpx.Client:
    headers = {"Authorization": f"Bearer {there.key}"}
    return httpx.Client(base_url=there.url, headers=headers, trust_env=False)


async def _walk(there: CalendlySimulator) -> None:
    """A first look and a whole first run, without a book behind it."""

    async def pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    source = Source(name=SERVICE, url=there.url)
    one = CalendlyConnector(Setup(source=source, secret=there.key, pause=pause, clock=lambda: NOW))
    try:
        await one.check()
        known = Known(accounts=set(), cursors={}, meetings=lambda: frozenset({"long-gone"}))
        for stage in one.stages:
            async for _ in one.pages(stage, known):
                pass
    finally:
        await one.aclose()
