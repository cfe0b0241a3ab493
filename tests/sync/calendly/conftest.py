"""One person's book with two customers in it, beside that person's Calendly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from book import intake, meetings, sources
from book.facts import AccountFacts, ContactFacts, Page
from book.meetings import Meeting
from book.records import AccountId, Source
from book.store import Store
from sync import engine
from sync.connect import test_connection
from sync.port import Connection
from sync.report import SourceReport, SyncReport
from sync.simulator.calendly import Bookings, CalendlySimulator, Quirks
from tests.clocks import HandClock

NAME, CRM = "calendly", "vitally"
ME, KEY, STRANGERS = "ines.halvard@pebblemark.example", "cal-pretend-token", "token-of-another"
BEA, TOM = "bea@acorn.example", "tom@birch.example"


class Desk:
    """The book, the service, and runs of the engine between them."""

    def __init__(self, store: Store, there: CalendlySimulator, clock: HandClock) -> None:
        self.store = store
        self.there = there
        self.bookings = there.bookings
        self.clock = clock
        self.slept: list[float] = []
        self.key = KEY
        self.stop_after: int | None = None
        self._done = 0
        sources.save(store, Source(name=CRM, url="https://crm.example", me_email=ME, me_id="me"))
        sources.pause(store, CRM, paused=True)
        self.account("acorn", "Acorn", "acorn.example")
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

    def book(self, title: str, *people: str, hours: float = 2, **more: Any) -> str:
        """A meeting so many hours from now."""
        return self.bookings.book(title, self.clock() + timedelta(hours=hours), people, **more)

    def look(self, key: str = KEY, **options: str) -> Connection:
        """The first look."""
        return asyncio.run(
            test_connection(
                NAME, self.there.url, ME, options, key, clock=self.clock, sleep=self._sleep
            )
        )

    def connect(self, key: str = KEY) -> Connection:
        """A first look that is kept."""
        found = self.look(key)
        self.key = key
        source = Source(
            name=NAME,
            url=found.url,
            me_email=ME,
            me_id=found.me_id,
            capabilities=dict(found.capabilities),
        )
        sources.save(self.store, source)
        return found

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
        return asyncio.run(
            engine.run(self.store, {NAME: self.key}, sources=[NAME], **usual | options)
        )

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

    def coming(self) -> list[Meeting]:
        """The meetings to come, as Today has them."""
        return meetings.upcoming(self.store, self.clock())

    def told(self) -> list[tuple[str, str]]:
        """Account and title of the meetings to come."""
        return [(one.account, one.title) for one in self.coming()]

    def all_of(self, key: str) -> list[Meeting]:
        """Every meeting the book keeps of an account, cancelled ones included."""
        row = self.store.row("SELECT id FROM accounts WHERE external_id = ?", (key,))
        assert row is not None
        return meetings.of_account(self.store, AccountId(row[0]))

    def rows(self) -> list[tuple[Any, ...]]:
        """What stands in the table, with its states."""
        return self.store.rows("SELECT title, status FROM meetings ORDER BY starts_at, id")

    def asked(self, path: str = "") -> int:
        """How many requests went to a path."""
        return len(self.there.requests(path))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def desks(store: Store, clock: HandClock) -> Iterator[Callable[..., Desk]]:
    """Makes the desk; nothing is booked yet."""
    with ExitStack() as running:

        def make(limit: Any = None, **quirks: Any) -> Desk:
            def nothing(_bookings: Bookings) -> None:
                pass

            there = CalendlySimulator(
                nothing,
                clock=clock,
                key=KEY,
                strangers=STRANGERS,
                limit=limit,
                quirks=Quirks(**quirks),
            )
            return Desk(store, running.enter_context(there), clock)

        yield make


@pytest.fixture
def desk(desks: Callable[..., Desk]) -> Desk:
    return desks()
