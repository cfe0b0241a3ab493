"""When the window's engine runs: at the start, at each source's pace, for what is due to be sent.

What waits in the outbox goes as soon as it may, in a run that fetches nothing. A failure that may
pass is tried again after a growing wait, never longer than the source's own pace, or at once when
the network is back; the engine's crash likewise.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from book.errors import SatchelError
from desktop.source_options import poll_seconds
from desktop.tasks import spawn

FIRST_AFTER_SECONDS: Final = 0.3
PACE_SECONDS: Final = 300
FIRST_RETRY_SECONDS: Final = 10.0
REST_SECONDS: Final = 30.0
TROUBLE_SECONDS: Final = 0.02
"""A pause after the book could not be read: what is due then is asked again, not in a circle."""
JITTER: Final = 0.1
"""A pace is stretched by up to this share, so that many laptops do not ask in step."""


class Engine(Protocol):
    """What the schedule asks of the engine."""

    async def sync(
        self,
        sources: Sequence[str] = (),
        *,
        full: bool = False,
        by_hand: bool = False,
        send_only: bool = False,
    ) -> dict[str, Any]:
        """One run; returns its report."""


Paces = Callable[[], dict[str, dict[str, str]]]
"""Reads the connected sources: name → options."""
Sends = Callable[[], dict[str, float]]
"""Reads when something may next be sent: source → seconds from now."""


class SyncSchedule:
    """One run at a time; `ended` gets the error of a run that failed as a whole, else None."""

    def __init__(
        self,
        engine: Engine,
        paces: Paces,
        *,
        began: Callable[[], None],
        ended: Callable[[SatchelError | None], None],
        sends: Sends = dict,
        wall: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
        first_after: float = FIRST_AFTER_SECONDS,
    ) -> None:
        self._engine = engine
        self._paces = paces
        self._began = began
        self._ended = ended
        self._sends = sends
        self._wall = wall
        self._chance = chance
        self._due: dict[str, float] = {}
        self._misses: dict[str, int] = {}
        self._resting: dict[str, float] = {}
        """Sources a run had nothing to send to although something seemed due: until when."""
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
        """Runs what became due meanwhile: after sleep, when timers are late, and after an edit."""
        self._poked.set()

    def network_is_back(self) -> None:
        """Tries again at once what failed while there was no network."""
        for name in self._misses:
            self._due[name] = self._wall()
        self._poked.set()

    def stop(self) -> None:
        """No further run."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while True:
            try:
                await self._turn()
            except SatchelError:
                # The book could not be read or written just now; that is told where it matters.
                await asyncio.sleep(TROUBLE_SECONDS)

    async def _turn(self) -> None:
        """Waits until something is due, and runs it."""
        try:
            async with asyncio.timeout(self._wait()):
                await self._poked.wait()
        except TimeoutError:
            pass
        self._poked.clear()
        by_hand = self._wanted is not None
        names = self._named()
        if names:
            await self._once(names, by_hand=by_hand)
        elif names := self._to_send():
            await self._once(names, send_only=True)

    def _wait(self) -> float | None:
        times = [self._due.get(name, self._first) - self._wall() for name in self._paces()]
        times += [wait for name, wait in self._sends().items() if self._may_send(name, wait)]
        return max(0.0, min(times)) if times else None

    def _to_send(self) -> list[str]:
        """Sources that something may be sent to now; one that just failed has its own time."""
        known = self._paces()
        return [
            name
            for name, wait in self._sends().items()
            if wait <= 0 and name in known and self._may_send(name, wait)
        ]

    def _may_send(self, name: str, wait: float) -> bool:
        if name in self._misses:
            return False
        return wait > 0 or self._wall() >= self._resting.get(name, 0.0)

    def _named(self) -> list[str]:
        known = self._paces()
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            return [name for name in known if name in wanted]
        now = self._wall()
        return [name for name in known if self._due.get(name, self._first) <= now]

    async def _once(
        self, names: list[str], *, by_hand: bool = False, send_only: bool = False
    ) -> None:
        self._began()
        failed: dict[str, float] = {}
        error: SatchelError | None = None
        try:
            report = await self._engine.sync(names, by_hand=by_hand, send_only=send_only)
        except SatchelError as trouble:
            error = trouble
            failed = dict.fromkeys(names, 0.0)
        else:
            failed = _failures(report)
            if send_only:
                self._rest(report)
        self._plan(names, failed, send_only=send_only)
        self._ended(error)

    def _rest(self, report: dict[str, Any]) -> None:
        for each in report.get("sources", ()):
            moved = sum(each.get(what, 0) for what in ("pushed", "parked", "conflicts"))
            if not moved:
                self._resting[each["source"]] = self._wall() + REST_SECONDS

    def _plan(self, names: list[str], failed: dict[str, float], *, send_only: bool) -> None:
        options = self._paces()
        for name in names:
            pace = float(poll_seconds(options.get(name, {}), PACE_SECONDS))
            if name in failed:
                self._misses[name] = self._misses.get(name, 0) + 1
                retry = FIRST_RETRY_SECONDS * 2.0 ** (self._misses[name] - 1)
                wait = max(min(retry, pace), failed[name])
            else:
                self._misses.pop(name, None)
                if send_only:
                    continue  # when to fetch next stands as it was
                wait = pace * (1 + JITTER * self._chance())
            self._due[name] = self._wall() + wait


def _failures(report: dict[str, Any]) -> dict[str, float]:
    """Source → seconds it asked to wait (0 where it said nothing), for those that may pass."""
    found: dict[str, float] = {}
    for each in report.get("sources", ()):
        error = each.get("error")
        if error and error.get("kind") in {"offline", "server", "rate_limited", "busy"}:
            found[each["source"]] = float(error.get("wait_seconds", 0) or 0)
    return found
