"""The three budgets: ten rolling seconds, one second of searches, and the account's day."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from book.clock import Clock
from sync.simulator.hubspot.errors import rate_limit


class Limits(Struct, frozen=True, kw_only=True):
    """How many requests: `burst` in `window_seconds`, `searches` a second, `daily` a day.

    None never runs out. The numbers are those of a Professional account.
    """

    burst: int | None = 190
    window_seconds: float = 10.0
    searches: int | None = 5
    daily: int | None = 625_000


UNLIMITED = Limits(burst=None, searches=None, daily=None)
"""For tests that are not about limits."""


class _Rolling:
    """At most so many in any stretch of so many seconds."""

    def __init__(self, most: int | None, seconds: float, ticks: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._ticks = ticks
        self._taken: deque[float] = deque()

    def take(self) -> bool:
        if self._most is None:
            return True
        now = self._ticks()
        while self._taken and self._taken[0] <= now - self._seconds:
            self._taken.popleft()
        if len(self._taken) >= self._most:
            return False
        self._taken.append(now)
        return True

    @property
    def left(self) -> int | None:
        return None if self._most is None else self._most - len(self._taken)


class Budget:
    """What is left of the limits. `ticks` are seconds of a clock that never goes back."""

    def __init__(
        self, limits: Limits, clock: Clock, ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self.used = 0
        """Requests of the day so far."""
        self._clock = clock
        self._ticks = ticks
        self.become(limits)
        self._day = clock().date()

    def become(self, limits: Limits) -> None:
        """Has these limits from now on, of which nothing but the day's requests is used up."""
        self.limits = limits
        self._burst = _Rolling(limits.burst, limits.window_seconds, self._ticks)
        self._searches = _Rolling(limits.searches, 1.0, self._ticks)

    def take(self, *, search: bool) -> None:
        """Takes one request; Refusal (429), and nothing taken, where it is not there."""
        self._new_day()
        if self.limits.daily is not None and self.used >= self.limits.daily:
            raise rate_limit("DAILY")
        if search:
            if not self._searches.take():
                raise rate_limit("SECONDLY")
        elif not self._burst.take():
            raise rate_limit("TEN_SECONDLY_ROLLING")
        self.used += 1

    def use_up_day(self) -> None:
        """The rest of the day is gone."""
        self._new_day()
        self.used = self.limits.daily or Limits().daily or 0
        if self.limits.daily is None:
            raise ValueError("a day without a limit cannot be used up")

    @property
    def resets_at(self) -> datetime:
        """Midnight of the account, which lives in UTC."""
        today = self._clock().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return today + timedelta(days=1)

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers of every answer but a search's."""
        shown = Limits()
        burst = self.limits.burst or shown.burst or 0
        daily = self.limits.daily or shown.daily or 0
        left = self._burst.left
        numbers = {
            "Max": burst,
            "Remaining": burst if left is None else left,
            "Interval-Milliseconds": int(self.limits.window_seconds * 1000),
            "Daily": daily,
            "Daily-Remaining": max(0, daily - self.used),
        }
        return [
            (f"x-hubspot-ratelimit-{name.lower()}".encode(), b"%d" % number)
            for name, number in numbers.items()
        ]

    def _new_day(self) -> None:
        today = self._clock().astimezone(UTC).date()
        if today != self._day:
            self._day, self.used = today, 0
