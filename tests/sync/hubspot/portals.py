"""One person's book beside one HubSpot account: the engine's runs, and single questions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from msgspec.structs import replace

from book import sources
from book.records import Source
from book.rules import HouseRules, load
from book.store import Store
from sync import engine
from sync.connect import test_connection
from sync.hubspot.connector import HubSpotConnector
from sync.port import Connection, Sending, Setup
from sync.report import SourceReport, SyncReport
from sync.simulator.hubspot import UNLIMITED, HubSpotSimulator, Portal, blank_portal
from tests.clocks import HandClock

RULES: HouseRules = load()
NAME = "hubspot"
ME_EMAIL = "ines.halvard@pebblemark.example"
KEY = "sk_live_pretend_demo"
DAY = "2026-06-09"
AT = "2026-06-10T09:00:00.000Z"
QUIET = 8
"""Requests of a run that brings nothing: a search a kind, and a look at a few companies for whether
what is mapped is there. It was 7 before: then what had vanished was not said until some company
changed, or the day was over."""
T = TypeVar("T")


@contextmanager
def accounts(clock: HandClock) -> Iterator[Callable[..., HubSpotSimulator]]:
    """Gives what starts simulators; they end with the block."""
    with ExitStack() as running:

        def start(portal: Portal | None = None, **options: Any) -> HubSpotSimulator:
            portal = portal or blank_portal(now=clock())
            given = {"clock": clock, "limits": UNLIMITED, **options}
            return running.enter_context(HubSpotSimulator(portal, **given))

        yield start


def add_company(there: HubSpotSimulator, name: str = "Acorn", **properties: Any) -> str:
    """A company of mine."""
    return there.add("companies", {"name": name, "hubspot_owner_id": there.me, **properties})


class Desk:
    """One person's book beside one simulator."""

    def __init__(self, store: Store, there: HubSpotSimulator, clock: HandClock) -> None:
        self.store = store
        self.there = there
        self.clock = clock
        self.slept: list[float] = []
        self.stop_after: tuple[str, int] | None = None
        """A stage, and after how many of its rows a run is to be cut off."""
        self._done: dict[str, int] = {}

    def look(self, **options: str) -> Connection:
        """A first look, with options as the person gives them."""
        given = {name.replace("_", "-"): value for name, value in options.items()}
        return asyncio.run(
            test_connection(
                NAME, self.there.url, ME_EMAIL, given, KEY, clock=self.clock, sleep=self._sleep
            )
        )

    def connect(self, **options: str) -> Source:
        """A first look, kept as `satchel connect` keeps it."""
        found = self.look(**options)
        source = Source(
            name=NAME,
            url=found.url,
            me_email=ME_EMAIL,
            me_id=found.me_id,
            options={name.replace("_", "-"): value for name, value in options.items()},
            mapping=dict(found.mapping),
            capabilities=dict(found.capabilities),
        )
        sources.save(self.store, source)
        return source

    def run(self, **options: Any) -> SyncReport:
        """One run of the engine."""
        self._done.clear()

        def show(progress: Any) -> None:
            self._done[progress.resource] = progress.done

        def stop() -> bool:
            stage, rows = self.stop_after or ("", 1)
            return self._done.get(stage, 0) >= rows

        usual: dict[str, Any] = {
            "cancel": stop,
            "progress": show,
            "clock": self.clock,
            "sleep": self._sleep,
        }
        secrets = options.pop("secrets", {NAME: KEY})
        return asyncio.run(engine.run(self.store, secrets, RULES, **usual | options))

    def sync(self, **options: Any) -> SourceReport:
        """One run that has to end well; the report of its only source."""
        report = self.run(**options)
        assert report.ok, report.sources
        return report.sources[0]

    def failing(self, **options: Any) -> dict[str, Any]:
        """One run that must not end well; what its only source says of it."""
        report = self.run(**options)
        assert not report.ok
        assert report.sources[0].error is not None
        return dict(report.sources[0].error)

    def asked(self, work: Callable[[], Any]) -> list[str]:
        """What the service was asked while something was done, as method and path."""
        before = len(self.there.requests())
        work()
        return [f"{one.method} {one.path}" for one in self.there.requests()[before:]]

    def column(self, table: str, column: str, where: str = "1") -> list[Any]:
        """The values of a column, in order."""
        rows = self.store.rows(f"SELECT {column} FROM {table} WHERE {where} ORDER BY 1")
        return [row[0] for row in rows]

    def rows(self, table: str, columns: str, where: str = "1") -> list[tuple[Any, ...]]:
        """Some columns of a table, or all of them, in the order of the first two."""
        order = "1, 2" if "," in columns or columns == "*" else "1"
        return self.store.rows(f"SELECT {columns} FROM {table} WHERE {where} ORDER BY {order}")

    def words(self) -> str:
        """What the sync log says, newest last."""
        return "\n".join(str(row[0]) for row in self.store.rows("SELECT text FROM sync_log"))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


