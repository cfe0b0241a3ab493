"""A thread that was kept is watched after the very run that brings the ticket made of it."""

from __future__ import annotations

from book.escalation_standing import ticket_of
from book.escalations import handovers_of
from book.thread_links import recognise
from book.ticketed_threads import keep_thread
from tests.sync.zendesk.conftest import RULES, a_ticket, customer_of

THREAD = "https://pine.slack.com/archives/C012ABCDE/p1764000000123456"


def test_the_ticket_of_a_kept_thread_is_watched_by_the_run_that_brings_it(customer, desk, pine):
    link = recognise(f"{THREAD}?thread_ts=1764000000.123456")
    assert link is not None
    number, _ = keep_thread(customer.store, RULES, customer.account, link)
    other = a_ticket(desk, organization_id=pine)
    desk.say(other["id"], customer_of(desk), "nothing of a thread")
    customer.sync(rules=RULES)
    assert ticket_of(customer.store, handovers_of(customer.store, number)) is None
    one = a_ticket(desk, organization_id=pine, group_id=None)
    desk.say(one["id"], customer_of(desk), f"Made from Slack: {THREAD}")
    customer.sync(rules=RULES)
    found = ticket_of(customer.store, handovers_of(customer.store, number))
    assert found is not None and found.external_id == str(one["id"])
    assert not found.is_routed, "without a group nobody gets it, and it is said"
