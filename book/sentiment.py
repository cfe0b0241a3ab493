"""Reading how I feel about an account; it never leaves this laptop."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from book.clock import moment
from book.records import AccountId
from book.store import Store


class Sentiment(Struct, frozen=True):
    """From 1, the worst, to 5, and since when I say so."""

    value: int
    since: datetime | None


def sentiment_of(store: Store, account_id: AccountId) -> Sentiment | None:
    """What I said of an account last; None when I said nothing."""
    found = store.row("SELECT sentiment FROM accounts WHERE id = ?", (account_id,))
    if found is None or found[0] is None:
        return None
    said = store.row(
        "SELECT max(at) FROM changes WHERE record_id = ? AND record = 'account'"
        " AND +field = 'sentiment'",
        (account_id,),
    )
    return Sentiment(int(found[0]), moment(said[0]) if said and said[0] else None)
