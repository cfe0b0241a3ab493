"""A connector as another package would bring it, and its service, whose keys rotate.

The service knows one access token and one refresh token at a time. Refreshing gives new ones and
ends the old; who comes with an old refresh token has lost the sign-in for good, as with services
that rotate in earnest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

from tests.desktop.conftest import Satchel

ROTOR = """
import asyncio

import httpx

from book.errors import Auth
from book.facts import AccountFacts, Page
from book.locks import FileLock
from sync.port import Connection


class Rotor:
    name = "rotor"
    title = "Rotor"
    options = frozenset(("speed",))
    secret_name = "two tokens"
    connect_words = "Ask the rotor."
    stages = ("accounts",)
    requests = 0

    def __init__(self, setup):
        self.setup = setup
        self.secret = setup.secret

    @staticmethod
    def address(url, options):
        return url

    @staticmethod
    async def sign_in(options, url, *, open_browser, transport=None):
        if not open_browser(f"{url}/sign-in?speed={options.get('speed', '')}"):
            raise Auth("Nobody signed in.", "Try again.")
        async with httpx.AsyncClient() as client:
            return (await client.post(f"{url}/signed-in")).text

    async def check(self):
        await self.ask()
        return Connection(
            source="rotor", url=self.setup.source.url, me_id="u1", me_name="Kim", teammates=1,
            capabilities={"missing_scopes": "deals.read"}, fields=(), mapping={}, guessed=(),
            in_book=1, looked_at=1, counted_all=True,
        )

    async def pages(self, stage, known):
        name = await self.ask()
        row = AccountFacts(external_id="r1", name=name)
        usage = '{"used":12,"most":100,"at":"2026-11-22T09:00:00.000Z"}'
        yield Page(source="rotor", resource="accounts", accounts=(row,))
        yield Page(source="rotor", resource="usage", cursor=usage)

    async def ask(self):
        for _ in range(2):
            access, _, _ = self.secret.partition(" ")
            said = await self.get("/name", access)
            if said is not None:
                return said
            await self.renew()
        raise Auth("Rotor refused the key.", "Sign in again.")

    async def renew(self):
        if self.setup.keep is None:
            raise Auth("Rotor's key is old.", "Sign in again.")
        lock = FileLock(self.setup.refresh_lock)
        while not lock.acquire(wait_seconds=0):
            await self.setup.pause(0.01)
        try:
            stored = await self.setup.fresh()
            if stored != self.secret:
                self.secret = stored
                return
            news = await self.get("/refresh", self.secret.partition(" ")[2])
            if news is None:
                raise Auth("Rotor ended the sign-in.", "Sign in again.")
            await self.setup.keep("rotor", news)
            self.secret = news
        finally:
            lock.release()

    async def get(self, path, token):
        async with httpx.AsyncClient() as client:
            reply = await client.get(self.setup.source.url + path, headers={"X-Token": token})
        return reply.text if reply.status_code == 200 else None

    async def aclose(self):
        pass
"""


class Rotating:
    """The service's side: which tokens are good, and what came with ones that were not."""

    def __init__(self) -> None:
        self.url = ""
        self.number = 1
        self.lost = 0
        self.served: list[str] = []
        self._lock = Lock()

    @property
    def secret(self) -> str:
        """Access and refresh token as they are good now."""
        return f"access-{self.number} refresh-{self.number}"

    def expire(self) -> None:
        """Ends the access token; the refresh token stays good."""
        self.served.append("expired")

    def answer(self, path: str, token: str) -> str | None:
        """One request; None where the token is not good."""
        with self._lock:
            if path == "/signed-in":
                self.served.append("signed in")
                return self.secret
            if path == "/name":
                good = token == f"access-{self.number}" and self.served[-1:] != ["expired"]
                if good:
                    self.served.append(token)
                return "Alder" if good else None
            if token != f"refresh-{self.number}":
                self.lost += 1
                return None
            self.number += 1
            self.served.append("refreshed")
            return self.secret


@contextmanager
def rotating() -> Iterator[Rotating]:
    """The service on loopback."""
    state = Rotating()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = state.answer(self.path, self.headers.get("X-Token", ""))
            body = (said or "").encode()
            self.send_response(200 if said is not None else 401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    state.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def bring(folder: Path, name: str, kind: str, code: str) -> None:
    """Installs a connector into a folder, as a package would be."""
    about = folder / f"{name}-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    entry = f"[satchel.connectors]\n{name} = brought_{name}:{kind}\n"
    (about / "entry_points.txt").write_text(entry)
    (folder / f"brought_{name}.py").write_text(code)


def with_brought(satchel: Satchel, folder: Path) -> None:
    """Lets every later run of that program find what was brought to a folder."""
    known = satchel.environment["PYTHONPATH"]
    satchel.environment["PYTHONPATH"] = f"{known}{os.pathsep}{folder}"


def kept_in(satchel: Satchel, source: str) -> str | None:
    """What the pretend keyring keeps of a source."""
    if not satchel.keyring.exists():
        return None
    values: dict[str, str] = json.loads(satchel.keyring.read_text())
    return next((value for name, value in values.items() if name.endswith(f"/{source}")), None)
