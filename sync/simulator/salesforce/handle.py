"""The handle for tests and the demo over HTTP: `/__simulator__/…`, loopback and token only."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.simulator.faults import Fault, Faults
from sync.simulator.served import Log

PREFIX: Final = "/__simulator__"
HEADER: Final = "x-simulator-token"
CALLS: Final = frozenset(
    ("add", "change", "touch", "delete", "undelete", "purge", "merge", "archive", "commit",
     "unshare", "share", "lock_row", "protect", "rule", "record", "records", "refuse", "use_up",
     "slow_commits", "expire_tokens", "advance", "hide", "show", "only_read", "remove_field",
     "set_values")
)  # fmt: skip
"""What can be called by name; each is a method of the simulator in a thread."""


class Called(Struct, frozen=True, kw_only=True):
    """One call of the handle, with its arguments in order and by name."""

    name: str
    given: list[Any] = []
    named: dict[str, Any] = {}


def routes(simulator: object, faults: Faults, log: Log, token: str) -> list[Route]:
    """All routes of the handle."""

    async def call(request: Request) -> Response:
        asked = msgspec.json.decode(await request.body(), type=Called)
        if asked.name not in CALLS:
            raise KeyError(asked.name)
        return _json({"said": getattr(simulator, asked.name)(*asked.given, **asked.named)})

    async def add_fault(request: Request) -> Response:
        faults.add(msgspec.json.decode(await request.body(), type=Fault))
        return _json({"waiting": faults.waiting()})

    async def clear_faults(_request: Request) -> Response:
        faults.clear()
        return _json({"waiting": 0})

    async def read_log(request: Request) -> Response:
        given = request.query_params
        lines = log.lines(given.get("path", ""), given.get("method", ""))
        return _json({"count": log.count, "lines": lines})

    async def clear_log(_request: Request) -> Response:
        log.clear()
        return _json({"count": 0})

    return [
        _guarded("/call", call, "POST", token),
        _guarded("/faults", add_fault, "POST", token),
        _guarded("/faults", clear_faults, "DELETE", token),
        _guarded("/log", read_log, "GET", token),
        _guarded("/log", clear_log, "DELETE", token),
    ]


def _guarded(
    path: str, handler: Callable[[Request], Awaitable[Response]], method: str, token: str
) -> Route:
    async def guarded(request: Request) -> Response:
        given = request.headers.get(HEADER, "").encode()
        host = request.client.host if request.client else ""
        if host not in ("127.0.0.1", "::1") or not hmac.compare_digest(given, token.encode()):
            return _json({"error": "Not for you."}, 403)
        try:
            return await handler(request)
        except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    return Route(PREFIX + path, guarded, methods=[method])


def _json(value: Any, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status, media_type="application/json")
