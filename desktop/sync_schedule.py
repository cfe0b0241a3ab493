"""When the window's engine runs: soon after the start, at each source's pace, and when asked.

A failure that may pass is tried again after a growing wait, never longer than the source's
own pace; the engine's crash likewise.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from book.errors import SatchelError
from desktop.source_options import poll_seconds
from desktop.tasks import spawn

FIRST_AFTER_SECONDS: Final = 0.3
PACE_SECONDS: Final = 300
FIRST_RETRY_SECONDS: Final = 10.0


class Engine(Protocol):
    """What the schedule asks of the engine."""

    async def sync(self, sources: Sequence[str] = (), *, full: bool = False) -> dict[str, Any]:
        """One run; returns its report."""


Paces = Callable[[], dict[str, dict[str, str]]]
"""Reads the connected sources: name → options."""


class SyncSchedule:
    """One run at a time; `ended` gets the error of a run that failed as a whole, else None."""

    def __init__(
        self,
        engine: Engine,
        paces: Paces,
        *,
        began: Callable[[], None],
        ended: Callable[[SatchelError | None], None],
        wall: Callable[[], float] = time.time,
        first_after: float = FIRST_AFTER_SECONDS,
    ) -> None:
        self._engine = engine
        self._paces = paces
        self._began = began
        self._ended = ended
        self._wall = wall
        self._due: dict[str, float] = {}
        self._misses: dict[str, int] = {}
        self._first = wall() + first_after
        self._poked = asyncio.Event()
        self._wanted: set[str] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to run; once."""
        self._task = spawn("The sync schedule", self._run())

    def sync_now(self) -> None:
        """Runs everything as soon as the run in hand is over."""
        self._wanted = set(self._paces())
        self._poked.set()

    def look_at_the_clock(self) -> None:
        """Runs what became due meanwhile; after sleep the loop's own timers are late."""
        self._poked.set()

    def stop(self) -> None:
        """No further run."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                async with asyncio.timeout(self._wait()):
                    await self._poked.wait()
            except TimeoutError:
                pass
            self._poked.clear()
            names = self._named()
            if names:
                await self._once(names)

    def _wait(self) -> float | None:
        times = [self._due.get(name, self._first) for name in self._paces()]
        return max(0.0, min(times) - self._wall()) if times else None

    def _named(self) -> list[str]:
        known = self._paces()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            return [name for name in known if name in wanted]
        now = self._wall()
        return [name for name in known if self._due.get(name, self._first) <= now]

    async def _once(self, names: list[str]) -> None:
        self._began()
        failed: dict[str, float] = {}
        error: SatchelError | None = None
        try:
            report = await self._engine.sync(names)
        except SatchelError as trouble:
            error = trouble
            failed = dict.fromkeys(names, 0.0)
        else:
            failed = _failures(report)
        self._plan(names, failed)
        self._ended(error)

    def _plan(self, names: list[str], failed: dict[str, float]) -> None:
        options = self._paces()
        for name in names:
            pace = float(poll_seconds(options.get(name, {}), PACE_SECONDS))
            if name in failed:
                self._misses[name] = self._misses.get(name, 0) + 1
                retry = FIRST_RETRY_SECONDS * 2.0 ** (self._misses[name] - 1)
                wait = max(min(retry, pace), failed[name])
            else:
                self._misses.pop(name, None)
                wait = pace
            self._due[name] = self._wall() + wait


def _failures(report: dict[str, Any]) -> dict[str, float]:
    """Source → seconds it asked to wait (0 where it said nothing), for those that may pass."""
    found: dict[str, float] = {}
    for each in report.get("sources", ()):
        error = each.get("error")
        if error and error.get("kind") in {"offline", "server", "rate_limited", "busy"}:
            found[each["source"]] = float(error.get("wait_seconds", 0) or 0)
    return found
