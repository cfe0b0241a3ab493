"""HTTP to BuildBetter: its refusals in words, and one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.errors import Auth, BadResponse, Refused, SatchelError
from sync.buildbetter.credentials import headers
from sync.buildbetter.hosts import GRAPH, REST, TITLE
from sync.buildbetter.shapes import Call, Listed, call, listed, opened
from sync.http import Reply, Web
from sync.pacing import Pause

if TYPE_CHECKING:
    import httpx

_MISSING: Final = frozenset((404, 410))


class NotServed(BadResponse):
    """A path that is not known there."""


class BuildBetterWeb(Web):
    """One organisation's HTTP."""

    def __init__(
        self,
        base_url: str,
        secret: str,
        *,
        pause: Pause,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(TITLE, base_url, headers=headers(secret), transport=transport, pause=pause)

    async def page(self, number: int, limit: int) -> Listed:
        """A page of the list of calls, from 1 on."""
        said = {"page": str(number), "limit": str(limit)}
        return listed((await self.get(f"{REST}/recordings", said)).body)

    async def call(self, external_id: str) -> Call | None:
        """One call with who took part; None where it is gone, or says nothing that can be kept."""
        reply = await self.get(f"{REST}/recordings/{external_id}", allowed=_MISSING)
        if reply.status in _MISSING:
            return None
        answer = opened(reply.body)
        inner = answer.get("recording")
        read = call(inner if isinstance(inner, dict) and "id" not in answer else answer)
        if not isinstance(read, Call):
            raise BadResponse(f"{TITLE} sent a call that cannot be read.", "Try again later.")
        return None if read.deleted else read

    async def graph(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """An answer of the older API, which says its errors with status 200."""
        body = msgspec.json.encode({"query": query, "variables": variables})
        # Asking changes nothing there, so it may be asked again although it is a POST.
        reply = await self.send("POST", GRAPH, body=body, repeatable=True)
        return opened(reply.body)

    def _status_error(self, reply: Reply) -> SatchelError:
        if reply.status == 401:
            return Auth(
                f"{TITLE} refused the key (401): it is wrong, or was taken back.",
                f"Copy a valid one from {TITLE}'s settings and connect {TITLE} again with it.",
            )
        if reply.status in _MISSING:
            return NotServed(
                f"{TITLE} at {self.host} does not know what it was asked for ({reply.status}).",
                f"Check the address {TITLE} is connected at, then connect it again.",
            )
        if reply.status in (400, 422):
            return Refused(f"{TITLE} refused the request ({reply.status}).", "Try again later.")
        return super()._status_error(reply)
