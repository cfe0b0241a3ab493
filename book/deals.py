"""Reading the deals of an account: its renewal first, then what is open, then what was."""

from __future__ import annotations

from datetime import date

from book import twins
from book.records import AccountId, Deal, DealId
from book.store import Store


def deals_of(store: Store, account_id: AccountId, limit: int = 20) -> list[Deal]:
    """The deals of one account: open ones by closing day, the renewal in front, then closed ones,
    the newest first."""
    homes = twins.together(store, account_id)
    rows = store.rows(
        "SELECT id, source, external_id, name, amount_cents, close_day, stage, is_open, is_won,"
        " is_renewal, currency FROM deals"
        f" WHERE account_id IN ({', '.join('?' * len(homes))}) AND archived_at IS NULL"
        " ORDER BY is_open DESC, is_open * is_renewal DESC,"
        " CASE WHEN is_open THEN close_day END NULLS LAST, close_day DESC, id LIMIT ?",
        (*homes, limit),
    )
    return [
        Deal(
            id=DealId(row[0]),
            account_id=account_id,
            source=row[1],
            external_id=row[2],
            name=row[3],
            amount_cents=row[4],
            close_day=date.fromisoformat(row[5]) if row[5] else None,
            stage=row[6],
            is_open=bool(row[7]),
            is_won=bool(row[8]),
            is_renewal=bool(row[9]),
            currency=row[10],
        )
        for row in rows
    ]
