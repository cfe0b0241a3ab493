"""One reading of one kind of record: in order of change, page by page, resumed where it broke off.

Rows come in the order (moment of change, id). A row that changes meanwhile moves to the end and
is met again there, so none is missed; one that is met twice is taken twice, which does no harm.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from book.errors import BadResponse
from book.facts import BadRecord
from sync import values
from sync.http import TooLarge
from sync.salesforce import ids, soql
from sync.salesforce.answers import StaleLocator, VanishedField
from sync.salesforce.catalogue import Catalogue
from sync.salesforce.org import SMALL_BATCH, Org, Records, Row
from sync.salesforce.place import Place
from sync.salesforce.soql import Mark

MOST_PAGES: Final = 100_000
TOGETHER: Final = 500
"""At most so many rows are handed over at once: a page of Salesforce's has four times as many."""
_MOST_RESTARTS: Final = 3


class Scope(Struct, frozen=True, kw_only=True):
    """A part of what is read: a condition; where it is a list of accounts, the last of them."""

    where: str
    until: str = ""


Scopes = Callable[[str, str], Sequence[Scope]]
"""Takes the account behind which to go on and the last one of the part that was being read;
returns the parts that are left."""


class Batch(Struct, frozen=True, kw_only=True):
    """Rows of one page that are news, and the place behind it."""

    rows: list[Row]
    bad: tuple[BadRecord, ...]
    here: Place


class Crawl:
    """Reads one kind of record from where it stands; use once."""

    def __init__(self, org: Org, catalogue: Catalogue, kind: str, scopes: Scopes) -> None:
        self._org = org
        self._catalogue = catalogue
        self._kind = kind
        self._scopes = scopes
        self._seen: dict[str, str] = {}
        self._last: Mark | None = None
        self._line = ""

    async def batches(self, here: Place, *, sweep: bool) -> AsyncGenerator[Batch, None]:
        """The pages; the last one holds the place of a complete reading.

        With `sweep` everything is read, else what changed since. An unfinished reading of the
        same sort is taken up again.
        """
        start = None if sweep else here.start()
        if not (here.unfinished and here.sweep == sweep):
            here = here.begun(self._org.seen_at(), sweep=sweep)
        self._line = replace(here, read_at=here.began).line() or ""
        known = {} if sweep else here.recent
        for scope in self._scopes(here.after, here.until):
            at: Mark | str | None = start
            if here.next is not None and here.until == scope.until:
                at = here.next
            async for page in self._pages(scope, at):
                # The org's clock is known by its first answer.
                here = replace(here, began=min(here.began or "", self._org.seen_at()))
                bad = page.bad
                for part in in_parts(page.rows):
                    rows = [row for row in part if known.get(row["Id"]) != self._moment(row)]
                    here = here.at_row(scope.until, self._mark(part[-1]))
                    if rows or bad:
                        yield Batch(rows=rows, bad=bad, here=here)
                    bad = ()
                if bad:
                    yield Batch(rows=[], bad=bad, here=here)
            here = here.part_done(scope.until)
        yield Batch(rows=[], bad=(), here=here.ended(self._last, self._seen))

    async def _pages(self, scope: Scope, at: Mark | str | None) -> AsyncGenerator[Records, None]:
        """The pages of one part. A long answer that was forgotten, and a field that vanished,
        mean another question from the last row on."""
        batch: int | None = None
        restarts = pages = 0
        following: str | None = None
        while True:
            try:
                if following is None:
                    raw = await self._asked(scope, at, batch)
                else:
                    raw = await self._org.more(following, self._kind)
            except TooLarge:
                if batch is not None:
                    raise
                batch, following = SMALL_BATCH, None
                continue
            except StaleLocator:
                restarts += 1
                if following is None or restarts > _MOST_RESTARTS:
                    raise
                following = None
                continue
            page = self._read(raw)
            if page.rows:
                at, restarts = self._mark(page.rows[-1]), 0
            pages += 1
            if pages > MOST_PAGES or (raw.next is not None and raw.next == following):
                raise BadResponse(
                    f"Salesforce's list of {self._kind} records leads back to itself.",
                    "What came before that was taken in; try again later.",
                )
            yield page
            following = raw.next
            if following is None:
                return

    async def _asked(self, scope: Scope, at: Mark | str | None, batch: int | None) -> Records:
        """The first page of a question; another question where a field has vanished."""
        while True:
            soql_text = self._question(scope, at)
            try:
                return await self._org.query(soql_text, self._kind, everything=True, batch=batch)
            except VanishedField as error:
                await self._catalogue.mend(self._kind, error)

    def _question(self, scope: Scope, at: Mark | str | None) -> str:
        seen = self._catalogue.sight(self._kind)
        stamp = seen.stamp
        since = ""
        if isinstance(at, Mark):
            since = soql.after(stamp, at)
        elif at is not None:
            since = soql.since(stamp, at)
        return soql.select(
            seen.fields, self._kind, (scope.where, since), order=soql.in_order(stamp)
        )

    def _read(self, page: Records) -> Records:
        """The rows with an id and a moment; the others are bad."""
        rows: list[Row] = []
        bad = list(page.bad)
        for row in page.rows:
            external_id, at = ids.full(row.get("Id")), self._moment(row)
            if external_id is None or at is None:
                bad.append(BadRecord(external_id=external_id or "?", problem="no id or moment"))
                continue
            row["Id"] = external_id
            rows.append(row)
            if at >= self._line:
                self._seen[external_id] = at
            if self._last is None or (at, external_id) > (self._last.at, self._last.id):
                self._last = Mark(at, external_id)
        return replace(page, rows=rows, bad=tuple(bad))

    def _mark(self, row: Row) -> Mark:
        return Mark(self._moment(row) or "", row["Id"])

    def _moment(self, row: Row) -> str | None:
        stamp = self._catalogue.sight(self._kind).stamp
        return values.moment_text(row.get(stamp), stamp, [])


def in_parts(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows in parts small enough that nobody waits for long while one is taken in."""
    for start in range(0, len(rows), TOGETHER):
        yield rows[start : start + TOGETHER]
