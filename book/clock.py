"""Time as an argument: UTC moments in one fixed text form, and the person's own days."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns now as an aware UTC datetime."""
Steady = Callable[[], float]
"""Returns seconds that only go on, whatever is done to a clock."""


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def steady_beside(clock: Clock) -> Steady:
    """What counts the seconds beside a clock: this machine's own counter beside its own clock; a
    clock that was handed in is taken for one that nobody sets."""
    return time.monotonic if clock is system_clock else lambda: clock().timestamp()


def local_day(moment: datetime) -> date:
    """The calendar day of a moment where the person is."""
    return moment.astimezone().date()


def stamp(moment: datetime) -> str:
    """A moment as stored, `2026-11-22T09:00:00.120Z`: one width, so text order is time order."""
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """A stored moment back as an aware UTC datetime."""
    return datetime.fromisoformat(text)
