"""Calendly on loopback: who I am, my events, who booked them, what can be booked."""

from __future__ import annotations

import base64
import hmac
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from book.clock import Clock, system_clock
from sync.simulator.calendly.bookings import API, Bookings, Quirks
from sync.simulator.calendly.sample import sample_bookings
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.limits import Bucket, RateLimit
from sync.simulator.service import LoopbackService

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sync.simulator.front import App, Scope, Twist

_EVENTS: Final = "/scheduled_events"
_USUAL_COUNT: Final = 20


class CalendlySimulator(LoopbackService):
    """One person's Calendly on loopback. As a context manager it starts and stops itself.

    Without `fill` it holds the sample of `seed` and `accounts`. `key` opens it; `strangers` is a
    token of somebody else, who may not see these events.
    """

    faulty = _EVENTS

    def __init__(
        self,
        fill: Callable[[Bookings], None] | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        strangers: str = "",
        limit: RateLimit | None = None,
        quirks: Quirks | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.key = key
        self.email = DEMO_EMAIL
        self.strangers = strangers
        self.bookings = Bookings(clock, quirks, seed)
        self._bucket = Bucket(limit or RateLimit(units=None))
        if fill is None:
            sample_bookings(self.bookings, seed, accounts)
        else:
            fill(self.bookings)

    @property
    def quirks(self) -> Quirks:
        """What no document says of it."""
        return self.bookings.quirks

    def add(self, title: str, at: str, people: Iterable[str] = (), **more: Any) -> str:
        """Books a time that begins at that moment (ISO 8601); returns the event's id."""
        return self.bookings.book(title, datetime.fromisoformat(at), people, **more)

    def delete(self, event: str) -> None:
        """Takes an event away altogether."""
        self.bookings.delete(event)

    def _app(self) -> App:
        # Starlette costs 0.2 s to import; who only wants a key does not pay it.
        from starlette.routing import Route, Router

        from sync.simulator.salesforce.handle import routes

        return Router(
            [
                Route("/users/me", self._me, methods=["GET"]),
                Route(_EVENTS, self._list, methods=["GET"]),
                Route(_EVENTS + "/{id}", self._one, methods=["GET"]),
                Route(_EVENTS + "/{id}/invitees", self._invitees, methods=["GET"]),
                Route("/event_types", self._kinds, methods=["GET"]),
                *routes(self, self.faults, self.log, self.token),
            ],
            redirect_slashes=False,
        )

    def _twist(self) -> Twist:
        return _Twist()

    def _stopped(self, request: Request) -> Response | None:
        """What keeps a request from being answered: no token of anybody's, or too many of them."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not self._is(token, self.key) and not (
            self.strangers and self._is(token, self.strangers)
        ):
            words = {"title": "Unauthenticated", "message": "The access token is invalid"}
            return self._json(words, 401)
        if not self._bucket.take(1):
            words = {"title": "Too Many Requests", "message": "You have hit the rate limit"}
            return self._json(words, 429)
        mine = self._is(token, self.key)
        named = "id" in request.path_params
        if request.query_params.get("user") not in (None, self._user(token)) or (
            named and not mine
        ):
            words = {"title": "Permission Denied", "message": "You do not have permission"}
            return self._json(words, 403)
        return None

    def _is(self, token: str, key: str) -> bool:
        return hmac.compare_digest(token.encode(), key.encode())

    def _user(self, token: str) -> str:
        return self.bookings.user if self._is(token, self.key) else f"{API}/users/somebody-else"

    async def _me(self, request: Request) -> Response:
        stopped = self._stopped(request)
        if stopped is not None:
            return stopped
        token = request.headers["authorization"].removeprefix("Bearer ")
        return self._json({"resource": self.bookings.me() | {"uri": self._user(token)}})

    async def _list(self, request: Request) -> Response:
        stopped = self._stopped(request)
        if stopped is not None:
            return stopped
        given = request.query_params
        if not given.get("user") and not given.get("organization"):
            return self._invalid("user", "must be given")
        found = self.bookings.listed(
            given.get("status", ""),
            given.get("min_start_time", ""),
            given.get("max_start_time", ""),
        )
        mine = given.get("user", self.bookings.user) == self.bookings.user
        return self._page(request, found if mine else [], self.bookings.row)

    async def _one(self, request: Request) -> Response:
        stopped = self._stopped(request)
        if stopped is not None:
            return stopped
        held = self.bookings.events.get(request.path_params["id"])
        if held is None:
            return self._missing()
        return self._json({"resource": self.bookings.row(held)})

    async def _invitees(self, request: Request) -> Response:
        stopped = self._stopped(request)
        if stopped is not None:
            return stopped
        held = self.bookings.events.get(request.path_params["id"])
        if held is None:
            return self._missing()
        return self._page(request, held.invitees, lambda one: one)

    async def _kinds(self, request: Request) -> Response:
        stopped = self._stopped(request)
        if stopped is not None:
            return stopped
        wanted = request.query_params.get("active", "")
        found = [
            uri
            for uri, one in self.bookings.kinds.items()
            if wanted in ("", str(one["active"]).lower())
        ]
        return self._page(request, found, self.bookings.kind_row)

    def _page(self, request: Request, found: Sequence[Any], row: Callable[[Any], Any]) -> Response:
        """One page of a list; its token says where the next one begins."""
        given = dict(request.query_params)
        text = given.get("count", str(_USUAL_COUNT))
        count = int(text) if text.isdigit() else 0
        if not 1 <= count <= self.quirks.largest_page:
            return self._invalid("count", "must be between 1 and 100")
        start = _place(given.get("page_token", ""))
        rows = found[start : start + count]
        more = len(found) > start + count
        token = _token(start + count) if more else None
        link = None
        if more and self.quirks.next_link:
            query = urlencode({**given, "page_token": token})
            link = f"{API}{request.url.path}?{query}"
        return self._json(
            {
                "collection": [row(one) for one in rows],
                "pagination": {
                    "count": len(rows),
                    "next_page": link,
                    "next_page_token": token,
                    "previous_page": None,
                    "previous_page_token": None,
                },
            }
        )

    def _invalid(self, parameter: str, words: str) -> Response:
        details = [{"parameter": parameter, "message": words}]
        said = {"title": "Invalid Argument", "message": "The supplied parameters are invalid."}
        return self._json(said | {"details": details}, 400)

    def _missing(self) -> Response:
        words = {"title": "Resource Not Found", "message": "The server could not find it."}
        return self._json(words, 404)

    def _json(self, value: Any, status: int = 200) -> Response:
        from starlette.responses import Response

        answer = Response(
            msgspec.json.encode(value), status, media_type="application/json; charset=utf-8"
        )
        if self.quirks.limit_headers or status == 429:
            for name, said in self._bucket.headers():
                text = said.decode().partition(",")[0]
                if name == b"ratelimit-reset" and self.quirks.reset == "moment":
                    text = str(int(time.time()) + int(text))
                answer.headers[f"x-{name.decode()}"] = text
        return answer


class _Twist:
    """This service's part in the faults: what becomes of a page of events."""

    def spoil(self, kind: str, _scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt as the fault of that kind says."""
        answer = msgspec.json.decode(body)
        rows = answer.get("collection")
        if not isinstance(rows, list):
            return body
        if kind == "duplicates":
            answer["collection"] = [one for one in rows for _ in range(2)]
        elif kind == "empty_next":
            page = {"count": 0, "next_page": None, "next_page_token": "again"}
            answer |= {"collection": [], "pagination": page}
        elif kind == "loop":
            answer["pagination"] |= {"next_page": None, "next_page_token": _token(0)}
        elif kind == "bad_record" and rows:
            answer["collection"] = [rows[0] | {"uri": ["not", "text"]}, *rows[1:]]
        elif kind == "nulls":
            answer["collection"] = [dict.fromkeys(one) | {"uri": one["uri"]} for one in rows]
        elif kind == "odd_dates":
            odd = {"start_time": "soon", "end_time": "1970-01-01T00:00:00Z"}
            answer["collection"] = [one | odd for one in rows]
        elif kind == "unknown_fields":
            answer["collection"] = [one | {"added_later": [1, None]} for one in rows]
        return msgspec.json.encode(answer)

    def move(self, _scope: Scope) -> None:
        """Nothing jumps here: an event stays where its time is."""


def _token(start: int) -> str:
    return base64.urlsafe_b64encode(f"from-{start}".encode()).decode()


def _place(token: str) -> int:
    try:
        text = base64.urlsafe_b64decode(token.encode()).decode().removeprefix("from-")
    except ValueError:
        return 0
    return int(text) if text.isdigit() else 0
