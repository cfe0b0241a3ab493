"""Vitally's lists read page by page: forward by age, or newest change first down to a line."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Generic

from msgspec import Struct

from book.errors import BadResponse, Refused
from book.facts import BadRecord
from sync import values
from sync.http import TooLarge, Web
from sync.vitally.shapes import PageReader, RowT

PAGE_ROWS: Final = 100
SMALL_PAGE_ROWS: Final = 20
"""The page size after a page that was too large to take."""
MOST_EMPTY_PAGES: Final = 20
"""So many pages without a row, each pointing to a next one, are no list but a loop."""
MOST_PAGES: Final = 100_000


class Listing(Struct, Generic[RowT], frozen=True, kw_only=True):
    """One list of the service: where it is and how its rows are read."""

    path: str
    reader: PageReader[RowT]
    params: Mapping[str, str] = {}


class Batch(Struct, Generic[RowT], frozen=True, kw_only=True):
    """One page as read, and where the next one starts."""

    rows: list[RowT]
    bad: tuple[BadRecord, ...]
    next: str | None


async def sweep(
    web: Web, listing: Listing[RowT], *, sort: str = "createdAt", start: str = ""
) -> AsyncGenerator[Batch[RowT], None]:
    """All pages of a list from a cursor on. Raises BadResponse when it leads back to itself.

    A stored cursor that the service takes no more is dropped: the list starts over.
    """
    at: str | None = start
    seen: set[str] = set()
    limit, empty = PAGE_ROWS, 0
    while at is not None:
        try:
            read = await _page(web, listing, sort, at, limit)
        except TooLarge:
            if limit == SMALL_PAGE_ROWS:
                raise
            limit = SMALL_PAGE_ROWS
            continue
        except Refused:
            if not at or at != start or seen:
                raise
            at = start = ""
            continue
        empty = 0 if read.rows or read.bad else empty + 1
        if read.next is not None and (read.next in seen or read.next == at):
            raise _loop(web, listing.path)
        if empty > MOST_EMPTY_PAGES or len(seen) > MOST_PAGES:
            raise _loop(web, listing.path)
        if at:
            seen.add(at)
        at = read.next
        yield read


async def newest(web: Web, listing: Listing[RowT]) -> str | None:
    """When the newest change in a list was, by the service's clock; None for an empty list."""
    read = await _page(web, listing, "updatedAt", "", 1)
    return head(read)


def head(batch: Batch[RowT]) -> str | None:
    """`updatedAt` of the first row of a page that has one."""
    return next((at for row in batch.rows if (at := changed_at(row)) is not None), None)


def changed_at(row: RowT) -> str | None:
    """`updatedAt` of a row in stored form."""
    return values.moment_text(row.updated_at, "", [])


async def fresh(
    web: Web, listing: Listing[RowT], line: str | None
) -> AsyncGenerator[Batch[RowT], None]:
    """The rows changed after a moment, newest first, until the list has gone below it.

    That is when a whole page is at or below the line, or a page that is in order ends there. A
    row without a readable `updatedAt` counts as fresh: it cannot be told to be old.
    """
    async for read in sweep(web, listing, sort="updatedAt"):
        times = [changed_at(row) for row in read.rows]
        rows = [
            row
            for row, at in zip(read.rows, times, strict=True)
            if at is None or line is None or at > line
        ]
        if rows or read.bad:
            yield Batch(rows=rows, bad=read.bad, next=read.next)
        if line is not None and read.rows and (not rows or _ends_below(times, line)):
            return


def _ends_below(times: Sequence[str | None], line: str) -> bool:
    """Whether a page is in descending order, without gaps, and its last row is not fresh."""
    known = [at for at in times if at is not None]
    in_order = all(later >= earlier for later, earlier in pairwise(known))
    return len(known) == len(times) and in_order and known[-1] <= line


async def _page(web: Web, listing: Listing[RowT], sort: str, at: str, limit: int) -> Batch[RowT]:
    params = {**listing.params, "limit": str(limit), "sortBy": sort}
    if at:
        params["from"] = at
    reply = await web.get(f"/resources/{listing.path}", params)
    read = listing.reader.page(reply.body)
    return Batch(rows=read.rows, bad=read.bad, next=read.next)


def _loop(web: Web, path: str) -> BadResponse:
    return BadResponse(
        f"{web.service}'s list of {path.rpartition('/')[2]} leads back to itself without an end.",
        "What came before that was taken in; try again later.",
    )
