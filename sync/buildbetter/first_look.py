"""The first look at BuildBetter: which of its two APIs answers, and what no document says of it."""

from __future__ import annotations

from typing import Final

from book.errors import BadResponse, Refused, SatchelError
from sync.buildbetter import graph
from sync.buildbetter.pull import PAGE_SIZE
from sync.buildbetter.shapes import Listed
from sync.buildbetter.web import BuildBetterWeb, NotServed
from sync.port import Connection, Setup
from sync.refusals import NotAllowed

_SIZES: Final = (PAGE_SIZE, 50, 20)
_TOLD: Final = (
    "It is only read: the calls with people of your accounts go into the log of recordings,"
    " and nothing is kept of the others."
)
_OPENED: Final = 3
"""So many calls are opened to see whether one says who took part."""


class FirstLook:
    """What is asked when BuildBetter is connected. Nothing is written there."""

    def __init__(self, web: BuildBetterWeb, setup: Setup) -> None:
        self._web = web
        self._source = setup.source

    async def connection(self) -> Connection:
        """What was found. Raises Auth, NotAllowed, Refused, BadResponse, Offline."""
        try:
            size, listed = await self._list()
        except (NotServed, NotAllowed) as error:
            listed = await self._by_graph(error)
            said = self._said("graphql", graph.PAGE_SIZE, listed, "list")
        else:
            said = self._said("rest", size, listed, await self._participants(listed))
        me = (self._source.me_email or "").strip()
        return Connection(
            source=self._source.name,
            url=self._web.base_url,
            # A key of the organisation is nobody's; who I am is what I say.
            me_id=me or None,
            me_name=me or None,
            teammates=0,
            capabilities=said,
            fields=(),
            mapping={},
            guessed=(),
            in_book=0,
            looked_at=len(listed.calls),
            counted_all=not listed.more,
        )

    async def _list(self) -> tuple[int, Listed]:
        """The first page, as long as it may be asked for."""
        refused: SatchelError | None = None
        for size in _SIZES:
            try:
                return size, await self._web.page(1, size)
            except Refused as error:
                refused = error
        raise BadResponse(
            f"{self._web.host} does not answer as BuildBetter does.", "Check the address."
        ) from refused

    async def _by_graph(self, error: SatchelError) -> Listed:
        """The older API, where the newer one is not there for this key; its word counts if
        both say no."""
        try:
            return (await graph.page(self._web, None, 0, graph.PAGE_SIZE)).listed
        except (NotServed, NotAllowed, Refused):
            raise error from None

    async def _participants(self, listed: Listed) -> str:
        """Where it is said who took part: in the list, in the call, or not in any looked at."""
        if any(one.attendees for one in listed.calls):
            return "list"
        for one in listed.calls[:_OPENED]:
            read = await self._web.call(one.id)
            if read is not None and read.attendees:
                return "detail"
        return "unseen"

    def _said(
        self, api: str, size: int, listed: Listed, participants: str
    ) -> dict[str, str | int | bool | None]:
        held = listed.rows if listed.more and listed.rows else size
        return {
            "api": api,
            "told": _TOLD,
            "page_size": min(size, held),
            "order": order_of(listed),
            "participants": participants,
            "rate_limit": self._web.budget.limit,
        }


def order_of(listed: Listed) -> str | None:
    """In which order the list is; None where too few calls tell."""
    times = [one.at for one in listed.calls if one.at]
    if len(set(times)) < 3:
        return None
    if times == sorted(times, reverse=True):
        return "newest"
    return "oldest" if times == sorted(times) else "none"
