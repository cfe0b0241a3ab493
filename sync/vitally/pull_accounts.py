"""Accounts: a sweep of all of them at first and once a day, else what changed since."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from typing import Final

import msgspec

from book.errors import BadResponse
from book.facts import AccountFacts, BadRecord, Outsider, Page
from sync.port import Known
from sync.vitally import absent, lists, mapping
from sync.vitally.delta import Delta
from sync.vitally.lists import Batch, Listing
from sync.vitally.mapping import AccountMapper
from sync.vitally.place import Place, place
from sync.vitally.shapes import AccountRow, PageReader
from sync.vitally.workspace import DAY, Workspace

MOST_NAMED: Final = 500
"""Beyond so many accounts that joined, everything is read again rather than account by account."""
MOST_CONFIRMED: Final = 200
"""So many missing accounts are asked for one by one in a run; the others in the next sweep."""
_SUSPICIOUS: Final = 3


class AccountsPull:
    """The stage `accounts` of one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._web = workspace.web
        self._known = known
        self._here = place(known.cursors.get("accounts"))
        self._settings = workspace.settings()
        self._mapper = AccountMapper(workspace.mapping, workspace.team)
        self._filter = workspace.book_filter()
        self._reader = PageReader(self._mapper.shape)
        self._listing = Listing(
            path="accounts", reader=self._reader, params={"status": "activeOrChurned"}
        )

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages of this run."""
        anew = self._known.full or self._here.settings != self._settings
        daily = self._here.older_than(self._workspace.clock(), DAY)
        if anew or daily or self._here.unfinished:
            async for page in self._sweep(anew):
                yield page
        else:
            async for page in self._delta():
                yield page

    async def _sweep(self, anew: bool) -> AsyncGenerator[Page, None]:
        """Everything; a first sweep goes on where it broke off, the daily one starts over."""
        here = self._here
        resumed = here.unfinished and not anew and here.next != ""
        # Only a sweep without an earlier part in another run has seen all there is.
        missing = set() if resumed else set(self._known.accounts)
        had = len(missing)
        resumable = anew or here.unfinished or not here.complete
        if not resumed:
            started = await lists.newest(self._web, self._listing)
            here = msgspec.structs.replace(
                here,
                started=started,
                seen_at=self._workspace.seen_at(),
                total=0,
                settings=self._settings,
                next="",
            )
        total, stored = here.total, self._here.text()
        async for batch in lists.sweep(self._web, self._listing, start=here.next or ""):
            async for page in self._newcomers(batch.rows):
                yield page
            total += len(batch.rows)
            missing.difference_update(row.id for row in batch.rows)
            missing.difference_update(bad.external_id for bad in batch.bad)
            last = batch.next is None
            gone: list[str] = []
            read = batch
            if last:
                self._refuse_strangers(missing, had)
                named = sorted(missing)[:MOST_CONFIRMED]
                gone, found = await absent.confirm(self._web, "accounts", self._reader, named)
                read = Batch(rows=batch.rows + found.rows, bad=batch.bad + found.bad, next=None)
            here = self._ended(here, total) if last else _at(here, batch.next, total)
            page, here = self._page(read, gone, here)
            cursor = (here if last or resumable else self._joined_only(here)).text()
            yield msgspec.structs.replace(page, cursor=cursor if cursor != stored else None)
            stored = cursor

    async def _delta(self) -> AsyncGenerator[Page, None]:
        """What changed since the watermark; the new one is stored when all of it was taken."""
        here = self._here
        delta = Delta(self._workspace, self._listing, here)
        async for batch in delta.batches():
            async for page in self._newcomers(batch.rows):
                yield page
            before = here
            page, here = self._page(batch, [], here)
            yield msgspec.structs.replace(page, cursor=here.text() if here != before else None)
        after = delta.ended(here)
        if after != here:
            yield Page(source=self._workspace.source.name, resource="accounts", cursor=after.text())

    def _page(self, batch: Batch[AccountRow], gone: list[str], here: Place) -> tuple[Page, Place]:
        """A page of facts, and the place with the accounts that join by it."""
        accounts: list[AccountFacts] = []
        outsiders: list[Outsider] = []
        left: list[str] = []
        bad: list[BadRecord] = list(batch.bad)
        mapper, inside = self._mapper, self._known.accounts
        for row in batch.rows:
            if mapper.in_book(row, self._filter):
                problems: list[str] = []
                accounts.append(mapper.facts(row, problems))
                if problems:
                    bad.append(mapping.unread(row.id, problems))
            else:
                outsiders.append(Outsider(external_id=row.id, name=mapper.name(row)))
                if row.id in inside:
                    left.append(row.id)
        page = Page(
            source=self._workspace.source.name,
            resource="accounts",
            accounts=tuple(accounts),
            outsiders=tuple(outsiders),
            left=tuple(left),
            gone=tuple(gone),
            bad=tuple(bad),
        )
        joined = [one.external_id for one in accounts if one.external_id not in inside]
        return page, _with_pending(here, joined)

    async def _newcomers(self, rows: Iterable[AccountRow]) -> AsyncGenerator[Page, None]:
        """Reads the team again, once a run, when an owner is somebody it does not hold yet."""
        mapper = self._mapper
        if any(mapper.unknown_owner(row) and mapper.in_book(row, self._filter) for row in rows):
            async for page in self._workspace.teammates(self._known, again=True):
                yield page

    def _refuse_strangers(self, missing: set[str], had: int) -> None:
        """A workspace that shows none of the book is another one, not an empty one."""
        if had >= _SUSPICIOUS and len(missing) == had:
            raise BadResponse(
                f"Vitally shows none of the {had} accounts of this book any more.",
                "Nothing was removed. Check that the key belongs to the same workspace.",
            )

    def _ended(self, here: Place, total: int) -> Place:
        return msgspec.structs.replace(
            here,
            watermark=here.started or here.watermark,
            swept_at=self._workspace.now_text,
            next=None,
            started=None,
            total=total,
        )

    def _joined_only(self, here: Place) -> Place:
        """The stored place with nothing new but who joined: a daily sweep starts over."""
        return msgspec.structs.replace(
            self._here, pending=here.pending, many_pending=here.many_pending
        )


def _at(here: Place, following: str | None, total: int) -> Place:
    return msgspec.structs.replace(here, next=following, total=total)


def _with_pending(here: Place, joined: list[str]) -> Place:
    if not joined or here.many_pending:
        return here
    pending = tuple(dict.fromkeys((*here.pending, *joined)))
    if len(pending) > MOST_NAMED:
        return msgspec.structs.replace(here, pending=(), many_pending=True)
    return msgspec.structs.replace(here, pending=pending)
