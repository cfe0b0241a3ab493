"""Organizations find their customer: by an id, a name, a domain, with an agent's few rights."""

from __future__ import annotations

import pytest

from book import intake, organizations
from book.facts import AccountFacts, Page
from tests.sync.zendesk.conftest import PINE, a_ticket, paths


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({}, "id"),
        ({"external_id": None, "name": "pine"}, "name"),
        ({"external_id": None, "name": "Pine works", "domain_names": ["Pine.test"]}, "domain"),
    ],
)
def test_an_organization_is_matched_by_id_else_name_else_domain(connected, desk, changes, by):
    pine = desk.add_organization(**PINE | changes)
    desk.add_organization(**PINE | {"external_id": "x", "name": "Larch"})
    connected.sync()
    (found,) = organizations.organizations(connected.store, "zendesk")
    assert (found.external_id, found.matched_by) == (str(pine), by)


def test_an_agent_who_may_not_search_finds_it_by_its_name(connected, there, desk):
    pine = desk.add_organization("Pine")
    there.may_search = False
    connected.sync()
    assert organizations.matched_ids(connected.store, "zendesk") == {str(pine)}


def test_one_that_only_begins_alike_is_listed_as_nobodys(connected, desk):
    desk.add_organization("Pineapple", domain_names=["apple.test"])
    connected.sync()
    (found,) = organizations.organizations(connected.store, "zendesk")
    assert (found.name, found.account_id) == ("Pineapple", None)


def test_a_customer_is_looked_for_once_a_day_until_it_is_found(connected, there, desk, clock):
    connected.sync()
    asked = sum("organizations" in one for one in paths(there))
    connected.sync()
    assert sum("organizations" in one for one in paths(there)) == asked
    clock.move(hours=21)
    pine = desk.add_organization(**PINE)
    connected.sync()
    assert organizations.matched_ids(connected.store, "zendesk") == {str(pine)}
    asked = paths(there).count("/organizations/search")
    clock.move(hours=21)
    connected.sync()
    assert paths(there).count("/organizations/search") == asked


def test_many_customers_are_looked_for_in_several_runs(connected, there, desk):
    names = [f"Customer {number:03}" for number in range(70)]
    accounts = tuple(AccountFacts(external_id=one, name=one, currency="USD") for one in names)
    page = Page(source="vitally", resource="accounts", accounts=accounts)
    intake.apply(connected.store, page)
    for one in names:
        desk.add_organization(one)
    connected.sync()
    assert len(organizations.matched_ids(connected.store, "zendesk")) == 59, "one has none there"
    asked = paths(there)
    assert asked.count("/organizations/show_many") == 3, "their ids go together"
    connected.sync()
    assert len(organizations.matched_ids(connected.store, "zendesk")) == 70


def test_an_agent_who_may_not_search_finds_it_by_its_id_too(connected, there, desk):
    pine = desk.add_organization("PG Works", external_id="org-pine")
    there.may_search = False
    connected.sync()
    (found,) = organizations.organizations(connected.store, "zendesk")
    assert (found.external_id, found.matched_by) == (str(pine), "id")


def test_where_several_cannot_be_asked_for_by_their_ids_each_is_searched(connected, there, desk):
    desk.add_organization("PG Works", external_id="org-pine")
    there.instead("organizations/show_many", 403, times=9)
    connected.sync()
    (found,) = organizations.organizations(connected.store, "zendesk")
    assert found.matched_by == "id"


def test_an_organization_that_was_merged_into_another_is_found_again(customer, desk, clock, pine):
    customer.sync()
    del desk.organizations[pine]
    merged = desk.add_organization("Pine and Larch", external_id="org-pine")
    one = a_ticket(desk, organization_id=merged, status="solved")
    for _ in range(8):
        clock.move(days=1)
        customer.sync()
    assert str(merged) in organizations.matched_ids(customer.store, "zendesk")
    assert customer.column("tickets", "external_id") == [str(one["id"])]


def test_a_name_that_is_refused_keeps_no_other_customer_back(connected, there, desk):
    larch = AccountFacts(external_id="L", name="Larch", currency="USD")
    page = Page(source="vitally", resource="accounts", accounts=(larch,))
    intake.apply(connected.store, page)
    other = desk.add_organization("Larch")
    there.instead("organizations/autocomplete", 400, {"error": "InvalidRequest"}, times=1)
    report = connected.sync()
    assert organizations.matched_ids(connected.store, "zendesk") == {str(other)}
    assert any("refused to look for a customer" in one for one in report.notices)
