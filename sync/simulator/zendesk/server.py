"""Zendesk on loopback: its paths, its two kinds of pages, its sign-in, its limits."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec

from book.clock import Clock, system_clock
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.limits import Bucket, RateLimit
from sync.simulator.service import LoopbackService
from sync.simulator.zendesk.desk import ME, Desk, Refusal, newest_first
from sync.simulator.zendesk.rows import Row
from sync.simulator.zendesk.sample import sample_desk

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sync.simulator.front import App, Scope, Twist

_API: Final = "/api/v2"
CLIENT: Final = "satchel-desk"
_LARGEST_PAGE: Final = 100
_LAST_OFFSET_PAGE: Final = 10
_ANY_FIELD: Final = "any"
Answer = tuple[int, Row]
Handler = Callable[["ZendeskSimulator", "Request", bytes], Answer]


class ZendeskSimulator(LoopbackService):
    """One account on loopback. As a context manager it starts and stops itself.

    `key` is the token of the old way in, `email/token`; a sign-in gives others. `forms` says
    whether the plan has them.
    """

    faulty = f"{_API}/tickets"

    def __init__(
        self,
        fill: Callable[[Desk], None] | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        limit: RateLimit | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.key = key
        self.email = DEMO_EMAIL
        self.desk = Desk(clock(), self.email)
        self.may_search = True
        self.forms = False
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.renewals = 0
        self._codes: dict[str, str] = {}
        self._clock = clock
        self._bucket = Bucket(limit or RateLimit(units=None))
        if fill is None:
            sample_desk(self.desk, seed, accounts)
        else:
            fill(self.desk)

    def grant(self) -> tuple[str, str]:
        """A fresh pair of tokens."""
        access, refresh = secrets.token_hex(12), secrets.token_hex(12)
        self.access.add(access)
        self.refresh.add(refresh)
        return access, refresh

    def _app(self) -> App:
        from starlette.routing import Route, Router

        from sync.simulator.salesforce.handle import routes

        found = [
            Route(f"{_API}{path}{end}", self._served(do), methods=[method])
            for method, path, do in _PATHS
            for end in ("", ".json")
        ]
        return Router(
            [
                Route("/oauth/authorizations/new", self._let_in, methods=["GET"]),
                Route("/oauth/tokens", self._token, methods=["POST"]),
                *found,
                *routes(self, self.faults, self.log, self.token),
            ],
            redirect_slashes=False,
        )

    def _twist(self) -> Twist:
        return _Twist()

    def _served(self, do: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            self.desk.now = self._clock()
            self.desk.settle(self.url)
            if not self._lets_in(request):
                return self._json(401, {"error": "Couldn't authenticate you"})
            if not self._bucket.take(1):
                return self._json(429, {"error": "TooManyRequests", "description": "Slow down"})
            try:
                status, body = do(self, request, await request.body())
            except Refusal as refused:
                status, body = refused.status, refused.body
            headers = body.pop("__headers__", {})
            return self._json(status, body, headers)

        return answer

    def _lets_in(self, request: Request) -> bool:
        kind, _, rest = request.headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            try:
                said = base64.b64decode(rest).decode()
            except ValueError:
                return False
            return said == f"{self.email}/token:{self.key}"
        return rest in self.access

    async def _let_in(self, request: Request) -> Response:
        from starlette.responses import RedirectResponse

        given = request.query_params
        code = secrets.token_hex(8)
        self._codes[code] = given["code_challenge"]
        back = urlencode({"code": code, "state": given["state"]})
        return RedirectResponse(f"{given['redirect_uri']}?{back}", 302)

    async def _token(self, request: Request) -> Response:
        said = msgspec.json.decode(await request.body())
        if said.get("client_id") != CLIENT:
            return self._json(401, {"error": "invalid_client"})
        if said.get("grant_type") == "refresh_token":
            if said.get("refresh_token") not in self.refresh:
                return self._json(400, {"error": "invalid_grant"})
            self.renewals += 1
            self.refresh.clear()  # both of the old pair are over
            self.access.clear()
        else:
            wanted = self._codes.pop(str(said.get("code")), None)
            proof = hashlib.sha256(str(said.get("code_verifier", "")).encode()).digest()
            if wanted != base64.urlsafe_b64encode(proof).decode().rstrip("="):
                return self._json(400, {"error": "invalid_grant"})
        access, refresh = self.grant()
        return self._json(
            200,
            {
                "access_token": access,
                "token_type": "bearer",
                "scope": "read write",
                "expires_in": 1800,
                "refresh_token": refresh,
                "refresh_token_expires_in": 2_592_000,
            },
        )

    def _json(self, status: int, body: Row, headers: dict[str, str] | None = None) -> Response:
        from starlette.responses import Response

        answer = Response(
            msgspec.json.encode(body),
            status,
            headers=headers or {},
            media_type="application/json; charset=utf-8",
        )
        for name, said in self._bucket.headers():
            text = said.decode().partition(",")[0]
            answer.headers[name.decode()] = text
            if name == b"ratelimit-limit":
                answer.headers["x-rate-limit"] = text
            if name == b"ratelimit-remaining":
                answer.headers["x-rate-limit-remaining"] = text
        if status == 429:
            answer.headers["retry-after"] = "1"
        return answer


class _Twist:
    """This service's part in the faults: the common ones alone."""

    def spoil(self, _kind: str, _scope: Scope, body: bytes) -> bytes:
        """Nothing of its own."""
        return body

    def move(self, _scope: Scope) -> None:
        """Nothing jumps here."""


