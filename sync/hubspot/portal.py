"""What HubSpot can be asked, one method a question: pages, searches, batches, links, catalogues.

Questions that are cut into batches go out three at a time. A version of the paths that is not
served (404 without a record it speaks of) is stepped down from, once for all that follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from book.errors import BadResponse, ServerTrouble
from book.facts import BadRecord
from sync.http import Reply
from sync.hubspot import answers, paths, shapes
from sync.hubspot.links import Link, cut, ends
from sync.hubspot.paths import Paths
from sync.hubspot.shapes import (
    Details,
    Granted,
    LinkKind,
    Links,
    Owner,
    PipelineRow,
    Property,
    Reader,
    Row,
    Rows,
    Usage,
)
from sync.hubspot.web import HubSpotWeb, NotServed

PAGE_ROWS: Final = 100
SEARCH_ROWS: Final = 200
TOGETHER: Final = 3
"""So many requests are under way at once; at eight the limit of ten seconds was overrun."""
_MOST_PAGES: Final = 100_000
_MISSING: Final = frozenset((404,))
_UNTOLD: Final = frozenset((400, 401, 403, 404, 405))

_ROWS = Reader(Row)
_LINKS = Reader(Links)
_OWNERS = Reader(Owner)
_PROPERTIES = Reader(Property)
_PIPELINES = Reader(PipelineRow)
_LABELS = Reader(LinkKind)
_USAGES = Reader(Usage)
_details = msgspec.json.Decoder(Details)
_granted = msgspec.json.Decoder(Granted)
_one_property = msgspec.json.Decoder(Property)

T = TypeVar("T")
Filter = dict[str, str]


class Batch(Struct, frozen=True, kw_only=True):
    """Records asked for by their ids: those that are there."""

    rows: list[Row]
    bad: tuple[BadRecord, ...] = ()


class Portal:
    """One HubSpot account."""

    def __init__(self, web: HubSpotWeb, version: object = None) -> None:
        self.web = web
        self.paths = Paths.of(version)
        self._turns = asyncio.Semaphore(TOGETHER)

    async def page(
        self,
        kind: str,
        properties: Sequence[str],
        after: str = "",
        *,
        rows: int = PAGE_ROWS,
        archived: bool = False,
    ) -> Rows[Row]:
        """A page of the plain list of living records, or of those in the bin: no filter, no order,
        and no end to it."""
        shown = "true" if archived else "false"
        params = {"limit": str(rows), "properties": ",".join(properties), "archived": shown}
        if after:
            params["after"] = after
        reply = await self.ask("GET", lambda at: at.objects(kind), params=params)
        return _ROWS.listed(reply.body)

    async def search(
        self,
        kind: str,
        groups: Sequence[Sequence[Filter]],
        properties: Sequence[str],
        *,
        rows: int = SEARCH_ROWS,
    ) -> Rows[Row]:
        """The first records, by id, that one of the groups of filters fits; and how many do.

        The index behind it runs some moments late, and never holds what is archived.
        """
        body = {
            "filterGroups": [{"filters": list(group)} for group in groups],
            "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            "properties": list(properties),
            "limit": rows,
        }
        await self.web.turn_to_search()
        reply = await self.ask("POST", lambda at: at.objects(kind, "search"), body=body)
        return _ROWS.listed(reply.body)

    async def batch(
        self,
        kind: str,
        ids: Iterable[str],
        properties: Sequence[str],
        *,
        archived: bool = False,
        id_property: str = "",
    ) -> Batch:
        """Records by their ids, as they stand now; what is not there is not among them."""
        params = {"archived": "true" if archived else "false"}

        async def read(some: list[str]) -> Rows[Row]:
            body: dict[str, Any] = {
                "properties": list(properties),
                "propertiesWithHistory": [],
                "inputs": [{"id": one} for one in some],
            }
            if id_property:
                body["idProperty"] = id_property
            reply = await self.ask(
                "POST", lambda at: at.objects(kind, "batch/read"), params=params, body=body
            )
            return _whole(_ROWS.listed(reply.body))

        read_all = await self._each(read, cut(ids))
        return Batch(
            rows=[row for one in read_all for row in one.rows],
            bad=tuple(bad for one in read_all for bad in one.bad),
        )

    async def linked(self, one: str, ids: Iterable[str], other: str) -> dict[str, list[Link]]:
        """What records of one kind are linked with of another; those without links are left out."""

        async def read(some: list[str]) -> dict[str, list[Link]]:
            found: dict[str, list[Link]] = {}
            inputs = [{"id": number} for number in some]
            asked: set[tuple[str, str]] = set()
            for _ in range(_MOST_PAGES):
                reply = await self.ask(
                    "POST",
                    lambda at: at.associations(one, other, "batch/read"),
                    body={"inputs": inputs},
                )
                read = _whole(_LINKS.listed(reply.body))
                inputs = []
                for links in read.rows:
                    found.setdefault(links.source, []).extend(ends(links))
                    following = links.paging.next if links.paging is not None else None
                    if following is not None and following.after:
                        here = (links.source, following.after)
                        if here in asked:
                            raise _endless()
                        asked.add(here)
                        inputs.append({"id": links.source, "after": following.after})
                if not inputs:
                    return found
            raise _endless()

        together: dict[str, list[Link]] = {}
        for part in await self._each(read, cut(ids)):
            together.update(part)
        return together

    async def granted(self) -> frozenset[str]:
        """The scopes the key was given; none where nobody tells, as of keys of another kind."""
        body = msgspec.json.encode({"tokenKey": self.web.token})
        reply = await self.web.send(
            "POST", paths.GRANTED, body=body, allowed=_UNTOLD, repeatable=True
        )
        if reply.status in _UNTOLD:
            return frozenset()
        return frozenset(shapes.decoded(_granted, reply.body).scopes or ())

    async def owners(self, *, email: str = "", archived: bool = False) -> list[Owner]:
        """Who may own records; with an address only those who have it."""
        params = {"limit": "100", "archived": "true" if archived else "false"}
        if email:
            params["email"] = email
        found: list[Owner] = []
        for _ in range(_MOST_PAGES):
            read = _OWNERS.listed((await self.web.get(paths.OWNERS, params)).body)
            found += read.rows
            if read.after is None or read.after == params.get("after"):
                break
            params["after"] = read.after
        return found

    async def properties(self, kind: str) -> list[Property]:
        """The catalogue of a kind's properties."""
        return _PROPERTIES.listed((await self.web.get(paths.properties(kind))).body).rows

    async def property(self, kind: str, name: str) -> Property | None:
        """One property, or None where there is none of that name."""
        reply = await self.web.get(paths.properties(kind, name), allowed=_MISSING)
        return None if reply.status == 404 else shapes.decoded(_one_property, reply.body)

    async def pipelines(self, kind: str) -> list[PipelineRow]:
        """The pipelines of deals or tickets."""
        return _PIPELINES.listed((await self.web.get(paths.pipelines(kind))).body).rows

    async def labels(self, one: str, other: str) -> list[LinkKind]:
        """The kinds of link from one kind of record to another; none where nobody tells."""
        for path in self.paths.labels(one, other):
            reply = await self.web.get(path, allowed=_MISSING)
            if reply.status != 404:
                return _LABELS.listed(reply.body).rows
        return []

    async def details(self) -> Details:
        """What the account says of itself."""
        reply = await self.web.get(paths.DETAILS, allowed=_MISSING)
        return Details() if reply.status == 404 else shapes.decoded(_details, reply.body)

    async def usage(self) -> Usage | None:
        """How many of the day's requests are used up, where the account tells."""
        reply = await self.web.get(paths.USAGE, allowed=_MISSING)
        rows = [] if reply.status == 404 else _USAGES.listed(reply.body).rows
        return rows[0] if rows else None

    async def ask(
        self,
        method: str,
        path: Callable[[Paths], str],
        *,
        params: dict[str, str] | None = None,
        body: Any = None,
    ) -> Reply:
        """A question whose path depends on the version, and names no record: so a 404 says that
        this version is not served. Other statuses outside 2xx raise."""
        sent = None if body is None else msgspec.json.encode(body)
        while True:
            at = self.paths
            try:
                return await self.web.send(
                    method, path(at), params=params, body=sent, repeatable=True
                )
            except NotServed:
                if not self.step_down(at):
                    raise

    def step_down(self, at: Paths) -> bool:
        """Goes on with the version before that one; False where it is the oldest."""
        if at.older is None:
            return False
        if self.paths == at:
            self.paths = at.older
        return True

    async def _each(
        self, read: Callable[[list[str]], Awaitable[T]], parts: Sequence[list[str]]
    ) -> list[T]:
        """Reads all parts, three at a time, in their order; raises once none is under way."""

        async def turn(part: list[str]) -> T:
            async with self._turns:
                return await read(part)

        done = await asyncio.gather(*map(turn, parts), return_exceptions=True)
        for one in done:
            if isinstance(one, BaseException):
                raise one
        return [one for one in done if not isinstance(one, BaseException)]


def _endless() -> BadResponse:
    return BadResponse(
        "HubSpot's list of links leads back to itself without an end.",
        "Nothing of it was taken in; try again later.",
    )


def _whole(read: Rows[T]) -> Rows[T]:
    """An answer to a batch in which nothing failed but what is not there."""
    if any(category != answers.NOT_FOUND for category in read.troubles):
        raise ServerTrouble(
            "HubSpot answered only a part of what it was asked for.", "Try again in a while."
        )
    return read
