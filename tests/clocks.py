"""A clock for tests: it stands until the test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
"""A Wednesday."""


class HandClock:
    """Says the same moment until a test moves it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Moves the clock on by `timedelta(**by)`."""
        self.now += timedelta(**by)
