"""Zendesk on loopback: its paths, its two kinds of pages, its sign-in, its limits."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from book.clock import Clock, system_clock
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.limits import Bucket, RateLimit
from sync.simulator.service import LoopbackService
from sync.simulator.zendesk.desk import Desk
from sync.simulator.zendesk.paths import API, HEADERS, PATHS, Answer, Handler
from sync.simulator.zendesk.refused import Refusal, gone
from sync.simulator.zendesk.rows import Row
from sync.simulator.zendesk.sample import sample_desk
from sync.simulator.zendesk.twist import ZendeskTwist

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sync.simulator.front import App, Twist

CLIENT: Final = "satchel-desk"
_METHODS: Final = ("GET", "POST", "PUT", "DELETE")


class Instead(Struct, kw_only=True):
    """What the next `times` requests get in place of their answer."""

    path: str
    """A pattern that the path has in it."""
    method: str
    status: int
    body: Row
    headers: Mapping[str, str]
    times: int


class ZendeskSimulator(LoopbackService):
    """One account on loopback. As a context manager it starts and stops itself.

    `key` is the token of the old way in, `email/token`; a sign-in gives others. `forms` says
    whether the plan has them. `address` is what it calls itself in links, where that is not `url`.
    """

    faulty = f"{API}/tickets"

    def __init__(
        self,
        fill: Callable[[Desk], None] | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        limit: RateLimit | None = None,
        address: str = "",
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.key = key
        self._address = address
        self.email = DEMO_EMAIL
        self.desk = Desk(clock, self.email)
        self.may_search = True
        self.forms = False
        self.access: set[str] = set()
        self.refresh: set[str] = set()
        self.renewals = 0
        self._codes: dict[str, str] = {}
        self._instead: list[Instead] = []
        self._bucket = Bucket(limit or RateLimit(units=None))
        if fill is None:
            sample_desk(self.desk, seed, accounts)
        else:
            fill(self.desk)

    @property
    def known_as(self) -> str:
        """What its links begin with."""
        return self._address or self.url

    def instead(
        self,
        path: str,
        status: int,
        body: Row | None = None,
        *,
        method: str = "",
        headers: Mapping[str, str] | None = None,
        times: int = 1,
    ) -> None:
        """Answers the next requests to a path so, and does nothing of what they ask."""
        self._instead.append(
            Instead(
                path=path, method=method, status=status, body=body or {}, headers=headers or {},
                times=times,
            )
        )  # fmt: skip

    def use_up(self, left: int = 0) -> None:
        """Other integrations use this minute's requests, all but so many."""
        self._bucket = Bucket(RateLimit(units=400))
        self._bucket.take(400 - left)

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
            Route(f"{API}{path}{end}", self._served(do), methods=[method])
            for method, path, do in PATHS
            for end in (".json", "")
        ]
        found.append(Route("/{rest:path}", self._served(_nowhere), methods=list(_METHODS)))
        return Router(
            [
                Route("/oauth/authorizations/new", self._let_in, methods=["GET"]),
                Route("/oauth/tokens", self._token, methods=["POST"]),
                *routes(self, self.faults, self.log, self.token),
                *found,
            ],
            redirect_slashes=False,
        )

    def _twist(self) -> Twist:
        return ZendeskTwist(lambda: self.desk)

    def _served(self, do: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            sent = await request.body()
            self.desk.settle(self.known_as)
            scripted = self._scripted(request)
            if scripted is not None:
                return self._json(scripted.status, scripted.body, scripted.headers)
            if not self._lets_in(request):
                return self._json(401, {"error": "Couldn't authenticate you"})
            if not self._bucket.take(1):
                wait = dict(self._bucket.headers())[b"ratelimit-reset"].decode()
                told = {"error": "TooManyRequests", "description": "Slow down"}
                return self._json(429, told, {"retry-after": wait})
            try:
                status, body = do(self, request, sent)
            except Refusal as refused:
                return self._json(refused.status, refused.body)
            headers = body.pop(HEADERS, None) if isinstance(body, dict) else None
            return self._json(status, body, headers)

        return answer

    def _scripted(self, request: Request) -> Instead | None:
        for one in self._instead:
            if one.method in ("", request.method) and re.search(one.path, request.url.path):
                one.times -= 1
                if one.times < 1:
                    self._instead.remove(one)
                return one
        return None

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

    def _json(
        self, status: int, body: Row | str, headers: Mapping[str, str] | None = None
    ) -> Response:
        from starlette.responses import Response

        answer = Response(
            b"" if status == 204 else msgspec.json.encode(body),
            status,
            media_type="application/json; charset=utf-8",
        )
        # Lists tell of their limit in the newer headers too, and of when it begins anew.
        is_list = "meta" in body or "next_page" in body
        for name, said in self._bucket.headers():
            text = said.decode().partition(",")[0]
            if is_list:
                answer.headers[name.decode()] = text
            if name == b"ratelimit-limit":
                answer.headers["x-rate-limit"] = text
            elif name == b"ratelimit-remaining":
                answer.headers["x-rate-limit-remaining"] = text
        answer.headers.update(headers or {})
        return answer


def _nowhere(_there: ZendeskSimulator, _request: Request, _body: bytes) -> Answer:
    raise gone("InvalidEndpoint")
