"""Queue rows for tests: invented accounts on one fixed day."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from book.queue import QueueRow, Reason
from book.records import Account, AccountId, Touch

DAY = date(2026, 11, 24)
"""A Tuesday."""
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STAGES = ("1. New Account", "2. Onboarding Initiated", "4a. Intro Call Completed")
BILL = Reason("contact_window", "bill renews in 6 days", "Bill in 6 days", 40, "red")
PROMISE = Reason("promise_overdue", "own task 3 working days late", "Task 3 days late", 25, "amber")
QUIET = Reason("quiet", "no touch for 31 days", "Quiet 31 days", 15)
HEALTH = Reason("health_drop", "health fell 1.3 in 14 days", "Health −1.3", 15)
NOT_MAPPED = Reason("renewal_not_mapped", "renewal date not mapped", "Renewal not mapped", 0)


def day(offset: int) -> date:
    """So many days from the day of the tests."""
    return DAY + timedelta(days=offset)


def row(number: int, name: str = "", band: str = "act", **given: Any) -> QueueRow:
    """A row; whatever is not given is ordinary."""
    bill = given.pop("bill", {"act": day(6), "new": day(12), "later": day(40)}.get(band))
    kind = given.pop("kind", "monthly")
    act_by = given.pop("act_by", bill - timedelta(days=14) if bill else None)
    reasons = given.pop("reasons", ())
    state = given.pop("state", "to_contact")
    mapped = given.pop("mapped", True)
    facts: dict[str, Any] = {
        "source": "vitally",
        "external_id": str(number),
        "name": name or f"Account {number}",
        "arr_cents": 1_000_000 + number * 100,
        "stage": STAGES[number % 3],
        "stage_since": NOON - timedelta(days=12),
        "first_seen": NOON - timedelta(days=300),
        "touch": Touch(day(-8), "mail"),
        "owner_name": "Ines Halvorsen",
    }
    facts.update(given)
    account = Account(id=AccountId(number), **facts)
    score = sum(reason.points for reason in reasons)
    end = account.contract_end
    return QueueRow(
        account,
        kind,
        bill,
        end,
        act_by,
        False,
        band,  # type: ignore[arg-type]
        state,
        None,
        tuple(reasons),
        score,
        mapped,
        None,
    )


def small_book() -> list[QueueRow]:
    """Two new, three to act on, two soon, six later, two without a date: fifteen rows."""
    return [
        row(1, "Harbour Lane Foods", "new", stage=STAGES[0], touch=None, reasons=[QUIET]),
        row(2, "株式会社みなと", "new", stage=STAGES[0], touch=None),
        row(3, "Kestrel Paper", reasons=[BILL, PROMISE, HEALTH, QUIET], bill=day(6)),
        row(4, "Grünwald Optik", bill=day(9), state="contacted", domain="gruenwald.example"),
        row(5, "مخبز النخيل", bill=day(14)),
        row(6, "Fennel & Rye", "later", bill=day(16)),
        row(7, "Αιολική Ενέργεια", "later", bill=day(21)),
        *(row(number, band="later", bill=day(15 + number)) for number in range(8, 14)),
        row(14, "Tallow Works", "undated", mapped=False, reasons=[NOT_MAPPED]),
        row(15, "Osprey Tiles", "undated"),
    ]


def large_book(accounts: int) -> list[QueueRow]:
    """So many rows in the order of the queue, one in twenty without a date."""
    dice = random.Random(7)
    rows = []
    for number in range(1, accounts + 1):
        bill = day(dice.randrange(365)) if dice.random() > 0.05 else None
        band = "undated" if bill is None else "act" if bill <= day(14) else "later"
        rows.append(row(number, f"Works {number}", band, bill=bill, reasons=[QUIET]))
    order = {"act": 0, "later": 1, "undated": 2}
    rows.sort(key=lambda one: (order[one.band], one.act_by or date.max, one.account.id))
    return rows
