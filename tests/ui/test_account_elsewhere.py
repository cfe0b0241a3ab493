"""What the pane says of other sources, of deals and of tickets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from book import rules
from book.records import AccountId, Deal, DealId, Note, Task, Ticket, TicketId, Touch, Twin
from tests.ui.account_samples import NOW, TODAY, account, note, source, task
from ui.account.elsewhere import deal_line, tellers, ticket_line
from ui.account.lines import lines_of
from ui.account.view import build_view

RULES = rules.load()


def deal(number: int = 1, **more: object) -> Deal:
    usual = {
        "id": DealId(number),
        "account_id": AccountId(7),
        "source": "hubspot",
        "external_id": f"d{number}",
        "name": f"Renewal {number}",
        "amount_cents": 4_980_000,
        "close_day": date(2026, 12, 14),
        "stage": "Negotiation",
    }
    return Deal(**{**usual, **more})  # type: ignore[arg-type]


def ticket(which: int = 1, **more: object) -> Ticket:
    usual = {
        "id": TicketId(which),
        "account_id": AccountId(7),
        "source": "hubspot",
        "external_id": f"t{which}",
        "subject": "Exports  stop",
        "status": "Waiting on us",
        "opened_at": datetime(2026, 11, 20, 9, tzinfo=UTC),
    }
    return Ticket(**{**usual, **more})  # type: ignore[arg-type]


def shown(**more: object) -> list[str]:
    one = account(twins=(Twin(id=AccountId(9), source="hubspot", external_id="9", how="domain"),))
    view = build_view(one, None, [], [], [], source(), RULES, NOW, **more)  # type: ignore[arg-type]
    return [line.spoken for line in lines_of(view) if line.spoken]


def test_a_deal_says_what_it_is_where_it_stands_and_when() -> None:
    line = deal_line(deal(is_renewal=True), "EUR", TODAY)
    assert line.below == "renewal · Negotiation · Mon 14 Dec"
    assert line.right == "€49,800" and line.open
    late = deal_line(deal(close_day=date(2026, 11, 1)), "EUR", TODAY)
    assert late.below.endswith("past")
    won = deal_line(deal(is_open=False, is_won=True), "EUR", TODAY)
    assert won.below.startswith("won") and not won.open and "Negotiation" not in won.below


def test_a_ticket_says_its_status_and_when_it_was_opened() -> None:
    line = ticket_line(ticket(priority="High", number="00012"), TODAY)
    assert line.title == "Exports stop"
    assert line.below == "Waiting on us · High · no. 00012"
    assert line.right == "20 Nov"
    other = ticket_line(ticket(priority="medium"), TODAY)
    assert other.below == "Waiting on us · Medium", (
        "sources spell it differently, one list does not"
    )
    assert ticket_line(ticket(status=None, is_open=False), TODAY).below == "closed"


def test_sections_of_deals_and_tickets_leave_where_there_are_none() -> None:
    assert not [one for one in shown() if one.startswith(("Deals", "Tickets"))]
    said = shown(deals=[deal(n) for n in range(9)], tickets=[ticket()])
    assert "Deals, 9" in said and "4 more" in said and "Tickets" in said


def test_where_else_a_customer_is_kept_and_why_that_is_known() -> None:
    assert "Also in HubSpot, the same web domain" in shown()


def test_a_fact_of_another_source_says_so() -> None:
    one = account(
        plan="Scale",
        told_by={"plan": "hubspot"},
        twins=(Twin(id=AccountId(9), source="hubspot", external_id="9", how="name"),),
    )
    other = replace(source(), name="hubspot")
    view = build_view(one, None, [], [], [], source(), RULES, NOW, others={"hubspot": other})
    plan = next(fact for fact in view.facts if fact.field == "plan")
    health = next(fact for fact in view.facts if fact.field == "health")
    assert plan.source.startswith("HubSpot") and health.source.startswith("Vitally")
    assert tellers(view.facts, account(), {}, RULES, NOW) == view.facts


def test_what_is_counted_over_all_sources_names_those_it_comes_from() -> None:
    one = account(
        twins=(Twin(id=AccountId(9), source="hubspot", external_id="9", how="name"),),
        touch=Touch(date(2026, 11, 12), "call"),
        next_task_due=date(2026, 11, 27),
        notes_count=2,
    )
    other = source(name="hubspot", last_success=NOW - timedelta(hours=2))

    def labels(notes: list[Note], tasks: list[Task], **more: object) -> dict[str, str]:
        view = build_view(
            replace(one, **more), None, [], notes, tasks, source(), RULES, NOW,
            others={"hubspot": other, "vitally": source()},
        )  # fmt: skip
        return {fact.field: fact.source for fact in view.facts}

    theirs = note(1, date(2026, 11, 12), source="hubspot", kind="call")
    ours = note(2, date(2026, 11, 3), source="vitally")
    due = task(1, "Call", date(2026, 11, 27), source="hubspot")
    found = labels([theirs, ours], [due])
    assert found["touch"] == found["next_task_due"] == "HubSpot · 2 h"
    assert found["notes_count"] == "Vitally, HubSpot · 2 h"
    assert labels([ours], [])["notes_count"].startswith("Vitally · ")
    mailed = labels([ours], [], touch=Touch(TODAY, "mail"), told_by={"touch": "hubspot"})
    assert mailed["touch"].startswith("HubSpot")


def test_a_match_that_nothing_speaks_for_is_said_so_and_how_to_undo_it() -> None:
    twin = Twin(id=AccountId(9), source="hubspot", external_id="9", how="name", doubtful=True)
    view = build_view(account(twins=(twin,)), None, [], [], [], source(), RULES, NOW)
    line = next(one for one in lines_of(view) if one.key.startswith("twin "))
    assert line.spoken == "Also in HubSpot, nothing tells so any more"
    assert line.right is not None and line.right.tone == "amber"
    assert "Take accounts apart" in line.tip and "They are one customer" in line.tip


def test_a_deal_in_another_currency_than_its_account_says_so() -> None:
    assert deal_line(deal(currency="GBP"), "EUR", TODAY).right == "£49,800"
