"""One person's book with two customers in it, beside an organisation's calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from book import intake, recordings, sources
from book.clock import stamp
from book.facts import AccountFacts, ContactFacts, Page
from book.recordings import Recording
from book.records import Source
from book.store import Store
from sync import engine
from sync.connect import test_connection
from sync.port import Connection
from sync.report import SourceReport, SyncReport
from sync.simulator.buildbetter import BuildBetterSimulator, Calls, Quirks
from tests.clocks import HandClock

NAME, CRM = "buildbetter", "vitally"
ME, KEY = "ines.halvard@pebblemark.example", "bb-pretend-key"


class Desk:
    """The book, the service, and runs of the engine between them."""

    def __init__(self, store: Store, there: BuildBetterSimulator, clock: HandClock) -> None:
        self.store = store
        self.there = there
        self.clock = clock
        self.slept: list[float] = []
        self.stop_after: int | None = None
        self._done = 0
        sources.save(store, Source(name=CRM, url="https://crm.example", me_email=ME, me_id="me"))
        sources.pause(store, CRM, paused=True)
        self.account("acorn", "Acorn", "acorn.example", "bea@acorn.example", "old@gmail.com")
        self.account("birch", "Birch", "birch.example", "tom@elsewhere.example")

    def account(self, key: str, name: str, domain: str | None, *people: str) -> None:
        """A customer as the CRM tells of it."""
        told = AccountFacts(external_id=key, name=name, domain=domain)
        who = [
            ContactFacts(external_id=one, account_external_id=key, name=one, email=one)
            for one in people
        ]
        pages = [
            Page(source=CRM, resource="accounts", accounts=(told,)),
            Page(source=CRM, resource="contacts", contacts=tuple(who)),
        ]
        intake.apply_all(self.store, pages)

    def call(self, title: str, *people: str, days: float = 1, **more: Any) -> str:
        """A call of so many days ago, with me and those people."""
        at = self.clock() - timedelta(days=days)
        return self.there.add(title, stamp(at), (ME, *people), **more)

    def look(self, key: str = KEY, **options: str) -> Connection:
        """The first look."""
        return asyncio.run(
            test_connection(
                NAME, self.there.url, ME, options, key, clock=self.clock, sleep=self._sleep
            )
        )

    def connect(self, **options: str) -> Connection:
        """A first look that is kept."""
        found = self.look(**options)
        source = Source(
            name=NAME,
            url=found.url,
            me_email=ME,
            me_id=found.me_id,
            options=options,
            capabilities=dict(found.capabilities),
        )
        sources.save(self.store, source)
        return found

    def told(self, **capabilities: Any) -> None:
        """What the first look is to have found instead."""
        known = sources.source(self.store, NAME)
        assert known is not None
        sources.save(
            self.store, replace(known, capabilities={**known.capabilities, **capabilities})
        )

    def run(self, **options: Any) -> SyncReport:
        """One run of the engine."""
        self._done = 0

        def show(progress: Any) -> None:
            self._done = progress.done

        usual: dict[str, Any] = {
            "cancel": lambda: self.stop_after is not None and self._done >= self.stop_after,
            "progress": show,
            "clock": self.clock,
            "sleep": self._sleep,
        }
        return asyncio.run(engine.run(self.store, {NAME: KEY}, sources=[NAME], **usual | options))

    def sync(self, **options: Any) -> SourceReport:
        """One run that has to end well."""
        report = self.run(**options)
        assert report.ok, report.sources
        return report.sources[0]

    def failing(self, **options: Any) -> dict[str, Any]:
        """One run that must not end well: its error."""
        report = self.run(**options)
        assert not report.ok
        assert report.sources[0].error is not None
        return dict(report.sources[0].error)

    def log(self) -> list[tuple[str, Recording]]:
        """All recordings with the customer's name, by title."""
        found = recordings.all_recordings(self.store)
        return sorted(((name, one) for one, name in found), key=lambda row: (row[1].title, row[0]))

    def titles(self) -> list[tuple[str, str]]:
        """Customer and title of all recordings."""
        return [(name, one.title) for name, one in self.log()]

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def desks(store: Store, clock: HandClock) -> Iterator[Callable[..., Desk]]:
    """Makes the desk; the organisation has no calls yet."""
    with ExitStack() as running:

        def make(**quirks: Any) -> Desk:
            def nothing(_calls: Calls) -> None:
                pass

            there = BuildBetterSimulator(nothing, clock=clock, key=KEY, quirks=Quirks(**quirks))
            return Desk(store, running.enter_context(there), clock)

        yield make


@pytest.fixture
def desk(desks: Callable[..., Desk]) -> Desk:
    return desks()
