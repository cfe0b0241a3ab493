"""Who may come in: token, budget and scopes; and what a request that came in can ask of us."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from sync.simulator.hubspot.errors import (
    Refusal,
    invalid,
    missing_scopes,
    unauthenticated,
    user_removed,
)
from sync.simulator.hubspot.kinds import Kind
from sync.simulator.hubspot.limits import Budget
from sync.simulator.hubspot.state import State

Handler = Callable[[Request], Awaitable[Response]]


class Call:
    """One request that was let in."""

    def __init__(self, state: State, budget: Budget, request: Request) -> None:
        self.state = state
        self.budget = budget
        self.request = request

    def part(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def listed(self, name: str) -> list[str]:
        """A parameter that holds several words: repeated, or with commas between them."""
        given = self.request.query_params.getlist(name)
        return [word for text in given for word in text.split(",") if word]

    def flag(self, name: str) -> bool:
        """A parameter that is true or false; Refusal where it is neither."""
        # HubSpot's own Python client writes them as Python does.
        given = self.request.query_params.get(name, "false").lower()
        if given not in ("true", "false"):
            raise invalid(f"{name} has to be true or false.")
        return given == "true"

    def number(self, name: str, usual: int, most: int) -> int:
        """A parameter from 1 to `most`; Refusal where it is none."""
        given = self.request.query_params.get(name, str(usual))
        if not (given.isascii() and given.isdigit() and 1 <= int(given) <= most):
            raise invalid(f"{name} has to be a number from 1 to {most}.", "INVALID_LIMIT")
        return int(given)

    async def body(self) -> dict[str, Any]:
        """The body, which has to be an object; Refusal where it is none."""
        try:
            return msgspec.json.decode(await self.request.body(), type=dict[str, Any])
        except msgspec.DecodeError:
            raise invalid("Invalid input JSON.") from None

    async def inputs(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The body of a batch and its inputs, 1 to 100 of them; Refusal otherwise."""
        body = await self.body()
        inputs = body.get("inputs")
        if not isinstance(inputs, list) or not all(isinstance(one, dict) for one in inputs):
            raise invalid("Invalid input JSON: inputs is missing.")
        if not 1 <= len(inputs) <= 100:
            raise invalid("A batch takes 1 to 100 inputs.", "INVALID_BATCH_SIZE")
        return body, inputs

    def need(self, *kinds: Kind, way: str = "read") -> None:
        """Refusal (403) where the token lacks the scope of one of the kinds."""
        self.need_scopes([kind.scope(way) for kind in kinds])

    def need_scopes(self, scopes: list[str]) -> None:
        """Refusal (403) where the token lacks one of the scopes."""
        lacking = sorted(set(scopes) - self.state.scopes)
        if lacking:
            raise missing_scopes(lacking, self.state.quirks.scopes_told)


Answer = Callable[[Call], Awaitable[Response]]


class Door:
    """Lets requests in that have the key. `search` requests have a budget of their own."""

    def __init__(self, state: State, budget: Budget, key: str) -> None:
        self._state = state
        self._budget = budget
        self._key = key.encode()

    def guarded(self, answer: Answer, *, search: bool = False) -> Handler:
        """What answers a request, or refuses it in HubSpot's words."""

        async def handle(request: Request) -> Response:
            try:
                self._authorise(request)
                self._budget.take(search=search)
                response = await answer(Call(self._state, self._budget, request))
            except Refusal as error:
                response = refused(error, self._state.new_uuid())
            if not search:
                response.raw_headers.extend(self._budget.headers())
            return response

        return handle

    def _authorise(self, request: Request) -> None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(token.encode(), self._key):
            raise unauthenticated("missing")
        if self._state.standing in ("expired", "revoked"):
            raise unauthenticated(self._state.standing)
        if self._state.standing == "user_removed":
            raise user_removed()


def refused(error: Refusal, correlation: str) -> Response:
    """A refusal as an answer."""
    response = as_json(error.body(correlation), error.status)
    if error.retry_after is not None:
        response.headers["retry-after"] = error.retry_after
    return response


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    content = msgspec.json.encode(value)
    return Response(content, status, media_type="application/json;charset=utf-8")


def nothing() -> Response:
    """204."""
    return Response(status_code=204)
