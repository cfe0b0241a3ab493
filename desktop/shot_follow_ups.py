"""What the pictures of following up show: a quiet ticket, a flagged account, a call, a wish."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from book.escalations import EscalationId
    from book.records import AccountId
    from book.rules import HouseRules
    from book.store import Store

QUIET: Final = "Exports skip the last day"
RISK: Final = "The champion left, two bills are open"
_CALL: Final = "How their warehouse reads events"


def fill(store: Store, rules: HouseRules, accounts: list[AccountId], quiet: EscalationId) -> None:
    """An account at risk and one with a call, and a ticket for the escalation that is quiet."""
    from book.handing_over import CLIPBOARD, Words, note_handed
    from desktop.shot_books import NOW

    at, today = store.clock, NOW.date()
    note_handed(store, rules, quiet, "note", CLIPBOARD, Words(title=QUIET, text=QUIET))
    _ticket(store, rules, quiet)
    store.clock = lambda: NOW - timedelta(days=1)
    risk = _begin(
        store,
        rules,
        accounts[0],
        "at-risk",
        subject=RISK,
        trigger="The champion left, nobody took over",
        known="Ines left on 12 Nov. Nobody has signed in since.",
        help_needed="An introduction to whoever owns the data team now.",
        mitigation="A call with their CTO, asked for on Friday.",
    )
    note_handed(store, rules, risk, "message", CLIPBOARD, Words(title=RISK, text=RISK))
    call = _begin(
        store,
        rules,
        accounts[1],
        "engineer-call",
        subject=_CALL,
        topic=_CALL,
        call_day=(today - timedelta(days=1)).isoformat(),
        attendees="Two of theirs",
        goals="They learn how to partition; we learn what they need.",
    )
    note_handed(store, rules, call, "message", CLIPBOARD, Words(title=_CALL, text=_CALL))
    store.clock = at


def _begin(
    store: Store, rules: HouseRules, account: AccountId, kind: str, **answers: Any
) -> EscalationId:
    from book.escalation_form import EscalationForm
    from book.escalation_writing import begin_escalation

    return begin_escalation(store, rules, account, EscalationForm(kind=kind, answers=answers))[0]


def _ticket(store: Store, rules: HouseRules, number: EscalationId) -> None:
    from book import intake
    from book.clock import stamp
    from book.facts import CommentFacts, Page, TicketFacts
    from book.handing_over import watch_ticket
    from book.organizations import WATCHED

    at = stamp(store.clock())
    url = "https://example.zendesk.com/agent/tickets/48177"
    watch_ticket(store, rules, number, "zendesk", "48177", title=QUIET, url=url)
    ticket = TicketFacts(
        external_id="48177", account_external_id=f"{WATCHED}48177", number="48177",
        subject=QUIET, status="open", url=url, group_name="Data Warehouse", severity="High",
        opened_at=at, answered_at=at,
    )  # fmt: skip
    said = CommentFacts(
        ticket_external_id="48177", external_id="1", at=at, author="Tomasz Wrona", is_public=1,
        is_ours=1, text="We look at the job that writes the last partition.",
    )  # fmt: skip
    intake.apply(
        store,
        Page(source="zendesk", resource="tickets", tickets=(ticket,), comments=(said,)),
    )
