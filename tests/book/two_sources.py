"""A book that knows the same customer from two sources."""

from __future__ import annotations

from book import accounts, intake, sources
from book.facts import AccountFacts, Page
from book.records import Source

WHEN = "2026-06-01T09:00:00.000Z"


def account(number, **more):
    usual = {"name": f"Customer {number}", "domain": f"c{number}.example"}
    return AccountFacts(external_id=f"a-{number}", **usual | more)


def take(store, source, **parts):
    return intake.apply(store, Page(source=source, resource="accounts", **parts))


def shown(store):
    return {one.name: one for one in accounts.all_accounts(store)}


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
