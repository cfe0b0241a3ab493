"""The first look at an account: is it HubSpot, who am I there, what may the key, what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from book.errors import BadResponse, Refused, Usage
from book.facts import Teammate
from sync.hubspot import choosing, fitting, kinds, paths, questions, records
from sync.hubspot.companies import CompanyMapper
from sync.hubspot.daily import read_team
from sync.hubspot.kinds import KINDS, WRITTEN
from sync.hubspot.portal import Filter
from sync.hubspot.rights import CATALOGUE, SCOPES, write_warning
from sync.hubspot.shapes import Details, LinkKind, PipelineRow, Property
from sync.hubspot.web import LacksScopes, RefusedByWhom
from sync.hubspot.workspace import Workspace, field
from sync.hubspot.write_bodies import writable_properties
from sync.port import Connection
from sync.refusals import NotAllowed

PREVIEW_PAGES: Final = 5
"""So many pages of companies are counted where a search cannot count them."""
_MOST_GROUPS: Final = 5
Capabilities = dict[str, str | int | bool | None]


class FirstLook:
    """The questions asked when an account is connected. Nothing is changed there."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._portal = workspace.portal
        self._source = workspace.source
        self._may: Capabilities = {}

    async def connection(self) -> Connection:
        """Asks everything. Raises Auth for a key that is refused or may not read companies and
        people, BadResponse for a host that is not HubSpot, Refused when I am nobody there, Usage
        for an option that names nothing there."""
        workspace = self._workspace
        await self._is_hubspot()
        await workspace.rights.look()
        team = await read_team(workspace)
        workspace.learn(team)
        me = await self._me(team)
        await self._rights()
        catalogue = await self._catalogue()
        pipelines = await self._deal_pipelines()
        found, guessed = choosing.chosen(self._source.options, catalogue, pipelines)
        self._check_segments(found)
        fitting.check_book(workspace.book_filter(), found, catalogue, team)
        self._may["writes"] = ",".join(writable_properties(found, catalogue))
        choices = choosing.choices(found, catalogue)
        self._may["choices"] = msgspec.json.encode(choices, order="deterministic").decode()
        await self._links()
        await self._creation_keys()
        await self._account()
        mapper = CompanyMapper(found, choices, workspace.team)
        in_book, looked_at, all_of_them = await self._preview(me, mapper)
        self._may["version"] = self._portal.paths.version
        return Connection(
            source=self._source.name,
            url=self._portal.web.base_url,
            me_id=me.external_id if me else None,
            me_name=me.name if me else None,
            teammates=len(team),
            capabilities=self._may,
            fields=tuple(map(field, catalogue)),
            mapping=found,
            guessed=guessed,
            in_book=in_book,
            looked_at=looked_at,
            counted_all=all_of_them,
            questions=questions.questions(found, catalogue, pipelines),
        )

    async def _is_hubspot(self) -> None:
        """The first question; it also finds the version of the paths that is served."""
        try:
            await self._portal.page(kinds.COMPANIES, ("name",), rows=1)
        except LacksScopes:
            return  # it may lack more, and all of it is told at once
        except (Refused, BadResponse, RefusedByWhom) as error:
            raise BadResponse(
                f"{self._portal.web.host} does not answer as HubSpot does.",
                f"Check the address given. {error.title}",
            ) from error

    async def _me(self, team: Sequence[Teammate]) -> Teammate | None:
        email = (self._source.me_email or "").strip().casefold()
        if not email:
            if self._workspace.book_filter().mine:
                raise Refused(
                    "Whose accounts are mine cannot be told without an e-mail address.",
                    "Give the one you sign in to HubSpot with: --me EMAIL.",
                )
            return None
        found = [records.teammate(row) for row in await self._portal.owners(email=email)]
        for mate in (*found, *team):
            if (mate.email or "").casefold() == email:
                return mate
        raise Refused(
            f"No owner in HubSpot has the address {email}.",
            "Give the one you sign in to HubSpot with: --me EMAIL.",
        )

    async def _rights(self) -> None:
        """Which kinds of record the key may not read or write, and what it lacks for that."""
        rights = self._workspace.rights
        self._may["unreadable"] = ",".join(name for name in KINDS if not rights.may(name))
        self._may["missing_scopes"] = ",".join(rights.scopes)
        unwritable = await rights.unwritable()
        self._may["missing_write_scopes"] = ",".join(dict.fromkeys(unwritable.values()))
        self._may["write_warning"] = write_warning(unwritable)

    async def _catalogue(self) -> list[Property]:
        """The company properties; none where the key may read records and not what they are."""
        try:
            return await self._portal.properties(kinds.COMPANIES)
        except NotAllowed:
            lacking = [*str(self._may["missing_scopes"]).split(","), SCOPES[CATALOGUE]]
            self._may["missing_scopes"] = ",".join(dict.fromkeys(filter(None, lacking)))
            return []

    async def _deal_pipelines(self) -> list[PipelineRow]:
        """The pipelines to choose from. Raises Auth where one was chosen and none may be seen."""
        try:
            return await self._portal.pipelines(kinds.DEALS.name)
        except NotAllowed:
            if choosing.given(self._source.options, choosing.RENEWALS):
                raise
            return []

    def _check_segments(self, mapping: Mapping[str, str]) -> None:
        book = self._workspace.book_filter()
        if (book.segments or book.unassigned) and "segments" not in mapping:
            raise Usage(
                "The book is to be of a segment, and nothing says in which one a company is.",
                f"Name the property that does: --option {choosing.SEGMENTS}=NAME.",
            )

    async def _links(self) -> None:
        """Which link leads from what is written here to a company, by this account's own word."""
        for kind in WRITTEN.values():
            try:
                labels = await self._portal.labels(kind.name, kinds.COMPANIES)
            except (NotAllowed, Refused):
                labels = []
            self._may[f"{kind.name}_to_company"] = _plain(labels, kind.to_company)

    async def _creation_keys(self) -> None:
        """Whether HubSpot keeps a key of ours with what is made, and makes it only once."""
        for kind in WRITTEN.values():
            try:
                found = await self._portal.property(kind.name, kinds.CREATION_KEY)
            except (NotAllowed, Refused, BadResponse):
                found = None
            keeps = found is not None and found.takes_writes and bool(found.has_unique_value)
            self._may[f"{kind.name}_key"] = keeps

    async def _account(self) -> None:
        """What the account says of itself, and how much of its day is used up."""
        try:
            details = await self._portal.details()
        except (NotAllowed, Refused, BadResponse):
            details = Details()
        offset = details.utc_offset_milliseconds
        web = self._portal.web
        self._may |= {
            "portal_id": details.portal_id,
            "ui_domain": _text(details.ui_domain),
            "time_zone": _text(details.time_zone),
            "utc_offset_minutes": offset // 60_000 if offset is not None else None,
            "currency": _text(details.company_currency),
            "rate_limit": web.budget.limit,
        }
        try:
            usage = await self._portal.usage()
        except (NotAllowed, Refused, BadResponse):
            usage = None
        used = usage.current_usage if usage is not None else None
        limit = usage.usage_limit if usage is not None else web.daily_limit
        if used is None and web.daily_limit is not None and web.daily_left is not None:
            used, limit = web.daily_limit - web.daily_left, web.daily_limit
        self._may |= {"daily_used": used, "daily_limit": limit}

    async def _preview(self, me: Teammate | None, mapper: CompanyMapper) -> tuple[int, int, bool]:
        """Companies in the book among those looked at, and whether that is all of them."""
        book = self._workspace.filter_for(me.external_id if me else None)
        everything = await self._count([])
        if book.everything and everything is not None:
            return everything, everything, True
        if everything is not None and not book.segments and not book.unassigned:
            people = [one for one in sorted(book.people) if one.isdigit() or not _is_own(mapper)]
            groups = [[_is(mapper.owner_at, one)] for one in people]
            counted = await self._count(groups) if 0 < len(groups) <= _MOST_GROUPS else None
            if counted is not None:
                return counted, everything, True
        in_book = looked_at = 0
        after: str | None = ""
        for _ in range(PREVIEW_PAGES):
            read = await self._portal.page(kinds.COMPANIES, mapper.telling, after or "")
            looked_at += len(read.rows)
            in_book += sum(mapper.in_book(row, book) for row in read.rows)
            after = read.after
            if after is None:
                return in_book, looked_at, True
        return in_book, looked_at, False

    async def _count(self, groups: Sequence[Sequence[Filter]]) -> int | None:
        """How many companies fit one of the groups; None where a search does not tell."""
        try:
            return (await self._portal.search(kinds.COMPANIES, groups, ("name",), rows=1)).total
        except Refused:
            return None


def _plain(labels: Sequence[LinkKind], usual: int) -> int:
    """The link without a label that HubSpot defines: the usual one where it is among them."""
    own = [
        one.type_id for one in labels if one.category == paths.OWN_LINK and one.type_id is not None
    ]
    unlabelled = [one.type_id for one in labels if one.type_id in own and one.label is None]
    return usual if usual in own or not own else min(filter(None, unlabelled or own))


def _is(name: str, value: str) -> Filter:
    return {"propertyName": name, "operator": "EQ", "value": value}


def _is_own(mapper: CompanyMapper) -> bool:
    """Whether HubSpot's own property says whose a company is; it holds owner ids alone."""
    return mapper.owner_at == kinds.OWNER


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.isprintable() and len(value) < 200 else None
