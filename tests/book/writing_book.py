"""A small book with one connected source, and a stand-in for that source's records.

The stand-in keeps what it is told and nothing else; how a real service answers is tried in
`tests/sync`.
"""

from __future__ import annotations

from typing import Any

from book import intake, outbox_answers, outbox_sending, sources
from book.facts import AccountFacts, NoteFacts, Page, TaskFacts
from book.outbox_entry import OutboxEntry
from book.records import Source
from book.rules import HouseRules, load
from book.store import Store

RULES: HouseRules = load()
STAGES = [stage.label for stage in RULES.pipeline.stages]
SOURCE = "vitally"


def begin(store: Store) -> None:
    """Two accounts, a note and a task of mine, all as the source has them."""
    sources.save(
        store,
        Source(
            name=SOURCE,
            url="https://crm.test",
            me_id="me",
            mapping={"stage": "vitally.custom.pipeline", "plan": "billing.plan"},
        ),
    )
    accounts = tuple(
        AccountFacts(external_id=f"A{number}", name=name, stage=STAGES[1])
        for number, name in enumerate(("Acorn", "Birch"), start=1)
    )
    intake.apply(store, Page(source=SOURCE, resource="accounts", accounts=accounts))
    note = NoteFacts(
        external_id="N0",
        account_external_id="A1",
        subject="Kick-off",
        body="first\nsecond\nthird",
        day="2026-06-01",
        mine=1,
    )
    task = TaskFacts(
        external_id="T0", account_external_id="A1", title="Send the plan", due="2026-06-20", mine=1
    )
    intake.apply(store, Page(source=SOURCE, resource="notes", notes=(note,)))
    intake.apply(store, Page(source=SOURCE, resource="tasks", tasks=(task,)))


class StandIn:
    """What the source holds: record kind → external id → fields."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.records: dict[str, dict[str, dict[str, Any]]] = {"note": {}, "task": {}, "account": {}}
        self.writes = 0
        for kind, table, columns in (
            ("note", "notes", "subject, body, day, tags, account_id"),
            ("task", "tasks", "title, body, due, completed_at, tags, account_id"),
            ("account", "accounts", "stage"),
        ):
            names = columns.split(", ")
            for external, *values in store.rows(f"SELECT external_id, {columns} FROM {table}"):
                self.records[kind][external] = dict(zip(names, values, strict=True))

    def living(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Everything that is not archived there, without ids the source gave out itself."""
        return {
            kind: {
                external: fields
                for external, fields in records.items()
                if not fields.get("archived_at")
            }
            for kind, records in self.records.items()
        }

    def take_all(self) -> None:
        """Lets everything that waits arrive."""
        while entries := outbox_sending.ready(self.store, SOURCE, self.store.clock(), by_hand=True):
            for entry in entries:
                self.take(entry)

    def take(self, entry: OutboxEntry) -> None:
        """One entry arrives and is confirmed."""
        assert outbox_sending.claim(self.store, entry)
        self.writes += 1
        home = outbox_sending.home(self.store, entry)
        records = self.records[entry.record]
        external = home.external_id or f"made-{entry.key}"
        records.setdefault(external, {}).update(entry.intent)
        fields = records[external]
        if fields.get("archived_at"):
            outbox_answers.settle(self.store, entry, None)
            return
        outbox_answers.settle(self.store, entry, self.facts(entry, external, fields))

    def facts(
        self, entry: OutboxEntry, external: str, fields: dict[str, Any]
    ) -> AccountFacts | NoteFacts | TaskFacts:
        """A record as a connector would read it."""
        if entry.record == "account":
            return AccountFacts(external_id=external, name="", **fields)
        account = outbox_sending.account_external(self.store, fields["account_id"]) or ""
        rest = {name: value for name, value in fields.items() if name != "account_id"}
        rest = {"external_id": external, "account_external_id": account, **rest}
        return NoteFacts(**rest) if entry.record == "note" else TaskFacts(**rest)
