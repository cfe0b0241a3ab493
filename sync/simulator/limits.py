"""The request budget: a token bucket, told in a header on every answer."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from msgspec import Struct


class RateLimit(Struct, frozen=True, kw_only=True):
    """`units` per `window_seconds`; a write may cost more than one. None never runs out."""

    units: int | None = 1000
    window_seconds: float = 60.0
    write_cost: int = 1


class Bucket:
    """What is left of a budget. `ticks` are seconds of a clock that never goes back."""

    def __init__(self, limit: RateLimit, ticks: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._ticks = ticks
        self._left = float(limit.units or 0)
        self._at = ticks()

    def take(self, cost: int) -> bool:
        """Takes the cost of one request; False, and nothing taken, where it is not there."""
        if self.limit.units is None:
            return True
        self._refill()
        if self._left < cost:
            return False
        self._left -= cost
        return True

    def headers(self) -> list[tuple[bytes, bytes]]:
        """The three headers, as they stand after the last `take`."""
        units = 1000 if self.limit.units is None else self.limit.units
        left = units - 1 if self.limit.units is None else int(self._left)
        window = int(self.limit.window_seconds)
        return [
            (b"ratelimit-limit", b"%d, %d;window=%d" % (units, units, window)),
            (b"ratelimit-remaining", b"%d" % left),
            (b"ratelimit-reset", b"%d" % self._reset()),
        ]

    def _reset(self) -> int:
        """Whole seconds until one more unit is there."""
        if self.limit.units is None:
            return 1
        per_second = self.limit.units / self.limit.window_seconds
        missing = 1.0 - (self._left - math.floor(self._left))
        return max(1, math.ceil(missing / per_second))

    def _refill(self) -> None:
        units = self.limit.units or 0
        now = self._ticks()
        gained = (now - self._at) * units / self.limit.window_seconds
        self._left = min(float(units), self._left + max(0.0, gained))
        self._at = now
