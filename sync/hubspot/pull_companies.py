"""Companies: the plain list of all at first and weekly, those of the book by their ids daily, and
otherwise what changed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Iterable
from contextlib import aclosing
from typing import Final

from msgspec.structs import replace

from book.errors import BadResponse, Refused
from book.facts import Page
from sync.hubspot import kinds
from sync.hubspot.companies import CompanyMapper
from sync.hubspot.company_pages import CompanyPages, Taken, winners_of
from sync.hubspot.delta import changes
from sync.hubspot.leaving import Leaving
from sync.hubspot.links import cut, in_order
from sync.hubspot.place import DAY, WEEK, Place, place
from sync.hubspot.shapes import Row, Rows
from sync.hubspot.web import Invalid
from sync.hubspot.workspace import ACCOUNTS, Workspace
from sync.port import Known

MOST_NAMED: Final = 500
"""Beyond so many accounts that joined, everything is read again rather than account by account."""


class CompaniesPull:
    """The stage `accounts` of one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._portal = workspace.portal
        self._known = known
        self._here = place(known.cursors.get(ACCOUNTS))
        self._settings = workspace.settings()
        self._pages = CompanyPages(workspace, known)
        self._ended: set[str] = set()
        """Accounts merged into others in this run; the pages that say so may be on their way."""
        self._records_begun = any(name in known.cursors for name in kinds.KINDS)

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages of this run; none, and the book stays, while nobody can tell whose companies
        are whose. Raises BadResponse where it would be empty after them."""
        if self._stays_as_it_is():
            return
        leaving = Leaving(self._workspace, self._known)
        async with aclosing(self._read()) as pages:
            async for page in pages:
                # It may have been noticed just now, by the question that brought this page.
                if not self._stays_as_it_is():
                    await leaving.check(page)
                if self._stays_as_it_is():
                    return
                yield page

    def _stays_as_it_is(self) -> bool:
        """Whether what tells whose companies are whose is gone. Raises BadResponse where there is
        no book that could stay."""
        blind = self._workspace.properties.blind is not None
        if blind and not self._known.accounts:
            raise self._workspace.properties.no_book()
        return blind

    async def _read(self) -> AsyncGenerator[Page, None]:
        here, now = self._here, self._workspace.clock()
        anew = self._known.full or here.settings != self._settings
        if anew or here.next is not None or here.is_due(here.swept_at, now, WEEK):
            async for page in self._sweep(anew):
                yield page
            return
        async for page in self._delta():
            yield page
        if self._here.is_due(self._here.checked_at, now, DAY):
            async for page in self._asked_for():
                yield page

    async def _sweep(self, anew: bool) -> AsyncGenerator[Page, None]:
        """Everything, by the list that has no end to it; it goes on where it broke off."""
        begun = bool(self._here.next) and not anew
        here = self._here if begun else self._here.begin_sweep()
        here = replace(here, settings=self._settings)
        # Only a sweep without an earlier part in another run has seen all there is.
        missing = set() if begun else set(self._known.accounts)
        had, winners = len(missing), dict[str, Row]()
        async for read in self._listed(here.next or ""):
            if here.becomes is None:
                # Only an answer tells what time it is there.
                here = replace(here, becomes=self._workspace.line_now())
            missing.difference_update(row.id for row in read.rows)
            missing.difference_update(bad.external_id for bad in read.bad)
            taken = await self._pages.sorted(
                read.rows, read.bad, complete=self._pages.lists_everything
            )
            winners.update(winners_of(taken.rows, self._known.accounts))
            here = self._with_joined(replace(here, next=read.after), taken)
            # The last page of the list is not the last of the sweep.
            yield await self._pages.page(taken, here if here.next is not None else None)
        if missing:
            async for page in self._pages.not_shown(missing, had, winners):
                yield page
        else:
            async for page in self._pages.merged(winners):
                yield page
        self._here = here.end_sweep(self._workspace.clock())
        yield self._stand()

    async def _listed(self, after: str) -> AsyncGenerator[Rows[Row], None]:
        """The pages of the list; a stored place that is taken no more starts it over."""
        first = after
        while True:
            try:
                read = await self._page_of_list(after)
            except Refused:
                if not after or after != first:
                    raise
                after = first = ""
                continue
            yield read
            if read.after is None:
                return
            if read.after == after:
                raise BadResponse(
                    "HubSpot's list of companies leads back to itself without an end.",
                    "What came before that was taken in; try again later.",
                )
            after = read.after

    async def _page_of_list(self, after: str) -> Rows[Row]:
        """One page: in full only where every company is of the book."""

        def ask(mapper: CompanyMapper) -> Awaitable[Rows[Row]]:
            everything = self._pages.lists_everything
            asked = mapper.properties if everything else mapper.telling
            return self._portal.page(kinds.COMPANIES, asked, after)

        return await self._workspace.properties.asked(ask)

    async def _delta(self) -> AsyncGenerator[Page, None]:
        """What changed; a search that is refused for a property goes on without it."""
        while True:
            try:
                async for page in self._changed():
                    yield page
            except Invalid as error:
                self._workspace.properties.refused(error)
            else:
                return

    async def _changed(self) -> AsyncGenerator[Page, None]:
        """What changed, by search; those of the book are then read as they stand now."""
        asked = self._pages.mapper.telling
        async for found in changes(
            self._workspace, kinds.COMPANIES, kinds.COMPANY_CHANGED, asked, self._here
        ):
            taken = await self._pages.sorted(found.fresh, found.bad, complete=False)
            before = self._here.text()
            self._here = self._with_joined(self._here.with_search(found.here), taken)
            moved = self._here.text() != before
            if taken.rows or taken.bad or moved:
                yield await self._pages.page(taken, self._here if moved else None)
            winners = winners_of(taken.rows, self._known.accounts)
            self._ended.update(winners)
            async for page in self._pages.merged(winners):
                yield page

    async def _asked_for(self) -> AsyncGenerator[Page, None]:
        """All accounts of the book by their ids: as they stand now, and which are gone."""
        inside = self._known.accounts - self._ended
        missing, had = set(inside), len(inside)
        winners: dict[str, Row] = {}
        for part in cut(in_order(inside)):
            read = await self._workspace.companies(part)
            winners.update(winners_of(read.rows, self._known.accounts))
            own = [row for row in read.rows if row.id in part]
            missing.difference_update(row.id for row in own)
            missing.difference_update(bad.external_id for bad in read.bad)
            taken = await self._pages.sorted(own, read.bad, complete=True)
            yield await self._pages.page(taken)
        async for page in self._pages.not_shown(missing, had, winners):
            yield page
        self._here = replace(self._here, checked_at=self._workspace.now_text)
        yield self._stand()

    def _with_joined(self, here: Place, taken: Taken) -> Place:
        """The place with the accounts that join by a page; before anything else of the book was
        read there is nothing to catch up with."""
        inside = self._known.accounts
        joined = [row.id for row in taken.inside if row.id not in inside]
        if not joined or here.many_pending or not self._records_begun:
            return here
        pending = tuple(dict.fromkeys((*here.pending, *joined)))
        if len(pending) > MOST_NAMED:
            return replace(here, pending=(), many_pending=True)
        return replace(here, pending=pending)

    def _stand(self) -> Page:
        # What is gone by now is part of how its rows were read.
        here = replace(self._here, settings=self._workspace.settings())
        return Page(source=self._workspace.name, resource=ACCOUNTS, cursor=here.text())


async def as_they_stand(
    workspace: Workspace, known: Known, ids: Iterable[str]
) -> AsyncGenerator[Page, None]:
    """Some accounts of the book, read again."""
    pages = CompanyPages(workspace, known)
    asked = [one for one in dict.fromkeys(ids) if one in known.accounts]
    if asked:
        read = await workspace.companies(asked)
        own = [row for row in read.rows if row.id in asked]
        page = await pages.page(await pages.sorted(own, read.bad, complete=True))
        if workspace.properties.blind is None:
            yield page
