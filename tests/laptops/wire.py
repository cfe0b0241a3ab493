"""The line between a laptop and the service: no socket, and everything that can happen to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC
from email.utils import format_datetime
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

import httpx

from tests.laptops.service import Asked, Crm

PORTAL: Final = b"<!doctype html><title>Sign in to the train</title>"
MEDDLED: Final = "somebody was quicker"
"""No fault of the line: a person in the browser writes just before the request arrives."""
OVERTAKEN: Final = "overtaken"
"""The same just before a write: its place is counted in writes, not in requests."""
FAULTS: Final = (
    "refused",
    "lost",
    "cut",
    "timeout",
    "500",
    "500 done",
    "502",
    "502 done",
    "429 retry-after",
    "429 reset",
    "429 long",
    "401",
    "403",
    "404",
    "404 page",
    "409",
    "422",
    "portal",
    MEDDLED,
)
"""Kinds of fault that every service knows; `done` and `lost`, `cut`, `timeout` happen after it
did its work."""
CRASHES: Final = ("plug pulled before", "plug pulled after")
DONE: Final = frozenset(("lost", "cut", "timeout", "500 done", "502 done", "plug pulled after"))
"""Those after which the service has done its work and the laptop does not know."""
_HEADERS: Final[dict[str, dict[str, str]]] = {
    "429 retry-after": {"retry-after": "2"},
    "429 reset": {"ratelimit-remaining": "0", "ratelimit-reset": "3"},
    "429 long": {"retry-after": "900"},
}
_UNSEEN: Final = 1.0
"""Seconds: the waits between searches are shorter, and follow a clock that nobody steers."""


class Pulled(BaseException):
    """The plug is pulled: nothing in the program sees this coming, or handles it."""


class Fault(NamedTuple):
    """What goes wrong with the requests from number `at` on, so many of them."""

    kind: str
    at: int
    times: int = 1


class Wire(httpx.AsyncBaseTransport):
    """One run's line; `hit` counts the faults that really happened."""

    def __init__(
        self,
        crm: Crm,
        laptop: str,
        faults: Sequence[Fault],
        sent: list[Asked],
        hit: Counter[str],
        meddle: Callable[[Asked], None],
    ) -> None:
        self._crm = crm
        self._laptop = laptop
        self._faults = faults
        self._sent = sent
        self._hit = hit
        self._meddle = meddle
        self._count = 0
        self._writes = 0
        self._service = httpx.ASGITransport(crm.app)
        self.waited = 0.0
        """Seconds that were sat out since the last request."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Lets the service answer, or what the script says."""
        self.waited = 0.0
        asked = await self._asked(request)
        kind = self._due(self._crm.line.is_write(asked))
        if kind in self._crm.line.gone and self._crm.line.is_deletion(asked):
            # The service's own word that a record is not there is believed by who wants it gone.
            kind = "404 page"
        if kind:
            self._hit[kind] += 1
        if kind in (MEDDLED, OVERTAKEN):
            self._meddle(asked)
            kind = ""
        if kind and kind not in DONE:
            return self._instead(kind, request)
        answer = await self._served(request, asked)
        return self._broken(kind, answer, request) if kind else answer

    async def wait(self, seconds: float) -> None:
        """Sits a wait out. Short ones, which keep to a real clock, do not move the service's."""
        self.waited += seconds
        if self.waited > _UNSEEN:
            self._crm.clock.move(seconds=seconds)

    def _due(self, writes: bool) -> str:
        """What is to happen to the next request."""
        number, self._count = self._count, self._count + 1
        write, self._writes = self._writes, self._writes + writes
        for fault in self._faults:
            at = number if fault.kind != OVERTAKEN else write if writes else -1
            if fault.at <= at < fault.at + fault.times:
                return fault.kind
        return ""

    async def _asked(self, request: httpx.Request) -> Asked:
        body = (await request.aread()).decode()
        query = unquote_plus(request.url.query.decode())
        path = f"{request.url.path}?{query}" if query else request.url.path
        return Asked(self._laptop, request.method, path, body)

    async def _served(self, request: httpx.Request, asked: Asked) -> httpx.Response:
        self._sent.append(asked)
        writes = self._crm.line.is_write(asked)
        async with self._crm.turn:
            if writes:
                self._crm.remember()
            self._crm.author = self._laptop
            answer = await self._service.handle_async_request(request)
            content = await answer.aread()
            if writes:
                self._crm.remember()
            self._crm.author = ""
        if writes:
            self._crm.clock.move(seconds=1)
        headers = {**answer.headers, "date": self._date()}
        return httpx.Response(answer.status_code, headers=headers, content=content)

    def _instead(self, kind: str, request: httpx.Request) -> httpx.Response:
        """The answer where the service never heard of the request."""
        if kind == "plug pulled before":
            raise Pulled
        if kind == "refused":
            raise httpx.ConnectError("refused", request=request)
        headers = {"date": self._date()}
        if kind in ("portal", "404 page"):
            status = 200 if kind == "portal" else 404
            headers["content-type"] = "text/html"
            return httpx.Response(status, headers=headers, content=PORTAL)
        if kind == "502":
            return httpx.Response(502, headers=headers, content=b"<html>Bad gateway")
        wait = _HEADERS.get(kind, {})
        status, more, content = self._crm.line.instead("429" if wait else kind)
        headers |= more | wait
        return httpx.Response(status, headers=headers, content=content)

    def _broken(self, kind: str, answer: httpx.Response, request: httpx.Request) -> httpx.Response:
        """What is left of an answer after the service did its work."""
        if kind == "plug pulled after":
            raise Pulled
        if kind == "lost":
            raise httpx.ReadError("reset", request=request)
        if kind == "timeout":
            raise httpx.ReadTimeout("slow", request=request)
        if kind == "cut":
            headers = {"content-type": "application/json", "date": self._date()}
            half = answer.content[: len(answer.content) // 2]
            return httpx.Response(answer.status_code, headers=headers, stream=_Half(half))
        return self._instead(kind.removesuffix(" done"), request)

    def _date(self) -> str:
        return format_datetime(self._crm.clock().astimezone(UTC), usegmt=True)


class _Half(httpx.AsyncByteStream):
    """An answer that breaks off in the middle."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._content
        raise httpx.RemoteProtocolError("peer closed connection")
