"""What is due with the escalations that are open: read once for the list, the counts and Today."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from book import accounts
from book.escalation_follow_up import Need, first_answer_by, needs
from book.escalation_standing import Standing, standing
from book.escalations import Escalation, open_escalations
from book.records import AccountId
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


def solved_there(store: Store) -> dict[int, tuple[AccountId, str]]:
    """Open escalation → its account and ticket's number, where the ticket is solved by now."""
    rows = store.rows(
        "SELECT e.id, e.account_id, coalesce(t.number, t.external_id) FROM escalations e"
        " JOIN handovers h ON h.escalation_id = e.id AND h.way = 'ticket' AND h.archived_at IS NULL"
        " JOIN tickets t ON t.source = h.source AND t.external_id = h.external_id"
        " WHERE e.closed_at IS NULL AND e.archived_at IS NULL AND t.is_open = 0"
        " AND t.archived_at IS NULL ORDER BY h.id"
    )
    return {row[0]: (AccountId(row[1]), str(row[2])) for row in rows}