# --- paths ---------------------------------------------------------------------------------


def _page(there: ZendeskSimulator, request: Request, key: str, found: Sequence[Row]) -> Answer:
    """One page: by cursor where `page[size]` asks for one, by offset otherwise."""
    given = request.query_params
    path = f"{there.url}{request.url.path}"
    if "page[size]" in given or "page[after]" in given:
        size = min(int(given.get("page[size]", _LARGEST_PAGE)), _LARGEST_PAGE)
        start = int(given.get("page[after]") or 0)
        more = len(found) > start + size
        after = str(start + size)
        link = f"{path}?{urlencode({'page[after]': after, 'page[size]': size})}"
        return 200, {
            key: [dict(one) for one in found[start : start + size]],
            "meta": {"has_more": more, "after_cursor": after, "before_cursor": str(start)},
            "links": {"prev": None, "next": link if more else None},
        }
    number, size = int(given.get("page", 1)), int(given.get("per_page", _LARGEST_PAGE))
    if number > _LAST_OFFSET_PAGE * _LARGEST_PAGE:
        return 400, {"error": "PaginationLimit", "description": "Use cursor pagination"}
    start = (number - 1) * size
    more = len(found) > start + size
    return 200, {
        key: [dict(one) for one in found[start : start + size]],
        "next_page": f"{path}?{urlencode({'page': number + 1, 'per_page': size})}"
        if more
        else None,
        "previous_page": None,
        "count": len(found),
    }


def _number(request: Request) -> int:
    text = str(request.path_params["id"])
    if not text.isdigit():
        raise Refusal(404, {"error": "RecordNotFound", "description": "Not found"})
    return int(text)


def _of(rows: dict[int, Row], request: Request) -> Row:
    found = rows.get(_number(request))
    if found is None:
        raise Refusal(404, {"error": "RecordNotFound", "description": "Not found"})
    return found


def _said(body: bytes, key: str) -> Row:
    try:
        found = msgspec.json.decode(body)[key]
    except (msgspec.DecodeError, KeyError, TypeError):
        raise Refusal(400, {"error": "InvalidRequest", "description": "Bad body"}) from None
    return dict(found)


def _me(there: ZendeskSimulator, _request: Request, _body: bytes) -> Answer:
    return 200, {"user": dict(there.desk.users[ME])}


