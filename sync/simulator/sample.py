"""The sample book: a believable book of business, made for the day it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zlib import crc32

from book.clock import local_day, stamp, system_clock
from sync.simulator.cast import (
    LEAD,
    MAIL,
    MANAGED,
    SEGMENTS,
    STARTED,
    Part,
    day,
    later_parts,
    parts,
)
from sync.simulator.identity import DEMO_EMAIL, DEMO_NAME
from sync.simulator.names import COLLEAGUES, FIRST, LAST, TITLES
from sync.simulator.sample_work import Work, conversations, notes, tasks
from sync.simulator.seed import Book, Record, Step

NOTE_CATEGORIES = ("Call summary", "Mail", "Account plan", "Internal")
TASK_CATEGORIES = ("Follow-up", "Renewal", "Billing")
FIELDS = {
    "accounts": (
        ("Onboarding Pipeline", "string", "vitally.custom.onboardingPipeline"),
        ("Slack Channel", "string", "vitally.custom.slackChannel"),
        ("Contract End", "date", "vitally.custom.contractEnd"),
        ("Forecasted MRR", "number", "forecasted_mrr"),
        ("Plan", "string", "plan"),
        ("Region", "string", "region"),
        ("Domain", "string", "domain"),
        ("Credit Balance", "number", "credit_balance"),
        ("Credit Expiry", "date", "credit_expiry"),
        ("Credits Run Out", "date", "credit_run_out"),
        ("Lifecycle Stage", "string", "hspot.lifecyclestage"),
        ("Stripe Customer", "string", "stripe.customer_id"),
    ),
    "users": (("Job Title", "string", "title"), ("Owner", "boolean", "is_owner")),
    "notes": (("Next Step", "string", "vitally.custom.nextStep"),),
    "tasks": (("Promised To", "string", "vitally.custom.promisedTo"),),
}
"""Model → (label, type, path) of its custom fields."""


def sample_book(seed: int = 1, accounts: int = 60, *, now: datetime | None = None) -> Book:
    """A book with `accounts` accounts of mine, and others around it.

    The same seed, count and moment give the same book. All days are counted from `now`.
    """
    return _Maker(seed, now or system_clock()).book(accounts)


def blank_book(seed: int = 1, *, now: datetime | None = None) -> Book:
    """The same team, categories and fields without one account: a test adds its own."""
    return _Maker(seed, now or system_clock()).book(0, others=False)


class _Maker:
    def __init__(self, seed: int, now: datetime) -> None:
        self.random = Random(f"sample {seed}")
        self.now = now.astimezone(UTC)
        self.today = local_day(now)
        self.admins = self._admins()
        self.me: str = self.admins[0]["id"]
        self.csm_role = self._id()
        self.segments = {name: self._id() for name in SEGMENTS}
        self.categories = {
            "noteCategories": [self._category(name) for name in NOTE_CATEGORIES],
            "taskCategories": [self._category(name) for name in TASK_CATEGORIES],
        }

    def book(self, count: int, *, others: bool = True) -> Book:
        cast = parts(self.random, count) if others else []
        made = [(part, self._account(part)) for part in cast]
        users = [user for part, account in made for user in self._users(part, account)]
        self._share(users, made)
        work = Work(self.random, self.now, self.today, self.me, self.admins, self.categories)
        people = _people(users)
        records: dict[str, list[Record]] = {
            "admins": self.admins,
            **self.categories,
            "accounts": [account for _, account in made],
            "users": users,
            "notes": notes(work, made, people),
            "tasks": tasks(work, made, people),
            "conversations": conversations(work, made, people),
            "npsResponses": self._nps(users),
        }
        return Book(
            now=self.now,
            me=self.me,
            records=records,
            custom_fields={model: self._fields(model) for model in FIELDS},
            later=self._later(made, records),
        )

    def ago(self, days: float) -> str:
        """A moment so many days before now, never after it."""
        spread = self.random.uniform(0, 0.3) if days >= 1 else 0
        return stamp(self.now - timedelta(days=days + spread))

    def _id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _admins(self) -> list[Record]:
        host = DEMO_EMAIL.partition("@")[2]
        known = [(DEMO_NAME, DEMO_EMAIL, "active")]
        known += [(name, f"{start}@{host}", state) for name, start, state in COLLEAGUES]
        return [
            {"id": self._id(), "name": name, "email": email, "licenseStatus": state}
            for name, email, state in known
        ]

    def _category(self, name: str) -> Record:
        made = self.ago(700)
        return {"id": self._id(), "createdAt": made, "updatedAt": made, "name": name}

    def _fields(self, model: str) -> list[Record]:
        return [
            {"label": label, "type": kind, "createdAt": self.ago(600), "path": path}
            for label, kind, path in FIELDS[model]
        ]

    def _account(self, part: Part) -> Record:
        random = self.random
        owner = self._owner(part)
        seen = None if part.users == 1 else self.ago(random.choice((0.1, 0.4, 1.2, 3, 9)))
        touched = None if part.touched is None else self.ago(part.touched)
        inbound = None if part.touched is None else self.ago(part.touched + random.randint(0, 9))
        promoters, passives, critics = (random.randint(0, 3) for _ in range(3))
        answers = promoters + passives + critics
        score = round(100 * (promoters - critics) / answers) if answers else None
        return {
            "id": self._id(),
            "createdAt": self.ago(part.age),
            "updatedAt": self.ago(random.uniform(0.2, 12) if part.age > 12 else 0.5),
            "externalId": f"org_{random.getrandbits(48):012x}",
            "name": part.name,
            **owner,
            "mrr": part.mrr,
            "healthScore": part.health,
            "nextRenewalDate": day(
                self.today, part.bill_in if part.contract_in is None else part.contract_in
            ),
            "churnedAt": None if part.churned is None else self.ago(part.churned),
            "trialEndDate": None,
            "firstSeenTimestamp": self.ago(part.age),
            "lastSeenTimestamp": seen,
            "lastInboundMessageTimestamp": inbound if random.random() < 0.8 else None,
            "lastOutboundMessageTimestamp": touched,
            "usersCount": part.users,
            "npsScore": score,
            "npsPromoterCount": promoters,
            "npsPassiveCount": passives,
            "npsDetractorCount": critics,
            "segments": [{"id": self.segments[one], "name": one} for one in part.segments],
            "traits": self._traits(part),
        }

    def _owner(self, part: Part) -> Record:
        """Who has the account: as CSM, as owner, or only in a key role."""
        if part.owner == "nobody":
            return {"accountOwnerId": None, "csmId": None, "keyRoles": []}
        holder = self.admins[0] if part.owner == "me" else self.random.choice(self.admins[1:5])
        way = self.random.choice(("csm", "csm", "csm", "owner", "role"))
        since = self.ago(min(part.age, 1 + self.random.randint(0, 300)))
        role = {
            "id": self._id(),
            "createdAt": since,
            "assignedAt": since,
            "keyRole": {"id": self.csm_role, "label": "CSM", "createdAt": self.ago(800)},
            "vitallyUser": dict(holder),
        }
        return {
            "accountOwnerId": holder["id"] if way == "owner" else None,
            "csmId": holder["id"] if way == "csm" else None,
            "keyRoles": [role] if way != "owner" else [],
        }

    def _traits(self, part: Part) -> dict[str, Any]:
        random = self.random
        channel = "pebblemark-" + part.domain.split(".")[0]
        contract = _plain_day(self.today, part.contract_in)
        traits: dict[str, Any] = {
            "vitally.custom.onboardingPipeline": part.stage,
            "vitally.custom.slackChannel": channel if (part.mrr or 0) > 1600 else None,
            "vitally.custom.contractEnd": contract,
            "forecasted_mrr": part.forecast,
            "plan": part.plan,
            "region": random.choice(("US", "EU", "EU", None)),
            "domain": part.domain,
            "credit_expiry": contract,
            "credit_run_out": _plain_day(self.today, part.credits_out_in),
            "hspot.lifecyclestage": random.choice(("customer", "opportunity", None)),
            "stripe.customer_id": f"cus_{random.getrandbits(56):014x}",
        }
        if part.contract_in is not None and part.mrr is not None:
            months = (part.credits_out_in or part.contract_in) / 30
            traits["credit_balance"] = round(part.mrr * months, 2)
        elif part.plan == "startup":
            traits |= {"credit_balance": 18_500, "credit_expiry": _plain_day(self.today, 140)}
        return {name: value for name, value in traits.items() if value is not None}

    def _users(self, part: Part, account: Record) -> list[Record]:
        users = []
        for at in range(part.users):
            first, last = self.random.choice(FIRST), self.random.choice(LAST)
            users.append(self._user(f"{first} {last}", part, account, at))
        return users

    def _user(self, name: str, part: Part, account: Record, at: int) -> Record:
        random = self.random
        email = f"person{at + 1}@{part.domain}"
        gone = at > 1 and random.random() < 0.06
        title = random.choice(TITLES) if at == 0 or random.random() < 0.7 else None
        traits = {"title": title, "is_owner": at == 0, "phone": _phone(email) if at == 0 else None}
        known = self.ago(random.uniform(1, part.age + 1))
        return {
            "id": self._id(),
            "createdAt": known,
            "updatedAt": known,
            "externalId": email,
            "name": None if at > 2 and random.random() < 0.1 else name,
            "email": None if at > 3 and random.random() < 0.05 else email,
            "firstKnown": known,
            "lastSeenTimestamp": self.ago(random.uniform(0.1, 40))
            if random.random() < 0.8
            else None,
            "traits": {key: value for key, value in traits.items() if value is not None},
            "deactivatedAt": self.ago(random.uniform(1, 60)) if gone else None,
            "permanentlyBounced": random.random() < 0.02,
            "accounts": [account["id"]],
        }

    def _share(self, users: list[Record], made: list[tuple[Part, Record]]) -> None:
        """A few people belong to two accounts, as consultants do."""
        for user in self.random.sample(users, min(3, len(users))):
            other = self.random.choice(made)[1]["id"]
            if other not in user["accounts"]:
                user["accounts"].append(other)

    def _nps(self, users: list[Record]) -> list[Record]:
        answers: list[Record] = []
        for user in users[:: max(1, len(users) // 20)]:
            words = ("Does what we need.", "Hard to find the right chart.", None)
            answers.append(
                {
                    "id": self._id(),
                    "externalId": f"nps-{len(answers) + 1}",
                    "userId": user["id"],
                    "score": self.random.randint(0, 10),
                    "feedback": self.random.choice(words),
                    "respondedAt": self.ago(self.random.uniform(1, 200)),
                }
            )
        return answers

    def _later(
        self, made: list[tuple[Part, Record]], records: dict[str, list[Record]]
    ) -> tuple[Step, ...]:
        """What the next two weeks bring: health, forecasts, stages, people, work, an arrival."""
        mine = [(part, one) for part, one in made if part.owner == "me" and part.churned is None]
        held = [(part, one) for part, one in mine[2:] if (part.health or 0) > 5]
        steps: list[Step] = []
        for fall, (part, one) in zip((1.3, 2.1, 0.9), held[1::3], strict=False):
            steps.append(_change("accounts", one, healthScore=round((part.health or 0) - fall, 1)))
        for factor, (part, one) in zip((1.38, 0.71), held[2::4], strict=False):
            moved = round((part.forecast or part.mrr or 100) * factor, 2)
            steps.append(_change("accounts", one, traits={"forecasted_mrr": moved}))
        started = [one for part, one in mine if part.stage == STARTED]
        pipeline = "vitally.custom.onboardingPipeline"
        steps += [_change("accounts", one, traits={pipeline: MAIL}) for one in started[-1:]]
        lead = {"id": self.segments[LEAD], "name": LEAD}
        joins = [one for part, one in mine if part.segments == (MANAGED,)][:1]
        steps += [_change("accounts", one, segments=[*one["segments"], lead]) for one in joins]
        if made:
            steps += [step for part in later_parts() for step in self._arrival(part)]
        return (*steps, *self._later_work(records))

    def _arrival(self, part: Part) -> Iterator[Step]:
        # Without times of their own they get those of the moment they are added, so that a
        # client which asks for what is newer finds them.
        account = self._account(part)
        for resource, record in [
            ("accounts", account),
            *(("users", user) for user in self._users(part, account)),
        ]:
            del record["createdAt"], record["updatedAt"]
            yield Step(do="add", resource=resource, record=record)

    def _later_work(self, records: dict[str, list[Record]]) -> list[Step]:
        steps: list[Step] = []
        live = [note for note in records["notes"] if not note["archivedAt"]]
        todo = [t for t in records["tasks"] if not t["archivedAt"] and not t["completedAt"]]
        mine = [note for note in live if note["authorId"] == self.me]
        if mine:
            text = mine[0]["note"] + "<p>Corrected: the call was with both teams.</p>"
            steps.append(_change("notes", mine[0], note=text))
        if len(live) > 3:
            steps.append(Step(do="archive", resource="notes", id=live[-1]["id"]))
        if todo:
            done = {"completedAt": stamp(self.now), "completedById": self.admins[1]["id"]}
            steps.append(_change("tasks", todo[-1], **done))
        return steps


def _change(resource: str, record: Record, **fields: Any) -> Step:
    return Step(do="change", resource=resource, id=record["id"], record=fields)


def _phone(email: str) -> str:
    """A number of those that are given to nobody, always the same for one person."""
    return f"+44 20 7946 0{crc32(email.encode()) % 1000:03}"


def _plain_day(today: date, offset: int | None) -> str | None:
    return None if offset is None else (today + timedelta(days=offset)).isoformat()


def _people(users: list[Record]) -> dict[str, list[Record]]:
    people: dict[str, list[Record]] = {}
    for user in users:
        for account in user["accounts"]:
            people.setdefault(account, []).append(user)
    return people
