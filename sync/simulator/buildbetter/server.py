"""BuildBetter on loopback: the calls of an organisation over REST, and over the older GraphQL."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.clock import Clock, system_clock
from sync.simulator.buildbetter.calls import Calls, Quirks
from sync.simulator.buildbetter.sample import sample_calls
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.service import LoopbackService

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sync.simulator.front import App, Scope, Twist

_LIST: Final = "/v3/rest/recordings"
_ASKED: Final = re.compile(r"where:\$where\)\{(.*)\}\}\s*\Z", re.DOTALL)


class BuildBetterSimulator(LoopbackService):
    """An organisation on loopback. As a context manager it starts and stops itself.

    Without `fill` it holds the sample of `seed` and `accounts`. `key` opens it; so does
    `Bearer` with the token that `person` names.
    """

    faulty = "/v3/rest"

    def __init__(
        self,
        fill: Callable[[Calls], None] | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        person: str = "",
        quirks: Quirks | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.key = key
        self.email = DEMO_EMAIL
        self.person = person
        self.calls = Calls(clock, quirks, seed)
        if fill is None:
            sample_calls(self.calls, seed, accounts)
        else:
            fill(self.calls)

    @property
    def quirks(self) -> Quirks:
        """What no document says of it."""
        return self.calls.quirks

    def add(self, title: str, at: str, attendees: Iterable[str] = (), **more: Any) -> str:
        """Adds a call that began at that moment (ISO 8601); returns its id."""
        return self.calls.add(title, datetime.fromisoformat(at), attendees, **more)

    def change(self, external_id: str, **fields: Any) -> None:
        """Changes a call as somebody there would."""
        self.calls.change(external_id, **fields)

    def delete(self, external_id: str) -> None:
        """Deletes a call."""
        self.calls.delete(external_id)

    def _app(self) -> App:
        # Starlette costs 0.2 s to import; who only wants a key does not pay it.
        from starlette.routing import Route, Router

        from sync.simulator.salesforce.handle import routes

        return Router(
            [
                Route(_LIST, self._list, methods=["GET"]),
                Route(_LIST + "/{id}", self._one, methods=["GET"]),
                Route("/v1/graphql", self._graph, methods=["POST"]),
                *routes(self, self.faults, self.log, self.token),
            ],
            redirect_slashes=False,
        )

    def _twist(self) -> Twist:
        return _Twist()

    def _let_in(self, request: Request) -> bool:
        key = request.headers.get("x-buildbetter-api-key", "")
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        by_key = hmac.compare_digest(key.encode(), self.key.encode())
        return by_key or bool(self.person and hmac.compare_digest(token, self.person))

    async def _list(self, request: Request) -> Response:
        if not self.quirks.rest:
            return _json({"error": "Not found"}, 404)
        if not self._let_in(request):
            return _json({"error": "Unauthorized"}, 401)
        page, limit = _number(request, "page", 1), _number(request, "limit", 20)
        most = self.quirks.largest_page
        if page < 1 or limit < 1 or (limit > most and self.quirks.refuses_longer):
            return _json({"error": "Invalid query"}, 400)
        limit = min(limit, most)
        found = self.calls.living()
        rows = found[(page - 1) * limit : page * limit]
        people = self.quirks.people_in_list
        return _json(
            {
                "recordings": [self.calls.row(one, people=people) for one in rows],
                "has_more": len(found) > page * limit,
            }
        )

    async def _one(self, request: Request) -> Response:
        if not self._let_in(request):
            return _json({"error": "Unauthorized"}, 401)
        held = self.calls.held.get(request.path_params["id"])
        if held is None or held.deleted is not None or not self.quirks.rest:
            return _json({"error": "Recording not found"}, 404)
        return _json(self.calls.row(held, people=True))

    async def _graph(self, request: Request) -> Response:
        if not self.quirks.graph:
            return _json({"error": "Not found"}, 404)
        if not self._let_in(request):
            return _json({"errors": [{"message": "Authentication hook unauthorized"}]})
        asked = msgspec.json.decode(await request.body())
        found = _ASKED.search(asked["query"])
        if found is None:
            return _json({"errors": [{"message": "not a valid graphql query"}]})
        # What stands in braces says what of a field is wanted.
        names = re.sub(r"\{[^{}]*\}", "", re.sub(r"\{[^{}]*\}", "", found[1])).split()
        for name in names:
            if name in self.quirks.hidden:
                words = f"field '{name}' not found in type: 'interview'"
                return _json({"errors": [{"message": words}]})
        said = asked["variables"]
        after = said["where"].get("updated_at", {}).get("_gt", "")
        rows = sorted(self.calls.held.values(), key=lambda one: one.updated)
        whole = [self.calls.graph_row(one, [*names, "updated_at"]) for one in rows]
        kept = [row for row in whole if row["updated_at"] > after]
        page = kept[said["offset"] : said["offset"] + said["limit"]]
        return _json({"data": {"interview": page}})


class _Twist:
    """This service's part in the faults: what becomes of a page of calls."""

    def spoil(self, kind: str, _scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt as the fault of that kind says."""
        answer = msgspec.json.decode(body)
        rows = answer.get("recordings")
        if not isinstance(rows, list):
            return body
        if kind == "duplicates":
            answer["recordings"] = [one for one in rows for _ in range(2)]
        elif kind == "empty_next":
            answer |= {"recordings": [], "has_more": True}
        elif kind == "loop":
            answer["has_more"] = True
        elif kind == "bad_record" and rows:
            answer["recordings"] = [rows[0] | {"id": ["not", "text"]}, *rows[1:]]
        elif kind == "nulls":
            answer["recordings"] = [dict.fromkeys(one) | {"id": one["id"]} for one in rows]
        elif kind == "odd_dates":
            odd = {"started_at": "soon", "completed_at": "1970-01-01T00:00:00Z"}
            answer["recordings"] = [one | odd for one in rows]
        elif kind == "unknown_fields":
            answer["recordings"] = [one | {"added_later": [1, None]} for one in rows]
        return msgspec.json.encode(answer)

    def move(self, _scope: Scope) -> None:
        """Nothing jumps here: a call stays where its day is."""


def _number(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name, str(usual))
    return int(text) if text.isdigit() else 0


def _json(value: Any, status: int = 200) -> Response:
    from starlette.responses import Response

    return Response(msgspec.json.encode(value), status, media_type="application/json")
