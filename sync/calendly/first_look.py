"""The first look at Calendly: whose token it is, what can be booked, and what no document says."""

from __future__ import annotations

from book.event_types import PAGE
from sync.calendly import hosts
from sync.calendly.kinds import read_kinds
from sync.calendly.pull import AHEAD, listing
from sync.calendly.shapes import Event, event
from sync.calendly.web import CalendlyWeb
from sync.port import Connection, Setup


class FirstLook:
    """What is asked when Calendly is connected. Nothing is written there."""

    def __init__(self, web: CalendlyWeb, setup: Setup) -> None:
        self._web = web
        self._setup = setup

    async def connection(self) -> Connection:
        """What was found. Raises Auth, NotAllowed, Refused, BadResponse, Offline."""
        me = await self._web.me()
        params = listing(me.uri, "active", self._setup.clock)
        rows, more = await self._first_page(params)
        events = [read for row in rows if isinstance(read := event(row), Event)]
        kinds, _ = await read_kinds(self._web, me.uri)
        groups = sum(one.kind == "group" for one in kinds)
        source = self._setup.source
        counted = f"{len(rows)}{' or more' if more else ''}"
        told = (
            f"The token is {me.name or 'somebody'}’s. It is only read: {counted}"
            f" {'meeting' if len(rows) == 1 and not more else 'meetings'} from last week to"
            f" {AHEAD.days} days ahead, kept where people of your accounts take part, and"
            f" {kinds_words(len(kinds), groups)}."
        )
        asked = (source.me_email or "").strip().casefold()
        if asked and me.email and asked != me.email:
            told += " Your address there is another one than the one you gave."
        return Connection(
            source=source.name,
            url=self._web.base_url,
            me_id=me.uri,
            me_name=me.name or None,
            teammates=0,
            capabilities={
                "told": told,
                "user": me.uri,
                "organization": me.organization or None,
                PAGE: me.page or None,
                "event_types": len(kinds),
                "group_types": groups,
                "rooms": _rooms(events),
                "rate_limit": self._web.budget.limit,
            },
            fields=(),
            mapping={},
            guessed=(),
            in_book=0,
            looked_at=len(rows),
            counted_all=not more,
        )

    async def _first_page(self, params: dict[str, str]) -> tuple[tuple[object, ...], bool]:
        async for page in self._web.pages(hosts.EVENTS, params):
            return page.rows, page.next_page is not None or bool(page.next_token)
        return (), False


def kinds_words(offered: int, groups: int) -> str:
    """How many kinds of meeting can be booked, and how many of those by several people."""
    if offered == 1:
        return f"1 kind of meeting to be booked, {'a' if groups else 'not a'} group one"
    if not offered:
        return "no kind of meeting to be booked"
    return f"{offered} kinds of meeting to be booked, {groups or 'none'} of them for groups"


def _rooms(events: list[Event]) -> str | None:
    """Whether events tell the link that one joins by; None where too few tell."""
    if not events:
        return None
    return "told" if any(one.join_url for one in events) else "unseen"
