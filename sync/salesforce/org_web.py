"""HTTP to an org: the token of the moment and the headers of one request, set as it goes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from sync.http import Reply, Web
from sync.pacing import Pause
from sync.salesforce.hosts import TITLE

if TYPE_CHECKING:
    import httpx

_ANSWERS: Final = frozenset((300, *range(400, 500))) - {407, 408, 429}
"""Statuses that are answers to be read; the others are for `sync.http` to name."""
_NOTHING: Final[Mapping[str, str]] = {}
_OF_THIS_ONE: ContextVar[Mapping[str, str]] = ContextVar("_OF_THIS_ONE", default=_NOTHING)
FORM: Final = {"content-type": "application/x-www-form-urlencoded"}


class OrgWeb(Web):
    """One host's HTTP; `token` is asked before each request, since it may have been renewed."""

    def __init__(
        self,
        base_url: str,
        *,
        pause: Pause,
        token: Callable[[], str] | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        super().__init__(TITLE, base_url, headers={}, transport=transport, pause=pause)
        self._token = token

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
        if self._token is not None:
            request.headers["authorization"] = f"Bearer {self._token()}"
        for name, value in _OF_THIS_ONE.get().items():
            request.headers[name] = value
