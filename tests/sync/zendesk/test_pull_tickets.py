"""Tickets are read by lists that every agent may see, and none is lost by what goes wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book import escalations, intake
from book.escalation_writing import begin_escalation
from book.facts import AccountFacts, Page
from book.handing_over import watch_ticket
from sync.simulator.zendesk.desk import ME
from sync.simulator.zendesk.rows import stamp
from tests.sync.zendesk.conftest import API, RULES, a_ticket, customer_of, paths


def lists(there):
    return [one for one in paths(there) if one.endswith("/tickets") and "organizations" in one]


def opened(there):
    return [one for one in paths(there) if one.endswith("/comments")]


def test_tickets_come_with_group_severity_link_and_the_last_three_words(
    customer, desk, pine, clock
):
    one = a_ticket(desk, organization_id=pine, group_id=None, custom_fields=[], status="hold")
    asks = customer_of(desk)
    for number, author in enumerate((asks, ME, asks, ME)):
        clock.move(minutes=1)
        desk.say(one["id"], author, f"said {number}\n\nmore", public=number != 3)
    a_ticket(desk, organization_id=pine, status="solved")
    a_ticket(desk, organization_id=desk.add_organization("Larch"))
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
        ("said 1\n\nmore", 1, 1, "Ines Halvard"),
        ("said 2\n\nmore", 0, 1, "Olmo"),
        ("said 3\n\nmore", 1, 0, "Ines Halvard"),
    ]


def test_a_status_of_its_own_goes_before_its_category(customer, desk, pine):
    desk.statuses = [
        {"id": 5, "status_category": "pending", "agent_label": "Waiting for a fix"},
        {"id": 6, "status_category": "solved", "agent_label": "Done"},
    ]
    a_ticket(desk, organization_id=pine, status="pending", custom_status_id=5)
    a_ticket(desk, organization_id=pine, status="open", custom_status_id=6)
    a_ticket(desk, organization_id=pine, status="solved", custom_status_id=6)
    customer.sync()
    assert set(customer.column("tickets", "status")) == {"Waiting for a fix", "Open", "Done"}


def test_a_second_run_opens_and_reads_only_what_changed(customer, there, desk, clock, pine):
    tickets, asks = [], customer_of(desk)
    for _ in range(120):
        clock.move(minutes=1)
        tickets.append(a_ticket(desk, organization_id=pine))
        desk.say(tickets[-1]["id"], asks, "first")
    customer.sync()
    assert len(opened(there)) == 100, "the rest waits for the next run"
    customer.sync()
    assert len(opened(there)) == 120
    assert None not in customer.column("tickets", "asked_at")
    clock.move(minutes=30)
    desk.say(tickets[7]["id"], asks, "second")
    before = len(lists(there))
    customer.sync()
    assert len(opened(there)) == 121
    assert len(lists(there)) - before == 1, "it stops at what it had read"
    texts = customer.store.rows("SELECT text FROM ticket_comments WHERE text = 'second'")
    assert len(texts) == 1


def test_a_run_of_itself_asks_the_lists_every_ten_minutes_at_most(customer, there, clock):
    customer.sync()
    before = len(lists(there))
    clock.move(minutes=5)
    customer.sync(by_hand=False)
    assert len(lists(there)) == before
    clock.move(minutes=6)
    customer.sync(by_hand=False)
    assert len(lists(there)) == before + 1


def test_a_list_that_was_cut_off_is_read_again_from_its_top(customer, there, desk, pine):
    for _ in range(60):
        a_ticket(desk, organization_id=pine, status="solved")
    customer.sync(send_only=True)
    # Its first page comes; the second breaks until the run gives up.
    path = f"{API}/organizations/{pine}/tickets"
    there.fault("status", path, skip=1, times=99, status=503)
    assert not customer.run().ok
    assert len(customer.column("tickets", "id")) == 50
    there.faults.clear()
    customer.sync()
    assert len(customer.column("tickets", "id")) == 60


def test_open_tickets_are_looked_at_once_a_day_though_no_date_moved(customer, desk, clock, pine):
    one = a_ticket(desk, organization_id=pine)
    clock.move(minutes=20)
    a_ticket(desk, organization_id=pine, status="solved")
    customer.sync()
    one["status"] = "solved"  # an automation, which moves no date
    clock.move(hours=1)
    customer.sync()
    assert sorted(customer.column("tickets", "is_open")) == [0, 1]
    clock.move(hours=21)
    customer.sync()
    assert customer.column("tickets", "is_open") == [0, 0]


def test_one_that_shows_up_late_is_not_passed_over(customer, desk, clock, pine):
    a_ticket(desk, organization_id=pine, status="solved")
    customer.sync()
    at = stamp(clock() - timedelta(minutes=10))
    late = a_ticket(desk, organization_id=pine, status="solved", updated_at=at)
    customer.sync()
    assert str(late["id"]) in customer.column("tickets", "external_id")


def test_one_that_is_only_not_shown_with_others_stays(customer, desk, clock, pine):
    one = a_ticket(desk, organization_id=pine)
    customer.sync()
    desk.apart.add(one["id"])
    clock.move(hours=21)
    customer.sync()
    assert customer.column("tickets", "archived_at") == [None]
    assert customer.column("tickets", "is_open") == [1]


def test_one_that_was_deleted_goes_only_when_its_own_page_says_so(
    customer, there, desk, clock, pine
):
    one, other = (a_ticket(desk, organization_id=pine) for _ in range(2))
    customer.sync()
    number = other["id"]
    desk.delete(number)
    clock.move(hours=21)
    there.fault("status", f"{API}/tickets/{number}", status=503)
    customer.sync()
    rows = customer.store.rows("SELECT external_id FROM tickets WHERE archived_at IS NULL")
    assert [row[0] for row in rows] == [str(one["id"])]


def test_a_watched_ticket_of_nobody_stands_with_its_escalation(customer, there, desk, clock):
    one = a_ticket(desk)
    desk.say(one["id"], customer_of(desk), "Olmo asks")
    number, _ = begin_escalation(customer.store, RULES, customer.account, customer.form())
    watch_ticket(customer.store, RULES, number, "zendesk", str(one["id"]), title="Theirs", url=None)
    customer.sync()
    assert customer.column("tickets", "account_id") == [customer.account]
    asked = customer.column("tickets", "asked_at")
    assert asked != [None]
    before = len(opened(there))
    customer.sync()
    assert len(opened(there)) == before, "it did not change"
    assert customer.column("tickets", "asked_at") == asked
    one["status"] = "solved"
    customer.sync()
    assert customer.column("tickets", "is_open") == [0]
    found = escalations.escalation(customer.store, number)
    assert found is not None
    desk.delete(one["id"])
    customer.sync()
    rows = customer.store.rows("SELECT 1 FROM tickets WHERE archived_at IS NULL")
    assert not list(rows)


def test_an_organization_that_is_gone_keeps_nothing_else_back(customer, there, desk, pine):
    a_ticket(desk, organization_id=pine)
    customer.sync()
    del desk.organizations[pine]
    customer.sync()
    assert there.requests(f"{API}/organizations/{pine}/tickets")[-1].status == 404
    assert len(customer.column("tickets", "id")) == 1


def test_an_organization_that_may_not_be_seen_is_said_and_the_others_come(
    customer, there, desk, pine
):
    larch = AccountFacts(external_id="L", name="Larch", currency="USD")
    page = Page(source="vitally", resource="accounts", accounts=(larch,))
    intake.apply(customer.store, page)
    a_ticket(desk, organization_id=desk.add_organization("Larch"))
    there.instead(f"organizations/{pine}/tickets", 403)
    report = customer.sync()
    assert len(customer.column("tickets", "id")) == 1
    assert any("1 of 2 organizations" in one for one in report.notices)
    there.instead("organizations/[0-9]+/tickets", 403, times=2)
    assert not customer.run().ok


def test_a_ticket_that_cannot_be_read_is_named_and_the_others_come(customer, desk, pine):
    a_ticket(desk, organization_id=pine)
    bad = a_ticket(desk, organization_id=pine, status=None)
    report = customer.sync()
    assert report.bad == 1
    assert str(bad["id"]) not in customer.column("tickets", "external_id")
    assert len(customer.column("tickets", "id")) == 1


def test_more_changes_than_are_read_at_first_are_all_read_later(customer, desk, clock, pine):
    tickets = [a_ticket(desk, organization_id=pine, status="solved") for _ in range(501)]
    customer.sync()
    assert len(customer.column("tickets", "id")) == 500
    clock.move(hours=1)
    for one in tickets:  # all at once, as a macro does it
        one["status"], one["updated_at"] = "closed", stamp(clock())
    customer.sync()
    assert customer.column("tickets", "status") == ["Closed"] * 501


def test_a_limit_in_the_middle_of_a_list_is_sat_out(customer, there, desk, pine):
    for _ in range(60):
        a_ticket(desk, organization_id=pine, status="solved")
    path = f"{API}/organizations/{pine}/tickets"
    there.fault("status", path, skip=1, status=429, retry_after="7")
    customer.sync()
    assert len(customer.column("tickets", "id")) == 60
    assert 7 <= sum(customer.slept) < 9


def test_a_limit_too_long_to_sit_out_ends_the_run_and_the_next_goes_on(
    customer, there, desk, clock, pine
):
    for _ in range(60):
        a_ticket(desk, organization_id=pine, status="solved")
    path = f"{API}/organizations/{pine}/tickets"
    there.fault("status", path, skip=1, status=429, retry_after="900")
    report = customer.run().sources[0]
    assert report.error is not None
    assert report.error["kind"] == "rate_limited"
    assert len(customer.column("tickets", "id")) == 50
    assert sum(customer.slept) < 60
    asked = len(lists(there))
    customer.run(by_hand=False)
    assert len(lists(there)) == asked, "it waits as long as it was told to"
    clock.move(minutes=16)
    customer.sync()
    assert len(customer.column("tickets", "id")) == 60


def test_one_that_changed_in_the_future_hides_no_other(customer, desk, clock, pine):
    a_ticket(desk, organization_id=pine, status="solved", updated_at="2031-01-01T00:00:00Z")
    customer.sync()
    clock.move(hours=1)
    one = a_ticket(desk, organization_id=pine, status="solved")
    customer.sync()
    assert str(one["id"]) in customer.column("tickets", "external_id")


@pytest.mark.parametrize("status", [500, 400])
def test_a_ticket_whose_words_break_there_keeps_no_other_back(customer, there, desk, pine, status):
    *broken, other = (a_ticket(desk, organization_id=pine) for _ in range(4))
    for one in (*broken, other):
        desk.say(one["id"], customer_of(desk), f"Words on {one['id']}")
    for one in broken:
        there.fault("status", f"{API}/tickets/{one['id']}/comments", status=status, times=99)
    report = customer.sync()
    assert len(customer.column("tickets", "id")) == 4
    assert customer.column("ticket_comments", "text") == [f"Words on {other['id']}"]
    assert any("what was written on a ticket" in one for one in report.notices)
    there.faults.clear()
    customer.sync()
    assert len(customer.column("ticket_comments", "text")) == 4


def test_where_all_words_break_the_run_ends_and_says_so(customer, there, desk, pine):
    for _ in range(10):
        desk.say(a_ticket(desk, organization_id=pine)["id"], customer_of(desk), "Words")
    there.fault("status", f"{API}/tickets/", status=500, times=99)
    error = customer.run().sources[0].error
    assert error is not None
    assert error["kind"] == "server"
    assert len({one.path for one in there.requests(f"{API}/tickets/")}) <= 4


@pytest.mark.parametrize("status", [500, 422])
def test_an_organization_whose_list_breaks_keeps_no_other_back(customer, there, desk, pine, status):
    larch = AccountFacts(external_id="L", name="Larch", currency="USD")
    page = Page(source="vitally", resource="accounts", accounts=(larch,))
    intake.apply(customer.store, page)
    other = desk.add_organization("Larch")
    for home in (pine, other):
        a_ticket(desk, organization_id=home)
    there.fault("status", f"{API}/organizations/{pine}/tickets", status=status, times=99)
    report = customer.sync()
    assert len(customer.column("tickets", "id")) == 1
    assert any("the tickets of an organization" in one for one in report.notices)
    there.fault("status", f"{API}/organizations/{other}/tickets", status=500, times=99)
    assert not customer.run().ok, "now it is all of them"
    there.faults.clear()
    customer.sync()
    assert len(customer.column("tickets", "id")) == 2
