"""A book with one escalation, beside a pretend Slack workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from book import intake, outbox, sources
from book.escalation_form import form_from
from book.escalation_writing import begin_escalation
from book.escalations import EscalationId, Handover, handovers_of
from book.facts import AccountFacts, Page
from book.handing_over import Words, send
from book.outbox_entry import OutboxEntry
from book.records import AccountId, Source
from book.rules import load
from book.store import Store
from sync import engine
from sync.connect import test_connection as look_at
from sync.port import Connection
from sync.report import SyncReport
from sync.simulator.slack import SlackSimulator
from tests.clocks import HandClock

RULES = load()
CHANNEL = "C0ALERTS"
ASKED = {"kind": "engineering", "subject": "Boards time out", "asked": "a", "use_case": "u"}


class Chat:
    """The book, the workspace, and runs of the engine between them."""

    def __init__(self, store: Store, there: SlackSimulator, clock: HandClock) -> None:
        self.store = store
        self.there = there
        self.clock = clock
        self.secret = there.key
        sources.save(store, Source(name="vitally", url="https://crm.example"))
        told = AccountFacts(external_id="A", name="Acorn")
        intake.apply(store, Page(source="vitally", resource="accounts", accounts=(told,)))

    def connect(self, secret: str | None = None, **options: str) -> Connection:
        """A first look that is kept."""
        self.secret = secret or self.there.key
        found = asyncio.run(
            look_at(
                "slack", self.there.url, "", options, self.secret,
                clock=self.clock, sleep=_no_sleep,
            )
        )  # fmt: skip
        source = Source(
            name="slack",
            url=found.url,
            options=options,
            me_id=found.me_id,
            capabilities=dict(found.capabilities),
        )
        sources.save(self.store, source)
        return found

    def ask(self, text: str = "*Boards time out*") -> EscalationId:
        """An escalation that waits for Slack."""
        form = form_from(ASKED | {"hypothesis": text[:200]}, RULES.escalations)
        number, _ = begin_escalation(self.store, RULES, AccountId(1), form)
        words = Words(title="Boards time out", text=text)
        send(self.store, RULES, number, "message", "slack", words, hold_seconds=0)
        return number

    def run(self) -> SyncReport:
        """One run of the engine, asked for by hand."""
        return asyncio.run(
            engine.run(
                self.store, {"slack": self.secret}, sources=["slack"], rules=RULES,
                clock=self.clock, sleep=_no_sleep, by_hand=True,
            )
        )  # fmt: skip

    def waiting(self) -> list[OutboxEntry]:
        """What has not left."""
        return outbox.entries(self.store)

    def handed(self, number: EscalationId) -> Handover:
        """The one handover of an escalation."""
        (one,) = handovers_of(self.store, number)
        return one

    def posted(self) -> list[dict[str, Any]]:
        """What stands in the channel."""
        return self.there.channels[CHANNEL]


async def _no_sleep(_seconds: float) -> None:
    await asyncio.sleep(0)


@pytest.fixture(scope="module")
def workspace() -> Iterator[SlackSimulator]:
    """One workspace for all tests of a module."""
    with SlackSimulator() as there:
        yield there


@pytest.fixture
def chat(store: Store, clock: HandClock, workspace: SlackSimulator) -> Chat:
    """The workspace as it was at first."""
    workspace.faults.clear()
    workspace.channels = {CHANNEL: []}
    workspace.archived.clear()
    workspace.hooked.clear()
    workspace.refusal = ""
    workspace.scopes = {"chat:write", "channels:history"}
    return Chat(store, workspace, clock)
