"""Deals and tickets as a source tells them, and what becomes of them."""

from __future__ import annotations

from datetime import date

import pytest

from book import accounts, deals, intake, tickets
from book.facts import AccountFacts, DealFacts, Page, TicketFacts


@pytest.fixture
def pine(store):
    facts = AccountFacts(external_id="a-1", name="Pine")
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=(facts,)))
    return accounts.find_account(store, "Pine").id


def deal(number, **more):
    usual = {"name": f"Deal {number}", "close_day": f"2026-07-{number:02}"}
    return DealFacts(external_id=f"d-{number}", account_external_id="a-1", **usual | more)


def ticket(number, **more):
    opened = f"2026-06-0{number}T09:00:00.000Z"
    return TicketFacts(
        external_id=f"t-{number}", account_external_id="a-1", opened_at=opened, **more
    )


def take(store, **parts):
    return intake.apply(store, Page(source="vitally", resource=next(iter(parts)), **parts))


def test_the_renewal_stands_in_front_of_open_deals_and_closed_ones_come_last(store, pine):
    take(
        store,
        deals=(
            deal(1, is_open=0, is_won=1),
            deal(2),
            deal(5, is_open=0),
            deal(9, is_renewal=1, amount_cents=1_200_000),
        ),
    )
    found = deals.deals_of(store, pine)
    assert [one.name for one in found] == ["Deal 9", "Deal 2", "Deal 5", "Deal 1"]
    assert found[0].close_day == date(2026, 7, 9) and found[0].amount_cents == 1_200_000


def test_a_deal_may_be_in_a_currency_of_its_own(store, pine):
    take(store, deals=(deal(1, currency="GBP"), deal(2)))
    assert [one.currency for one in deals.deals_of(store, pine)] == ["GBP", None]
    assert take(store, deals=(deal(1, currency="EUR"),)).updated == 1
    assert deals.deals_of(store, pine)[0].currency == "EUR"


def test_a_deal_that_goes_and_one_that_comes_back(store, pine):
    take(store, deals=(deal(1), deal(2)))
    gone = Page(source="vitally", resource="deals", gone=("d-1",))
    assert intake.apply(store, gone).removed == 1
    assert [one.name for one in deals.deals_of(store, pine)] == ["Deal 2"]
    take(store, deals=(deal(1),))
    assert len(deals.deals_of(store, pine)) == 2


def test_deals_of_accounts_outside_the_book_are_dropped(store, pine):
    stray = DealFacts(external_id="d-9", account_external_id="a-9", name="Not mine")
    assert take(store, deals=(stray,)).homeless == 1
    assert store.row("SELECT count(*) FROM deals") == (0,)


def test_open_tickets_stand_before_closed_ones_newest_first(store, pine):
    take(store, tickets=(ticket(1), ticket(2), ticket(3, is_open=0), ticket(4, is_open=0)))
    assert [one.external_id for one in tickets.tickets_of(store, pine)] == [
        "t-2",
        "t-1",
        "t-4",
        "t-3",
    ]
    report = take(store, tickets=(ticket(1, status="Waiting"),))
    assert report.updated == 1 and "ticket" in report.ids
