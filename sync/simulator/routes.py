"""Vitally's paths under `/resources`: who may ask, what the parameters mean, what comes back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.simulator import answers, writes
from sync.simulator.answers import ListQuery, read_cursor
from sync.simulator.collection import Row
from sync.simulator.limits import Bucket
from sync.simulator.state import ApiError, State

Handler = Callable[[Request], Awaitable[Response]]
Answer = Callable[["Api", Request], Awaitable[Response]]

LISTS: Final = (
    "accounts",
    "users",
    "notes",
    "tasks",
    "conversations",
    "npsResponses",
    "admins",
    "noteCategories",
    "taskCategories",
    "organizations",
    "projects",
)
OF_ACCOUNT: Final = (
    "users",
    "notes",
    "tasks",
    "conversations",
    "npsResponses",
    "projects",
    "meetings",
)
WRITABLE: Final = ("notes", "tasks")


class Api:
    """The service's REST as a list of routes over one state, one key and one budget."""

    def __init__(self, state: State, key: str, bucket: Bucket) -> None:
        self.state = state
        self.bucket = bucket
        self._key = key

    def routes(self) -> list[Route]:
        """All routes, the often used first."""
        made = [self._route(f"/resources/{name}", _list_of(name)) for name in LISTS]
        made.append(self._route("/resources/customFields", _custom_fields))
        made.append(self._route("/resources/admins/search", _admin_search))
        made.append(self._route("/resources/users/search", _user_search))
        made += [
            self._route(f"/resources/accounts/{{id}}/{name}", _list_of_account(name))
            for name in OF_ACCOUNT
        ]
        made += [
            self._route(f"/resources/{name}/{{id}}", _one_of(name))
            for name in ("accounts", "users", "conversations")
        ]
        made.append(self._route("/resources/accounts/{id}", _change_account, "PUT"))
        for name in WRITABLE:
            made.append(self._route(f"/resources/{name}/{{id}}", _one_written(name)))
            made.append(self._route(f"/resources/{name}", _create(name), "POST"))
            made.append(self._route(f"/resources/{name}/{{id}}", _update(name), "PUT"))
            made.append(self._route(f"/resources/{name}/{{id}}", _delete(name), "DELETE"))
        anything = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        made.append(Route("/{rest:path}", self._guarded(_nothing_here), methods=anything))
        return made

    def _route(self, path: str, answer: Answer, method: str = "GET") -> Route:
        return Route(path, self._guarded(answer), methods=[method])

    def _guarded(self, answer: Answer) -> Handler:
        async def handle(request: Request) -> Response:
            cost = 1 if request.method == "GET" else self.bucket.limit.write_cost
            try:
                if not self.bucket.take(cost):
                    raise ApiError(429, "Rate limit exceeded.")
                self._authorise(request)
                response = await answer(self, request)
            except ApiError as error:
                response = as_json({"error": error.text}, error.status)
            response.raw_headers.extend(self.bucket.headers())
            return response

        return handle

    def _authorise(self, request: Request) -> None:
        header = request.headers.get("authorization")
        if header is None:
            raise ApiError(401, "Authorization header not present.")
        scheme, _, text = header.partition(" ")
        try:
            user, _, password = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise ApiError(401, "Authorization header is malformed.") from None
        if scheme.lower() != "basic" or user != self._key or password:
            raise ApiError(401, "API key not valid.")


