"""Reading the support tickets and cases of an account."""

from __future__ import annotations

from book import twins
from book.clock import moment
from book.records import AccountId, Ticket, TicketId
from book.store import Store


def tickets_of(store: Store, account_id: AccountId, limit: int = 20) -> list[Ticket]:
    """The tickets of one account: open ones, then closed ones, the newest first in each."""
    homes = twins.together(store, account_id)
    rows = store.rows(
        "SELECT id, source, external_id, number, subject, status, priority, is_open, opened_at,"
        " closed_at FROM tickets"
        f" WHERE account_id IN ({', '.join('?' * len(homes))}) AND archived_at IS NULL"
        " ORDER BY is_open DESC, opened_at DESC NULLS LAST, id DESC LIMIT ?",
        (*homes, limit),
    )
    return [
        Ticket(
            id=TicketId(row[0]),
            account_id=account_id,
            source=row[1],
            external_id=row[2],
            number=row[3],
            subject=row[4],
            status=row[5],
            priority=row[6],
            is_open=bool(row[7]),
            opened_at=moment(row[8]) if row[8] else None,
            closed_at=moment(row[9]) if row[9] else None,
        )
        for row in rows
    ]
