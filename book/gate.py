"""The write gate: how a person's save gets its turn beside a busy engine.

SQLite's own busy wait lets a writer starve beside one that writes page after page. So the
engine passes the gate (takes it and lets go) before every page, and a person's save holds it
from the moment it starts waiting: it waits for at most the page in hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from book.errors import Busy
from book.locks import FileLock
from book.profile import Profile

PERSON_WAITS_SECONDS = 3.0
"""How long a person's save waits, at the gate and at the file together, before it says so."""


class WriteGate:
    """One profile's gate, for one connection."""

    def __init__(self, profile: Profile) -> None:
        self._lock = FileLock(profile.write_gate)

    def pass_through(self) -> None:
        """Waits until no person is saving; the engine calls this before each page."""
        self._lock.acquire()
        self._lock.release()

    def is_taken(self) -> bool:
        """Whether a person is saving, or waits to, right now."""
        if not self._lock.acquire(wait_seconds=0):
            return True
        self._lock.release()
        return False

    @contextmanager
    def held(self, wait_seconds: float = PERSON_WAITS_SECONDS) -> Iterator[None]:
        """Holds the gate while a person's save waits and writes; raises Busy when it stays shut."""
        if not self._lock.acquire(wait_seconds=wait_seconds):
            raise Busy(
                "Another Satchel has been writing for a while.",
                "Nothing was changed; try again in a moment.",
            )
        try:
            yield
        finally:
            self._lock.release()
