"""The handle for tests and the demo over HTTP: `/__simulator__/…`, loopback and token only."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.simulator.faults import Fault
from sync.simulator.hubspot.door import as_json
from sync.simulator.hubspot.kinds import KINDS
from sync.simulator.hubspot.seed import Happening
from sync.simulator.hubspot.state import Standing

if TYPE_CHECKING:
    from sync.simulator.hubspot.server import HubSpotSimulator

PREFIX: Final = "/__simulator__"
HEADER: Final = "x-simulator-token"

Handler = Callable[[Request], Awaitable[Any]]


class Admin:
    """What the handle can do: put faults in wait, read the log, change the account."""

    def __init__(self, simulator: HubSpotSimulator, token: str) -> None:
        self._simulator = simulator
        self._token = token.encode()

    def routes(self) -> list[Route]:
        """All routes of the handle."""
        return [
            self._route("/faults", self._add_fault, "POST"),
            self._route("/faults", self._clear_faults, "DELETE"),
            self._route("/log", self._read_log, "GET"),
            self._route("/log", self._clear_log, "DELETE"),
            self._route("/advance", self._advance, "POST"),
            self._route("/steps", self._steps, "POST"),
            self._route("/records/{resource}", self._records, "GET"),
            self._route("/token", self._token_becomes, "POST"),
            self._route("/scopes", self._scopes, "POST"),
            self._route("/properties/{resource}/{name}", self._drop_property, "DELETE"),
        ]

    def _route(self, path: str, handler: Handler, method: str) -> Route:
        async def guarded(request: Request) -> Response:
            token = request.headers.get(HEADER, "").encode()
            host = request.client.host if request.client else ""
            if host not in ("127.0.0.1", "::1") or not hmac.compare_digest(token, self._token):
                return as_json({"error": "Not for you."}, 403)
            try:
                return as_json(await handler(request))
            except (msgspec.DecodeError, KeyError, ValueError) as error:
                return as_json({"error": str(error)}, 400)

        return Route(PREFIX + path, guarded, methods=[method])

    async def _add_fault(self, request: Request) -> Any:
        faults = self._simulator.faults
        faults.add(msgspec.json.decode(await request.body(), type=Fault))
        return {"waiting": faults.waiting()}

    async def _clear_faults(self, _request: Request) -> Any:
        self._simulator.faults.clear()
        return {"waiting": 0}

    async def _read_log(self, request: Request) -> Any:
        given = request.query_params
        lines = self._simulator.requests(given.get("path", ""), given.get("method", ""))
        return {"count": self._simulator.log.count, "lines": lines}

    async def _clear_log(self, _request: Request) -> Any:
        self._simulator.log.clear()
        return {"count": 0}

    async def _advance(self, request: Request) -> Any:
        body = await request.body()
        steps = msgspec.json.decode(body, type=int | None) if body else None
        return {"done": self._simulator.advance(steps)}

    async def _steps(self, request: Request) -> Any:
        steps = msgspec.json.decode(await request.body(), type=list[Happening])
        with self._simulator.state.lock:
            return {"ids": [self._simulator.script.do(step) for step in steps]}

    async def _records(self, request: Request) -> Any:
        resource = request.path_params["resource"]
        if resource not in KINDS:
            raise KeyError(resource)
        return self._simulator.records(resource)

    async def _token_becomes(self, request: Request) -> Any:
        body = await request.body()
        self._simulator.token_becomes(msgspec.json.decode(body, type=Standing))
        return {"token": self._simulator.state.standing}

    async def _scopes(self, request: Request) -> Any:
        self._simulator.allow(*msgspec.json.decode(await request.body(), type=list[str]))
        return {"scopes": sorted(self._simulator.state.scopes)}

    async def _drop_property(self, request: Request) -> Any:
        given = request.path_params
        self._simulator.drop_property(given["resource"], given["name"])
        return {"dropped": given["name"]}
