"""What is due with the escalations that are open: read once for the list, the counts and Today."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from book import accounts
from book.escalation_follow_up import Need, first_answer_by, needs
from book.escalation_standing import Standing, standing
from book.escalations import Escalation, open_escalations
from book.rules import HouseRules
from book.store import Store


class DueEscalation(Struct, frozen=True, kw_only=True):
    """One escalation with its account's name and source, where it stands, what is due with it."""

    one: Escalation
    account: str
    source: str = ""
    """Where the account is kept: there its mark of risk is set."""
    stands: Standing
    needs: tuple[Need, ...] = ()
    target: datetime | None = None
    """When the first answer to its ticket is due, while there is none."""

    def wants_me(self, now: datetime) -> bool:
        """Whether something of it is mine to do by now; `now` in the person's own zone."""
        return any(need.is_mine(now.date()) for need in self.needs)


def due_escalations(store: Store, rules: HouseRules, now: datetime) -> list[DueEscalation]:
    """Those that are not closed, the one written on last first; `now` in the person's own zone."""
    return [due_of(store, rules, one, name, now) for one, name in open_escalations(store)]


def due_of(
    store: Store, rules: HouseRules, one: Escalation, name: str, now: datetime
) -> DueEscalation:
    """What is due with one."""
    account, stands = accounts.account(store, one.account_id), standing(store, one)
    off, escalations = rules.tasks.no_work, rules.escalations
    due, target = needs(one, stands, escalations, account, now, off), None
    if stands.state == "sent" and stands.ticket is not None and not stands.ticket.is_gone:
        target = first_answer_by(one, stands.ticket, escalations, now, off)
    source = account.source if account is not None else ""
    return DueEscalation(
        one=one, account=name, source=source, stands=stands, needs=due, target=target
    )
