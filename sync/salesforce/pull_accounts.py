"""Accounts: all of the book at first and once a day, else what changed; who left or was merged."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from book.errors import BadResponse
from book.facts import AccountFacts, BadRecord, Merger, Outsider, Page
from sync.port import Known
from sync.salesforce import ids, mapping, soql
from sync.salesforce.answers import VanishedField
from sync.salesforce.book_scope import BookScope
from sync.salesforce.crawl import Crawl
from sync.salesforce.org import Row, named
from sync.salesforce.place import SWEEP_AGE, Place, older, place
from sync.salesforce.workspace import Workspace

MANY: Final = 2_000
"""A list of so many ids is one request; that of a larger book is compared less often."""
HOURLY: Final = timedelta(minutes=55)
NOT_VISIBLE: Final = "no longer visible to you in Salesforce, which does not say it was deleted"
_LONGEST_CHAIN: Final = 5
_SUSPICIOUS: Final = 3
_LOOKED_AT: Final = 50
"""So many are looked at to tell what is hidden from what went to others."""
OF_ACCOUNTS: Final = ("contacts", "deals", "tickets", "tasks", "notes")
"""The stages that read what accounts have."""


class AccountsPull:
    """The stage `accounts` of one run."""

    def __init__(self, workspace: Workspace, known: Known) -> None:
        self._workspace = workspace
        self._org = workspace.org
        self._known = known
        self._here = place(known.cursors.get("accounts"))
        self._delivered: set[str] = set()
        self._ended: set[str] = set()

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages of this run; none, and the book stays, while it is hidden whose they are, or
        what must not be read as empty."""
        scope = await self._workspace.scope()
        if scope.is_blind() and not self._known.accounts:
            scope.condition()  # raises: there is nothing that could stay
        has_book = bool(self._known.accounts)
        if has_book and await self._workspace.accounts_stay():
            return
        try:
            async with aclosing(self._read(scope)) as pages:
                async for page in pages:
                    # It may have been noticed just now, by the question that brought this page.
                    if has_book and page.accounts and await self._workspace.accounts_stay():
                        return
                    yield page
        except VanishedField:
            # The catalogue has looked again by now, and said what it did not find.
            if not (scope.is_blind() and has_book):
                raise

    async def _read(self, scope: BookScope) -> AsyncGenerator[Page, None]:
        workspace = self._workspace
        settings = workspace.settings()
        stored, here = self._here, self._here
        anew = self._known.full or here.settings != settings
        if anew:
            here = replace(here, settings=settings, began=None)
        daily = older(here.swept_at, workspace.clock(), SWEEP_AGE)
        sweep = anew or daily or not here.complete or (here.unfinished and here.sweep)
        crawl = Crawl(self._org, workspace.catalogue, "Account", scope.accounts)
        async for batch in crawl.batches(here, sweep=sweep):
            page, pending = await self._page(batch.rows, batch.bad, here.pending)
            # A field may have been found hidden just now: once it is back, that is news to read.
            here = replace(batch.here, pending=pending, settings=workspace.settings())
            if here.unfinished:
                yield replace(page, cursor=here.text())
                stored = here
        async for page in self._compared(here):
            here = place(page.cursor)
            stored = here
            yield page
        if here.differs(stored):
            yield self._made(cursor=here.text())

    async def _page(
        self, rows: Sequence[Row], bad: Sequence[BadRecord], pending: tuple[str, ...]
    ) -> tuple[Page, tuple[str, ...]]:
        """A page of facts, and the accounts whose past is still to come."""
        living = [row for row in rows if not mapping.is_deleted(row)]
        dead = [row for row in rows if mapping.is_deleted(row) and row["Id"] in self._inside()]
        winners, gone = await self._merged(dead)
        inside = self._inside()
        merged = [row for row in winners.values() if row["Id"] in inside]
        living += [row for row in merged if row["Id"] not in named(living)]
        accounts, problems = await self._facts(living)
        losers = {row["Id"]: row for row in dead}
        orgs = {one.external_id: one.org_id or one.external_id for one in accounts}
        mapper = self._workspace.account_mapper()
        heirs: list[AccountFacts] = []
        for loser, winner in gone.items():
            if winner in orgs:
                # The same customer from now on: what was noted here moves to the one that stayed.
                heirs.append(mapper.facts(losers[loser], {}, [], org_id=orgs[winner]))
        mergers = tuple(
            Merger(external_id=loser, into=winner, name=str(winners[winner].get("Name") or winner))
            for loser, winner in gone.items()
            if winner in winners and winner not in orgs
        )
        joined = [one for one in orgs if one not in inside]
        self._delivered.update(orgs)
        self._ended.update(gone)
        page = self._made(accounts=(*accounts, *heirs), gone=tuple(gone), bad=(*bad, *problems))
        page = replace(page, mergers=mergers)
        return page, self._with_pending(pending, joined)

    async def _merged(self, dead: Sequence[Row]) -> tuple[dict[str, Row], dict[str, str]]:
        """The living accounts that others were merged into, by id, whose ever they are; and of
        each that is gone into which."""
        gone = {row["Id"]: ids.full(row.get("MasterRecordId")) or "" for row in dead}
        found: dict[str, Row] = {}
        for _ in range(_LONGEST_CHAIN):
            wanted = {winner for winner in gone.values() if winner} - found.keys()
            if not wanted:
                break
            rows = await self._workspace.by_id("Account", wanted)
            found |= {row["Id"]: row for row in rows}
            for loser, winner in gone.items():
                row = found.get(winner)
                if row is not None and mapping.is_deleted(row):
                    gone[loser] = ids.full(row.get("MasterRecordId")) or ""
        ends = set(gone.values())
        winners = {
            row["Id"]: row
            for row in found.values()
            if row["Id"] in ends and not mapping.is_deleted(row)
        }
        return winners, gone

    async def _facts(self, rows: Sequence[Row]) -> tuple[list[AccountFacts], list[BadRecord]]:
        mapper = self._workspace.account_mapper()
        renewals = await self._workspace.renewal_dates(named(rows)) if rows else {}
        facts: list[AccountFacts] = []
        bad: list[BadRecord] = []
        for row in rows:
            problems: list[str] = []
            facts.append(mapper.facts(row, renewals, problems))
            if problems:
                bad.append(mapping.unread(row["Id"], problems))
        return facts, bad

    async def _compared(self, here: Place) -> AsyncGenerator[Page, None]:
        """Compares which accounts are in the book there and here: whose owner or team changed is
        in no list of changes."""
        inside = self._inside()
        now = self._workspace.clock()
        if len(inside) > MANY and not older(here.census_at, now, HOURLY) and not self._known.full:
            return
        there = await self._ids()
        missing, more = inside - there, there - inside
        if len(inside) >= _SUSPICIOUS and missing == inside:
            raise await self._nobody(inside)
        if len(inside) > MANY:
            here = replace(here, census_at=self._workspace.now_text)
        if more:
            rows = await self._workspace.by_id("Account", more)
            page, pending = await self._page(
                [row for row in rows if not mapping.is_deleted(row)], (), here.pending
            )
            here = replace(here, pending=pending)
            yield replace(page, cursor=here.text())
        if missing:
            yield replace(await self._left(missing, here.pending), cursor=here.text())

    async def _nobody(self, inside: set[str]) -> BadResponse:
        """Why no account is in the book any more: they are hidden, or what tells whose they are
        says so of none."""
        some = set(sorted(inside)[:_LOOKED_AT])
        rows = await self._workspace.by_id("Account", some)
        if all(mapping.is_deleted(row) for row in rows):
            return BadResponse(
                f"Salesforce shows none of the {len(inside)} accounts of this book any more.",
                "Nothing was removed. Check that you signed in to the same org, with your rights.",
            )
        told = self._workspace.whose.told_by(self._workspace.filter)
        return BadResponse(
            f"None of the {len(inside)} accounts of this book is in it any more by what Salesforce"
            f" says in {told}.",
            "Nothing was removed. Look at the values there, or connect Salesforce again with"
            " another csm-field or book. If all of them really went to others, disconnect"
            " Salesforce with --forget, and connect it again.",
        )

    async def _left(self, missing: set[str], pending: tuple[str, ...]) -> Page:
        """What became of accounts that are not in the book there any more."""
        rows = {row["Id"]: row for row in await self._workspace.by_id("Account", missing)}
        dead = [row for row in rows.values() if mapping.is_deleted(row)]
        page, _ = await self._page(dead, (), pending)
        outside = [row for row in rows.values() if not mapping.is_deleted(row)]
        unseen = sorted(missing - rows.keys())
        self._ended.update(unseen, named(outside))
        outsiders = tuple(
            Outsider(external_id=row["Id"], name=str(row.get("Name") or row["Id"]))
            for row in outside
        )
        return replace(
            page,
            outsiders=outsiders,
            left=(*sorted(named(outside)), *unseen),
            bad=(
                *page.bad,
                *(BadRecord(external_id=one, problem=NOT_VISIBLE) for one in unseen),
            ),
        )

    async def _ids(self) -> set[str]:
        """The ids of all accounts that are in the book there."""
        scope = await self._workspace.scope()
        found: set[str] = set()
        for part in scope.accounts():
            question = soql.select(("Id",), "Account", (part.where,))
            found |= named(await self._org.all(question, "Account"))
        return found

    def _inside(self) -> set[str]:
        """The accounts of the book, those of pages on their way included."""
        return (self._known.accounts | self._delivered) - self._ended

    def _with_pending(self, pending: tuple[str, ...], joined: Sequence[str]) -> tuple[str, ...]:
        # What was never read is read for all accounts anyhow.
        begun = any(name in self._known.cursors for name in OF_ACCOUNTS)
        return tuple(dict.fromkeys((*pending, *joined))) if begun else pending

    def _made(
        self,
        *,
        accounts: tuple[AccountFacts, ...] = (),
        gone: tuple[str, ...] = (),
        bad: tuple[BadRecord, ...] = (),
        cursor: str | None = None,
    ) -> Page:
        return Page(
            source=self._workspace.source.name,
            resource="accounts",
            accounts=accounts,
            gone=gone,
            bad=bad,
            unseen=self._workspace.unseen() if accounts else frozenset(),
            cursor=cursor,
        )


async def as_they_stand(workspace: Workspace, known: Known, accounts: set[str]) -> Page | None:
    """Accounts of the book read anew, because something that is told of them has changed."""
    wanted = accounts & known.accounts
    rows = await workspace.by_id("Account", wanted) if wanted else []
    living = [row for row in rows if not mapping.is_deleted(row)]
    if not living:
        return None
    mapper = workspace.account_mapper()
    renewals = await workspace.renewal_dates(named(living))
    facts = tuple(mapper.facts(row, renewals, []) for row in living)
    return Page(
        source=workspace.source.name,
        resource="accounts",
        accounts=facts,
        unseen=workspace.unseen(),
    )
