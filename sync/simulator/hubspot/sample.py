"""The sample account: the same customers that Vitally's sample book has, as HubSpot knows them.

Some are spelt a little differently and some lack their domain, as they do when two teams keep
two systems; the notes and tasks are mostly others, and a few the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from book.clock import stamp, system_clock
from sync.simulator.hubspot import account
from sync.simulator.hubspot.sample_work import People, activities, deals, tickets
from sync.simulator.hubspot.seed import Happening, Portal, Seeded
from sync.simulator.sample import sample_book
from sync.simulator.seed import Book, Record

_ENDINGS = (" GmbH", " Inc.", " plc", " LLP", " AS", " Oy", " ApS", " SAS", " S.L.", " Lda")


def sample_portal(seed: int = 1, accounts: int = 60, *, now: datetime | None = None) -> Portal:
    """An account with the customers of `sample_book` of that seed, count and moment."""
    moment = now or system_clock()
    return _Maker(sample_book(seed, accounts, now=moment), seed).portal()


def blank_portal(*, now: datetime | None = None) -> Portal:
    """The same team, pipelines and properties without one record: a test adds its own."""
    people = account.owners()
    return Portal(
        now=now or system_clock(),
        me=people[0].id,
        owners=people,
        pipelines=account.pipelines(),
        properties=account.properties(),
    )


class _Maker:
    def __init__(self, book: Book, seed: int) -> None:
        self.random = Random(f"hubspot sample {seed}")
        self.book = book
        self.blank = blank_portal(now=book.now)
        # Admins and owners are the same people in the same order.
        admins = [one["id"] for one in book.records["admins"]]
        self.owner = {
            admin: owner.id for admin, owner in zip(admins, self.blank.owners, strict=True)
        }

    def portal(self) -> Portal:
        made = self.book.records["accounts"]
        companies = [self._company(at, one) for at, one in enumerate(made)]
        people: People = {}
        contacts = [self._contact(user, people) for user in self.book.records["users"]]
        portal = self.blank
        portal.records = [
            *companies,
            *(one for one in contacts if one is not None),
            *deals(self.random, self.book, self.owner),
            *tickets(self.random, self.book, people),
            *activities(self.random, self.book, self.owner, people),
        ]
        portal.later = self._later(companies)
        return portal

    def _company(self, at: int, one: Record) -> Seeded:
        traits = one["traits"]
        holder = self._holder(one)
        health, mrr = one["healthScore"], one["mrr"]
        values: dict[str, Any] = {
            "name": _spelt(one["name"]) if at % 7 == 3 else one["name"],
            "domain": None if at % 11 == 9 else traits.get("domain"),
            "hubspot_owner_id": holder if at % 3 else self._seller(),
            "csm": holder,
            "org_id": one["externalId"] if at % 2 else None,
            "arr_eur": None if mrr is None else round(mrr * 12, 2),
            "annualrevenue": self.random.randint(2, 900) * 100_000,
            "customer_health": health,
            "health_band": None if health is None else _band(health),
            "contract_end": traits.get("vitally.custom.contractEnd"),
            "onboarding_stage": traits.get("vitally.custom.onboardingPipeline"),
            "customer_segment": ";".join(each["name"] for each in one["segments"]) or None,
            "product_users": one["usersCount"],
            "product_last_seen": one["lastSeenTimestamp"],
            "lifecyclestage": "customer" if one["churnedAt"] is None else "other",
            "country": self.random.choice(("Norway", "Germany", "Japan", None)),
            "createdate": one["createdAt"],
            "hs_lastmodifieddate": one["updatedAt"],
        }
        return Seeded(kind="companies", key=one["id"], values=values)

    def _holder(self, one: Record) -> str | None:
        """The owner who looks after an account, by whichever way Vitally says so."""
        holder = one["csmId"] or one["accountOwnerId"]
        if holder is None and one["keyRoles"]:
            holder = one["keyRoles"][0]["vitallyUser"]["id"]
        return self.owner.get(holder or "")

    def _seller(self) -> str:
        return self.random.choice(self.blank.owners[1:4]).id

    def _contact(self, user: Record, people: People) -> Seeded | None:
        if user["name"] is None and user["email"] is None:
            return None
        first, _, last = (user["name"] or "").partition(" ")
        for one in user["accounts"]:
            people.setdefault(one, []).append((user["id"], user["name"] or "their lead"))
        values = {
            "email": user["email"],
            "firstname": first or None,
            "lastname": last or None,
            "jobtitle": user["traits"].get("title"),
            "phone": user["traits"].get("phone"),
            "product_role": "owner" if user["traits"].get("is_owner") else None,
            "lifecyclestage": "customer",
            "createdate": user["createdAt"],
            "lastmodifieddate": user["updatedAt"],
        }
        to = tuple(("companies", one) for one in user["accounts"])
        return Seeded(kind="contacts", key=user["id"], values=values, to=to)

    def _later(self, companies: list[Seeded]) -> tuple[Happening, ...]:
        """What the next two weeks bring: health falls, a stage moves, a call, a note that goes."""
        now = self.book.now
        mine = [one for one in companies if one.values["csm"] == self.blank.me]
        held = [one for one in mine if (one.values["customer_health"] or 0) > 5]
        steps = [
            _change(one, customer_health=round(one.values["customer_health"] - 1.4, 1))
            for one in held[1:9:3]
        ]
        steps += [_change(one, onboarding_stage="3a. Engaged — Email") for one in mine[2:3]]
        steps += [_change(one, contract_end=_day(now, 150)) for one in mine[4:5]]
        for one in mine[:1]:
            call = {"hs_timestamp": stamp(now), "hs_call_title": "Renewal call"}
            call |= {"hs_call_body": "<p>They stay for another year.</p>"}
            to = {"companies": [one.key]}
            steps.append(Happening(do="add", resource="calls", record=call, associations=to))
        if mine:
            record: dict[str, Any] = {
                "name": "Siltstone Observatory",
                "domain": "siltstone.example",
                "csm": self.blank.me,
                "arr_eur": 19_680,
            }
            steps.append(Happening(do="add", resource="companies", record=record))
        return tuple(steps)


def _change(one: Seeded, **values: Any) -> Happening:
    return Happening(do="change", resource=one.kind, id=one.key, record=values)


def _spelt(name: str) -> str:
    """The name as the sales team writes it: without its legal form, else in capitals."""
    for ending in _ENDINGS:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name.upper()


def _band(health: float) -> str:
    return "red" if health < 4 else "amber" if health < 7 else "green"


def _day(now: datetime, days: int) -> str:
    return (now + timedelta(days=days)).date().isoformat()
