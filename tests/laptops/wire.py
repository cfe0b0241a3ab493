"""The line between a laptop and the service: no socket, and everything that can happen to one."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC
from email.utils import format_datetime
from typing import Final, NamedTuple

import httpx

from tests.laptops.service import Crm

PORTAL: Final = b"<!doctype html><title>Sign in to the train</title>"
MEDDLED: Final = "somebody was quicker"
"""No fault of the line: a person in the browser writes just before the request arrives."""
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
"""Kinds of fault; `done` and `lost`, `cut`, `timeout` happen after the service did its work."""
CRASHES: Final = ("plug pulled before", "plug pulled after")
DONE: Final = frozenset(("lost", "cut", "timeout", "500 done", "502 done", "plug pulled after"))
"""Those after which the service has done its work and the laptop does not know."""
_STATUS: Final[dict[str, tuple[int, dict[str, str]]]] = {
    "500": (500, {}),
    "502": (502, {}),
    "429 retry-after": (429, {"retry-after": "2"}),
    "429 reset": (429, {"ratelimit-remaining": "0", "ratelimit-reset": "3"}),
    "429 long": (429, {"retry-after": "900"}),
    "401": (401, {}),
    "403": (403, {}),
    "404": (404, {}),
    "409": (409, {}),
    "422": (422, {}),
}


class Pulled(BaseException):
    """The plug is pulled: nothing in the program sees this coming, or handles it."""


class Fault(NamedTuple):
    """What goes wrong with the requests from number `at` on, so many of them."""

    kind: str
    at: int
    times: int = 1


class Sent(NamedTuple):
    """One request as it reached the service."""

    laptop: str
    method: str
    path: str
    body: str


class Wire(httpx.AsyncBaseTransport):
    """One run's line; `hit` counts the faults that really happened."""

    def __init__(
        self,
        crm: Crm,
        laptop: str,
        faults: Sequence[Fault],
        sent: list[Sent],
        hit: Counter[str],
        meddle: Callable[[str], None],
    ) -> None:
        self._crm = crm
        self._laptop = laptop
        self._faults = faults
        self._sent = sent
        self._hit = hit
        self._meddle = meddle
        self._count = 0
        self._service = httpx.ASGITransport(crm.app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Lets the service answer, or what the script says."""
        number, self._count = self._count, self._count + 1
        kind = next((f.kind for f in self._faults if f.at <= number < f.at + f.times), "")
        if kind == "404" and request.method == "DELETE":
            # The service's own word that a record is not there is believed by who wants it gone.
            kind = "404 page"
        if kind:
            self._hit[kind] += 1
        if kind == MEDDLED:
            self._meddle(request.url.path)
            kind = ""
        if kind and kind not in DONE:
            return self._instead(kind, request)
        answer = await self._served(request)
        return self._broken(kind, answer, request) if kind else answer

    async def _served(self, request: httpx.Request) -> httpx.Response:
        body = (await request.aread()).decode()
        self._sent.append(Sent(self._laptop, request.method, request.url.path, body))
        async with self._crm.turn:
            self._crm.state.author = self._laptop
            answer = await self._service.handle_async_request(request)
            content = await answer.aread()
            self._crm.state.author = ""
        if request.method != "GET":
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
        status, more = _STATUS[kind]
        content = b"<html>Bad gateway" if kind == "502" else b'{"error":"Something went wrong."}'
        return httpx.Response(status, headers={**headers, **more}, content=content)

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
