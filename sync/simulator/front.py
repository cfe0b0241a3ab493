"""The door of the server: writes every request down and lets the waiting faults happen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from typing import Any, Protocol

from sync.simulator import tamper
from sync.simulator.faults import MANGLED, Fault, Faults
from sync.simulator.served import Log

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Wire(Protocol):
    """A connection that can be cut."""

    def close(self) -> None:
        """Cuts it after what was written."""


class Twist(Protocol):
    """What a service adds to the faults: those that need to know its records."""

    def spoil(self, kind: str, scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt as the fault of that kind says."""

    def move(self, scope: Scope) -> None:
        """Lets a row that the request asks for jump to the front of its list."""


class Front:
    """The outermost ASGI application. `wires` are the open connections by client address."""

    def __init__(
        self,
        app: App,
        twist: Twist,
        faults: Faults,
        log: Log,
        wires: MutableMapping[tuple[str, int], Wire],
    ) -> None:
        self._app = app
        self._twist = twist
        self._faults = faults
        self._log = log
        self._wires = wires

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("the simulator speaks HTTP only")
        path: str = scope["path"]
        if path.startswith("/__simulator__/"):
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("ascii", "replace")
        heard = Heard(receive)
        seen = Seen(send, partial(self._note, scope["method"], path, query, heard))
        fault = self._faults.take(scope["method"], path)
        try:
            if fault is None:
                await self._app(scope, heard, seen)
            else:
                await self._fail(fault, scope, heard, seen)
        finally:
            seen.note(0)

    def _note(self, method: str, path: str, query: str, heard: Heard, status: int) -> None:
        self._log.add(method, path, query, heard.body(), status)

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Seen) -> None:
        if fault.kind == "close":
            await self._cut(scope, receive, send)
        elif fault.kind == "lost":
            await self._answer(scope, receive)
            await self._cut(scope, receive, send)
        elif fault.kind in ("status", "html", "not_json", "wrong_host", "redirect"):
            await _instead(fault, send)
        elif fault.kind == "huge":
            await _huge(fault, send)
        elif fault.kind == "truncate":
            start, body = await self._answer(scope, receive)
            await send(start)
            await send(_piece(body[: len(body) // 2], more=True))
            await self._cut(scope, receive, send)
        elif fault.kind == "slow":
            if await self._wait(fault.seconds, scope):
                start, body = await self._answer(scope, receive)
                await send(start)
                await self._drip(body, fault.bytes_per_second, scope, send)
        elif fault.kind == "moved":
            self._twist.move(scope)
            await self._app(scope, receive, send)
        elif fault.kind in MANGLED:
            start, body = await self._answer(scope, receive)
            if start["status"] == 200:
                body = self._twist.spoil(fault.kind, scope, body)
                start["headers"] = _with_length(start["headers"], len(body))
            await send(start)
            await send(_piece(body))

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[Message, bytes]:
        """Lets the service answer, and keeps the answer back."""
        start: Message = {}
        pieces: list[bytes] = []

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                pieces.append(message.get("body", b""))

        await self._app(scope, receive, keep)
        return start, b"".join(pieces)

    async def _cut(self, scope: Scope, receive: Receive, send: Seen) -> None:
        send.note(0)
        wire = self._wires.get(tuple(scope["client"]))
        if wire is not None:
            wire.close()
        while (await receive())["type"] != "http.disconnect":
            pass

    async def _wait(self, seconds: float, scope: Scope) -> bool:
        """Lets time pass; False as soon as the client has gone."""
        end = asyncio.get_running_loop().time() + seconds
        while (left := end - asyncio.get_running_loop().time()) > 0:
            await asyncio.sleep(min(left, 0.05))
            if tuple(scope["client"]) not in self._wires:
                return False
        return True

    async def _drip(self, body: bytes, bytes_per_second: int, scope: Scope, send: Send) -> None:
        step = max(1, bytes_per_second // 20) if bytes_per_second > 0 else len(body) or 1
        for at in range(0, len(body), step):
            await send(_piece(body[at : at + step], more=True))
            if bytes_per_second > 0 and not await self._wait(step / bytes_per_second, scope):
                return
        await send(_piece(b""))


class Heard:
    """Passes a request on, and keeps what came of its body."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._pieces: list[bytes] = []

    def body(self) -> bytes:
        """What was read so far."""
        return b"".join(self._pieces)

    async def __call__(self) -> Message:
        message = await self._receive()
        piece = message.get("body")
        if piece:
            self._pieces.append(piece)
        return message


class Seen:
    """Passes an answer on, and notes its status once, before the client can know it."""

    def __init__(self, send: Send, note: Callable[[int], None]) -> None:
        self._send = send
        self._note = note
        self._noted = False

    def note(self, status: int) -> None:
        """Notes the status; 0 says that no answer was begun."""
        if not self._noted:
            self._noted = True
            self._note(status)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.note(message["status"])
        await self._send(message)


async def _instead(fault: Fault, send: Send) -> None:
    kind, status, body, more = b"application/json", 200, b"", list[tuple[bytes, bytes]]()
    if fault.kind == "status":
        status, body = fault.status, b'{"error":"Something went wrong."}'
        if fault.html:
            kind, body = b"text/html", tamper.BROKEN
        if fault.retry_after is not None:
            more.append((b"retry-after", fault.retry_after.encode()))
        if fault.reset is not None:
            more.append((b"ratelimit-remaining", b"0"))
            more.append((b"ratelimit-reset", b"%d" % fault.reset))
    elif fault.kind == "html":
        kind, body = b"text/html", tamper.PORTAL
    elif fault.kind == "wrong_host":
        kind, status, body = b"text/html", 404, tamper.ELSEWHERE
    elif fault.kind == "redirect":
        status, more = 302, [(b"location", fault.location.encode())]
    else:
        body = tamper.NOT_JSON
    headers = _with_length([(b"content-type", kind), *more], len(body))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send(_piece(body))


async def _huge(fault: Fault, send: Send) -> None:
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for piece in tamper.huge(fault.megabytes):
        await send(_piece(piece, more=True))
    await send(_piece(b""))


def _piece(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": more}


def _with_length(headers: list[tuple[bytes, bytes]], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", b"%d" % length)]
