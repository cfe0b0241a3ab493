"""How a client behaves towards a service: when it slows down, waits, tries again, gives up.

The numbers are data. A passing fault is sat out within `PATIENCE_SECONDS`; a wait that the
service asked for is kept to the second, or ends the run when it is longer than is worth waiting.
"""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from book.errors import RateLimited, SatchelError

Pause = Callable[[float], Awaitable[None]]
"""Waits so many seconds; may raise to end the run instead."""

WAITS: Final = (0.5, 1.5, 4.0)
"""Seconds before each further attempt after a passing fault."""
PATIENCE_SECONDS: Final = 15.0
"""A service that stays broken is given up after this."""
ANSWER_SECONDS: Final = 60.0
"""An answer that still trickles in after this is given up."""
LONGEST_ASKED_WAIT: Final = 60.0
"""The longest wait for a rate limit that is sat out inside a run that had answers already."""
MAX_PAUSE: Final = 60.0
_RESERVE: Final = 0.02
"""The share of a rate limit that is left to others who use the same key."""
_JITTER: Final = 0.25


class Budget:
    """What a service last said of its rate limit, and what that asks of us."""

    def __init__(self) -> None:
        self.limit: int | None = None
        self.remaining: int | None = None
        self.reset_seconds = 0.0
        self.answered = False
        """Whether this run had an answer already."""

    def learn(self, headers: Mapping[str, str]) -> None:
        """Reads the rate headers of an answer, where it has them."""
        self.limit = _first_number(headers.get("ratelimit-limit")) or self.limit
        self.remaining = _first_number(headers.get("ratelimit-remaining"))
        self.reset_seconds = float(_first_number(headers.get("ratelimit-reset")) or 0)

    async def slow_down(self, pause: Pause) -> None:
        """Waits before a request while the budget is all but used up."""
        if self.remaining is None:
            return
        reserve = max(2, int((self.limit or 0) * _RESERVE))
        if self.remaining > reserve:
            return
        wait = min(max(self.reset_seconds, 0.1), MAX_PAUSE)
        # One wait per answer: the next answer says how things stand then.
        self.remaining = None
        await pause(wait)


class Patience:
    """How often and how long one request is tried again."""

    def __init__(self, budget: Budget) -> None:
        self._started = time.monotonic()
        self._attempts = 0
        self._asked = 0.0
        self._longest = LONGEST_ASKED_WAIT if budget.answered else PATIENCE_SECONDS

    def seconds_left(self) -> float:
        """How long the attempt at hand may take in all."""
        if self._attempts == 0:
            return ANSWER_SECONDS
        return max(PATIENCE_SECONDS - self._elapsed(), 2.0)

    def next_wait(self, error: SatchelError) -> float | None:
        """Seconds before the next attempt, or None when it is time to give up."""
        if isinstance(error, RateLimited):
            self._asked += error.wait_seconds
            return _jittered(error.wait_seconds) if self._asked <= self._longest else None
        if not error.retryable or self._attempts >= len(WAITS):
            return None
        wait = WAITS[self._attempts]
        self._attempts += 1
        return _jittered(wait) if self._elapsed() + wait < PATIENCE_SECONDS else None

    def _elapsed(self) -> float:
        return time.monotonic() - self._started - self._asked


def wait_asked(headers: Mapping[str, str]) -> float:
    """Seconds a 429 asks to wait: `Retry-After`, else the reset of the budget, at least 1."""
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit() and len(asked) < 9:
        return max(float(asked), 1.0)
    if asked:
        dated = _seconds_until(asked)
        if dated is not None:
            return max(dated, 1.0)
    return max(float(_first_number(headers.get("ratelimit-reset")) or 1), 1.0)


def _seconds_until(text: str) -> float | None:
    """Seconds until an HTTP date."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None


def _first_number(text: str | None) -> int | None:
    """The first whole number of a header such as `1000, 1000;window=60`."""
    if text is None:
        return None
    first = text.strip().partition(",")[0].partition(";")[0].strip()
    return int(first) if first.isascii() and first.isdigit() and len(first) < 9 else None


def _jittered(seconds: float) -> float:
    """Never shorter than asked, and a little longer, so that many clients do not march in step."""
    return seconds + random.uniform(0, min(seconds * _JITTER, 1.0))  # noqa: S311 no secret in it