def as_json(value: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return _json_bytes(msgspec.json.encode(value), status)


def _json_bytes(body: bytes, status: int = 200) -> Response:
    return Response(body, status, media_type="application/json")


async def _nothing_here(_api: Api, _request: Request) -> Response:
    raise ApiError(404, "Not found.")


def _list_of(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        return _json_bytes(answers.page(api.state, resource, read_query(request, resource)))

    return answer


def _list_of_account(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        account = _must(api, "accounts", request)
        query = read_query(request, resource, account=account.id)
        return _json_bytes(answers.page(api.state, resource, query))

    return answer


def _one_of(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        row = _must(api, resource, request)
        if resource == "conversations":
            return as_json({"messages": []} | row.facts())
        with api.state.lock:
            return _json_bytes(answers.encode(api.state, resource, row))

    return answer


def _one_written(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        row = _written(api, resource, request)
        with api.state.lock:
            return _json_bytes(answers.encode(api.state, resource, row))

    return answer


async def _custom_fields(api: Api, request: Request) -> Response:
    model = request.query_params.get("model", "")
    return as_json(api.state.custom_fields.get(model, []))


async def _admin_search(api: Api, request: Request) -> Response:
    email = request.query_params.get("email")
    if not email:
        raise ApiError(400, "email is required.")
    for admin in answers.records(api.state, "admins"):
        if admin["email"].lower() == email.lower():
            return as_json(admin)
    raise ApiError(404, "Not found.")


async def _user_search(api: Api, request: Request) -> Response:
    asked = [
        (name, request.query_params[name])
        for name in ("email", "externalId", "emailSubdomain")
        if name in request.query_params
    ]
    if len(asked) != 1:
        raise ApiError(400, "Exactly one of email, externalId and emailSubdomain is required.")
    name, text = asked[0]

    def fits(user: dict[str, Any]) -> bool:
        if name == "emailSubdomain":
            return bool((user["email"] or "").lower().endswith("@" + text.lower()))
        return bool((user[name] or "").lower() == text.lower())

    found = [user for user in answers.records(api.state, "users") if fits(user)]
    return as_json({"results": found, "next": None})


async def _change_account(api: Api, request: Request) -> Response:
    row = _must(api, "accounts", request)
    return _sent(api, "accounts", writes.update_account(api.state, row, await _body(api, request)))


def _create(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        body = await _body(api, request)
        return _sent(api, resource, writes.create(api.state, resource, body))

    return answer


def _update(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        row = _written(api, resource, request)
        if row.archived and not api.state.quirks.archived_takes_put:
            raise ApiError(404, "Not found.")
        body = await _body(api, request)
        return _sent(api, resource, writes.update(api.state, resource, row, body))

    return answer


def _delete(resource: str) -> Answer:
    async def answer(api: Api, request: Request) -> Response:
        row = api.state.collections[resource].rows.get(request.path_params["id"])
        if row is None:
            raise ApiError(404, "Not found.")
        if not row.archived:
            api.state.archive(resource, row.id)
        return Response(status_code=api.state.quirks.delete_status)

    return answer


def _sent(api: Api, resource: str, row: Row) -> Response:
    with api.state.lock:
        return _json_bytes(answers.encode(api.state, resource, row))


def _must(api: Api, resource: str, request: Request) -> Row:
    row = api.state.find(resource, request.path_params["id"])
    if row is None:
        raise ApiError(404, "Not found.")
    return row


def _written(api: Api, resource: str, request: Request) -> Row:
    """A note or task by its id; by its externalId only together with its `source`."""
    text = request.path_params["id"]
    source = request.query_params.get("source", "").lower()
    row = api.state.find(resource, text)
    if row is None or (row.id != text and (not source or (row.source or "").lower() != source)):
        raise ApiError(404, "Not found.")
    return row


async def _body(api: Api, request: Request) -> dict[str, Any]:
    body = await request.body()
    if len(body) > api.state.quirks.largest_body:
        raise ApiError(413, "The body is too large.")
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ApiError(400, "The body has to be a JSON object.") from error


def read_query(request: Request, resource: str, account: str | None = None) -> ListQuery:
    """The list parameters; what makes no sense is refused, what is unknown is ignored."""
    given = request.query_params
    limit = given.get("limit", "100")
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit) <= 100):
        raise ApiError(400, "limit has to be a number from 1 to 100.")
    sort = given.get("sortBy", "updatedAt")
    if sort not in ("updatedAt", "createdAt"):
        raise ApiError(400, "sortBy has to be updatedAt or createdAt.")
    status = given.get("status", "active")
    if resource == "accounts" and status not in ("active", "churned", "activeOrChurned"):
        raise ApiError(400, "status has to be active, churned or activeOrChurned.")
    archived = given.get("archived")
    if archived not in (None, "true", "false"):
        raise ApiError(400, "archived has to be true or false.")
    after = given.get("from")
    return ListQuery(
        limit=int(limit),
        after=None if after is None else read_cursor(after, sort),
        sort=sort,
        status=status,
        archived=None if archived is None else archived == "true",
        source=given.get("source"),
        account=account,
    )
