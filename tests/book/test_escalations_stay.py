"""Escalations outlive what happens to their account and to the source their ticket is in."""

from __future__ import annotations

from book import escalations, outbox
from book.departures import purge_left
from book.escalation_form import form_from
from book.escalation_writing import begin_escalation
from book.facts import AccountFacts, Merger, OrganizationFacts, Page, TicketFacts
from book.handing_over import Words, send
from book.intake import apply
from book.letting_go import let_go
from book.organizations import matched_ids, organizations
from book.records import AccountId, Source
from book.rules import load
from book.sources import save
from book.store import Store
from book.tickets import tickets_of
from tests.clocks import HandClock

RULES = load()
FORM = form_from({"kind": "engineering", "subject": "S", "asked": "a", "use_case": "u",
                  "hypothesis": "h"}, RULES.escalations)  # fmt: skip


def accounts(*facts: AccountFacts, **more: object) -> Page:
    return Page(source="vitally", resource="accounts", accounts=facts, **more)  # type: ignore[arg-type]


def pine(external_id: str = "A", **more: object) -> AccountFacts:
    return AccountFacts(external_id=external_id, name="Pine", currency="USD", **more)  # type: ignore[arg-type]


def id_of(store: Store, external_id: str) -> AccountId:
    found = store.row("SELECT id FROM accounts WHERE external_id = ?", (external_id,))
    assert found is not None
    return AccountId(found[0])


def test_they_go_to_the_account_that_continues_theirs(store: Store) -> None:
    apply(store, accounts(pine("A", org_id="o1")))
    number, _ = begin_escalation(store, RULES, id_of(store, "A"), FORM)
    send(store, RULES, number, "message", "chat", Words(title="S", text="t"))
    apply(store, accounts(pine("B", org_id="o1")))
    apply(store, accounts(gone=("A",), mergers=(Merger(external_id="A", into="B", name="Pine"),)))
    heir = id_of(store, "B")
    assert [one.id for one in escalations.escalations_of(store, heir)] == [number]
    waits = [one for one in outbox.entries(store) if one.record == "handover"]
    assert [one.account_id for one in waits] == [heir]


def test_an_account_with_an_escalation_is_not_purged(store: Store, clock: HandClock) -> None:
    apply(store, accounts(pine("A"), pine("B")))
    begin_escalation(store, RULES, id_of(store, "A"), FORM)
    apply(store, accounts(left=("A", "B")))
    clock.move(days=400)
    purge_left(store, keep_days=90)
    assert [row[0] for row in store.rows("SELECT external_id FROM accounts")] == ["A"]
    let_go(store, "vitally", rows=True)
    assert len(store.rows("SELECT 1 FROM escalations")) == 1


def test_tickets_come_to_the_customer_their_organization_is_and_go_with_their_source(
    store: Store,
) -> None:
    save(store, Source(name="zendesk", url="z"))
    apply(store, accounts(pine("A", domain="pine.test"), pine("B", domain="b.test")))
    told = (
        OrganizationFacts(external_id="9", name="Pine GmbH", domains=("PINE.test",)),
        OrganizationFacts(external_id="10", name="Pine"),  # two customers are called so
    )
    apply(store, Page(source="zendesk", resource="organizations", organizations=told))
    assert matched_ids(store, "zendesk") == {"9"}
    assert [(one.name, one.matched_by) for one in organizations(store, "zendesk")] == [
        ("Pine", ""),
        ("Pine GmbH", "domain"),
    ]
    facts = tuple(
        TicketFacts(external_id=f"t{org}", account_external_id=org, subject="Slow")
        for org in ("9", "10")
    )
    apply(store, Page(source="zendesk", resource="tickets", tickets=facts))
    assert [one.external_id for one in tickets_of(store, id_of(store, "A"))] == ["t9"]
    assert len(store.rows("SELECT 1 FROM tickets")) == 1
    let_go(store, "zendesk", rows=True)
    assert store.rows("SELECT 1 FROM tickets") == []
    assert organizations(store, "zendesk") == []
