"""What a capture is guessed from, read from the book: the meeting that runs, who is known how."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from book import meetings
from book.accounts import find_account
from book.capture import Guess, guess
from book.errors import Usage
from book.meeting_intake import addresses
from book.records import Account, AccountId
from book.store import Store


def running_account(store: Store, now: datetime) -> AccountId | None:
    """The account of the meeting the person is in now."""
    found = meetings.running(store, now)
    return found.account_id if found is not None else None


def guess_copied(store: Store, copied: str, accounts: Sequence[Account]) -> Guess | None:
    """The account a copied text speaks of; nothing of the text is kept."""
    if not copied.strip():
        return None
    return guess(None, copied, accounts, addresses(store.connection))


def named_account(store: Store, said: str, accounts: Sequence[Account]) -> AccountId | None:
    """The account of the book a link names; None where it names none, or more than one."""
    try:
        found = find_account(store, said)
    except Usage:
        return None
    return next((one.id for one in accounts if one.id == found.id), None)