class Hand:
    """One person writing to one account, without a book."""

    def __init__(self, there: HubSpotSimulator, clock: HandClock, **source: Any) -> None:
        usual: dict[str, Any] = {
            "name": NAME,
            "url": there.url,
            "me_email": ME_EMAIL,
            "me_id": there.me,
            "mapping": {"stage": "onboarding_stage", "owner_id": "hubspot_owner_id"},
        }
        self.source = Source(**usual | source)
        self._clock = clock
        self.waits: list[float] = []

    def with_capabilities(self, **more: Any) -> Hand:
        """The same with what a first look found."""
        self.source = replace(self.source, capabilities={**self.source.capabilities, **more})
        return self

    def do(self, work: Callable[[HubSpotConnector], Awaitable[T]]) -> T:
        """Does something with a connector that is opened for it and closed after it."""

        async def pause(seconds: float) -> None:
            self.waits.append(seconds)

        async def done() -> T:
            setup = Setup(source=self.source, secret=KEY, pause=pause, clock=self._clock)
            opened = HubSpotConnector(setup)
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

        async def both(opened: HubSpotConnector) -> Any:
            before = await opened.read(entry.record, entry.external_id or "")
            return await opened.write(entry, before)

        return self.do(both)

    def read(self, record: str, external_id: str) -> Any:
        """One look."""
        return self.do(lambda opened: opened.read(record, external_id))

    def find(self, record: str, key: str, account: str) -> Any:
        """One search."""
        return self.do(lambda opened: opened.find(record, key, account))


def new_note(account: str, key: str, **fields: Any) -> Sending:
    """A note on its way for the first time."""
    usual = {"subject": "Intro", "body": "Said **yes**", "day": DAY, "tags": '["call"]'}
    return Sending(
        record="note", action="create", key=key, external_id=None, account=account,
        fields=usual | fields,
    )  # fmt: skip


def new_task(account: str, key: str, **fields: Any) -> Sending:
    """A task on its way for the first time."""
    usual = {"title": "Send docs", "body": "- one", "due": "2026-06-20", "tags": '["promise"]'}
    return Sending(
        record="task", action="create", key=key, external_id=None, account=account,
        fields=usual | fields,
    )  # fmt: skip


def changed(record: Any, external_id: str, account: str, **fields: Any) -> Sending:
    """A change of a record on its way."""
    return Sending(
        record=record, action="update", key="satchel:edit:9", external_id=external_id,
        account=account, fields=fields,
    )  # fmt: skip


def writes(there: HubSpotSimulator) -> list[tuple[str, str, str]]:
    """What the service was asked to write, as it came over the wire."""
    reading = ("/batch/read", "/search")
    return [
        (one.method, one.path, one.body)
        for one in there.requests()
        if one.method != "GET" and not one.path.endswith(reading)
    ]
