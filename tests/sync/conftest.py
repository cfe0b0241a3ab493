"""An open book, a running simulator, and an engine that sits out its waits at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from book import sources
from book.profile import Profile
from book.records import Source
from book.store import Store
from sync import engine
from sync.report import SourceReport, SyncReport
from sync.simulator import Simulator
from sync.vitally.mapping import NATIVE
from tests.clocks import HandClock
from tests.new_books import lay_plain
from tests.sync.books import ME, ME_EMAIL, small_book
from tests.sync.simulators import Simulate, simulators


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(tmp_path, clock) -> Iterator[Store]:
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    store = Store.open(profile, None, clock=clock)
    yield store
    store.close()


@pytest.fixture
def simulate(clock) -> Iterator[Simulate]:
    """Starts simulators on a small book; they end with the test."""
    with simulators(clock, usual_book=lambda: small_book(clock)) as start:
        yield start


class Desk:
    """One person's book beside one simulator."""

    def __init__(self, store: Store, service: Simulator, clock: HandClock) -> None:
        self.store = store
        self.service = service
        self.clock = clock
        self.slept: list[float] = []
        self.stop_after: int | None = None
        self.shown: list[Any] = []
        self.connect()

    def connect(self, **changes: Any) -> None:
        """Writes the source's row."""
        usual: dict[str, Any] = {
            "name": "vitally",
            "url": self.service.url,
            "me_email": ME_EMAIL,
            "me_id": ME,
            "mapping": dict(NATIVE),
        }
        sources.save(self.store, Source(**usual | changes))

    def run(self, **options: Any) -> SyncReport:
        """One run of the engine."""

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            await asyncio.sleep(0)

        def show(progress: Any) -> None:
            self.shown.append(progress)

        def stop() -> bool:
            if self.stop_after is None:
                return False
            return sum(1 for one in self.shown if one.done) >= self.stop_after

        usual: dict[str, Any] = {
            "cancel": stop,
            "progress": show,
            "clock": self.clock,
            "sleep": sleep,
        }
        secrets = options.pop("secrets", {"vitally": self.service.key})
        return asyncio.run(engine.run(self.store, secrets, **usual | options))

    def sync(self, **options: Any) -> SourceReport:
        """One run that has to end well; the report of its only source."""
        report = self.run(**options)
        assert report.ok, report.sources
        return report.sources[0]

    def failing(self, **options: Any) -> SourceReport:
        """One run that must not end well; the report of its only source."""
        report = self.run(**options)
        assert not report.ok
        return report.sources[0]

    def asked(self, work: Callable[[], Any]) -> list[str]:
        """What the service was asked while something was done, as path and query."""
        before = len(self.service.requests())
        work()
        return [f"{one.path}?{one.query}" for one in self.service.requests()[before:]]

    def column(self, table: str, column: str, where: str = "1") -> list[Any]:
        """The values of a column, in order."""
        rows = self.store.rows(f"SELECT {column} FROM {table} WHERE {where} ORDER BY 1")
        return [row[0] for row in rows]


@pytest.fixture
def desk(store, simulate, clock) -> Desk:
    return Desk(store, simulate(), clock)
