"""Which organization is which customer: each customer is looked for by id, name and domain.

Only what fits a customer is asked for, never the whole list: it names everybody who ever wrote.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from book.clock import stamp
from book.errors import Refused
from book.facts import OrganizationFacts, Page
from book.organizations import RESOURCE, Customer, match
from book.records import AccountId
from sync.port import Known, Setup
from sync.refusals import NotAllowed
from sync.zendesk import shapes
from sync.zendesk.answers import NotThere
from sync.zendesk.helpdesk import Helpdesk, Row, rows_of
from sync.zendesk.place import DAILY, WEEKLY, OrganizationsPlace, older, stored

_TOGETHER: Final = 20
"""So many customers are looked for before what was found is kept."""
MOST_LOOKED: Final = 60
"""So many customers are looked for in one run; the others in the next. Each takes some requests,
and a Zendesk allows few hundred a minute to all who use it."""
_NEAR: Final = 5
"""So many organizations that only begin alike are handed over, for a person to see."""
_SHORTEST: Final = 2
"""Letters that a beginning of a name must have to be asked for."""


class OrganizationsPull:
    """One run's looking."""

    def __init__(self, helpdesk: Helpdesk, setup: Setup, known: Known) -> None:
        self._helpdesk = helpdesk
        self._source = setup.source.name
        self._known = known
        self._now = setup.clock()
        self._exact = True
        """Whether organizations may be searched by id and name: not every agent may."""
        self._notice, self._refused = setup.notice, False
        self._several = True
        """Whether they are shown by the ids others know them by, which every agent may ask."""

    async def pages(self) -> AsyncGenerator[Page, None]:
        """What was found, some customers at a time."""
        here = stored(self._known.cursors.get(RESOURCE), OrganizationsPlace)
        customers = self._known.companies()
        standing = self._known.organizations()
        ids = {str(one.account_id) for one in customers}
        found = {who: one for who, one in here.found.items() if who in ids and one in standing}
        asked = {who: at for who, at in here.asked.items() if who in ids}
        wanted = [one for one in customers if self._is_due(one, found, asked)]
        wanted.sort(key=lambda one: str(one.account_id) in found)
        if not self._known.full:
            wanted = wanted[:MOST_LOOKED]
        for at in range(0, len(wanted), _TOGETHER):
            told: dict[str, OrganizationFacts] = {}
            some = wanted[at : at + _TOGETHER]
            by_ids = await self._by_ids(some, customers)
            for one in some:
                theirs, seen = await self._look(one, by_ids, customers)
                told |= {each.external_id: each for each in seen}
                asked[str(one.account_id)] = stamp(self._now)
                found.pop(str(one.account_id), None)
                if theirs is not None:
                    found[str(one.account_id)] = theirs
            yield self._page(tuple(told.values()), found, asked)
        if not wanted and replace(here, found=found, asked=asked) != here:
            yield self._page((), found, asked)

    def _is_due(self, one: Customer, found: Mapping[str, str], asked: Mapping[str, str]) -> bool:
        who = str(one.account_id)
        if self._known.full:
            return True
        # One that was found may be merged into another there, which nothing tells.
        age = WEEKLY if who in found else DAILY
        return older(asked.get(who, ""), self._now, age)

    def _page(
        self,
        told: tuple[OrganizationFacts, ...],
        found: Mapping[str, str],
        asked: Mapping[str, str],
    ) -> Page:
        here = OrganizationsPlace(found=dict(found), asked=dict(asked))
        return Page(source=self._source, resource=RESOURCE, organizations=told, cursor=here.text())

    async def _by_ids(
        self, some: Sequence[Customer], customers: tuple[Customer, ...]
    ) -> dict[AccountId, OrganizationFacts]:
        """Those of some customers that are known there by an id of ours, in one request."""
        keys = [key for one in some for key in _together(one)]
        if not keys or not self._several:
            return {}
        params = {"external_ids": ",".join(keys)}
        try:
            answer = await self._helpdesk.get("/organizations/show_many", "organizations", params)
        except (NotAllowed, Refused):
            self._several = False  # each of them is searched for
            return {}
        found: dict[AccountId, OrganizationFacts] = {}
        for one in _read(answer):
            account, _ = match(one, customers)
            if account is not None:
                found.setdefault(account, one)
        return found

    async def _look(
        self,
        one: Customer,
        by_ids: Mapping[AccountId, OrganizationFacts],
        customers: tuple[Customer, ...],
    ) -> tuple[str | None, list[OrganizationFacts]]:
        """The organization of a customer, and what is told of: that, or some that come near."""
        theirs = by_ids.get(one.account_id)
        if theirs is not None:
            return theirs.external_id, [theirs]
        near: dict[str, OrganizationFacts] = {}
        for params in _questions(one, several=self._several):
            for found in await self._asked(params):
                account, _ = match(found, customers)
                if account == one.account_id:
                    return found.external_id, [found]
                if account is None:
                    near.setdefault(found.external_id, found)
        return None, list(near.values())[:_NEAR]

    async def _asked(self, params: Mapping[str, str]) -> list[OrganizationFacts]:
        """The organizations an exact search or a beginning of a name gives."""
        beginning = "begins" in params
        if not beginning and not self._exact:
            return []
        path = "/organizations/autocomplete" if beginning else "/organizations/search"
        asked = {"name": params["begins"]} if beginning else params
        try:
            answer = await self._helpdesk.get(path, "organizations", asked)
        except NotAllowed:
            if beginning:
                raise
            self._exact = False
            return []
        except NotThere:
            return []
        except Refused:
            # What cannot be asked of one customer keeps the others not back.
            if not self._refused:
                self._notice(
                    "Zendesk refused to look for a customer; it is looked for again tomorrow."
                )
            self._refused = True
            return []
        return _read(answer)


def _read(answer: Row) -> list[OrganizationFacts]:
    rows = rows_of(answer, "organizations")
    return [found for row in rows if (found := shapes.organization(row)) is not None]


def _together(one: Customer) -> list[str]:
    """The ids of a customer that can be asked for together with others."""
    return [key for key in one.keys if "," not in key]


def _questions(one: Customer, *, several: bool) -> list[Mapping[str, str]]:
    """What a customer is looked for by, the surest first; where `several` could be asked for by
    their ids, this one was among them."""
    done = _together(one) if several else []
    asked: list[Mapping[str, str]] = [{"external_id": key} for key in one.keys if key not in done]
    asked.append({"name": one.name})
    label = (one.domain or "").partition(".")[0]
    beginnings = dict.fromkeys((one.name, label))
    return [*asked, *({"begins": each} for each in beginnings if len(each) >= _SHORTEST)]
