"""A real server on loopback that answers from a list, for answers no decent service gives."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self


class Said(NamedTuple):
    """One answer: its status, its body (or the pieces of it), its headers."""

    status: int = 200
    body: bytes | Iterable[bytes] = b"{}"
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


class Asked(NamedTuple):
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]


class Scripted:
    """Gives the answers in order, then the last one for ever."""

    def __init__(self, *answers: Said | Callable[[str], Said]) -> None:
        self.answers = list(answers)
        self.asked: list[Asked] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(
                    Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()})
                )
                self.rfile.read(int(self.headers.get("content-length") or 0))
                answer = outer.answers.pop(0) if len(outer.answers) > 1 else outer.answers[0]
                said = answer if isinstance(answer, Said) else answer(self.path)
                self.send_response(said.status)
                for name, value in said.headers:
                    self.send_header(name, value)
                pieces = [said.body] if isinstance(said.body, bytes) else said.body
                self.end_headers()
                try:
                    for piece in pieces:
                        self.wfile.write(piece)
                except OSError:
                    return  # the client had enough

            do_POST = do_PUT = do_GET  # noqa: N815 the library's spelling

            def log_message(self, *words: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
