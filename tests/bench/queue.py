"""`queue`: building a day's queue with reasons, against sorting the same rows by one key."""

from __future__ import annotations

import random
import time
from datetime import UTC, date, datetime, timedelta

from book import rules
from book.queue import build_queue
from book.records import Account, AccountId, Touch
from tests.bench.figures import Figure, middle, spread

SIZES = (500, 5_000, 50_000)
DAY = date(2026, 11, 23)


def measure(rounds: int) -> list[Figure]:
    """The bars: at most ten times the sort at 5,000 accounts, and linear growth."""
    house = rules.load()
    mapped = {"vitally": frozenset({"renewal_date"})}
    seconds: dict[int, float] = {}
    figures: list[Figure] = []
    for size in SIZES:
        accounts = some_accounts(size)
        builds, sorts = [], []
        # Processor time: both are pure computing, and other programs are none of its business.
        for _ in range(3 * rounds):
            began = time.process_time()
            build_queue(accounts, [], house, DAY, mapped=mapped)
            builds.append(time.process_time() - began)
            began = time.process_time()
            sorted(accounts, key=lambda one: one.renewal_date or date.max)
            sorts.append(time.process_time() - began)
        seconds[size] = middle(builds)
        figures.append(
            Figure(
                bench="queue",
                name=f"{size:,} accounts, against sorting them by date",
                value=middle(builds) / middle(sorts),
                unit="×",
                bar=10.0 if size == 5_000 else None,
                note=f"{middle(builds) * 1000:.1f} ms ({spread([b * 1000 for b in builds], 1)})",
            )
        )
    growth = (seconds[50_000] / 50_000) / (seconds[500] / 500)
    figures.append(
        Figure(
            bench="queue",
            name="cost per account, 50,000 against 500",
            value=growth,
            unit="×",
            bar=1.5,
        )
    )
    return figures


def some_accounts(size: int) -> list[Account]:
    """Accounts that exercise every kind of reason, always the same for one size."""
    chance = random.Random(size)
    now = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return [
        Account(
            id=AccountId(at + 1),
            source="vitally",
            external_id=str(at),
            name=f"Account {chance.random()}",
            owner_name="Me",
            arr_cents=chance.randrange(10**7),
            renewal_date=_maybe(chance, 0.95, DAY + timedelta(days=chance.randrange(-10, 90))),
            contract_end=_maybe(chance, 0.1, DAY + timedelta(days=chance.randrange(300))),
            stage=chance.choice(["1. New Account", "2. Onboarding Initiated", None]),
            first_seen=now,
            touch=_touch(chance),
            my_next_due=_maybe(chance, 0.2, DAY - timedelta(days=chance.randrange(10))),
            health_drop=chance.choice([None, None, 1.5]),
        )
        for at in range(size)
    ]


def _maybe(chance: random.Random, share: float, day: date) -> date | None:
    return day if chance.random() < share else None


def _touch(chance: random.Random) -> Touch | None:
    if chance.random() > 0.8:
        return None
    return Touch(DAY - timedelta(days=chance.randrange(60)), "note")
