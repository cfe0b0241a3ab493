"""What goes wrong there is one clear sentence here, and nothing in the book is lost for it."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulator.zendesk import Desk, ZendeskSimulator
from tests.clocks import HandClock
from tests.sync.zendesk.conftest import API, API_TOKEN, Beside, a_ticket, customer_of


@pytest.fixture
def ready(customer: Beside, desk: Desk, pine: int, clock: HandClock) -> Beside:
    """A book with 60 tickets of one customer, which all changed since they were read."""
    for number in range(60):
        one = a_ticket(desk, organization_id=pine, status="solved" if number else "open")
    desk.say(min(desk.tickets), customer_of(desk), "It is slow again")
    customer.sync()
    clock.move(hours=1)
    for one in desk.tickets.values():
        one["subject"] = "Boards are fast"
        desk.touch(one)
    return customer


def told(beside: Beside) -> set[tuple[Any, ...]]:
    """The tickets of the book that are not gone."""
    rows = beside.store.rows(
        "SELECT subject, account_id, severity FROM tickets WHERE archived_at IS NULL"
    )
    assert len(list(rows)) == 60
    return {tuple(row) for row in rows}


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        ({"kind": "status", "status": 401}, "auth", "refused the API token (401)"),
        ({"kind": "status", "status": 403}, "auth", "(403)"),
        ({"kind": "status", "status": 429, "retry_after": "900"}, "rate_limited", "asks to wait"),
        ({"kind": "status", "status": 503, "html": True}, "server", "trouble of its own (503)"),
        ({"kind": "not_json"}, "bad_response", "documented shape"),
        ({"kind": "html"}, "bad_response", "web page instead of data"),
        ({"kind": "redirect", "location": "https://elsewhere.test/"}, "bad_response", "another"),
        ({"kind": "empty_next"}, "bad_response", "leads in a circle"),
        ({"kind": "loop"}, "bad_response", "leads in a circle"),
        ({"kind": "truncate"}, "bad_response", "broke off"),
        ({"kind": "close"}, "bad_response", "broke off"),
    ],
)
def test_a_failure_is_one_sentence_and_the_next_run_has_all(
    ready: Beside, there: ZendeskSimulator, fault: dict[str, Any], kind: str, words: str
) -> None:
    before = len(ready.column("tickets", "id"))
    there.fault(path=f"{API}/organizations/", times=99, **fault)
    error = ready.run().sources[0].error
    assert error is not None
    assert error["kind"] == kind, error
    title = str(error["title"])
    assert words in title
    assert title.endswith(".")
    assert API_TOKEN not in str(error)
    assert len(ready.column("tickets", "id")) == before
    there.faults.clear()
    ready.clock.move(hours=1)
    ready.sync()
    assert told(ready) == {("Boards are fast", ready.account, "High")}


@pytest.mark.parametrize("page", [0, 1])
@pytest.mark.parametrize("kind", ["unknown_fields", "duplicates", "moved", "nulls", "odd_dates"])
def test_a_list_that_is_odd_takes_nothing_away(
    ready: Beside, there: ZendeskSimulator, desk: Desk, kind: Any, page: int
) -> None:
    there.fault(kind, f"{API}/organizations/", skip=page, times=1)
    ready.run()
    assert {one for _, one, _ in told(ready)} == {ready.account}
    ready.clock.move(hours=1)
    for one in desk.tickets.values():
        one["subject"] = "Boards are slow again"
        desk.touch(one)
    ready.sync()
    assert told(ready) == {("Boards are slow again", ready.account, "High")}


def test_a_record_that_cannot_be_read_is_counted_and_comes_with_the_next_look(
    ready: Beside, there: ZendeskSimulator
) -> None:
    there.fault("bad_record", f"{API}/organizations/")
    assert ready.sync().bad == 1
    assert len(told(ready)) == 2
    ready.sync(full=True)
    assert told(ready) == {("Boards are fast", ready.account, "High")}
