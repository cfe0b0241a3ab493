"""Slack on loopback: posting by webhook and by token, and a channel's history.

Built from the notes on its Web API: `ok` decides, not the status; a webhook answers in plain text
and tells no id.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.clock import Clock, system_clock
from sync.simulator.service import LoopbackService

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sync.simulator.front import App, Scope, Twist

_LONGEST: Final = 40_000
_USUAL_PAGE: Final = 100


class SlackSimulator(LoopbackService):
    """One workspace on loopback. As a context manager it starts and stops itself.

    `refusal` is a code every write is refused with; `scopes` what the token may do.
    """

    faulty = "/api/chat.postMessage"

    def __init__(
        self,
        *,
        clock: Clock = system_clock,
        key: str = "xoxb-1111-pretend",
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.key = key
        self.email = ""
        self.hook = "/services/T0001/B0001/pretendhook"
        self.scopes = {"chat:write", "channels:history"}
        self.channels: dict[str, list[dict[str, Any]]] = {"C0ALERTS": []}
        self.archived: set[str] = set()
        self.hooked: list[dict[str, Any]] = []
        self.refusal = ""
        self._clock = clock
        self._posted = 0

    @property
    def hook_url(self) -> str:
        """The address of the webhook, which is its secret."""
        return self.url + self.hook

    def _app(self) -> App:
        from starlette.routing import Route, Router

        from sync.simulator.salesforce.handle import routes

        return Router(
            [
                Route("/services/{team}/{app}/{secret}", self._hooked, methods=["POST"]),
                Route("/api/auth.test", self._who, methods=["POST"]),
                Route("/api/chat.postMessage", self._post, methods=["POST"]),
                Route("/api/conversations.history", self._history, methods=["POST"]),
                *routes(self, self.faults, self.log, self.token),
            ],
            redirect_slashes=False,
        )

    def _twist(self) -> Twist:
        return _Twist()

    async def _hooked(self, request: Request) -> Response:
        if request.url.path != self.hook:
            return _text("no_service", 404)
        if self.refusal:
            status = {"channel_is_archived": 410, "action_prohibited": 403}.get(self.refusal, 400)
            return _text(self.refusal, status)
        said = _read(await request.body())
        if said is None or not said.get("text"):
            return _text("invalid_payload" if said is None else "no_text", 400)
        self.hooked.append(said)
        return _text("ok", 200)

    async def _who(self, request: Request) -> Response:
        if refused := self._refused(request, ""):
            return refused
        return _json(
            {
                "ok": True,
                "url": "https://pretend.slack.com/",
                "team": "Pretend",
                "team_id": "T0001",
                "user": "satchel",
                "user_id": "U0001",
                "bot_id": "B0001",
            }
        )

    async def _post(self, request: Request) -> Response:
        if refused := self._refused(request, "chat:write"):
            return refused
        said = _read(await request.body()) or {}
        channel = str(said.get("channel", ""))
        problem = self.refusal or self._problem(channel, str(said.get("text", "")))
        if problem:
            return _json({"ok": False, "error": problem})
        self._posted += 1
        ts = f"{int(self._clock().timestamp())}.{self._posted:06d}"
        message = {"type": "message", "user": "U0001", "text": said["text"], "ts": ts}
        if isinstance(said.get("metadata"), dict):
            message["metadata"] = said["metadata"]
        self.channels[channel].insert(0, message)
        return _json({"ok": True, "channel": channel, "ts": ts, "message": message})

    def _problem(self, channel: str, text: str) -> str:
        if channel not in self.channels:
            return "channel_not_found"
        if channel in self.archived:
            return "is_archived"
        if not text:
            return "no_text"
        return "msg_too_long" if len(text) > _LONGEST else ""

    async def _history(self, request: Request) -> Response:
        if refused := self._refused(request, "channels:history"):
            return refused
        said = _read(await request.body()) or {}
        channel = self.channels.get(str(said.get("channel", "")))
        if channel is None:
            return _json({"ok": False, "error": "channel_not_found"})
        start = int(said.get("cursor") or 0)
        size = int(said.get("limit") or _USUAL_PAGE)
        rows = channel[start : start + size]
        if not said.get("include_all_metadata"):
            rows = [{k: v for k, v in row.items() if k != "metadata"} for row in rows]
        more = len(channel) > start + size
        return _json(
            {
                "ok": True,
                "messages": rows,
                "has_more": more,
                "response_metadata": {"next_cursor": str(start + size) if more else ""},
            }
        )

    def _refused(self, request: Request, scope: str) -> Response | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(token.encode(), self.key.encode()):
            return _json({"ok": False, "error": "invalid_auth"})
        if scope and scope not in self.scopes:
            told = ",".join(sorted(self.scopes))
            return _json({"ok": False, "error": "missing_scope", "needed": scope, "provided": told})
        return None


class _Twist:
    """This service's part in the faults: its answers are spoilt by the common ones alone."""

    def spoil(self, _kind: str, _scope: Scope, body: bytes) -> bytes:
        """Nothing of its own."""
        return body

    def move(self, _scope: Scope) -> None:
        """Nothing jumps here."""


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) else None


def _json(value: Any) -> Response:
    from starlette.responses import Response

    return Response(msgspec.json.encode(value), media_type="application/json; charset=utf-8")


def _text(words: str, status: int) -> Response:
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(words, status)
