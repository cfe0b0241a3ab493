"""What the HubSpot connector asks: of a pull, and of every kind of write."""

from __future__ import annotations

import asyncio
from typing import Any

from book.records import Source
from sync.connectors import connector
from sync.port import Connector, Known, Sending, Setup
from sync.simulator import Served
from sync.simulator.cast import STARTED
from sync.simulator.hubspot import HubSpotSimulator

SOURCE = "hubspot"
TEXT = """# Call with Kim

They **want** it, see [this](https://a.example/?x=1&y=2).
- one
  - *two*
"""
DAY = "2026-03-17"
MOMENT = "2026-03-17T10:00:00.000Z"


def asked(simulator: HubSpotSimulator) -> tuple[list[Served], list[Served]]:
    """The requests of a first look and two pulls, and those of all kinds of write."""
    setup = asyncio.run(_look(simulator))
    asyncio.run(_pull(simulator, setup))
    read = simulator.requests()
    simulator.log.clear()
    asyncio.run(_write(simulator, setup))
    return read, simulator.requests()


async def _look(simulator: HubSpotSimulator) -> Setup:
    source = Source(name=SOURCE, url=simulator.url, me_email=simulator.email)
    looking = connector(SOURCE)(_setup(simulator, source))
    try:
        found = await looking.check()
    finally:
        await looking.aclose()
    source = Source(
        name=SOURCE,
        url=found.url,
        me_email=simulator.email,
        me_id=found.me_id,
        mapping=dict(found.mapping),
        capabilities=dict(found.capabilities),
    )
    return _setup(simulator, source)


async def _pull(simulator: HubSpotSimulator, setup: Setup) -> None:
    known = Known(accounts=set(), cursors={})
    for full in (False, False, True):
        known.full = full
        pulling = connector(SOURCE)(setup)
        try:
            await _stages(pulling, known)
        finally:
            await pulling.aclose()
        simulator.advance()


async def _stages(pulling: Connector, known: Known) -> None:
    for stage in pulling.stages:
        async for page in pulling.pages(stage, known):
            known.accounts |= {one.external_id for one in page.accounts}
            known.accounts -= set(page.left)
            if page.cursor is not None:
                known.cursors[page.resource] = page.cursor


async def _write(simulator: HubSpotSimulator, setup: Setup) -> None:
    writer: Any = connector(SOURCE)(setup)
    home = simulator.records("companies")[0]["id"]
    try:
        for number, (record, fields) in enumerate(_made()):
            await writer.write(_sending(record, None, home, fields, f"{number}"), None)
        # The sample's stage is found by its label, so it is a field that can be written.
        assert writer.writable("stage")
        for record, kind, fields in _changed():
            known = simulator.records(kind)[0]["id"]
            before = await writer.read(record, known)
            await writer.write(_sending(record, known, home, fields, "9"), before)
    finally:
        await writer.aclose()


def _made() -> list[tuple[str, dict[str, str | None]]]:
    return [
        ("note", {"subject": "Intro", "body": TEXT, "day": DAY, "tags": "[]", "kind": "note"}),
        ("note", {"body": "", "day": DAY}),
        ("task", {"title": "Send", "body": TEXT, "due": DAY, "tags": "[]"}),
        # A task of HubSpot's has a day: one without is not sent at all.
        ("task", {"title": "Send", "due": DAY, "completed_at": MOMENT}),
    ]


def _changed() -> list[tuple[str, str, dict[str, str | None]]]:
    return [
        ("note", "notes", {"subject": None, "body": TEXT, "day": DAY}),
        ("task", "tasks", {"title": "B", "body": TEXT, "due": DAY}),
        ("task", "tasks", {"completed_at": MOMENT}),
        ("task", "tasks", {"completed_at": None}),
        ("account", "companies", {"stage": STARTED}),
        ("account", "companies", {"stage": None}),
        ("note", "notes", {"archived_at": MOMENT}),
        ("task", "tasks", {"archived_at": MOMENT}),
    ]


def _sending(
    record: str, known: str | None, home: str, fields: dict[str, str | None], key: str
) -> Sending:
    return Sending(
        record=record,  # type: ignore[arg-type]
        action="create" if known is None else "update",
        key=f"satchel:{record}:{key}",
        external_id=known,
        account=home,
        fields=fields,
    )


def _setup(simulator: HubSpotSimulator, source: Source) -> Setup:
    return Setup(source=source, secret=simulator.key, pause=_pause, clock=simulator.now)


async def _pause(seconds: float) -> None:
    # It keeps to five searches a second by itself; here nobody counts, so nobody waits.
    assert seconds <= 10, f"the simulator has no limit, yet the connector waits {seconds} s"
