"""The org's ASGI application: sign-in, identity, the data API and the handle for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from sync.simulator.salesforce.api import Api, headers_of
from sync.simulator.salesforce.calls import Answer
from sync.simulator.salesforce.sign_in import Ask, SignIn

if TYPE_CHECKING:
    from sync.simulator.front import App

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def door(api: Api, sign_in: SignIn, handle: list[Route]) -> App:
    """All paths of the org in one application."""

    async def oauth(request: Request) -> Response:
        return _sent(sign_in.answer(request.path_params["place"], await _ask(request)))

    async def identity(request: Request) -> Response:
        named = request.path_params
        return _sent(sign_in.identity(named["org"], named["user"], await _ask(request)))

    async def data(request: Request) -> Response:
        raw = request.scope.get("raw_path") or request.scope["path"].encode()
        query = request.scope["query_string"].decode("ascii", "replace")
        path, headers = raw.decode("ascii", "replace"), headers_of(request.scope)
        return _sent(api.answer(request.method, path, query, headers, await request.body()))

    return Router(
        [
            Route("/services/oauth2/{place}", oauth, methods=["GET", "POST"]),
            Route("/id/{org}/{user}", identity, methods=["GET", "POST"]),
            *handle,
            Route("/{rest:path}", data, methods=_METHODS),
        ]
    )


async def _ask(request: Request) -> Ask:
    given = dict(parse_qsl(request.url.query, keep_blank_values=True))
    body = (await request.body()).decode("utf-8", "replace")
    given |= dict(parse_qsl(body, keep_blank_values=True))
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return Ask(
        method=request.method,
        given=given,
        token=token.strip() if scheme.lower() in ("bearer", "oauth") else given.get("access_token"),
    )


def _sent(answer: Answer) -> Response:
    headers = dict(answer.headers)
    if answer.body is not None:
        headers["Content-Type"] = answer.kind
    return Response(answer.encoded(), answer.status, headers=headers)
