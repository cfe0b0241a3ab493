"""HTTP to a Zendesk: the sign-in of the moment on each request, its limits told as everybody's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from book.errors import RateLimited, SatchelError
from sync.http import Reply, Web
from sync.pacing import Pause
from sync.wait_words import wait_words
from sync.zendesk.hosts import TITLE

if TYPE_CHECKING:
    import httpx

UNSAID_WAIT: Final = 60.0
"""Seconds to wait after a refusal that does not say how long."""
_ANSWERS: Final = frozenset(range(400, 500)) - {407, 408, 429}
"""Statuses that are answers to be read; the others are for `sync.http` to name."""
_FROM_IN_FRONT: Final = frozenset((413,))
"""Answers to be read though they are a page: the server in front of Zendesk says so itself."""
_NOTHING: Final[Mapping[str, str]] = {}
_OF_THIS_ONE: ContextVar[Mapping[str, str]] = ContextVar("_OF_THIS_ONE", default=_NOTHING)
_LOW: Final = "10"
"""Seconds to let pass where little is left of a minute's requests and its end is not told."""


class ZendeskWeb(Web):
    """One Zendesk's HTTP; `header` is asked before each request, since it may have changed."""

    def __init__(
        self,
        base_url: str,
        *,
        pause: Pause,
        header: Callable[[], str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(TITLE, base_url, headers={}, transport=transport, pause=pause)
        self._header = header

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] = _NOTHING,
    ) -> Reply:
        """One exchange; a refusal comes back as an answer. Only reading is ever tried again."""
        marked = _OF_THIS_ONE.set(headers)
        try:
            return await self.send(
                method,
                path,
                params=params,
                body=body,
                allowed=_ANSWERS,
                repeatable=method == "GET",
            )
        finally:
            _OF_THIS_ONE.reset(marked)

    def _made(self) -> httpx.AsyncClient:
        client = super()._made()
        client.event_hooks = {"request": [self._dress]}
        return client

    async def _dress(self, request: httpx.Request) -> None:
        if self._header is not None:
            request.headers["authorization"] = self._header()
        for name, value in _OF_THIS_ONE.get().items():
            request.headers[name] = value

    def _judge(self, reply: Reply, allowed: frozenset[int]) -> None:
        told = dict(reply.headers)
        if "ratelimit-remaining" not in told and "x-rate-limit-remaining" in told:
            told["ratelimit-remaining"] = told["x-rate-limit-remaining"]
            told["ratelimit-limit"] = told.get("x-rate-limit", "")
            told["ratelimit-reset"] = _LOW
        if reply.status in allowed & _FROM_IN_FRONT:
            return
        super()._judge(replace(reply, headers=told), allowed)

    def _status_error(self, reply: Reply) -> SatchelError:
        if reply.status == 429 and not reply.headers.get("retry-after", "").strip():
            return RateLimited(
                f"{TITLE} asks to wait {wait_words(UNSAID_WAIT)} before the next request.",
                "The next run after that goes on where this one stopped.",
                wait_seconds=UNSAID_WAIT,
            )
        return super()._status_error(reply)
