"""What hangs on the accounts of the book: all of it at first and daily, else what changed.

It is reached by the links of those accounts, so nothing of other people's customers is read. A
search only names what changed; what it is and where it belongs is then read as it stands now, for
the index behind a search runs late and links change without a trace in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterable, Sequence
from typing import Any, Final

from msgspec.structs import replace

from book.errors import BadResponse
from book.facts import BadRecord, Page
from sync.hubspot import kinds, records
from sync.hubspot.company_pages import CompanyPages
from sync.hubspot.delta import changes
from sync.hubspot.homes import homes
from sync.hubspot.kinds import CONTACTS, DEALS, Kind
from sync.hubspot.links import Link, cut, in_order, number
from sync.hubspot.place import DAY, Place, place
from sync.hubspot.portal import Batch
from sync.hubspot.pull_companies import as_they_stand
from sync.hubspot.shapes import Row
from sync.hubspot.web import Invalid
from sync.hubspot.workspace import Workspace
from sync.port import Known
from sync.refusals import NotAllowed

ACCOUNTS_AT_ONCE: Final = 100
"""Accounts whose links are followed before the place is stored."""
SEVERAL_ACCOUNTS: Final = 1_000
"""In a larger book nobody looks, account by account, for people who moved to another."""
_SUSPICIOUS: Final = 20


class RecordsPull:
    """The stages of one kind each of one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._portal = workspace.portal
        self._known = known
        self._mapper = workspace.record_mapper()
        self._without = frozenset[str]()

    async def pages(self, kind: Kind) -> AsyncGenerator[Page, None]:
        """All records at first (going on where an earlier run broke off), then the changed."""
        rights = self._workspace.rights
        if not rights.may(kind.name):
            return
        try:
            async for page in self._pages(kind):
                yield page
        except NotAllowed as error:
            rights.lose(kind.name, error)

    async def _pages(self, kind: Kind) -> AsyncGenerator[Page, None]:
        here = place(self._known.cursors.get(kind.name))
        daily = here.is_due(here.swept_at, self._workspace.clock(), DAY)
        if self._known.full or here.next is not None or daily:
            async for page in self._sweep(kind, here):
                yield page
            return
        async for page in self._delta(kind, here):
            yield page

    def begin_again(self) -> list[Page]:
        """Marks all kinds to be read from their beginning."""
        stood = {name: place(self._known.cursors.get(name)) for name in kinds.KINDS}
        return [self._stand(name, here.begin_sweep()) for name, here in stood.items()]

    async def some_accounts(self, accounts: Sequence[str]) -> AsyncGenerator[Page, None]:
        """Everything of some accounts: they joined the book, or took over what others had."""
        for kind in kinds.KINDS.values():
            if not self._workspace.rights.may(kind.name):
                continue
            try:
                async for page in self._of_accounts(kind, accounts):
                    yield page
            except NotAllowed as error:
                self._workspace.rights.lose(kind.name, error)

    async def _of_accounts(self, kind: Kind, accounts: Sequence[str]) -> AsyncGenerator[Page, None]:
        had = set[str]()
        for account in accounts:
            had |= kind.numbers(self._known.records(kind.table, account))
        seen = set[str]()
        async for page in self._linked_with(kind, accounts, seen):
            yield page
        async for page in self._not_shown(kind, had - seen):
            yield page

    async def _sweep(self, kind: Kind, here: Place) -> AsyncGenerator[Page, None]:
        begun = bool(here.next) and not self._known.full
        if not begun:
            here = here.begin_sweep()
        # A sweep that goes on where another run stopped has not seen all there is.
        missing = set() if begun else set(kind.numbers(self._known.records(kind.table, None)))
        had, seen = len(missing), set[str]()
        here = replace(here, becomes=here.becomes or self._workspace.line_now())
        ahead = [
            one for one in in_order(self._known.accounts) if number(one) > number(here.next or "")
        ]
        for accounts in cut(ahead, ACCOUNTS_AT_ONCE):
            async for page in self._linked_with(kind, accounts, seen):
                yield page
            here = replace(here, next=accounts[-1])
            if accounts[-1] != ahead[-1]:
                yield self._stand(kind.name, here)
        async for page in self._not_shown(kind, missing - seen, had=had):
            yield page
        yield self._stand(kind.name, here.end_sweep(self._workspace.clock()))

    async def _linked_with(
        self, kind: Kind, accounts: Sequence[str], seen: set[str]
    ) -> AsyncGenerator[Page, None]:
        """All records of some accounts; `seen` learns the ids of those that are there."""
        linked = await self._portal.linked(kinds.COMPANIES, accounts, kind.name)
        ids = in_order({link.id for links in linked.values() for link in links})
        for part in cut(ids):
            async for page in self._read(kind, part, seen):
                yield page
        if kind is CONTACTS and len(self._known.accounts) <= SEVERAL_ACCOUNTS:
            at = {one: {link.id for link in linked.get(one, ())} for one in accounts}
            async for page in self._moved_people(at):
                yield page

    async def _read(
        self, kind: Kind, ids: Sequence[str], seen: set[str] | None = None
    ) -> AsyncGenerator[Page, None]:
        """Records by their ids, as they stand now and at their homes of now."""
        batch, linked = await asyncio.gather(
            self._batch(kind, ids),
            self._portal.linked(kind.name, ids, kinds.COMPANIES),
        )
        if seen is not None:
            seen.update(row.id for row in batch.rows)
            seen.update(bad.external_id for bad in batch.bad)
        joining = await self._joining(kind, batch.rows, linked)
        page = self._page(kind, batch.rows, linked, joining, batch.bad)
        if page.rows or page.bad:
            yield page

    async def _delta(self, kind: Kind, here: Place) -> AsyncGenerator[Page, None]:
        had: frozenset[str] | None = None
        async for found in changes(self._workspace, kind.name, kind.changed, (), here):
            fresh = [row.id for row in found.fresh]
            affected = set[str]()
            if fresh:
                if had is None:
                    had = kind.numbers(self._known.records(kind.table, None))
                linked = await self._portal.linked(kind.name, fresh, kinds.COMPANIES)
                async for page in self._changed(kind, fresh, linked, had, affected):
                    yield page
            if kind is DEALS and self._workspace.renewals is not None:
                async for page in as_they_stand(self._workspace, self._known, in_order(affected)):
                    yield page
            if found.here != here or found.bad:
                moved = replace(self._stand(kind.name, found.here), bad=found.bad)
                yield moved
            here = found.here

    async def _changed(
        self,
        kind: Kind,
        fresh: Sequence[str],
        linked: dict[str, list[Link]],
        had: Collection[str],
        affected: set[str],
    ) -> AsyncGenerator[Page, None]:
        """Changed records of the book's accounts, and those the book has that left them."""
        inside = self._known.accounts
        at = {one: [link.id for link in linked.get(one, ()) if link.id in inside] for one in fresh}
        affected.update(account for accounts in at.values() for account in accounts)
        mine = [one for one in fresh if at[one] or one in had]
        if not mine:
            return
        batch = await self._batch(kind, mine)
        there = {row.id for row in batch.rows} | {bad.external_id for bad in batch.bad}
        joining = await self._joining(kind, batch.rows, linked)
        page = self._page(kind, batch.rows, linked, joining, batch.bad)
        # Archived since the index saw it.
        gone = [kind.known_as(one) for one in mine if one not in there and one in had]
        yield replace(page, gone=(*page.gone, *gone))

    async def _moved_people(self, at: dict[str, set[str]]) -> AsyncGenerator[Page, None]:
        """People the book has at an account that they are not linked with any more.

        They end there; where they are linked with others, they are there again at once.
        """
        left = set[str]()
        for account, linked in at.items():
            left |= self._known.records(CONTACTS.table, account) - linked
        if left:
            yield replace(self._stand(CONTACTS.name, None), gone=tuple(in_order(left)))
            async for page in self._read(CONTACTS, in_order(left)):
                yield page

    async def _not_shown(
        self, kind: Kind, missing: Collection[str], *, had: int = 0
    ) -> AsyncGenerator[Page, None]:
        """What becomes of records the book has and no account showed.

        They moved to other companies, were archived, or are gone for good. Raises BadResponse
        where not one of the `had` records is known there.
        """
        if not missing:
            return
        there = set[str]()
        for part in cut(in_order(missing)):
            async for page in self._read(kind, part, there):
                yield page
        gone = in_order(set(missing) - there)
        archived = await self._portal.batch(kind.name, gone, (kind.changed,), archived=True)
        if had >= _SUSPICIOUS and len(gone) == had and not archived.rows:
            raise BadResponse(
                f"HubSpot shows none of the {had} {kind.name} of this book any more.",
                "Nothing was removed. Check what the key may see.",
            )
        if gone:
            ended = tuple(kind.known_as(one) for one in gone)
            yield replace(self._stand(kind.table, None), gone=ended)

    async def _joining(
        self, kind: Kind, rows: Iterable[Row], linked: dict[str, list[Link]]
    ) -> set[str]:
        """The companies of notes and tasks that are of the book and not in it: they came to it a
        moment ago, and the search for what changed does not show that yet."""
        if kind.name not in kinds.WRITTEN:
            return set()
        each = [{link.id for link in linked.get(row.id, ())} for row in rows]
        unknown = set[str]().union(*(ids for ids in each if ids.isdisjoint(self._known.accounts)))
        if not unknown:
            return unknown
        read = await self._workspace.companies(unknown)
        pages = CompanyPages(self._workspace, self._known)
        taken = await pages.sorted(read.rows, read.bad, complete=True)
        return {row.id for row in taken.inside}

    def _page(
        self,
        kind: Kind,
        rows: Iterable[Row],
        linked: dict[str, list[Link]],
        joining: Collection[str],
        unread: Iterable[BadRecord],
    ) -> Page:
        """A page of facts; what is at no account of the book any more is let go.

        A note or task without any link is nobody else's: its company was deleted, or its links do
        not show yet. One at a company that is `joining` comes with that. Those of the book stay as
        they are.
        """
        facts: list[Any] = []
        gone: list[str] = []
        bad = list(unread)
        for row in rows:
            at = homes(kind, linked.get(row.id, ()), self._known.accounts)
            problems: list[str] = []
            if at:
                facts += self._mapper.facts(kind, row, at, problems)
            elif kind.name in kinds.WRITTEN and (
                not linked.get(row.id) or any(link.id in joining for link in linked[row.id])
            ):
                continue
            elif (lost := records.stray(kind, row.id)) is not None:
                facts.append(lost)
            else:
                gone.append(kind.known_as(row.id))
            if problems:
                bad.append(records.unread(kind.known_as(row.id), problems))
        taken: dict[str, Any] = {kind.table: tuple(facts), "gone": tuple(gone), "bad": tuple(bad)}
        return Page(source=self._workspace.name, resource=kind.table, **taken)

    async def _batch(self, kind: Kind, ids: Sequence[str]) -> Batch:
        """Records by their ids; without the one property that not every account has, where a
        question is refused for it."""
        try:
            return await self._portal.batch(kind.name, ids, self._properties(kind))
        except Invalid as error:
            if self._without or kinds.CURRENCY not in error.properties:
                raise
            self._without = frozenset(error.properties) & {kinds.CURRENCY}
            return await self._portal.batch(kind.name, ids, self._properties(kind))

    def _properties(self, kind: Kind) -> tuple[str, ...]:
        """What is read of a kind; the key it was made with too, where HubSpot keeps one."""
        keeps = self._workspace.source.capabilities.get(f"{kind.name}_key") is True
        own = (*kind.properties, kinds.CREATION_KEY) if keeps else kind.properties
        return tuple(one for one in own if one not in self._without)

    def _stand(self, resource: str, here: Place | None) -> Page:
        return Page(
            source=self._workspace.name,
            resource=resource,
            cursor=here.text() if here is not None else None,
        )
