"""One person writing to one org, and what they write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from book.records import Source
from sync.connect import test_connection
from sync.port import Sending, Setup
from sync.salesforce.connector import SalesforceConnector
from sync.simulator.salesforce import SalesforceSimulator
from tests.clocks import HandClock

T = TypeVar("T")
DAY = "2026-06-09"
AT = "2026-06-10T09:00:00.000Z"
CALL = '["call"]'
NOTE_KEY = "satchel:note:0f8fad5b-d9cb-469f-a165-70867728950e"
TASK_KEY = "satchel:task:7c9e6679-7425-40de-944b-e07fc1f90ae7"


class Hand:
    """One person writing to one org."""

    def __init__(
        self,
        org: SalesforceSimulator,
        clock: HandClock,
        *,
        capabilities: dict[str, Any] | None = None,
        **options: str,
    ) -> None:
        given = {name.replace("_", "-"): value for name, value in options.items()}
        found = asyncio.run(test_connection("salesforce", org.url, "", given, org.key, clock=clock))
        self.source = Source(
            name="salesforce",
            url=found.url,
            me_id=found.me_id,
            options=given,
            mapping=dict(found.mapping),
            capabilities={**found.capabilities, **(capabilities or {})},
        )
        self._key = org.key
        self._clock = clock
        self.waits: list[float] = []

    def do(self, work: Callable[[SalesforceConnector], Awaitable[T]]) -> T:
        """Does something with a connector that is opened for it and closed after it."""

        async def pause(seconds: float) -> None:
            self.waits.append(seconds)

        async def done() -> T:
            setup = Setup(source=self.source, secret=self._key, pause=pause, clock=self._clock)
            opened = SalesforceConnector(setup)
            try:
                return await work(opened)
            finally:
                await opened.aclose()

        return asyncio.run(done())

    def write(self, entry: Sending, before: Any = None) -> Any:
        """One write."""
        return self.do(lambda opened: opened.write(entry, before))

    def update(self, entry: Sending) -> Any:
        """A look, and the write after it, as the engine does it."""

        async def both(opened: SalesforceConnector) -> Any:
            before = await opened.read(entry.record, entry.external_id or "")
            return await opened.write(entry, before)

        return self.do(both)

    def read(self, record: str, external_id: str) -> Any:
        """One look."""
        return self.do(lambda opened: opened.read(record, external_id))

    def find(self, record: str, key: str, account: str) -> Any:
        """One search."""
        return self.do(lambda opened: opened.find(record, key, account))

    def requests(self, entry: Sending, before: Any = None) -> list[tuple[str, str, Any]]:
        """What a write would send, without a network."""

        async def made(opened: SalesforceConnector) -> Any:
            return opened.requests_for(entry, before)

        return [
            (one.method, one.path, msgspec.json.decode(one.body) if one.body else None)
            for one in self.do(made)
        ]


def new_note(home: str, key: str = NOTE_KEY, **fields: Any) -> Sending:
    """A note on its way for the first time."""
    usual = {"subject": "Intro", "body": "Said **yes**", "day": DAY, "tags": CALL, "kind": "call"}
    return Sending(
        record="note",
        action="create",
        key=key,
        external_id=None,
        account=home,
        fields=usual | fields,
    )


def new_task(home: str, key: str = TASK_KEY, **fields: Any) -> Sending:
    """A task on its way for the first time."""
    usual = {"title": "Send docs", "body": "- one", "due": "2026-06-20", "tags": "[]"}
    return Sending(
        record="task",
        action="create",
        key=key,
        external_id=None,
        account=home,
        fields=usual | fields,
    )


def changed(record: Any, external_id: str, home: str = "", **fields: Any) -> Sending:
    """A change of a record on its way."""
    return Sending(
        record=record,
        action="update",
        key="satchel:edit:2f1b3c4d-0000-4000-8000-000000000000",
        external_id=external_id,
        account=home,
        fields=fields,
    )


def writes(org: SalesforceSimulator) -> list[tuple[str, str, str]]:
    """What the org was asked to write, as it came over the wire."""
    return [(one.method, one.path, one.body) for one in org.requests() if one.method != "GET"]
