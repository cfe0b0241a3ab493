"""Where the person stands with an account, per renewal date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from book.clock import moment
from book.editing import editing, mark_words
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
    return mark_all(store, [(account, renewal_date)], state, snoozed_until)


def mark_all(
    store: Store,
    accounts: Sequence[tuple[Account, date | None]],
    state: QueueState,
    snoozed_until: date | None = None,
) -> Changed:
    """Sets the state of several accounts, each for its renewal date, as one edit."""
    until = snoozed_until.isoformat() if snoozed_until else None
    words = f"Mark {mark_words(state.replace('_', ' '), until)}"
    if len(accounts) > 1:
        words = f"{words}: {len(accounts)} accounts"
    with editing(store, None, words) as edit:
        for account, renewal_date in accounts:
            key = renewal_date.isoformat() if renewal_date else ""
            edit.mark(account.id, key, state, until)
    return edit.changed


def dismiss_new(store: Store, account: Account) -> Changed:
    """Takes an account out of the New band for good, until it joins another segment."""
    return dismiss_all_new(store, [account])


def dismiss_all_new(store: Store, accounts: Sequence[Account]) -> Changed:
    """Takes accounts out of the New band as one edit; one that is not in it is left alone."""
    with editing(store, None, "Dismiss from New") as edit:
        segments: dict[int, list[str]] = {}
        for number in (n for each in accounts for n in (int(each.id), *(t.id for t in each.twins))):
            found = edit.connection.execute(
                "SELECT segment FROM segment_seen WHERE account_id = ? AND is_new = 1",
                (number,),
            ).fetchall()
            if found:
                segments[number] = [row[0] for row in found]
        count = sum(
            any(n in segments for n in (each.id, *(t.id for t in each.twins))) for each in accounts
        )
        if count > 1:
            edit.words = f"{edit.words}: {count} accounts"
        for number, names in segments.items():
            edit.set_new(number, names, is_new=False)
    return edit.changed
