"""A running Zendesk, a book beside it with one customer, and an escalation to hand over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from book import intake, outbox, sources
from book.escalation_form import EscalationForm, form_from
from book.escalation_writing import NewFile
from book.facts import AccountFacts, Page
from book.handing_over import Words, send_new
from book.outbox_entry import OutboxEntry
from book.records import AccountId, Source
from book.rules import load
from book.store import Store
from sync import engine
from sync.port import Setup
from sync.report import SourceReport, SyncReport
from sync.zendesk.connector import ZendeskConnector
from tests.clocks import HandClock
from tests.sync.zendesk.stand_in import API_TOKEN, CLIENT, EMAIL, Desk, StandIn

RULES = load()
WHOLE: dict[str, Any] = {
    "kind": "support",
    "subject": "Boards time out",
    "requester": "ines@pine.test",
    "group": "Product Analytics",
    "severity": "high",
    "customer_told": True,
    "use_case": "One board for five plants",
    "error_text": "Query timed out after 600 s",
    "steps": ["open the board", "choose 90 days"],
    "tried": "a shorter span works",
    "urgency": "shown to their board on Friday",
    "next_update": "2026-11-25",
}
TEXT = "**Pine** cannot open a board: `<Timeout>` after 600 s"


@pytest.fixture
def stand_in(clock: HandClock) -> Iterator[StandIn]:
    with StandIn(clock) as running:
        yield running


@pytest.fixture
def desk(stand_in: StandIn) -> Desk:
    return stand_in.desk


class Beside:
    """One person's book beside that Zendesk."""

    def __init__(self, store: Store, stand_in: StandIn, clock: HandClock) -> None:
        self.store = store
        self.url = stand_in.url
        self.desk = stand_in.desk
        self.clock = clock
        self.secret = API_TOKEN
        self.slept: list[float] = []
        account = AccountFacts(
            external_id="A", org_id="org-pine", name="Pine", domain="pine.test", currency="USD"
        )
        page = Page(source="vitally", resource="accounts", accounts=(account,))
        intake.apply(store, page)
        self.account = AccountId(store.rows("SELECT id FROM accounts")[0][0])

    def setup(self, **changes: Any) -> Setup:
        """All a connector needs."""
        usual: dict[str, Any] = {
            "source": self.source(),
            "secret": self.secret,
            "pause": self.sleep,
            "clock": self.clock,
        }
        return Setup(**usual | changes)

    def source(self, **changes: Any) -> Source:
        """The source as it stands, or as it would be connected."""
        kept = sources.source(self.store, "zendesk")
        if kept is not None and not changes:
            return kept
        usual: dict[str, Any] = {"name": "zendesk", "url": self.url, "options": {"email": EMAIL}}
        return Source(**usual | changes)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def check(self, **changes: Any) -> Any:
        """A first look."""

        async def look() -> Any:
            one = ZendeskConnector(self.setup(source=self.source(**changes)))
            try:
                return await one.check()
            finally:
                await one.aclose()

        return asyncio.run(look())

    def connect(self, **changes: Any) -> None:
        """Looks, and writes the source's row."""
        found = self.check(**changes)
        new = self.source(**changes, me_id=found.me_id, capabilities=dict(found.capabilities))
        sources.save(self.store, new)

    def run(self, **options: Any) -> SyncReport:
        """One run of the engine."""
        usual: dict[str, Any] = {"clock": self.clock, "sleep": self.sleep, "by_hand": True}
        secrets = {"zendesk": self.secret}
        return asyncio.run(engine.run(self.store, secrets, **usual | options))

    def sync(self, **options: Any) -> SourceReport:
        """One run that has to end well."""
        report = self.run(**options)
        assert report.ok, report.sources
        return report.sources[0]

    def form(self, **changes: Any) -> EscalationForm:
        return form_from(WHOLE | changes, RULES.escalations)

    def hand_over(self, *files: NewFile, is_public: bool = False, **changes: Any) -> OutboxEntry:
        """Queues an escalation as a ticket; its entry in the outbox."""
        words = Words(
            title="Boards time out", text=TEXT, requester_name="Ines", is_public=is_public
        )
        form = self.form(**changes)
        _, handover, _ = send_new(
            self.store, RULES, self.account, form, "ticket", "zendesk", words,
            files=files, hold_seconds=0,
        )  # fmt: skip
        return next(
            one
            for one in outbox.entries(self.store)
            if (one.record, one.record_id) == ("handover", handover)
        )

    def entry(self, queued: OutboxEntry) -> OutboxEntry:
        """An entry as it stands by now."""
        found = outbox.entry(self.store, queued.id)
        assert found is not None
        return found

    def column(self, table: str, column: str) -> list[Any]:
        """The values of a column, in order."""
        return [row[0] for row in self.store.rows(f"SELECT {column} FROM {table} ORDER BY id")]

    def sign_in(self) -> str:
        """Trades the API token for a sign-in; the secret."""
        from sync.zendesk.credentials import Credentials

        access, refresh = self.desk.grant()
        self.secret = Credentials(
            access_token=access, refresh_token=refresh, client_id=CLIENT, base_url=self.url
        ).text()
        return self.secret


@pytest.fixture
def beside(store: Store, stand_in: StandIn, clock: HandClock) -> Beside:
    return Beside(store, stand_in, clock)


@pytest.fixture
def connected(beside: Beside) -> Beside:
    beside.connect()
    return beside
