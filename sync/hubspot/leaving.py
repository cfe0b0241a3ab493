"""Whether anybody of the book stays: a property that was mistyped, or emptied there, must not take
all accounts away without a word."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from book.errors import BadResponse, Refused
from book.facts import Page
from sync.hubspot import kinds
from sync.hubspot.companies import CompanyMapper
from sync.hubspot.links import cut, in_order
from sync.hubspot.portal import Filter
from sync.hubspot.shapes import Row
from sync.hubspot.workspace import Workspace
from sync.port import Known

SUSPICIOUS: Final = 3
"""A book of fewer accounts may well lose all of them at once."""
MOST_GROUPS: Final = 5
"""So many groups of filters fit into one search."""


class Leaving:
    """Looks once a run, before the first account leaves, whether the book would be empty then."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._portal = workspace.portal
        self._known = known
        self._book = workspace.book_filter()
        self._settled = False

    async def check(self, page: Page) -> None:
        """Raises BadResponse where no account of the book would be left, and none joins it."""
        had = len(self._known.accounts)
        if self._settled or not page.left:
            return
        stays = {one.external_id for one in page.accounts} - set(page.gone)
        self._settled = (
            had < SUSPICIOUS
            or bool(stays)
            or await self._some_stay(page)
            or await self._some_join()
        )
        if not self._settled:
            raise self._nobody(had)

    async def _some_stay(self, page: Page) -> bool:
        """Whether one of the others is of the book still, or nobody can tell that it is not."""
        rest = self._known.accounts - {*page.left, *page.gone}
        for part in cut(in_order(rest)):
            read = await self._workspace.companies(part)
            if read.bad or any(map(self._is_inside, read.rows)):
                return True
        return False

    async def _some_join(self) -> bool:
        """Whether there is another company that is of the book by now."""
        if self._book.people:
            try:
                async for ids in self._searched(self._workspace.company_mapper()):
                    read = await self._workspace.companies(ids)
                    # The index of a search may be behind: what it says is looked at.
                    if any(map(self._is_inside, read.rows)):
                        return True
            except Refused:
                return await self._listed()
        return bool(self._book.segments or self._book.unassigned) and await self._listed()

    async def _searched(self, mapper: CompanyMapper) -> AsyncGenerator[list[str], None]:
        """Companies outside the book that a search finds for its people."""
        own = mapper.owner_at == kinds.OWNER  # it holds ids of owners alone
        people = [one for one in sorted(self._book.people) if one.isdigit() or not own]
        for at in range(0, len(people), MOST_GROUPS):
            last = ""
            while True:
                later: list[Filter] = [_filter("hs_object_id", "GT", last)] if last else []
                groups = [
                    [_filter(mapper.owner_at, "EQ", one), *later]
                    for one in people[at : at + MOST_GROUPS]
                ]
                found = await self._portal.search(kinds.COMPANIES, groups, ("name",))
                fresh = [row.id for row in found.rows if row.id not in self._known.accounts]
                if fresh:
                    yield fresh
                if found.after is None or not found.rows or found.rows[-1].id == last:
                    break
                last = found.rows[-1].id

    async def _listed(self) -> bool:
        """The same by the list of all companies, where no search can be made of the question."""
        after: str | None = ""
        while after is not None:
            asked = self._workspace.company_mapper().telling
            read = await self._portal.page(kinds.COMPANIES, asked, after)
            if any(self._is_inside(row) for row in read.rows if row.id not in self._known.accounts):
                return True
            after = read.after if read.after != after else None
        return False

    def _is_inside(self, row: Row) -> bool:
        return self._workspace.company_mapper().in_book(row, self._book)

    def _nobody(self, had: int) -> BadResponse:
        mapper = self._workspace.company_mapper()
        segments = self._book.segments or self._book.unassigned
        asked = [mapper.owner_at] if self._book.people or self._book.unassigned else []
        asked += [mapper.segments_at] if segments and mapper.segments_at else []
        named = " and ".join(asked)
        tells = "properties" if len(asked) > 1 else "property"
        return BadResponse(
            f"None of the {had} accounts of this book is in it any more by what HubSpot says in the"
            f" {tells} {named}.",
            "Nothing was removed. Look at the values there, or connect HubSpot again with another"
            " csm-field or book. If all of them really went to others, disconnect HubSpot with"
            " --forget, and connect it again.",
        )


def empty_book(workspace: Workspace) -> str:
    """What a run says that found no company for a book which is not that of everybody."""
    mapper, book = workspace.company_mapper(), workspace.book_filter()
    by_segment = bool(book.segments or book.unassigned) and not book.people
    at = mapper.segments_at if by_segment and mapper.segments_at else mapper.owner_at
    option = "segment-field" if by_segment else "csm-field"
    return (
        f"No company in HubSpot is in your book: the property {at}, which decides that, says so of"
        f" none. Connect HubSpot again with another {option} or book, if there should be some."
    )


def _filter(name: str, operator: str, value: str) -> Filter:
    return {"propertyName": name, "operator": operator, "value": value}
