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
"""A first pause after the book could not be read; each further one is twice as long."""
LONGEST_TROUBLE_SECONDS: Final = 10.0
JITTER: Final = 0.1
"""A pace is stretched by up to this share, so that many laptops do not ask in step."""
SLACK_SECONDS: Final = 1.0
"""A time further ahead than it was set, by more than this: the clock was set back meanwhile."""
_MOST_DOUBLINGS: Final = 16
_MOVED: Final = ("pushed", "agreed", "parked", "conflicts")


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
        self._planned: dict[str, float] = {}
        """How far ahead each time of `_due` was when it was set."""
        self._resting: dict[str, tuple[float, float]] = {}
        """Sources nothing went to although something seemed due: from when, for how long."""
        self._first, self._first_after = wall() + first_after, first_after
        self._poked = asyncio.Event()
        self._by_hand = False
        self._troubles = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to run; once."""
        self._task = spawn("The sync schedule", self._run())

    def sync_now(self) -> None:
        """Runs everything as soon as the run in hand is over."""
        self._by_hand = True
        self._poked.set()

    def look_at_the_clock(self) -> None:
        """Runs what became due meanwhile: after sleep, when timers are late, and after an edit."""
        self._poked.set()

    def network_is_back(self) -> None:
        """Tries again at once what failed while there was no network."""
        for name in self._misses:
            self._set_due(name, 0.0)
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
                pause = min(TROUBLE_SECONDS * 2.0**self._troubles, LONGEST_TROUBLE_SECONDS)
                self._troubles = min(self._troubles + 1, _MOST_DOUBLINGS)
                await asyncio.sleep(pause)
            else:
                self._troubles = 0

    async def _turn(self) -> None:
        """Waits until something is due, and runs it."""
        try:
            async with asyncio.timeout(self._wait()):
                await self._poked.wait()
        except TimeoutError:
            pass
        self._poked.clear()
        names = self._named()
        by_hand, self._by_hand = self._by_hand, False
        if names:
            await self._once(names, by_hand=by_hand)
        elif names := self._to_send():
            await self._once(names, send_only=True)

    def _wait(self) -> float | None:
        if self._by_hand:
            return 0.0  # asked for while the book could not be read
        times = [self._until(name) for name in self._paces()]
        times += [
            max(wait, self._rest_of(name)) if wait <= 0 else wait
            for name, wait in self._waiting().items()
        ]
        return max(0.0, min(times)) if times else None

    def _set_due(self, name: str, wait: float) -> None:
        self._due[name], self._planned[name] = self._wall() + wait, wait

    def _until(self, name: str) -> float:
        """Seconds until a source is due. A clock that was set back makes nothing wait longer."""
        left = self._due.get(name, self._first) - self._wall()
        if left > (planned := self._planned.get(name, self._first_after)) + SLACK_SECONDS:
            self._set_due(name, planned)
            return planned
        return left

    def _rest_of(self, name: str) -> float:
        """Seconds for which a source is left alone with what does not go; 0 for none."""
        since, seconds = self._resting.get(name, (0.0, 0.0))
        passed = self._wall() - since
        return max(0.0, seconds - passed) if passed >= 0 else 0.0

    def _to_send(self) -> list[str]:
        """Sources that something may be sent to now; one that just failed has its own time."""
        known = self._paces()
        return [
            name
            for name, wait in self._waiting().items()
            if wait <= 0 and name in known and not self._rest_of(name)
        ]

    def _waiting(self) -> dict[str, float]:
        """When something may next be sent. What just failed has its own time, and where nothing
        is due no rest is kept: the next edit is not held up by one that is gone."""
        waits = self._sends()
        for name in [name for name in self._resting if waits.get(name, 1.0) > 0]:
            del self._resting[name]
        return {name: wait for name, wait in waits.items() if name not in self._misses}

    def _named(self) -> list[str]:
        known = self._paces()
        return [name for name in known if self._by_hand or self._until(name) <= 0]

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
            self._rest(names, report, send_only=send_only)
        self._plan(names, failed, send_only=send_only)
        self._ended(error)

    def _rest(self, names: list[str], report: dict[str, Any], *, send_only: bool) -> None:
        """Leaves sources alone for a growing while where what is due did not go."""
        told = {each["source"]: each for each in report.get("sources", ())}
        options = self._paces()
        for name in names:
            each = told.get(name, {})
            if any(each.get(what, 0) for what in _MOVED):
                self._resting.pop(name, None)
            elif send_only or each.get("error"):
                longest = float(poll_seconds(options.get(name, {}), PACE_SECONDS))
                seconds = self._resting.get(name, (0.0, REST_SECONDS / 2))[1] * 2
                self._resting[name] = (self._wall(), max(REST_SECONDS, min(seconds, longest)))

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
            self._set_due(name, wait)


def _failures(report: dict[str, Any]) -> dict[str, float]:
    """Source → seconds it asked to wait (0 where it said nothing), for those that may pass."""
    found: dict[str, float] = {}
    for each in report.get("sources", ()):
        error = each.get("error")
        if error and error.get("kind") in {"offline", "server", "rate_limited", "busy"}:
            found[each["source"]] = float(error.get("wait_seconds", 0) or 0)
    return found
