"""What the Salesforce connector asks: of a first look and pulls, and of each kind of write."""

from __future__ import annotations

import asyncio
from typing import Any

from book.records import Source
from sync.connectors import connector
from sync.port import Connector, Known, Sending, Setup
from sync.simulator import Served
from sync.simulator.salesforce import SalesforceSimulator

SOURCE = "salesforce"
TEXT = """# Call with Kim

They **want** it, see [this](https://a.example/?x=1&y=2).
- one
  - *two*
"""
DAY = "2026-03-17"
MOMENT = "2026-03-17T10:00:00.000Z"


def asked(simulator: SalesforceSimulator) -> tuple[list[Served], list[Served]]:
    """The requests of a first look and three pulls, and those of all kinds of write."""
    setup = asyncio.run(_look(simulator))
    asyncio.run(_pull(simulator, setup))
    read = simulator.requests()
    simulator.log.clear()
    asyncio.run(_write(simulator, setup))
    return read, simulator.requests()


async def _look(simulator: SalesforceSimulator) -> Setup:
    source = Source(name=SOURCE, url=simulator.url, me_email=simulator.email)
    looking = connector(SOURCE)(_setup(simulator, source))
    try:
        found = await looking.check()
    finally:
        await looking.aclose()
    capabilities: dict[str, str | int | bool | None] = dict(found.capabilities)
    source = Source(
        name=SOURCE,
        url=found.url,
        me_email=simulator.email,
        me_id=found.me_id,
        mapping=dict(found.mapping),
        capabilities=capabilities,
    )
    return _setup(simulator, source)


async def _pull(simulator: SalesforceSimulator, setup: Setup) -> None:
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


async def _write(simulator: SalesforceSimulator, setup: Setup) -> None:
    kind: Any = connector(SOURCE)
    writer = kind(setup)
    rows = simulator.records("Account", deleted=False)
    home = next(row["Id"] for row in rows if row.get("CSM__c") == simulator.me)
    try:
        for number, (record, fields) in enumerate(_made()):
            if record in kind.writes:
                sending = _sending(record, None, home, fields, f"{number}")
                written = await writer.write(sending, None)
                await writer.find(record, f"satchel:{record}:{number}", home)
                await _changes(writer, record, written.external_id, home)
    finally:
        await writer.aclose()


async def _changes(writer: Any, record: str, external_id: str, home: str) -> None:
    for fields in _changed(record):
        before = await writer.read(record, external_id)
        await writer.write(_sending(record, external_id, home, fields, "9"), before)


def _made() -> list[tuple[str, dict[str, str | None]]]:
    return [
        ("note", {"subject": "Intro", "body": TEXT, "day": DAY, "tags": "[]", "kind": "note"}),
        ("note", {"body": "", "day": DAY}),
        ("task", {"title": "Send", "body": TEXT, "due": DAY, "tags": "[]"}),
        ("task", {"title": "Send", "due": None, "completed_at": MOMENT}),
    ]


def _changed(record: str) -> list[dict[str, str | None]]:
    if record == "note":
        return [{"subject": "Other", "body": TEXT}, {"archived_at": MOMENT}]
    return [
        {"title": "B", "body": TEXT, "due": DAY},
        {"completed_at": MOMENT},
        {"completed_at": None},
        {"archived_at": MOMENT},
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


def _setup(simulator: SalesforceSimulator, source: Source) -> Setup:
    return Setup(source=source, secret=simulator.key, pause=_pause, clock=simulator.now)


async def _pause(seconds: float) -> None:
    raise AssertionError(f"the simulator has calls left, yet the connector waits {seconds} s")
