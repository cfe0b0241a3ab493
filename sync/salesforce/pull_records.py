"""What accounts have: all of it once, then what changed; now and then, whether all is there."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import aclosing
from typing import Final

from msgspec.structs import replace

from book.facts import BadRecord, Page
from sync.port import Known
from sync.salesforce import mapping, objects, soql
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.book_scope import of_accounts
from sync.salesforce.crawl import Crawl, Scope, Scopes, in_parts
from sync.salesforce.org import Row, named
from sync.salesforce.place import CENSUS_AGE, Place, older, place
from sync.salesforce.pull_accounts import NOT_VISIBLE, as_they_stand
from sync.salesforce.taking import Parts, Resource, Taking
from sync.salesforce.workspace import Workspace

MOST_UPCOMING: Final = 500
"""So many meetings to come are remembered, the nearest ones."""
ACTIVITIES: Final = ("Task", "Event")
"""Kinds of record that are archived when they are old, which is no deletion."""


class RecordsPull:
    """The stages for people, opportunities, cases, tasks and events of one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._org = workspace.org
        self._known = known
        self._taking = Taking(workspace, known)

    async def pages(self, name: str) -> AsyncGenerator[Page, None]:
        """Everything at first (going on where an earlier run broke off), then what changed.

        A kind that this person may not read any more is left as it stands here.
        """
        resource = self._taking.resources[name]
        catalogue = self._workspace.catalogue
        if not catalogue.sees(resource.kind) or not self._known.accounts:
            return
        try:
            async with aclosing(self._read(resource)) as pages:
                async for page in pages:
                    yield page
        except NoSuchObject as error:
            if error.what != resource.kind:
                raise
            catalogue.lose(resource.kind)
        except VanishedField:
            if catalogue.sees(resource.kind):
                raise

    async def _read(self, resource: Resource) -> AsyncGenerator[Page, None]:
        name = resource.name
        here = stored = place(self._known.cursors.get(name))
        now = self._workspace.clock()
        back = frozenset(here.settings.split(",")) - {"", *self._lacking(resource.kind)}
        sweep = self._known.full or not here.complete or (here.unfinished and here.sweep)
        # A field that was hidden while things changed tells of them again.
        sweep = sweep or bool(back)
        first = here.swept_at is None
        due = not first and (self._known.full or older(here.census_at, now, CENSUS_AGE))
        self._taking.upcoming = dict(here.upcoming)
        changed: set[str] = set()
        crawl = Crawl(self._org, self._workspace.catalogue, resource.kind, await self._scopes(name))
        async for batch in crawl.batches(here, sweep=sweep):
            parts = await resource.take(batch.rows)
            here = replace(batch.here, upcoming=self._remembered())
            if here.unfinished:
                for page in self._made(parts, batch.bad, here):
                    yield page
                stored = here
            homes = (mapping.home(row) for row in batch.rows)
            changed |= {home for home in homes if home is not None}
        if name == "deals" and not sweep and changed:
            renewed = await self._renewed(changed)
            if renewed is not None:
                yield renewed
        if resource.kind == "Event":
            async for page in self._held():
                yield page
        if due:
            async for page in self._census(resource):
                yield page
        if due or first:
            here = replace(here, census_at=self._workspace.now_text)
        lacking = ",".join(self._lacking(resource.kind))
        here = replace(here, upcoming=self._remembered(), settings=lacking)
        if here.differs(stored):
            yield self._page(name, {}, here)

    def _lacking(self, kind: str) -> list[str]:
        """Fields that are read of a kind where they can be seen, and that cannot now."""
        seen = self._workspace.catalogue.sight(kind)
        return [one for one in objects.WANTED[kind] if objects.spelt(seen, one) is None]

    async def of_accounts(self, accounts: Iterable[str]) -> AsyncGenerator[Page, None]:
        """Everything of accounts that joined the book, or took over what another had.

        Kinds of record that were never read are left out: they will be, for all accounts.
        """
        wanted = sorted(set(accounts) & self._known.accounts)
        if not wanted:
            return
        for resource in self._taking.resources.values():
            name = resource.name
            here = place(self._known.cursors.get(name))
            if name not in self._known.cursors or not self._workspace.catalogue.sees(resource.kind):
                continue
            self._taking.upcoming = dict(here.upcoming)
            missing: set[str] = set()
            for account in wanted:
                missing |= self._taking.standing(resource, account)
            scopes = _only(of_accounts("AccountId", wanted))
            crawl = Crawl(self._org, self._workspace.catalogue, resource.kind, scopes)
            async for batch in crawl.batches(Place(), sweep=True):
                missing -= named(batch.rows)
                for page in self._made(await resource.take(batch.rows), batch.bad, None):
                    yield page
            async for page in self._absent(resource, missing):
                yield page
            after = replace(here, upcoming=self._remembered())
            if after != here:
                yield self._page(name, {}, after)

    async def _scopes(self, name: str) -> Scopes:
        scope = await self._workspace.scope()
        me = self._workspace.me_id
        # A task of mine on a case without a person names no account itself.
        own = f"({soql.any_of('OwnerId', [me])} AND AccountId = null)" if me else ""
        beside = own if name == "tasks" else ""
        accounts = frozenset(self._known.accounts)
        return lambda after, until: scope.records(accounts, after, until, own=beside)

    async def _renewed(self, accounts: set[str]) -> Page | None:
        """Accounts whose opportunities changed, with the renewal date these tell now."""
        if not self._workspace.account_mapper().by_opportunity:
            return None
        found = await as_they_stand(self._workspace, self._known, accounts)
        return None if await self._workspace.accounts_stay() else found

    async def _held(self) -> AsyncGenerator[Page, None]:
        """Meetings that were to come when they were read and are over by now."""
        now = self._workspace.now_text
        over = {one for one, ended in self._taking.upcoming.items() if ended <= now}
        if not over:
            return
        resource = self._taking.resources["notes"]
        for one in over:
            del self._taking.upcoming[one]
        rows = await self._workspace.by_id(resource.kind, over)
        async for page in self._taken(resource, rows):
            yield page

    async def _census(self, resource: Resource) -> AsyncGenerator[Page, None]:
        """Compares the ids of all records there and here: not every loss leaves a trace."""
        there = await self._ids(resource)
        standing = self._taking.standing(resource)
        more = there - standing - self._taking.upcoming.keys()
        if more:
            rows = await self._workspace.by_id(resource.kind, more)
            async for page in self._taken(resource, rows):
                yield page
        async for page in self._absent(resource, standing - there):
            yield page

    async def _ids(self, resource: Resource) -> set[str]:
        archived = resource.kind in ACTIVITIES
        found: set[str] = set()
        for scope in (await self._scopes(resource.name))("", ""):
            where = (scope.where, "IsDeleted = false" if archived else "")
            question = soql.select(("Id",), resource.kind, where)
            found |= named(await self._org.all(question, resource.kind, everything=archived))
        return found

    async def _absent(self, resource: Resource, missing: set[str]) -> AsyncGenerator[Page, None]:
        """Asks for records that no list names any more; what is not to be seen is not deleted."""
        if not missing:
            return
        rows = await self._workspace.by_id(resource.kind, missing)
        async for page in self._taken(resource, rows):
            yield page
        unseen = sorted(missing - named(rows))
        if unseen and resource.keeps:
            bad = tuple(BadRecord(external_id=one, problem=NOT_VISIBLE) for one in unseen)
            yield Page(source=self._workspace.source.name, resource=resource.name, bad=bad)
        elif unseen:
            yield self._page(resource.name, {"gone": tuple(unseen)}, None)

    async def _taken(self, resource: Resource, rows: Sequence[Row]) -> AsyncGenerator[Page, None]:
        """Rows that were asked for by their ids."""
        for part in in_parts(rows):
            for page in self._made(await resource.take(part), (), None):
                yield page

    def _remembered(self) -> dict[str, str]:
        nearest = sorted(self._taking.upcoming.items(), key=lambda one: one[1])
        return dict(nearest[:MOST_UPCOMING])

    def _made(self, parts: Parts, bad: Sequence[BadRecord], here: Place | None) -> list[Page]:
        """The pages of a batch; the cursor comes with the last of them."""
        pages = []
        for at, (name, fields) in enumerate(parts):
            last = at == len(parts) - 1
            more = {**fields, "bad": (*fields.get("bad", ()), *bad)} if last else fields
            pages.append(self._page(name, more, here if last else None))
        return pages

    def _page(self, name: str, fields: dict[str, object], here: Place | None) -> Page:
        made = Page(
            source=self._workspace.source.name,
            resource=name,
            cursor=here.text() if here is not None else None,
        )
        return replace(made, **fields)


def _only(scopes: list[Scope]) -> Scopes:
    return lambda _after, _until: scopes
