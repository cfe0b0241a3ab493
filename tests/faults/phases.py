"""What a child that is to be killed is doing right now, in memory that outlives it."""

from __future__ import annotations

import mmap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from sqlite3 import Connection
from typing import Final

import httpx

from book.store import Store
from tests.faults.looks import is_look

ALIVE: Final = 0
"""Counts what was done, so that it is seen to work."""
TRANSACTION: Final = 1
"""A write transaction is open: from its BEGIN until its COMMIT has returned."""
READING: Final = 2
"""A question was sent whose answer has not come."""
WRITING: Final = 3
"""A write was sent whose answer has not come."""
ANSWERED: Final = 4
"""The service has done a write and answered; our own commit of that is still to come."""
HALT: Final = 5
"""Set by the parent: the child finishes what it does and waits."""
HALTED: Final = 6
_SIZE: Final = 16


class Phases:
    """A few bytes shared between a child and whoever watches it."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), _SIZE)

    def __getitem__(self, at: int) -> int:
        return self._shared[at]

    def __setitem__(self, at: int, value: int) -> None:
        self._shared[at] = value

    def count(self) -> None:
        """Notes that one more thing was done."""
        self[ALIVE] = (self[ALIVE] + 1) % 256

    def clear(self) -> None:
        """As before a start."""
        for at in range(_SIZE):
            self[at] = 0

    def now(self) -> frozenset[int]:
        """What is under way."""
        return frozenset(at for at in (TRANSACTION, READING, WRITING, ANSWERED) if self._shared[at])


class TimedStore(Store):
    """A book that notes, by a clock all processes share, how long each write took."""

    @cached_property
    def turns(self) -> list[tuple[float, float, float]]:
        """Of each write transaction: when it was asked for, when it began, when it was over."""
        return []

    @contextmanager
    def writing(self, *, person: bool = True) -> Iterator[Connection]:
        """The same transaction, timed."""
        asked = began = time.monotonic()
        try:
            with super().writing(person=person) as connection:
                began = time.monotonic()
                yield connection
        finally:
            self.turns.append((asked, began, time.monotonic()))


class WatchedStore(TimedStore):
    """A book that says when a write transaction is open."""

    phases: Phases

    @contextmanager
    def writing(self, *, person: bool = True) -> Iterator[Connection]:
        """The same transaction, announced between its BEGIN and its COMMIT's end."""
        try:
            with super().writing(person=person) as connection:
                self.phases[TRANSACTION] = 1
                yield connection
        finally:
            # In this order: while both are set, the answer is not in the book yet.
            self.phases[TRANSACTION] = 0
            self.phases[ANSWERED] = 0


class WatchedTransport(httpx.AsyncHTTPTransport):
    """A real transport that says when a request is under way, and when a write was answered."""

    def __init__(self, phases: Phases) -> None:
        super().__init__(trust_env=False)
        self._phases = phases

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends it as ever."""
        kind = READING if is_look(request.method, request.url.path) else WRITING
        self._phases[kind] = 1
        try:
            response = await super().handle_async_request(request)
            if kind == WRITING and response.is_success:
                self._phases[ANSWERED] = 1
            self._phases.count()
            return response
        finally:
            self._phases[kind] = 0
