"""How far into a recording: read as people and links write it, and written one way.

Whole seconds throughout; what a fraction adds is dropped.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100 * 3600 - 1
"""The furthest second there is, 99:59:59; no call is longer."""
_SIXTY: Final = 60
_HOUR: Final = 3600
_SECONDS: Final = re.compile(r"([0-9]{1,9})(?:\.[0-9]{1,9})?s?", re.IGNORECASE)
_UNITS: Final = re.compile(
    r"(?:([0-9]{1,3})h)?(?:([0-9]{1,4})m)?(?:([0-9]{1,6})(?:\.[0-9]{1,9})?s)?", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"(?:([0-9]{1,3}):)?([0-9]{1,4}):([0-9]{2})(?:\.[0-9]{1,9})?")


def parse_offset(text: str) -> int | None:
    """The second a text names: `90`, `90s`, `1m30s`, `1h2m3s`, `12:05`, `1:02:03`, `12.5`.

    None for anything else: the text is the caller's to keep. Only the largest part of a text may
    be 60 or more (`90m`, `75:00`), else it is a slip (`1:75`).
    """
    words = text.strip()
    if plain := _SECONDS.fullmatch(words):
        return _within(int(plain[1]))
    found = _CLOCK.fullmatch(words) or (_UNITS.fullmatch(words) if words else None)
    if found is None:
        return None
    parts = [int(part) if part else 0 for part in found.groups()]
    first = next((at for at, part in enumerate(found.groups()) if part), len(parts))
    if any(part >= _SIXTY for part in parts[first + 1 :]):
        return None
    hours, minutes, seconds = parts
    return _within(hours * _HOUR + minutes * _SIXTY + seconds)


def spell_offset(seconds: int) -> str:
    """A second as it is read: `0:09`, `12:05`, `1:02:03`. Raises ValueError below 0."""
    if seconds < 0:
        raise ValueError(f"{seconds} s lies before the recording")
    minutes, rest = divmod(seconds, _SIXTY)
    if minutes < _SIXTY:
        return f"{minutes}:{rest:02}"
    return f"{minutes // _SIXTY}:{minutes % _SIXTY:02}:{rest:02}"


def _within(seconds: int) -> int | None:
    return seconds if seconds <= LONGEST else None
