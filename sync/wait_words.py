"""How long a service asks to wait, as a person reads it: from now on, or until when."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import Final

from book.clock import local_day
from book.outbox_words import day_words

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_FROM_NOW: Final = re.compile(
    r"\b(?P<lead>wait|goes on) (?:another |in )?\d+ (?:second|minute|hour)s?\b"
)
"""What is said of a wait as it begins: true at that moment, and wrong a minute later."""


def wait_words(seconds: float) -> str:
    """Seconds in the unit that fits, rounded up: `45 seconds`, `15 minutes`, `3 hours`.

    From a day on it is “more than a day”: such a wait is a mistake more often than a wish.
    """
    whole = math.ceil(min(seconds, 2 * _DAY))
    if whole > _DAY:
        return "more than a day"
    if whole < _MINUTE:
        return _counted(max(whole, 1), "second")
    minutes = math.ceil(whole / _MINUTE)
    if minutes < 2 * _HOUR // _MINUTE:
        return _counted(minutes, "minute")
    return _counted(math.ceil(whole / _HOUR), "hour")


def kept_words(text: str, seconds: float, now: datetime) -> str:
    """A sentence on a wait of so many seconds as it can be kept and read later: until when."""
    at = now + timedelta(seconds=min(seconds, 2.0 * _DAY))
    clock = f"{at.astimezone():%H:%M}"
    day = local_day(at)
    if day != local_day(now):
        clock += f" on {day_words(day, local_day(now))}"
    return _FROM_NOW.sub(
        lambda found: f"wait until {clock}" if found["lead"] == "wait" else f"goes on at {clock}",
        text,
    )


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
