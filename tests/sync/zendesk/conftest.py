"""A running Zendesk, a book beside it with one customer, and an escalation to hand over."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator
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
from sync.simulator import DEMO_EMAIL as EMAIL
from sync.simulator.zendesk import Desk, ZendeskSimulator
from sync.simulator.zendesk.desk import SEVERITY
from sync.simulator.zendesk.rows import Row
from sync.simulator.zendesk.server import CLIENT
from sync.zendesk.connector import ZendeskConnector
from sync.zendesk.credentials import Credentials
from tests.clocks import HandClock

RULES = load()
API_TOKEN = "legacy-token"
GROUP = "Product Analytics"
API = "/api/v2"
PINE: dict[str, Any] = {"name": "Pine GmbH", "external_id": "org-pine", "domain_names": []}
WHOLE: dict[str, Any] = {
    "kind": "support",
    "subject": "Boards time out",
    "requester": "ines@pine.test",
    "group": GROUP,
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


def small(desk: Desk) -> None:
    """One group, and a customer of whom nothing is known but an address."""
    desk.add_group(GROUP)
    desk.add_user("Olmo", "olmo@pine.test")


@pytest.fixture
def there(clock: HandClock) -> Iterator[ZendeskSimulator]:
    with ZendeskSimulator(small, key=API_TOKEN, clock=clock) as running:
        yield running


@pytest.fixture
def desk(there: ZendeskSimulator) -> Desk:
    return there.desk


def group_of(desk: Desk) -> int:
    """The id of the group."""
    return next(number for number, one in desk.groups.items() if one["name"] == GROUP)


def customer_of(desk: Desk) -> int:
    """The id of whoever asks."""
    found = desk.by_email("olmo@pine.test")
    assert found is not None
    return int(found["id"])


def a_ticket(desk: Desk, **known: Any) -> Row:
    """A ticket that the customer opened, as it is kept there."""
    usual: dict[str, Any] = {
        "status": "open",
        "requester_id": customer_of(desk),
        "group_id": group_of(desk),
        "custom_fields": [{"id": SEVERITY, "value": "high"}],
    }
    return desk.tickets[desk.add_ticket("Boards are slow", **usual | known)]


def offer(desk: Desk, **severities: str) -> None:
    """What the severity can be: tag → name."""
    desk.fields[SEVERITY]["custom_field_options"] = [
        {"id": number, "name": name, "raw_name": name, "value": tag, "default": False}
        for number, (tag, name) in enumerate(severities.items(), start=1)
    ]


def paths(there: ZendeskSimulator, method: str = "GET") -> list[str]:
    """What was asked for, below its API."""
    return [one.path.removeprefix(API) for one in there.requests(method=method)]


def sent(there: ZendeskSimulator) -> list[Row]:
    """The tickets as they were sent, whatever became of them."""
    asked = there.requests(f"{API}/tickets", "POST")
    return [json.loads(one.body)["ticket"] for one in asked]


class Alone:
    """A connector's surroundings without a book."""

    def __init__(self, there: ZendeskSimulator, clock: HandClock) -> None:
        self.url = there.url
        self.there = there
        self.clock = clock
        self.secret = API_TOKEN
        self.slept: list[float] = []
        self.kept: Source | None = None

    def source(self, **changes: Any) -> Source:
        """The source as it is connected, or would be."""
        usual: dict[str, Any] = {"name": "zendesk", "url": self.url, "options": {"email": EMAIL}}
        return self.kept if self.kept is not None and not changes else Source(**usual | changes)

    def connect(self, **changes: Any) -> None:
        """Looks, and keeps what was found."""
        found = self.check(**changes)
        kept = {"me_id": found.me_id, "capabilities": dict(found.capabilities)}
        self.kept = self.source(**changes, **kept)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def ask(self, question: Callable[[ZendeskConnector], Any], **setup: Any) -> Any:
        """What a connector answers."""

        async def asked() -> Any:
            usual: dict[str, Any] = {
                "source": self.source(),
                "secret": self.secret,
                "pause": self.sleep,
                "clock": self.clock,
            }
            one = ZendeskConnector(Setup(**usual | setup))
            try:
                found = question(one)
                return await found if inspect.isawaitable(found) else found
            finally:
                await one.aclose()

        return asyncio.run(asked())

    def check(self, **changes: Any) -> Any:
        """A first look."""
        return self.ask(lambda one: one.check(), source=self.source(**changes))

    def sign_in(self) -> str:
        """Trades the API token for a sign-in; the secret."""
        access, refresh = self.there.grant()
        self.secret = Credentials(
            access_token=access, refresh_token=refresh, client_id=CLIENT, base_url=self.url
        ).text()
        return self.secret


class Beside(Alone):
    """One person's book beside that Zendesk."""

    def __init__(self, store: Store, there: ZendeskSimulator, clock: HandClock) -> None:
        super().__init__(there, clock)
        self.store = store
        account = AccountFacts(
            external_id="A", org_id="org-pine", name="Pine", domain="pine.test", currency="USD"
        )
        page = Page(source="vitally", resource="accounts", accounts=(account,))
        intake.apply(store, page)
        self.account = AccountId(store.rows("SELECT id FROM accounts")[0][0])

    def connect(self, **changes: Any) -> None:
        """Looks, and writes the source's row."""
        super().connect(**changes)
        sources.save(self.store, self.source())

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


@pytest.fixture
def alone(there: ZendeskSimulator, clock: HandClock) -> Alone:
    found = Alone(there, clock)
    found.connect()
    return found


@pytest.fixture
def beside(store: Store, there: ZendeskSimulator, clock: HandClock) -> Beside:
    return Beside(store, there, clock)


@pytest.fixture
def connected(beside: Beside) -> Beside:
    beside.connect()
    return beside


@pytest.fixture
def pine(desk: Desk) -> int:
    """The customer's organization there."""
    return desk.add_organization(**PINE)


@pytest.fixture
def customer(connected: Beside, pine: int) -> Beside:
    """A book whose customer has an organization there."""
    return connected
