"""People, notes and tasks: all of them once, then what changed, and what was archived."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from typing import Any, Final, Generic
from urllib.parse import quote

import msgspec
from msgspec import Struct

from book.facts import BadRecord, NoteFacts, Page, TaskFacts
from sync.port import Known
from sync.vitally import absent, lists, mapping
from sync.vitally.delta import Delta
from sync.vitally.lists import Batch, Listing
from sync.vitally.mapping import RecordMapper
from sync.vitally.place import ARCHIVE_DAYS, Place, place
from sync.vitally.shapes import NoteRow, PageReader, Row, RowT, TaskRow, UserRow
from sync.vitally.workspace import DAY, Workspace

RESOURCES: Final = ("contacts", "notes", "tasks")
ARCHIVED: Final = "archived_"
SHORT_ARCHIVE: Final = 1_000
"""An archive of so few rows is swept daily: whether archiving moves `updatedAt` is not told."""
_ARCHIVE_AGE: Final = timedelta(days=ARCHIVE_DAYS)
_NO_DAY: Final = "1970-01-01"

_USERS = PageReader(UserRow)
_NOTES = PageReader(NoteRow)
_TASKS = PageReader(TaskRow)

Taken = dict[str, Any]
"""Fields of a `Page`."""


class Resource(Struct, Generic[RowT], frozen=True, kw_only=True):
    """One kind of record: its list, and how its rows become part of a page."""

    name: str
    path: str
    reader: PageReader[RowT]
    take: Callable[[Batch[RowT], str | None, bool], Taken]
    """Takes a page of rows, the account whose list it is from (None for the list of all), and
    whether records that moved out of the book have to be told."""
    keeps_archived: bool

    def listing(self, *, account: str | None = None, archived: bool = False) -> Listing[RowT]:
        """The list of all, or of one account; the living ones, or those that were archived."""
        path = self.path
        if account is not None:
            path = f"accounts/{quote(account, safe='')}/{path}"
        # Always said: what a list without the word holds is not documented.
        params = {"archived": "true" if archived else "false"} if self.keeps_archived else {}
        return Listing(path=path, reader=self.reader, params=params)


class RecordsPull:
    """The stages for people, notes and tasks of one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._web = workspace.web
        self._known = known
        self._mapper = RecordMapper(workspace.source.me_id, workspace.team)
        self._resources: dict[str, Resource[Any]] = {
            "contacts": Resource(
                name="contacts",
                path="users",
                reader=_USERS,
                take=self._contacts,
                keeps_archived=False,
            ),
            "notes": Resource(
                name="notes", path="notes", reader=_NOTES, take=self._notes, keeps_archived=True
            ),
            "tasks": Resource(
                name="tasks", path="tasks", reader=_TASKS, take=self._tasks, keeps_archived=True
            ),
        }

    def place(self, name: str) -> Place:
        """Where the pull of that list stands."""
        return place(self._known.cursors.get(name))

    async def pages(self, name: str) -> AsyncGenerator[Page, None]:
        """All records at first (going on where an earlier run broke off), then the changed."""
        resource, here = self._resources[name], self.place(name)
        if self._known.full or here.unfinished or not here.complete:
            async for page in self._sweep(resource, here):
                yield page
            return
        async for page in self._delta(resource, here):
            yield page

    async def archived(self, name: str) -> AsyncGenerator[Page, None]:
        """Records archived since the last look; all archived ones again from time to time."""
        resource, here = self._resources[name], self.place(ARCHIVED + name)
        listing = resource.listing(archived=True)
        if not here.complete:
            # Nothing archived earlier was ever taken in: only what follows can matter.
            base = self.place(name)
            here = Place(
                watermark=base.watermark, seen_at=base.seen_at, swept_at=self._workspace.now_text
            )
            stored = ""
        else:
            stored = here.text()
            age = DAY if here.total <= SHORT_ARCHIVE else _ARCHIVE_AGE
            if self._known.full or here.older_than(self._workspace.clock(), age):
                async for page in self._archive_sweep(resource, here):
                    yield page
                return
        delta = Delta(self._workspace, listing, here)
        async for batch in delta.batches():
            gone = tuple(row.id for row in batch.rows)
            yield self._page(ARCHIVED + name, {"gone": gone, "bad": batch.bad}, None)
        after = delta.ended(here)
        if after.text() != stored:
            yield self._page(ARCHIVED + name, {}, after)

    async def one_account(self, account: str) -> AsyncGenerator[Page, None]:
        """Everything of one account that joined the book, or took over what another had."""
        for resource in self._resources.values():
            missing = set(self._known.records(resource.name, account))
            listing = resource.listing(account=account)
            async for batch in lists.sweep(self._web, listing):
                missing -= _named(batch)
                taken = resource.take(batch, account, False)
                yield self._page(resource.name, taken, None)
            async for page in self._absent(resource, missing):
                yield page

    async def begin_by_account(self) -> AsyncGenerator[Page, None]:
        """Notes that lists never read count as read up to now: accounts bring the past."""
        for name, resource in self._resources.items():
            if name not in self._known.cursors:
                started = await lists.newest(self._web, resource.listing())
                here = Place(
                    watermark=started,
                    seen_at=self._workspace.seen_at(),
                    swept_at=self._workspace.now_text,
                )
                yield self._page(name, {}, here)

    def begin_again(self) -> list[Page]:
        """Marks the lists to be read from their beginning."""
        return [
            self._page(name, {}, msgspec.structs.replace(self.place(name), next="", started=None))
            for name in self._resources
        ]

    async def _sweep(self, resource: Resource[RowT], here: Place) -> AsyncGenerator[Page, None]:
        listing = resource.listing()
        # A sweep that goes on where another run stopped has not seen all there is.
        missing: set[str] = set()
        if self._known.full or not here.next:
            missing = set(self._known.records(resource.name, None))
            started = await lists.newest(self._web, listing)
            here = msgspec.structs.replace(
                here, started=started, seen_at=self._workspace.seen_at(), next="", total=0
            )
        total = here.total
        async for batch in lists.sweep(self._web, listing, start=here.next or ""):
            total += len(batch.rows)
            missing -= _named(batch)
            here = msgspec.structs.replace(here, next=batch.next, total=total)
            if batch.next is None:
                async for page in self._absent(resource, missing):
                    yield page
                here = msgspec.structs.replace(
                    here,
                    watermark=here.started or here.watermark,
                    swept_at=self._workspace.now_text,
                    started=None,
                )
            yield self._page(resource.name, resource.take(batch, None, False), here)

    async def _absent(
        self, resource: Resource[RowT], missing: set[str]
    ) -> AsyncGenerator[Page, None]:
        """Ends the records that a complete list has not named, and that are not there."""
        if not missing:
            return
        gone, found = await absent.confirm(self._web, resource.path, resource.reader, missing)
        taken = resource.take(found, None, True)
        taken["gone"] = (*taken["gone"], *gone)
        yield self._page(resource.name, taken, None)

    async def _delta(self, resource: Resource[RowT], here: Place) -> AsyncGenerator[Page, None]:
        delta = Delta(self._workspace, resource.listing(), here)
        async for batch in delta.batches():
            yield self._page(resource.name, resource.take(batch, None, True), None)
        after = delta.ended(here)
        if after != here:
            yield self._page(resource.name, {}, after)

    async def _archive_sweep(
        self, resource: Resource[RowT], here: Place
    ) -> AsyncGenerator[Page, None]:
        listing = resource.listing(archived=True)
        started = await lists.newest(self._web, listing)
        seen_at = self._workspace.seen_at()
        total = 0
        async for batch in lists.sweep(self._web, listing):
            total += len(batch.rows)
            gone = tuple(row.id for row in batch.rows if _home(row) in self._known.accounts)
            yield self._page(ARCHIVED + resource.name, {"gone": gone, "bad": batch.bad}, None)
        ended = Place(
            watermark=max(started or "", here.watermark or "") or None,
            seen_at=seen_at,
            swept_at=self._workspace.now_text,
            total=total,
        )
        yield self._page(ARCHIVED + resource.name, {}, ended)

    def _page(self, name: str, taken: Taken, here: Place | None) -> Page:
        return Page(
            source=self._workspace.source.name,
            resource=name,
            cursor=here.text() if here is not None else None,
            **taken,
        )

    def _contacts(self, batch: Batch[UserRow], account: str | None, moved: bool) -> Taken:
        """One fact per person and account of the book."""
        facts = []
        gone: list[str] = []
        bad = list(batch.bad)
        inside = self._known.accounts
        for row in batch.rows:
            named = [ref if isinstance(ref, str) else ref.id for ref in row.accounts or ()]
            homes = [one for one in dict.fromkeys(named) if one is not None and one in inside]
            if account is not None and account not in homes:
                homes.append(account)
            problems: list[str] = []
            facts += [self._mapper.contact(row, home, problems) for home in homes]
            if not homes and moved:
                gone.append(row.id)
            if problems:
                bad.append(mapping.unread(row.id, list(dict.fromkeys(problems))))
        return {"contacts": tuple(facts), "gone": tuple(gone), "bad": tuple(bad)}

    def _notes(self, batch: Batch[NoteRow], account: str | None, moved: bool) -> Taken:
        facts: list[NoteFacts] = []
        gone: list[str] = []
        bad = list(batch.bad)
        for row in batch.rows:
            home = row.account_id or account or ""
            if home not in self._known.accounts:
                if moved:
                    # Nothing but its id: if the book holds it, it has to let it go.
                    stray = NoteFacts(external_id=row.id, account_external_id=home, day=_NO_DAY)
                    facts.append(stray)
                continue
            if row.archived_at is not None:
                gone.append(row.id)
                continue
            row.account_id = home
            problems: list[str] = []
            fact = self._mapper.note(row, problems)
            if fact is not None:
                facts.append(fact)
            if fact is None or problems:
                bad.append(mapping.unread(row.id, problems or ["noteDate"]))
        return {"notes": tuple(facts), "gone": tuple(gone), "bad": tuple(bad)}

    def _tasks(self, batch: Batch[TaskRow], account: str | None, moved: bool) -> Taken:
        facts: list[TaskFacts] = []
        gone: list[str] = []
        bad: list[BadRecord] = list(batch.bad)
        for row in batch.rows:
            home = row.account_id or account or ""
            if home not in self._known.accounts:
                if moved:
                    stray = TaskFacts(external_id=row.id, account_external_id=home, title="")
                    facts.append(stray)
                continue
            if row.archived_at is not None:
                gone.append(row.id)
                continue
            row.account_id = home
            problems: list[str] = []
            facts.append(self._mapper.task(row, problems))
            if problems:
                bad.append(mapping.unread(row.id, problems))
        return {"tasks": tuple(facts), "gone": tuple(gone), "bad": tuple(bad)}


def _named(batch: Batch[Any]) -> set[str]:
    return {row.id for row in batch.rows} | {bad.external_id for bad in batch.bad}


def _home(row: Row) -> str | None:
    return row.account_id if isinstance(row, (NoteRow, TaskRow)) else None
