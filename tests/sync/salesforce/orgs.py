"""Small orgs for tests, and one person's book beside one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote_plus

from book import sources
from book.clock import stamp
from book.records import Source
from book.store import Store
from sync import engine
from sync.connect import test_connection
from sync.port import Connection
from sync.report import SourceReport, SyncReport
from sync.simulator.salesforce import SalesforceSimulator
from tests.clocks import HandClock

Row = dict[str, Any]


def ago(clock: HandClock, **by: float) -> Row:
    """The moments of a record that was made and last changed so long ago."""
    at = stamp(clock() - timedelta(**by))
    return {"CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at}


def account(org: SalesforceSimulator, clock: HandClock, number: int = 0, **fields: Any) -> str:
    """An account of mine; returns its id."""
    usual = {
        "Name": f"Customer {number:04}",
        "OwnerId": org.me,
        "Website": f"https://www.customer{number:04}.example",
        "Type": "Customer",
        **ago(clock, days=10, minutes=number),
    }
    return org.add("Account", **usual | fields)


def contact(org: SalesforceSimulator, clock: HandClock, home: str, **fields: Any) -> str:
    """A person at an account."""
    usual = {"AccountId": home, "FirstName": "Ada", "LastName": "Berg", **ago(clock, days=9)}
    return org.add("Contact", **usual | fields)


def opportunity(org: SalesforceSimulator, clock: HandClock, home: str, **fields: Any) -> str:
    """An open opportunity at an account."""
    usual = {
        "AccountId": home,
        "Name": "Renewal",
        "StageName": "Negotiation",
        "CloseDate": "2026-09-01",
        "Amount": 1200.5,
        **ago(clock, days=8),
    }
    return org.add("Opportunity", **usual | fields)


def case(org: SalesforceSimulator, clock: HandClock, home: str | None, **fields: Any) -> str:
    """A case at an account."""
    usual = {"AccountId": home, "Subject": "It hangs", "Status": "New", **ago(clock, days=8)}
    return org.add("Case", **usual | fields)


def task(org: SalesforceSimulator, clock: HandClock, home: str | None, **fields: Any) -> str:
    """An open task of mine at an account."""
    usual = {
        "Subject": "Send docs",
        "WhatId": home,
        "OwnerId": org.me,
        "Status": "Not Started",
        "ActivityDate": "2026-06-20",
        **ago(clock, days=7),
    }
    return org.add("Task", **usual | fields)


def call(org: SalesforceSimulator, clock: HandClock, home: str, **fields: Any) -> str:
    """A call I made to an account."""
    usual = {
        "Subject": "Intro",
        "Status": "Completed",
        "TaskSubtype": "Call",
        "Description": "Said **yes**",
        "ActivityDate": "2026-06-02",
    }
    return task(org, clock, home, **usual | fields)


def meeting(
    org: SalesforceSimulator, clock: HandClock, home: str, start: datetime, **fields: Any
) -> str:
    """A meeting of an hour."""
    usual = {
        "Subject": "Review",
        "WhatId": home,
        "OwnerId": org.me,
        "StartDateTime": stamp(start),
        "EndDateTime": stamp(start + timedelta(hours=1)),
        **ago(clock, days=6),
    }
    return org.add("Event", **usual | fields)


class OrgDesk:
    """One person's book beside one org."""

    def __init__(self, store: Store, org: SalesforceSimulator, clock: HandClock) -> None:
        self.store = store
        self.org = org
        self.clock = clock
        self.secret = org.key
        self.slept: list[float] = []
        self.kept: list[str] = []
        self.stop_after: int | None = None
        self.shown: list[Any] = []

    def look(self, **options: str) -> Connection:
        """The first look at the org."""
        given = {name.replace("_", "-"): value for name, value in options.items()}
        look = test_connection(
            *("salesforce", self.org.url, "", given, self.secret),
            clock=self.clock,
            sleep=self._noted,
        )
        return asyncio.run(look)

    def connect(self, changes: Mapping[str, Any] | None = None, **options: str) -> Connection:
        """Connects as the command line does; `changes` replace parts of the row."""
        found = self.look(**options)
        usual: dict[str, Any] = {
            "name": "salesforce",
            "url": found.url,
            "me_id": found.me_id,
            "options": {name.replace("_", "-"): value for name, value in options.items()},
            "mapping": dict(found.mapping),
            "capabilities": dict(found.capabilities),
        }
        sources.save(self.store, Source(**usual | dict(changes or {})))
        return found

    async def _noted(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def run(self, **options: Any) -> SyncReport:
        """One run of the engine, its waits noted and not sat out."""

        async def keep(source: str, secret: str) -> None:
            assert source == "salesforce"
            self.kept.append(secret)
            self.secret = secret

        def stop() -> bool:
            done = sum(1 for one in self.shown if one.done)
            return self.stop_after is not None and done >= self.stop_after

        usual: dict[str, Any] = {
            "cancel": stop,
            "progress": self.shown.append,
            "clock": self.clock,
            "sleep": self._noted,
            "keep": keep,
        }
        secrets = options.pop("secrets", {"salesforce": self.secret})
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
        """What the org was asked while something was done, as path and query in the clear."""
        before = len(self.org.requests())
        work()
        return [
            f"{one.method} {one.path}?{unquote_plus(one.query)}"
            for one in self.org.requests()[before:]
        ]

    def column(self, table: str, column: str, where: str = "1") -> list[Any]:
        """The values of a column, in order."""
        rows = self.store.rows(f"SELECT {column} FROM {table} WHERE {where} ORDER BY 1")
        return [row[0] for row in rows]

    def one(self, table: str, external_id: str) -> Row:
        """The row of a record."""
        cursor = self.store.rows(f"SELECT * FROM {table} WHERE external_id = ?", (external_id,))
        names = [row[1] for row in self.store.rows(f"PRAGMA table_info({table})")]
        (found,) = cursor
        return dict(zip(names, found, strict=True))

    def alive(self, table: str) -> set[str]:
        """The external ids of the records that live."""
        ended = "deactivated_at" if table == "contacts" else "archived_at"
        return set(self.column(table, "external_id", f"{ended} IS NULL"))

    def log(self) -> str:
        """All lines of the sync log."""
        return "\n".join(self.column("sync_log", "text"))
