"""Which accounts I worked on last, by what I wrote at them."""

from __future__ import annotations

from book import twins
from book.records import AccountId
from book.store import Store

_LOOKED_AT = 40
"""So many of the newest of my notes and tasks are looked at."""


def recent_accounts(store: Store, most: int) -> list[AccountId]:
    """At most so many, the last one first, each customer once."""
    rows = store.rows(
        "SELECT account_id FROM (SELECT * FROM (SELECT account_id, remote_created_at AS at"
        " FROM notes WHERE mine = 1 AND archived_at IS NULL ORDER BY id DESC LIMIT ?)"
        " UNION ALL SELECT * FROM (SELECT account_id, remote_created_at AS at"
        " FROM tasks WHERE mine = 1 AND archived_at IS NULL ORDER BY id DESC LIMIT ?))"
        " WHERE account_id IS NOT NULL ORDER BY at DESC",
        (_LOOKED_AT, _LOOKED_AT),
    )
    shown = dict.fromkeys(twins.shown(store, AccountId(row[0])) for row in rows)
    return list(shown)[:most]
