"""What was asked of the simulator: method, path, query, status and what was written; no key."""

from __future__ import annotations

from collections import Counter, deque
from threading import Lock
from typing import Final

from msgspec import Struct

BODY_KEPT: Final = 100_000
"""So many characters of a body are kept."""


class Served(Struct, frozen=True, gc=False, omit_defaults=True):
    """One request that was answered, or cut off (status 0)."""

    method: str
    path: str
    query: str
    status: int
    body: str = ""
    """What it was to write, as it came; the service may have read it or not."""


class Log:
    """The requests served, newest last; the oldest go when there are very many."""

    def __init__(self, keep: int = 50_000) -> None:
        self._lock = Lock()
        self._lines: deque[Served] = deque(maxlen=keep)
        self._count = 0

    def add(self, method: str, path: str, query: str, body: bytes, status: int) -> None:
        """Writes one request down."""
        text = body[: 4 * BODY_KEPT].decode("utf-8", "replace")[:BODY_KEPT]
        with self._lock:
            self._lines.append(Served(method, path, query, status, text))
            self._count += 1

    @property
    def count(self) -> int:
        """How many requests were served since the last `clear`."""
        return self._count

    def lines(self, path: str = "", method: str = "") -> list[Served]:
        """The requests whose path starts so, and of that method."""
        with self._lock:
            lines = list(self._lines)
        return [
            line
            for line in lines
            if line.path.startswith(path) and (not method or line.method == method)
        ]

    def counts(self) -> dict[str, int]:
        """How often each "METHOD /path" was asked."""
        return dict(Counter(f"{line.method} {line.path}" for line in self.lines()))

    def clear(self) -> None:
        """Forgets what was served so far."""
        with self._lock:
            self._lines.clear()
            self._count = 0
