"""How long a service asks to wait, as a person reads it."""

from __future__ import annotations

import math
from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


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


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
