"""Rows of companies made into pages: those of the book, the others, and those that went."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from book.errors import BadResponse
from book.facts import AccountFacts, BadRecord, Merger, Outsider, Page
from sync.hubspot import kinds, records
from sync.hubspot.companies import CompanyMapper, merged_into
from sync.hubspot.links import in_order
from sync.hubspot.place import Place
from sync.hubspot.renewals import Renewals
from sync.hubspot.shapes import Row
from sync.hubspot.workspace import ACCOUNTS, Workspace
from sync.port import Known

_SUSPICIOUS = 3
_OF_THE_BOOK = frozenset(AccountFacts.__struct_fields__) - {"external_id", "org_id"}


class Taken(Struct, kw_only=True):
    """Companies sorted: of the book, read in full; outside of it; unreadable."""

    inside: list[Row] = field(default_factory=list)
    outside: list[Row] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        """All that were read."""
        return [*self.inside, *self.outside]


class CompanyPages:
    """Makes pages for one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._portal = workspace.portal
        self._known = known
        self._filter = workspace.book_filter()
        self._renewals = Renewals(workspace)
        self._handed: set[str] = set()

    @property
    def mapper(self) -> CompanyMapper:
        """The mapper as it stands: properties may vanish while one reads."""
        return self._workspace.company_mapper()

    @property
    def lists_everything(self) -> bool:
        """Whether every company is of the book, so that a list may ask for all of each."""
        return self._filter.everything

    async def sorted(
        self, rows: Iterable[Row], bad: Iterable[BadRecord] = (), *, complete: bool
    ) -> Taken:
        """Rows as they are of the book or not; those of it read in full unless they are.

        What is not there any more when it is read in full is left out: it is asked for later.
        """
        rows = list(rows)
        await self._workspace.properties.check(rows, self.mapper.deciding)
        mapper = self.mapper
        inside = [row for row in rows if mapper.in_book(row, self._filter)]
        ours = {row.id for row in inside}
        taken = Taken(outside=[row for row in rows if row.id not in ours], bad=list(bad))
        if complete:
            taken.inside = inside
            return taken
        read = await self._workspace.companies(ours)
        taken.bad += read.bad
        for row in read.rows:
            # The list, or the index of a search, may have been behind.
            (taken.inside if mapper.in_book(row, self._filter) else taken.outside).append(row)
        return taken

    async def page(self, taken: Taken, here: Place | None = None) -> Page:
        """A page of facts; nothing is kept of companies outside the book but id and name."""
        await self._workspace.properties.check(taken.inside, self.mapper.mapped.values())
        mapper, bad = self.mapper, list(taken.bad)
        days = await self._renewals.days([row.id for row in taken.inside])
        accounts: list[AccountFacts] = []
        for row in taken.inside:
            problems: list[str] = []
            accounts.append(mapper.facts(row, days.get(row.id), problems))
            if problems:
                bad.append(records.unread(row.id, problems))
        return Page(
            source=self._workspace.name,
            resource=ACCOUNTS,
            accounts=tuple(accounts),
            outsiders=tuple(
                Outsider(external_id=row.id, name=mapper.name(row)) for row in taken.outside
            ),
            left=tuple(row.id for row in taken.outside if row.id in self._known.accounts),
            bad=tuple(bad),
            unseen=self._workspace.untold if accounts else frozenset(),
            # What is gone by now is part of how these rows were read.
            cursor=replace(here, settings=self._workspace.settings()).text()
            if here is not None
            else None,
        )

    async def merged(self, winners: dict[str, Row]) -> AsyncGenerator[Page, None]:
        """Hands over companies that went into others: `winners` by the id of the one that went.

        What is gone gets the common id of what is left, and goes with that page: by that the book
        moves its notes and tasks, and what waits to be sent.
        """
        for loser, winner in winners.items():
            # Told twice it would be a new account: by then its row stands for the winner.
            if loser not in self._known.accounts or loser in self._handed:
                continue
            self._handed.add(loser)
            mapper = self.mapper
            taken = await self.sorted([winner], complete=True)
            yield await self.page(taken)
            old = AccountFacts(
                external_id=loser, org_id=mapper.org_id(winner), name=mapper.name(winner)
            )
            # Nobody here knows what else the book has of it: all of that stays as it is.
            yield Page(
                source=self._workspace.name,
                resource=ACCOUNTS,
                accounts=(old,),
                gone=(loser,),
                mergers=tuple(
                    Merger(external_id=loser, into=row.id, name=mapper.name(row))
                    for row in taken.outside
                ),
                unseen=_OF_THE_BOOK,
            )

    async def not_shown(
        self, missing: Collection[str], had: int, winners: dict[str, Row]
    ) -> AsyncGenerator[Page, None]:
        """What becomes of accounts that nothing showed: merged, archived, purged, or there yet.

        Raises BadResponse where none of the `had` accounts is known there.
        """
        left = set(missing) - winners.keys()
        there = await self._workspace.companies(left)
        # Asked for a company that was merged, HubSpot may show what it was merged into.
        winners = {**winners, **winners_of(there.rows, left)}
        left -= {row.id for row in there.rows} | winners.keys()
        left -= {bad.external_id for bad in there.bad}
        archived = await self._portal.batch(kinds.COMPANIES, left, ("name",), archived=True)
        if had >= _SUSPICIOUS and len(left) == had and not archived.rows:
            raise BadResponse(
                f"HubSpot shows none of the {had} accounts of this book any more.",
                "Nothing was removed. Check that the key belongs to the same HubSpot account.",
            )
        async for page in self.merged(winners):
            yield page
        found = [row for row in there.rows if row.id in missing]
        if found or left:
            page = await self.page(await self.sorted(found, there.bad, complete=True))
            yield replace(page, gone=tuple(in_order(left)))


def winners_of(rows: Iterable[Row], losers: Collection[str]) -> dict[str, Row]:
    """Which of some companies went into which of these rows."""
    return {one: row for row in rows for one in merged_into(row) if one in losers}
