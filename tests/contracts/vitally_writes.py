"""The connector's write requests against our own table of what Vitally takes.

A `!` after a kind: every such request has to say it. Everything else may be left out, and `?`
says that null is a value too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from book.records import Source
from sync.connectors import connector
from sync.port import Sending, Setup
from sync.simulator import Served, Simulator
from sync.vitally.mapping import NATIVE
from tests.sync.simulator.vitally_table import KINDS

WRITES = """
POST notes  externalId text!   accountId id!   note html!          noteDate moment!
POST notes  subject text       authorId id!    categoryId id       tags texts!
PUT  notes  accountId id       note html       noteDate moment     subject text
PUT  notes  categoryId id      tags texts!
POST tasks  externalId text!   accountId id!   name text!          description html
POST tasks  dueDate day        assignedToId id!  createdById id!   tags texts!
POST tasks  completedAt moment completedById id
PUT  tasks  accountId id       name text       description html    dueDate day?
PUT  tasks  completedAt moment?  completedById id                  tags texts!
PUT  accounts  traits map!
"""
DAY = "2026-03-17"
MOMENT = "2026-03-17T10:00:00.000Z"
TEXT = """# Call with Kim

They **want** {{account.traits.plan}}, see [this](https://a.example/?x=1&y=2).
- one
  - *two*
    <b>three</b>

| a | b  |
"""


def faults(requests: Iterable[Served]) -> Iterator[str]:
    """What is wrong with write requests, one by one."""
    for one in requests:
        resource, with_id = _place(one.path)
        where = f"{one.method} {resource}"
        if one.method == "DELETE":
            if one.body or not with_id or resource not in ("notes", "tasks"):
                yield f"{where} is not a bare DELETE of a note or task"
            continue
        known = _fields(one.method, resource)
        if not known or with_id != (one.method == "PUT"):
            yield f"{where} is not in the table"
            continue
        yield from _body_faults(where, known, json.loads(one.body))


async def write_all(simulator: Simulator) -> list[Served]:
    """Every kind of write once over; the requests it came to."""
    source = Source(
        name="vitally",
        url=simulator.url,
        me_email=simulator.email,
        me_id=simulator.me,
        mapping={**NATIVE, "stage": "vitally.custom.onboardingPipeline"},
        capabilities={"note_categories": _categories(simulator)},
    )
    setup = Setup(source=source, secret=simulator.key, pause=_pause, clock=simulator.now)
    writer: Any = connector(source.name)(setup)
    try:
        for entry in _entries(simulator):
            known = entry.external_id
            before = await writer.read(entry.record, known) if known else None
            await writer.write(entry, before)
    finally:
        await writer.aclose()
    return [one for one in simulator.requests() if one.method != "GET"]


def _entries(simulator: Simulator) -> Iterator[Sending]:
    home, other = (one["id"] for one in simulator.records("accounts")[:2])
    ids = {
        "note": simulator.records("notes")[0]["id"],
        "task": simulator.records("tasks")[0]["id"],
        "account": home,
    }
    made: list[tuple[Any, dict[str, str | None]]] = [
        ("note", {"subject": "Intro", "body": TEXT, "day": DAY, "tags": '["a"]', "kind": "call"}),
        ("note", {"body": "", "day": DAY}),
        ("task", {"title": "Send", "body": TEXT, "due": DAY, "tags": "[]"}),
        ("task", {"title": "Send", "due": None, "completed_at": MOMENT}),
    ]
    changed: list[tuple[Any, dict[str, str | None]]] = [
        ("note", {"subject": None, "body": TEXT, "day": DAY}),
        ("note", {"tags": '["b","c"]'}),
        ("note", {"account_id": other}),
        ("task", {"title": "B", "body": TEXT, "due": None}),
        ("task", {"due": DAY}),
        ("task", {"completed_at": MOMENT}),
        ("task", {"completed_at": None}),
        ("account", {"stage": "3. Trial"}),
        ("account", {"stage": None}),
        ("note", {"archived_at": MOMENT}),
        ("task", {"archived_at": MOMENT}),
    ]
    for number, (record, fields) in enumerate(made):
        key = f"satchel:{record}:{number}"
        yield Sending(
            record=record, action="create", key=key, external_id=None, account=home, fields=fields
        )
    for record, fields in changed:
        yield Sending(
            record=record,
            action="update",
            key="satchel:any:9",
            external_id=ids[record],
            account=home,
            fields=fields,
        )


def _body_faults(where: str, known: dict[str, str], body: Any) -> Iterator[str]:
    if not isinstance(body, dict) or not body:
        yield f"{where}: the body is no object with something in it"
        return
    for field, kind in known.items():
        if kind.endswith("!") and field not in body:
            yield f"{where}: {field} is missing"
    for field, value in body.items():
        if field not in known:
            yield f"{where}: {field} is not in the table"
        elif not _fits(known[field], value):
            yield f"{where}: {field} is no {known[field].rstrip('!?')}"
        elif "{{" in json.dumps(value):
            yield f"{where}: {field} has a placeholder in it"


def _fits(kind: str, value: Any) -> bool:
    if value is None:
        return kind.endswith("?")
    return KINDS[kind.rstrip("!?")](value)


def _fields(method: str, resource: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in WRITES.splitlines():
        words = line.split()
        if words[:2] == [method, resource]:
            found |= dict(zip(words[2::2], words[3::2], strict=True))
    return found


def _place(path: str) -> tuple[str, bool]:
    """The resource of a path, and whether it names one record of it."""
    found = re.fullmatch(r"/resources/(\w+)(/[^/]+)?", path)
    return (found[1], found[2] is not None) if found else (path, False)


def _categories(simulator: Simulator) -> str:
    named = {one["name"]: one["id"] for one in simulator.records("noteCategories")}
    return json.dumps(named)


async def _pause(seconds: float) -> None:
    raise AssertionError(f"the simulator has no limit, yet the connector waits {seconds} s")
