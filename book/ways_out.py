"""Which connected system takes an escalation, and what each way out writes.

A connector says by itself what it takes (capability `takes`: ways with commas between them), so
a team's own connector is offered like those that are built in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from book.contacts import contacts_of
from book.escalation_form import EscalationForm
from book.escalation_text import Customer, TextWay, subject_of, text_of
from book.handing_over import Words
from book.records import AccountId, Source
from book.rules_escalations import REQUESTER, EscalationRules, Way
from book.store import Store

TAKES: Final = "takes"
"""The capability in which a connector says what it takes."""
_WRITTEN: Final[dict[Way, TextWay]] = {
    "ticket": "markdown",
    "message": "slack",
    "mail": "mail",
    "note": "markdown",
}


def taking(way: Way, sources: Iterable[Source]) -> Source | None:
    """The first connected source that takes handovers of that way; None where none does."""
    for source in sources:
        takes = source.capabilities.get(TAKES)
        if isinstance(takes, str) and way in takes.split(","):
            return source
    return None


def words_of(
    form: EscalationForm,
    rules: EscalationRules,
    customer: Customer,
    way: Way,
    today: date,
    *,
    requester_name: str = "",
    is_public: bool = False,
) -> Words:
    """What leaves that way, word for word; the same text that is copied without a network."""
    return Words(
        title=subject_of(form, rules, customer),
        text=text_of(form, rules, customer, _WRITTEN[way], today),
        requester_name=requester_name,
        is_public=is_public,
        place=rules.kinds[form.kind].channel if way == "message" else "",
    )


def requester_name(store: Store, account_id: AccountId, form: EscalationForm) -> str:
    """The name under which the account knows the requester; empty where it does not."""
    asked = form.text(REQUESTER).casefold()
    return next(
        (
            one.name
            for one in contacts_of(store, account_id)
            if one.email and one.email.casefold() == asked
        ),
        "",
    )
