"""The handle for tests and the demo over HTTP: `/__simulator__/…`, loopback and token only."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.simulator import answers
from sync.simulator.faults import Fault, Faults
from sync.simulator.routes import as_json
from sync.simulator.seed import RESOURCES, Step
from sync.simulator.served import Log
from sync.simulator.state import State

PREFIX: Final = "/__simulator__"
HEADER: Final = "x-simulator-token"

Handler = Callable[[Request], Awaitable[Response]]


class Admin:
    """What the handle can do: put faults in wait, read the log, change the book."""

    def __init__(self, state: State, faults: Faults, log: Log, token: str) -> None:
        self._state = state
        self._faults = faults
        self._log = log
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
        ]

    def _route(self, path: str, handler: Handler, method: str) -> Route:
        async def guarded(request: Request) -> Response:
            token = request.headers.get(HEADER, "").encode()
            host = request.client.host if request.client else ""
            if host not in ("127.0.0.1", "::1") or not hmac.compare_digest(token, self._token):
                return as_json({"error": "Not for you."}, 403)
            try:
                return await handler(request)
            except (msgspec.DecodeError, KeyError, ValueError) as error:
                return as_json({"error": str(error)}, 400)

        return Route(PREFIX + path, guarded, methods=[method])

    async def _add_fault(self, request: Request) -> Response:
        self._faults.add(msgspec.json.decode(await request.body(), type=Fault))
        return as_json({"waiting": self._faults.waiting()})

    async def _clear_faults(self, _request: Request) -> Response:
        self._faults.clear()
        return as_json({"waiting": 0})

    async def _read_log(self, request: Request) -> Response:
        given = request.query_params
        lines = self._log.lines(given.get("path", ""), given.get("method", ""))
        return as_json({"count": self._log.count, "lines": lines})

    async def _clear_log(self, _request: Request) -> Response:
        self._log.clear()
        return as_json({"count": 0})

    async def _advance(self, request: Request) -> Response:
        body = await request.body()
        steps = msgspec.json.decode(body, type=int | None) if body else None
        return as_json({"done": self._state.advance(steps)})

    async def _steps(self, request: Request) -> Response:
        steps = msgspec.json.decode(await request.body(), type=list[Step])
        with self._state.lock:
            ids = [self._state.do(step) for step in steps]
        return as_json({"ids": ids})

    async def _records(self, request: Request) -> Response:
        resource = request.path_params["resource"]
        if resource not in RESOURCES:
            return as_json({"error": "No such resource."}, 404)
        return as_json(answers.records(self._state, resource))
