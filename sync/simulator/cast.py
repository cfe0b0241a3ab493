"""Who plays which part in the sample book, so that every band of the queue has somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final, Literal

from msgspec import Struct

from sync.simulator.names import CAST, COMPANIES

Owner = Literal["me", "colleague", "nobody"]

NEW: Final = "1. New Account"
STARTED: Final = "2. Onboarding Initiated"
MAIL: Final = "3a. Engaged — Email"
BOOKED: Final = "3b. Engaged — Call Booked"
FIRST_CALL: Final = "4a. Intro Call Completed"
SECOND_CALL: Final = "4b. Second Call Completed"
HOMEWORK: Final = "4c. Homework Offered"
FINAL: Final = "5. Awaiting Final Outreach"
DONE_QUIET: Final = "6a. Onboarded — No Engagement"
DONE: Final = "6b. Onboarded — Engaged"
SALES: Final = "6c. Sales Handoff"
CHURNED: Final = "6d. Churned"
STAGES: Final = (
    NEW, STARTED, MAIL, BOOKED, FIRST_CALL, SECOND_CALL,
    HOMEWORK, FINAL, DONE_QUIET, DONE, SALES, CHURNED,
)  # fmt: skip
"""The onboarding pipeline's labels, in order."""

LEAD: Final = "Onboarding Lead"
MANAGED: Final = "CSM Managed"
ANNUAL: Final = "Annual Plan"
STARTUP: Final = "Startup Plan"
SEGMENTS: Final = (LEAD, MANAGED, ANNUAL, STARTUP, "$20K ARR", "$60K ARR", "Onboarding referral")


class Part(Struct, frozen=True, kw_only=True):
    """How one account of the sample stands, as seen from today.

    `bill_in` and `contract_in` are days from today. `touched` is how many days ago I was last
    in contact, None for never. `age` is how many days ago the account began.
    """

    name: str
    domain: str
    owner: Owner = "me"
    bill_in: int | None = None
    contract_in: int | None = None
    credits_out_in: int | None = None
    stage: str | None = None
    segments: tuple[str, ...] = (LEAD,)
    mrr: float | None = None
    forecast: float | None = None
    health: float | None = None
    users: int = 3
    touched: int | None = None
    age: int = 200
    churned: int | None = None
    plan: str | None = "pay-as-you-go"


# bill in, contract in, stage, mrr, forecast, health, people, touched, age
_PARTS: Final = (
    (18, None, NEW, 1_866.0, 1_920.0, 6.2, 4, None, 2),
    (22, None, NEW, 1_212.5, 1_212.5, None, 2, None, 4),
    (3, None, STARTED, 2_604.0, 2_580.0, 5.9, 5, 8, 41),
    (5, None, FIRST_CALL, 5_310.0, 5_355.0, 7.1, 41, 12, 63),
    (6, None, MAIL, 1_905.0, 1_890.0, 6.6, 3, 19, 55),
    (8, None, BOOKED, 1_504.0, 1_550.0, 7.4, 6, 4, 38),
    (10, None, SECOND_CALL, 3_458.0, 4_772.0, 8.0, 12, 21, 90),
    (12, None, HOMEWORK, 1_377.0, 1_300.0, 4.8, 5, 31, 88),
    (14, None, FINAL, 2_298.0, 2_310.0, 6.9, 8, 33, 74),
    (None, 80, None, 9_820.0, 10_100.0, 6.4, 18, 9, 540),
    (17, None, STARTED, 1_085.0, 1_120.0, 7.0, 3, 2, 30),
    (19, None, MAIL, 822.0, None, 5.5, 2, 6, 44),
    (16, None, DONE, 2_110.0, 2_150.0, 8.3, 9, 5, 120),
)


