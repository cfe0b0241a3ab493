"""A book that knows the same customer from two sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from book import accounts, intake, queue_reading, sources
from book.facts import AccountFacts, NoteFacts, Page
from book.records import Source
from tests.book.writing_book import RULES

WHEN = "2026-06-01T09:00:00.000Z"


def account(number, **more):
    usual = {"name": f"Customer {number}", "domain": f"c{number}.example"}
    return AccountFacts(external_id=f"a-{number}", **usual | more)


def take(store, source, **parts):
    return intake.apply(store, Page(source=source, resource="accounts", **parts))


def shown(store):
    return {one.name: one for one in accounts.all_accounts(store)}


def note(number, *, home="a-1", **more):
    usual: dict[str, Any] = {
        "subject": "Call",
        "mine": 1,
        "day": "2026-06-01",
        "remote_created_at": WHEN,
    }
    return NoteFacts(external_id=number, account_external_id=home, **usual | more)


def state_of(store, name):
    rows = queue_reading.read_queue(store, RULES, date(2026, 6, 2))
    return next(row.state for row in rows if row.account.name == name)


def known_twice(store, clock):
    """Vitally and HubSpot, both knowing customer 1; customer 2 is HubSpot's alone."""
    for name in ("vitally", "hubspot"):
        sources.save(store, Source(name=name, url=f"https://{name}.example", me_id="me"))
        sources.finish_baseline(store, name)
        clock.move(minutes=1)
    take(store, "vitally", accounts=(account(1, health=7.5, mrr_cents=100, currency="EUR"),))
    take(
        store,
        "hubspot",
        accounts=(
            account(1, name="Customer One", plan="Scale", stage="3a. Engaged", mrr_cents=999),
            account(2),
        ),
    )
    return store
