"""Organizations find their customer, and tickets are read by lists that every agent may see."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book import escalations, intake, organizations
from book.escalation_writing import begin_escalation
from book.facts import AccountFacts, Page
from book.handing_over import watch_ticket
from tests.sync.zendesk.conftest import RULES
from tests.sync.zendesk.stand_in import Fault

PINE = {"id": 81, "name": "Pine GmbH", "external_id": "org-pine", "domain_names": []}


@pytest.fixture
def customer(connected, desk):
    desk.organizations.append(dict(PINE))
    return connected


def lists(desk):
    return [one for one in desk.paths() if one.endswith("/tickets") and "organizations" in one]


def opened(desk):
    return [one for one in desk.paths() if one.endswith("/comments")]


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({}, "id"),
        ({"external_id": None, "name": "pine"}, "name"),
        ({"external_id": None, "name": "Pine works", "domain_names": ["Pine.test"]}, "domain"),
    ],
)
def test_an_organization_is_matched_by_id_else_name_else_domain(connected, desk, changes, by):
    desk.organizations += [PINE | changes, PINE | {"id": 82, "external_id": "x", "name": "Larch"}]
    connected.sync()
    (found,) = organizations.organizations(connected.store, "zendesk")
    assert (found.external_id, found.matched_by) == ("81", by)


def test_an_agent_who_may_not_search_finds_it_by_its_name(connected, desk):
    desk.organizations.append(PINE | {"external_id": None, "name": "Pine"})
    desk.may_search = False
    connected.sync()
    assert organizations.matched_ids(connected.store, "zendesk") == {"81"}


def test_one_that_only_begins_alike_is_listed_as_nobodys(connected, desk):
    desk.organizations.append({"id": 83, "name": "Pineapple", "domain_names": ["apple.test"]})
    connected.sync()
    (found,) = organizations.organizations(connected.store, "zendesk")
    assert (found.name, found.account_id) == ("Pineapple", None)


def test_a_customer_is_looked_for_once_a_day_until_it_is_found(connected, desk, clock):
    connected.sync()
    asked = sum("organizations" in one for one in desk.paths())
    connected.sync()
    assert sum("organizations" in one for one in desk.paths()) == asked
    clock.move(hours=21)
    desk.organizations.append(dict(PINE))
    connected.sync()
    assert organizations.matched_ids(connected.store, "zendesk") == {"81"}
    asked = desk.paths().count("/api/v2/organizations/search")
    clock.move(hours=21)
    connected.sync()
    assert desk.paths().count("/api/v2/organizations/search") == asked


def test_many_customers_are_looked_for_in_several_runs(connected, desk):
    names = [f"Customer {number:03}" for number in range(70)]
    accounts = tuple(AccountFacts(external_id=one, name=one, currency="USD") for one in names)
    page = Page(source="vitally", resource="accounts", accounts=accounts)
    intake.apply(connected.store, page)
    desk.organizations += [{"id": 100 + n, "name": one} for n, one in enumerate(names)]
    connected.sync()
    assert len(organizations.matched_ids(connected.store, "zendesk")) == 59, "one has none there"
    connected.sync()
    assert len(organizations.matched_ids(connected.store, "zendesk")) == 70


def test_tickets_come_with_group_severity_link_and_the_last_three_words(customer, desk, clock):
    one = desk.ticket(organization_id=81, group_id=None, custom_fields=[], status="hold")
    for number, author in enumerate((55, 901, 55, 901)):
        clock.move(minutes=1)
        desk.say(one["id"], f"said {number}\n\nmore", author=author, public=number != 3)
    desk.ticket(organization_id=81, status="solved")
    desk.ticket(organization_id=99)
    customer.sync()
    store = customer.store
    rows = store.rows(
        "SELECT external_id, status, is_open, group_name, severity, url, asked_at, answered_at,"
        " account_id FROM tickets ORDER BY id"
    )
    assert len(rows) == 2, "another organization's is nobody's here"
    found = {row[0]: row for row in rows}[str(one["id"])]
    assert tuple(found[1:5]) == ("On hold", 1, "", "")
    assert found[5] == f"{customer.url}/agent/tickets/{one['id']}"
    assert found[6] > found[7], "the private word is no answer"
    assert found[8] == customer.account
    said = store.rows("SELECT text, is_ours, is_public, author FROM ticket_comments ORDER BY at")
    assert [tuple(row) for row in said] == [
        ("said 1\n\nmore", 1, 1, "Ida Berg"),
        ("said 2\n\nmore", 0, 1, "Ines"),
        ("said 3\n\nmore", 1, 0, "Ida Berg"),
    ]


def test_a_status_of_its_own_goes_before_its_category(customer, desk):
    desk.statuses = [
        {"id": 5, "status_category": "pending", "agent_label": "Waiting for a fix"},
        {"id": 6, "status_category": "solved", "agent_label": "Done"},
    ]
    desk.ticket(organization_id=81, status="pending", custom_status_id=5)
    desk.ticket(organization_id=81, status="open", custom_status_id=6)
    desk.ticket(organization_id=81, status="solved", custom_status_id=6)
    customer.sync()
    assert set(customer.column("tickets", "status")) == {"Waiting for a fix", "Open", "Done"}


def test_a_second_run_opens_and_reads_only_what_changed(customer, desk, clock):
    tickets = []
    for _ in range(120):
        clock.move(minutes=1)
        tickets.append(desk.ticket(organization_id=81))
        desk.say(tickets[-1]["id"], "first")
    customer.sync()
    assert len(opened(desk)) == 100, "the rest waits for the next run"
    customer.sync()
    assert len(opened(desk)) == 120
    assert None not in customer.column("tickets", "asked_at")
    clock.move(minutes=30)
    desk.say(tickets[7]["id"], "second")
    before = len(lists(desk))
    customer.sync()
    assert len(opened(desk)) == 121
    assert len(lists(desk)) - before == 1, "it stops at what it had read"
    texts = customer.store.rows("SELECT text FROM ticket_comments WHERE text = 'second'")
    assert len(texts) == 1


def test_a_run_of_itself_asks_the_lists_every_ten_minutes_at_most(customer, desk, clock):
    customer.sync()
    before = len(lists(desk))
    clock.move(minutes=5)
    customer.sync(by_hand=False)
    assert len(lists(desk)) == before
    clock.move(minutes=6)
    customer.sync(by_hand=False)
    assert len(lists(desk)) == before + 1


def test_a_list_that_was_cut_off_is_read_again_from_its_top(customer, desk):
    for _ in range(60):
        desk.ticket(organization_id=81, status="solved")
    customer.sync(send_only=True)
    # Its first page comes; the second breaks until the run gives up.
    page = desk._page
    cut = [True]

    def broken(key, rows, query):
        if cut[0] and query.get("page[after]"):
            return 503, {}
        return page(key, rows, query)

    desk._page = broken
    assert not customer.run().ok
    assert len(customer.column("tickets", "id")) == 50
    cut[0] = False
    customer.sync()
    assert len(customer.column("tickets", "id")) == 60


def test_open_tickets_are_looked_at_once_a_day_though_no_date_moved(customer, desk, clock):
    one = desk.ticket(organization_id=81)
    clock.move(minutes=20)
    desk.ticket(organization_id=81, status="solved")
    customer.sync()
    one["status"] = "solved"  # an automation, which moves no date
    clock.move(hours=1)
    customer.sync()
    assert sorted(customer.column("tickets", "is_open")) == [0, 1]
    clock.move(hours=21)
    customer.sync()
    assert customer.column("tickets", "is_open") == [0, 0]


def test_one_that_shows_up_late_is_not_passed_over(customer, desk, clock):
    desk.ticket(organization_id=81, status="solved")
    customer.sync()
    at = (clock() - timedelta(minutes=10)).strftime("%Y-%m-%dT%H:%M:%SZ")
    late = desk.ticket(organization_id=81, status="solved", updated_at=at)
    customer.sync()
    assert str(late["id"]) in customer.column("tickets", "external_id")


def test_one_that_is_only_not_shown_with_others_stays(customer, desk, clock):
    one = desk.ticket(organization_id=81)
    customer.sync()
    desk.apart.add(one["id"])
    clock.move(hours=21)
    customer.sync()
    assert customer.column("tickets", "archived_at") == [None]
    assert customer.column("tickets", "is_open") == [1]


def test_one_that_was_deleted_goes_only_when_its_own_page_says_so(customer, desk, clock):
    one, other = (desk.ticket(organization_id=81) for _ in range(2))
    customer.sync()
    number = other["id"]
    del desk.tickets[number]
    clock.move(hours=21)
    desk.faults.append(Fault("GET", f"tickets/{number}$", status=503))
    customer.sync()
    rows = customer.store.rows("SELECT external_id FROM tickets WHERE archived_at IS NULL")
    assert [row[0] for row in rows] == [str(one["id"])]


def test_a_watched_ticket_of_nobody_stands_with_its_escalation(customer, desk, clock):
    one = desk.ticket(organization_id=None)
    desk.say(one["id"], "Ines asks")
    number, _ = begin_escalation(customer.store, RULES, customer.account, customer.form())
    watch_ticket(customer.store, RULES, number, "zendesk", str(one["id"]), title="Theirs", url=None)
    customer.sync()
    assert customer.column("tickets", "account_id") == [customer.account]
    asked = customer.column("tickets", "asked_at")
    assert asked != [None]
    before = len(opened(desk))
    customer.sync()
    assert len(opened(desk)) == before, "it did not change"
    assert customer.column("tickets", "asked_at") == asked
    one["status"] = "solved"
    customer.sync()
    assert customer.column("tickets", "is_open") == [0]
    found = escalations.escalation(customer.store, number)
    assert found is not None
    del desk.tickets[one["id"]]
    customer.sync()
    rows = customer.store.rows("SELECT 1 FROM tickets WHERE archived_at IS NULL")
    assert not list(rows)


def test_an_organization_that_is_gone_keeps_nothing_else_back(customer, desk):
    desk.ticket(organization_id=81)
    customer.sync()
    desk.faults.append(Fault("GET", "organizations/81/tickets", status=404, body={}))
    customer.sync()
    assert len(customer.column("tickets", "id")) == 1


def test_an_organization_that_may_not_be_seen_is_said_and_the_others_come(customer, desk):
    larch = AccountFacts(external_id="L", name="Larch", currency="USD")
    page = Page(source="vitally", resource="accounts", accounts=(larch,))
    intake.apply(customer.store, page)
    desk.organizations.append({"id": 82, "name": "Larch"})
    desk.ticket(organization_id=82)
    desk.faults.append(Fault("GET", "organizations/81/tickets", status=403, body={}))
    report = customer.sync()
    assert len(customer.column("tickets", "id")) == 1
    assert any("1 of 2 organizations" in one for one in report.notices)
    desk.faults += [Fault("GET", "organizations/8./tickets", status=403, body={})] * 2
    assert not customer.run().ok


def test_a_ticket_that_cannot_be_read_is_named_and_the_others_come(customer, desk):
    desk.ticket(organization_id=81)
    bad = desk.ticket(organization_id=81, status=None)
    report = customer.sync()
    assert report.bad == 1
    assert str(bad["id"]) not in customer.column("tickets", "external_id")
    assert len(customer.column("tickets", "id")) == 1