def _tickets(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    key = request.query_params.get("external_id")
    found = [one for one in there.desk.tickets.values() if key is None or one["external_id"] == key]
    return _page(there, request, "tickets", found)


def _create(there: ZendeskSimulator, request: Request, body: bytes) -> Answer:
    key = request.headers.get("idempotency-key", "")
    made, how = there.desk.create(_said(body, "ticket"), key, body)
    headers = {"location": made["ticket"]["url"]}
    if key:
        headers["x-idempotency-lookup"] = how
    return 201, {**made, "__headers__": headers}


def _show(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return 200, {"ticket": dict(_of(there.desk.tickets, request))}


def _show_many(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    wanted = [int(one) for one in request.query_params.get("ids", "").split(",") if one.isdigit()]
    found = [there.desk.tickets[one] for one in wanted[:_LARGEST_PAGE] if one in there.desk.tickets]
    return _page(there, request, "tickets", found)


def _change(there: ZendeskSimulator, request: Request, body: bytes) -> Answer:
    return 200, there.desk.change(_number(request), _said(body, "ticket"))


def _delete(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    there.desk.delete(_number(request))
    return 204, {}


def _comments(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    number = _of(there.desk.tickets, request)["id"]
    down = request.query_params.get("sort", "").startswith("-") or (
        request.query_params.get("sort_order") == "desc"
    )
    found = there.desk.comments[number][:: -1 if down else 1]
    status, answer = _page(there, request, "comments", found)
    if request.query_params.get("include") == "users":
        authors = {one["author_id"] for one in found}
        answer["users"] = [dict(there.desk.users[one]) for one in sorted(authors)]
    return status, answer


def _upload(there: ZendeskSimulator, request: Request, body: bytes) -> Answer:
    name = request.query_params.get("filename", "")
    if not name or not body:
        return 422, {"error": "RecordInvalid", "description": "Record validation errors"}
    token = request.query_params.get("token") or f"up{there.desk.number()}"
    there.desk.uploads[token] = (there.desk.now, name)
    attachment = {
        "id": there.desk.number(),
        "file_name": name,
        "content_type": request.headers.get("content-type", ""),
        "content_url": f"{there.url}/attachments/token/{token}/?name={name}",
        "size": len(body),
        "thumbnails": [],
    }
    made = {"token": token, "attachment": attachment, "attachments": [attachment]}
    return 201, {"upload": made}


def _groups(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return _page(there, request, "groups", list(there.desk.groups.values()))


def _fields(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return _page(there, request, "ticket_fields", list(there.desk.fields.values()))


def _options(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    found = _of(there.desk.fields, request).get("custom_field_options", [])
    return _page(there, request, "custom_field_options", found)


def _forms(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    if not there.forms:
        return 403, {"error": "Forbidden", "description": "Not on this plan"}
    return _page(there, request, "ticket_forms", [])


def _statuses(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    if not there.desk.statuses:
        return 404, {"error": "InvalidEndpoint", "description": "Not found"}
    return _page(there, request, "custom_statuses", there.desk.statuses)


def _organization(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return 200, {"organization": dict(_of(there.desk.organizations, request))}


def _organizations(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return _page(there, request, "organizations", list(there.desk.organizations.values()))


def _their_tickets(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    home = _of(there.desk.organizations, request)["id"]
    found = [one for one in there.desk.tickets.values() if one["organization_id"] == home]
    return _page(there, request, "tickets", newest_first(found))


def _search_organizations(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    if not there.may_search:
        return 403, {"error": "Forbidden", "description": "Admins only"}
    given = request.query_params
    key, name = given.get("external_id"), given.get("name", "").casefold()
    found = [
        one
        for one in there.desk.organizations.values()
        if (one["external_id"] == key if key else one["name"].casefold() == name)
    ]
    return _page(there, request, "organizations", found)


def _complete(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    name = request.query_params.get("name", "").casefold()
    found = [
        one
        for one in there.desk.organizations.values()
        if len(name) > 1 and one["name"].casefold().startswith(name)
    ]
    return _page(there, request, "organizations", found)


def _search_users(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    wanted = request.query_params.get("query", "").removeprefix("email:").strip('"').casefold()
    found = [
        one
        for one in there.desk.users.values()
        if wanted in (one["email"].casefold(), one["name"].casefold())
    ]
    return _page(there, request, "users", found)


def _export(_there: ZendeskSimulator, _request: Request, _body: bytes) -> Answer:
    return 403, {"error": "Forbidden", "description": "Admins only"}


_PATHS: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/users/me", _me),
    ("GET", "/users/search", _search_users),
    ("GET", "/tickets", _tickets),
    ("POST", "/tickets", _create),
    ("GET", "/tickets/show_many", _show_many),
    ("GET", "/tickets/{id}", _show),
    ("PUT", "/tickets/{id}", _change),
    ("DELETE", "/tickets/{id}", _delete),
    ("GET", "/tickets/{id}/comments", _comments),
    ("POST", "/uploads", _upload),
    ("GET", "/groups", _groups),
    ("GET", "/groups/assignable", _groups),
    ("GET", "/ticket_fields", _fields),
    ("GET", "/ticket_fields/{id}/options", _options),
    ("GET", "/ticket_forms", _forms),
    ("GET", "/custom_statuses", _statuses),
    ("GET", "/organizations", _organizations),
    ("GET", "/organizations/search", _search_organizations),
    ("GET", "/organizations/autocomplete", _complete),
    ("GET", "/organizations/{id}", _organization),
    ("GET", "/organizations/{id}/tickets", _their_tickets),
    ("GET", "/incremental/tickets/cursor", _export),
)
"""Method, path below `/api/v2`, and what answers; `.json` may follow each."""
