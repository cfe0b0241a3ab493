"""The loopback address a browser is sent back to after the sign-in: one answer, one plain page."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from typing import Final
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

from book.errors import Busy

PATH: Final = "/callback"
_LONGEST_HEAD: Final = 16_384
_HEAD_SECONDS: Final = 10.0
_DONE: Final = "You are signed in. You can close this page and go back to Satchel."
_REFUSED: Final = "{} did not sign you in. You can close this page; Satchel says why."
_NOT_OURS: Final = "This page does not belong to the sign-in that Satchel is waiting for."


class Returned(Struct, frozen=True, kw_only=True):
    """What the browser brought back: a code, or an error and its words."""

    code: str = ""
    error: str = ""
    words: str = ""

    def __repr__(self) -> str:
        return "Returned(…)"


class Callback:
    """Listens on this machine only, and takes the first answer that has the right state."""

    def __init__(self, state: str, title: str) -> None:
        self._state = state
        self._title = title
        self._found: asyncio.Future[Returned] = asyncio.get_running_loop().create_future()
        self.port = 0

    @property
    def url(self) -> str:
        """The address to be sent back to; as services compare it, letter by letter."""
        return f"http://localhost:{self.port}{PATH}"

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[Callback]:
        """Listens on that port, or on any free one for 0. Raises Busy where it is taken."""
        servers = []
        try:
            servers.append(await self._server("127.0.0.1", port))
            self.port = servers[0].sockets[0].getsockname()[1]
            try:
                # A browser may take “localhost” for either.
                servers.append(await self._server("::1", self.port))
            except OSError:
                pass
            yield self
        finally:
            for server in servers:
                server.close()

    async def answer(self, seconds: float) -> Returned:
        """What the browser brought back. Raises TimeoutError when it did not come in time."""
        async with asyncio.timeout(seconds):
            return await self._found

    async def _server(self, host: str, port: int) -> asyncio.Server:
        try:
            return await asyncio.start_server(self._served, host, port, limit=_LONGEST_HEAD)
        except OSError as error:
            if host == "::1":
                raise
            raise Busy(
                f"The address the browser comes back to (port {port}) is taken on this computer.",
                "Close what uses it, or try again in a moment.",
            ) from error

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_HEAD_SECONDS):
                head = await reader.readuntil(b"\r\n\r\n")
            status, words = self._taken(head)
            writer.write(_page(status, words))
            await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # a browser that hung up, or something that is none
        finally:
            writer.close()

    def _taken(self, head: bytes) -> tuple[str, str]:
        """What to say to a request; keeps it where it is the answer that is waited for."""
        method, _, rest = head.decode("latin-1").partition(" ")
        target = urlsplit(rest.partition(" ")[0])
        if method != "GET" or target.path != PATH:
            return "404 Not Found", _NOT_OURS
        said = {name: values[0] for name, values in parse_qs(target.query).items()}
        # Compared before anything else is looked at: any page can send a browser here.
        if not hmac.compare_digest(said.get("state", "").encode(), self._state.encode()):
            return "400 Bad Request", _NOT_OURS
        found = Returned(
            code=said.get("code", ""),
            error=said.get("error", ""),
            words=said.get("error_description", ""),
        )
        if not self._found.done():
            self._found.set_result(found)
        done = bool(found.code) and not found.error
        return "200 OK", _DONE if done else _REFUSED.format(self._title)


def _page(status: str, words: str) -> bytes:
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Satchel</title>'
        f"<body><p>{escape(words)}</p></body></html>"
    ).encode()
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\ncache-control: no-store\r\n"
        "referrer-policy: no-referrer\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + body
