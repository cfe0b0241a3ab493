"""HTTP to Calendly: its lists page by page, its limits, its refusals in words. It only asks."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from book.errors import Auth, BadResponse, Refused, SatchelError
from sync.calendly import hosts, shapes
from sync.calendly.credentials import headers
from sync.calendly.hosts import TITLE
from sync.calendly.shapes import Event, Invitee, Listed
from sync.http import Reply, Web
from sync.pacing import Pause
from sync.refusals import NotAllowed

if TYPE_CHECKING:
    import httpx

PAGE_SIZE: Final = 100
MOST_PAGES: Final = 200
"""Of one list: nobody has that many meetings in two months."""
_MISSING: Final = frozenset((404, 410))
_UNSEEN: Final = _MISSING | {403}
"""One event may be closed to a token that reads its owner's lists: it is another person's."""
_EPOCH_FROM: Final = 1_000_000_000
"""A reset above this is a moment, not seconds from now; which of both is meant no document says."""


class NotServed(BadResponse):
    """A path that is not known there."""


class CalendlyWeb(Web):
    """One person's HTTP."""

    def __init__(
        self,
        base_url: str,
        secret: str,
        *,
        pause: Pause,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(TITLE, base_url, headers=headers(secret), transport=transport, pause=pause)

    async def me(self) -> shapes.Me:
        """Whose token it is."""
        return shapes.me((await self.get(hosts.ME)).body)

    async def pages(self, path: str, params: Mapping[str, str]) -> AsyncGenerator[Listed, None]:
        """All pages of a list; raises BadResponse for one that leads in a circle or never ends."""
        asked: dict[str, str] = {**params, "count": str(PAGE_SIZE)}
        seen: set[str] = set()
        for _ in range(MOST_PAGES):
            page = shapes.listed((await self.get(path, asked)).body)
            yield page
            if page.next_page is None and not page.next_token:
                return
            # The address of the next page says all that it is asked for; the token alone does not.
            following = hosts.next_params(page.next_page)
            if following is None:
                if not page.next_token:
                    return
                following = {**params, "count": str(PAGE_SIZE), "page_token": page.next_token}
            mark = repr(sorted(following.items()))
            if mark in seen or following == asked or not page.rows:
                raise BadResponse(f"A list of {TITLE} leads in a circle.", "Try again in a while.")
            seen.add(mark)
            asked = following
        raise BadResponse(
            f"{TITLE} has more than {MOST_PAGES * PAGE_SIZE:,} records in one list.",
            "It was not read, and what the book holds stays.",
        )

    async def event(self, external_id: str) -> Event | None:
        """One event; None where it is gone, or is not to be seen any more."""
        reply = await self.get(f"{hosts.EVENTS}/{external_id}", allowed=_UNSEEN)
        if reply.status in _UNSEEN:
            return None
        read = shapes.event(shapes.resource(reply.body))
        return read if isinstance(read, Event) else None

    async def invitees(self, external_id: str) -> list[Invitee] | None:
        """All who booked an event, those who cancelled included; None where the event is gone."""
        found: list[Invitee] = []
        try:
            async for page in self.pages(f"{hosts.EVENTS}/{external_id}/invitees", {}):
                found += [one for row in page.rows if (one := shapes.invitee(row)) is not None]
        except NotServed:
            return None
        return found

    def _judge(self, reply: Reply, allowed: frozenset[int]) -> None:
        """Its limits have names of their own; from here on they are told as everybody's."""
        told = dict(reply.headers)
        for name in ("limit", "remaining", "reset"):
            said = told.get(f"x-ratelimit-{name}", "").strip()
            if (
                said.isascii()
                and said.isdigit()
                and len(said) < 14
                and f"ratelimit-{name}" not in told
            ):
                number = int(said)
                if name == "reset" and number > _EPOCH_FROM:
                    number = max(1, number - int(time.time()))
                told[f"ratelimit-{name}"] = str(number)
        super()._judge(replace(reply, headers=told), allowed)

    def _status_error(self, reply: Reply) -> SatchelError:
        if reply.status == 401:
            return Auth(
                f"{TITLE} refused the token (401): it is wrong, or was taken back.",
                f"Make a new one in {TITLE}, under Integrations & apps, and connect {TITLE} again.",
            )
        if reply.status == 403 and "json" in reply.headers.get("content-type", ""):
            return NotAllowed(
                f"{TITLE} does not let this token in here (403): it is somebody else's, or lacks"
                " the right to read events.",
                f"Connect {TITLE} again with a token of your own that may read events.",
            )
        if reply.status in _MISSING:
            return NotServed(
                f"{TITLE} at {self.host} does not know what it was asked for ({reply.status}).",
                f"Check the address {TITLE} is connected at, then connect it again.",
            )
        if reply.status in (400, 422):
            return Refused(f"{TITLE} refused the request ({reply.status}).", "Try again later.")
        return super()._status_error(reply)
