"""`satchel account`: what hangs on one customer, also where several sources know it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from book import accounts, intake, note_writing, sources, twins
from book.facts import AccountFacts, DealFacts, Page, TicketFacts
from book.records import AccountId, Source
from book.rules import load


def take(store, source, resource, *facts):
    said: dict[str, Any] = {resource: facts}
    intake.apply(store, Page(source=source, resource=resource, **said))


@pytest.fixture
def known_twice(satchel_here, store):
    """Alder Robotics, which a second source knows too, with deals and tickets there."""
    sources.save(store, Source(name="hubspot", url="https://other.test"))
    elsewhere = AccountFacts(
        external_id="h-1", name="Alder", arr_cents=1_200_000, currency="EUR", domain="alder.test"
    )
    take(store, "hubspot", "accounts", elsewhere)
    twins.join(store, AccountId(1), accounts.find_account(store, "h-1").id)
    take(
        store,
        "hubspot",
        "deals",
        DealFacts(
            external_id="d-1", account_external_id="h-1", name="Alder 2027", close_day="2026-12-14",
            amount_cents=1_250_050, stage="Negotiation", is_renewal=1,
        ),
    )  # fmt: skip
    take(
        store,
        "hubspot",
        "tickets",
        TicketFacts(
            external_id="t-1", account_external_id="h-1", number="00123", subject="Funnel is slow",
            status="Waiting", priority="high", opened_at="2026-11-20T09:00:00.000Z",
        ),
    )  # fmt: skip
    return satchel_here


def test_what_other_sources_tell_of_a_customer_is_in_its_json(known_twice):
    whole = known_twice.json("account", "a1")
    assert (whole["source"], whole["arr"], whole["currency"]) == ("vitally", 12000.0, "EUR")
    assert whole["also_in"] == [
        {"id": "a5", "source": "hubspot", "external_id": "h-1", "because": "hand"}
    ]
    assert whole["told_by"] == {
        "arr": "hubspot", "currency": "hubspot", "domain": "hubspot", "mrr": "hubspot",
    }  # fmt: skip
    assert whole["deals"] == [
        {
            "external_id": "d-1", "source": "hubspot", "name": "Alder 2027", "amount": 12500.5,
            "currency": "EUR", "close_date": "2026-12-14", "stage": "Negotiation", "open": True,
            "won": False, "renewal": True,
        }
    ]  # fmt: skip
    (ticket,) = whole["tickets"]
    assert ticket.pop("opened").startswith("2026-11-20T")
    assert ticket == {
        "external_id": "t-1", "source": "hubspot", "number": "00123", "subject": "Funnel is slow",
        "status": "Waiting", "priority": "high", "open": True, "closed": None,
    }  # fmt: skip
    listed = {one["id"]: one for one in known_twice.json("accounts")}
    assert "a5" not in listed
    assert listed["a1"].items() <= whole.items()


def test_people_read_where_each_fact_comes_from(known_twice):
    out = known_twice("account", "h-1").out
    assert "12,000 EUR (from HubSpot)" in out
    assert "Also in HubSpot as a5, matched by you." in out
    assert "Deals (1)" in out
    assert "12,500 EUR  Negotiation  Alder 2027" in out
    assert "00123  Waiting  high  Funnel is slow" in out


def test_a_customer_of_one_source_has_none_of_that(satchel_here):
    whole = satchel_here.json("account", "a1")
    assert (whole["also_in"], whole["told_by"], whole["deals"], whole["tickets"]) == (
        [],
        {},
        [],
        [],
    )
    out = satchel_here("account", "a1").out
    assert "Also in" not in out
    assert "(from" not in out


def test_a_customer_is_taken_apart_and_joined_again_by_hand(known_twice):
    parted = known_twice.json("apart", "a1")
    assert [(one["id"], one["source"], one["also_in"]) for one in parted] == [
        ("a1", "vitally", []),
        ("a5", "hubspot", []),
    ]
    assert {"a1", "a5"} <= {one["id"] for one in known_twice.json("accounts")}
    again = known_twice.json("same", "a1", "a5")
    assert [one["id"] for one in again["also_in"]] == ["a5"]
    assert "a5" not in {one["id"] for one in known_twice.json("accounts")}


def test_each_of_the_two_is_named_once(known_twice, store):
    known_twice("apart", "a1")
    said = known_twice("same", "a5", "a1").out
    assert said.count("(a1)") == said.count("(a5)") == 1
    assert said.endswith("are shown as one: HubSpot, Vitally.\n")
    # Of two that a sign had brought together both words lead to the same one.
    store.connection.execute("UPDATE accounts SET matched_by = 'domain' WHERE shown_with = 5")
    again = known_twice("same", "a1", "a5").out
    assert again.count("(a") == 1
    assert again.endswith("stays shown as one: HubSpot, Vitally.\n")


def test_accounts_that_cannot_be_one_are_told_why(known_twice):
    done = known_twice("same", "a2", "a3")
    assert done.status == 1
    assert "same source" in done.err
    assert known_twice("apart", "a2").status == 1


def test_same_of_two_that_a_sign_brought_together_says_so_for_good_and_is_taken_back(
    known_twice, store
):
    store.connection.execute("UPDATE accounts SET matched_by = 'domain' WHERE shown_with = 1")
    twin = store.row("SELECT id FROM accounts WHERE shown_with = 1")[0]

    def told():
        return store.row("SELECT matched_by FROM accounts WHERE id = ?", (twin,))[0]

    assert known_twice("same", "a1", "a1").status == 1, "one account is no two"
    assert known_twice("same", "a1", f"a{twin}").status == 0
    assert told() == "hand"
    assert "Keep as one customer" in known_twice("undo").out
    assert told() == "domain"


def test_what_lines_of_notes_left_is_in_the_accounts_json(satchel_here, store):
    note_writing.add_note(
        store,
        load(),
        AccountId(1),
        body="^ escalate exports hang\n! the CFO leaves",
        day=date(2026, 11, 2),
    )
    points = satchel_here.json("account", "a1")["points"]
    said = {one["kind"]: (one["text"], one["done"], one["since"]) for one in points}
    assert said == {
        "escalation": ("exports hang", False, "2026-11-02"),
        "risk": ("the CFO leaves", False, "2026-11-02"),
    }
    assert all(one["id"].startswith("p") and one["note_id"].startswith("n") for one in points)
