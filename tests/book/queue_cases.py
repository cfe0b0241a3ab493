"""Accounts, marks and days for the tests of the queue; today is Wednesday 10 June 2026."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from book.queue import QueueRow, build_queue
from book.records import Account, AccountId, QueueMark, QueueState, Touch
from book.rules import load

RULES = load()
DAY = date(2026, 6, 10)  # a Wednesday
MAPPED = {"vitally": frozenset({"renewal_date"})}


def at(day: date) -> datetime:
    """Noon of a local day, as a moment in UTC."""
    return datetime.combine(day, time(12)).astimezone().astimezone(UTC)


def ahead(days: int) -> date:
    """A day counted from today."""
    return DAY + timedelta(days=days)


def account(number: int = 1, **facts: Any) -> Account:
    """An account that has an owner, was touched yesterday and is nothing special otherwise."""
    plain: dict[str, Any] = {
        "name": f"Account {number}",
        "owner_email": "me@book.test",
        "first_seen": at(ahead(-200)),
        "touch": Touch(ahead(-1), "note"),
    }
    return Account(
        id=AccountId(number), source="vitally", external_id=str(number), **{**plain, **facts}
    )


def mark(
    renewal: date | None,
    state: QueueState,
    until: date | None = None,
    number: int = 1,
    made: date = DAY,
) -> QueueMark:
    """A mark of an account for one renewal date."""
    return QueueMark(
        account_id=AccountId(number),
        renewal_date=renewal,
        state=state,
        snoozed_until=until,
        at=at(made),
    )


def queue(*accounts: Account, marks: Sequence[QueueMark] = (), day: date = DAY) -> list[QueueRow]:
    """The queue of those accounts under the shipped rules."""
    return build_queue(accounts, marks, RULES, day, mapped=MAPPED)


def bill_for(act_by: date) -> date:
    """The bill whose contact window opens on that day."""
    return act_by + timedelta(days=14)
