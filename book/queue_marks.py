"""Where the person stands with an account, per renewal date."""

from __future__ import annotations

from datetime import date

from book import changes
from book.clock import moment, stamp
from book.records import Account, AccountId, Changed, QueueMark, QueueState
from book.store import Store


def marks(store: Store) -> list[QueueMark]:
    """All marks, also those of renewal dates that have passed."""
    rows = store.rows("SELECT account_id, renewal_date, state, snoozed_until, at FROM queue_marks")
    return [
        QueueMark(
            account_id=AccountId(row[0]),
            renewal_date=date.fromisoformat(row[1]) if row[1] else None,
            state=row[2],
            snoozed_until=date.fromisoformat(row[3]) if row[3] else None,
            at=moment(row[4]),
        )
        for row in rows
    ]


def mark(
    store: Store,
    account: Account,
    renewal_date: date | None,
    state: QueueState,
    snoozed_until: date | None = None,
) -> Changed:
    """Sets the state of an account for one renewal date; returns what changed."""
    key = renewal_date.isoformat() if renewal_date else ""
    until = snoozed_until.isoformat() if snoozed_until else None
    at = store.clock()
    with store.writing() as connection:
        found = connection.execute(
            "SELECT state, snoozed_until FROM queue_marks"
            " WHERE account_id = ? AND renewal_date = ?",
            (account.id, key),
        ).fetchone()
        old = _words(found[0], found[1]) if found else None
        new = _words(state, until)
        if old == new:
            return Changed()
        connection.execute(
            "INSERT INTO queue_marks (account_id, renewal_date, state, snoozed_until, at)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, renewal_date) DO UPDATE SET"
            " state = excluded.state, snoozed_until = excluded.snoozed_until, at = excluded.at",
            (account.id, key, state, until, stamp(at)),
        )
        row = ("account", account.id, "queue_state", old, new)
        changes.write(connection, [row], by="me", at=at)
    return Changed({"account": frozenset({account.id})})


def dismiss_new(store: Store, account: Account) -> Changed:
    """Takes an account out of the New band for good, until it joins another segment."""
    with store.writing() as connection:
        dismissed = connection.execute(
            "UPDATE segment_seen SET is_new = 0 WHERE account_id = ? AND is_new = 1", (account.id,)
        ).rowcount
        if not dismissed:
            return Changed()
        row = ("account", account.id, "dismissed_new", None, account.entered_segment)
        changes.write(connection, [row], by="me", at=store.clock())
    return Changed({"account": frozenset({account.id})})


def _words(state: str, until: str | None) -> str:
    return f"{state} until {until}" if until else state