def parts(random: Random, mine: int) -> list[Part]:
    """The parts of `mine` accounts of my book, then of everybody else's."""
    names = _names()
    made = [_leading(at, next(names)) for at in range(min(mine, len(_PARTS)))]
    made += [_supporting(random, at, next(names)) for at in range(mine - len(made))]
    made += [_other(random, at, next(names)) for at in range(max(4, mine // 4))]
    return made


def later_parts() -> list[Part]:
    """Accounts that are not there yet; they join my book with the next two weeks."""
    return [
        Part(
            name="Siltstone Observatory",
            domain="siltstone.example",
            bill_in=24,
            stage=NEW,
            mrr=1_640.0,
            forecast=1_700.0,
            users=3,
            age=1,
        ),
    ]


def day(today: date, offset: int | None) -> str | None:
    """A day so far from today as the service writes it: midnight UTC."""
    return None if offset is None else f"{today + timedelta(days=offset)}T00:00:00.000Z"


def _leading(at: int, name: tuple[str, str]) -> Part:
    bill, contract, stage, mrr, forecast, health, users, touched, age = _PARTS[at]
    return Part(
        name=name[0],
        domain=name[1],
        bill_in=bill,
        contract_in=contract,
        stage=stage,
        segments=(LEAD,) if contract is None else (MANAGED, ANNUAL, "$60K ARR"),
        mrr=mrr,
        forecast=forecast,
        health=health,
        users=users,
        touched=touched,
        age=age,
        plan="pay-as-you-go" if contract is None else "annual",
    )


def _supporting(random: Random, at: int, name: tuple[str, str]) -> Part:
    health = None if at % 17 == 3 else round(random.uniform(3.2, 9.4), 1)
    users = random.choice((1, 2, 2, 3, 3, 4, 5, 6, 8, 12))
    touched = random.choice((1, 2, 3, 5, 8, 9, 13, 20, 26, 34, None))
    age = random.randint(20, 900)
    if at % 8 == 5:
        end = 110 + 24 * (at // 8 % 9) + random.randint(0, 9)
        return Part(
            name=name[0],
            domain=name[1],
            contract_in=end,
            credits_out_in=end - 26 if at % 16 == 5 else None,
            segments=(MANAGED, ANNUAL),
            mrr=round(random.uniform(2_400, 16_000), 2),
            forecast=round(random.uniform(2_400, 16_000), 2),
            health=health,
            users=users + 6,
            touched=touched or 15,
            age=age + 200,
            plan="annual",
        )
    mrr = None if at % 19 == 7 else round(random.uniform(120, 3_900), 2)
    moved = None if mrr is None or at % 11 == 4 else round(mrr * random.uniform(0.85, 1.2), 2)
    stage = random.choice(STAGES[1:11])
    return Part(
        name=name[0],
        domain=name[1],
        bill_in=None if at in (6, 14, 31) else random.randint(15, 31),
        stage=None if at % 9 == 8 else stage,
        segments=() if at == 12 else (MANAGED,) if stage.startswith("6") else (LEAD,),
        mrr=mrr,
        forecast=moved,
        health=health,
        users=users,
        touched=min(touched or random.randint(3, 40), age - 1),
        age=age,
        plan=("startup" if at % 10 == 9 else None if at % 13 == 2 else "pay-as-you-go"),
    )


def _other(random: Random, at: int, name: tuple[str, str]) -> Part:
    """Accounts outside my book: churned ones of mine, nobody's, and the colleagues'."""
    mrr = round(random.uniform(90, 6_000), 2)
    age = random.randint(10, 700)
    if at < 2:
        return Part(
            name=name[0],
            domain=name[1],
            stage=CHURNED,
            health=round(random.uniform(0.5, 3.0), 1),
            mrr=0.0,
            touched=70 + at,
            age=300 + at,
            churned=24 + 30 * at,
            segments=(),
        )
    free = at % 3 == 2
    return Part(
        name=name[0],
        domain=name[1],
        owner="nobody" if free else "colleague",
        bill_in=random.randint(2, 31),
        stage=NEW if free else random.choice(STAGES[:11]),
        segments=(LEAD,) if free else random.choice(((MANAGED,), (LEAD,), (STARTUP,))),
        mrr=mrr,
        forecast=round(mrr * 1.05, 2),
        health=round(random.uniform(3, 9), 1),
        users=random.randint(1, 5),
        touched=None if free else random.randint(1, max(1, min(50, age - 1))),
        age=min(age, 20) if free else age,
    )


def _names() -> Iterator[tuple[str, str]]:
    """The companies in order; numbered branches of them when a book needs more."""
    yield from CAST
    yield from COMPANIES
    for turn in count(2):
        for name, domain in COMPANIES:
            yield f"{name} {turn}", f"branch{turn}.{domain}"
