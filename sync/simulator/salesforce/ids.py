"""Record ids: a prefix per object, 15 characters that count up, 3 that guard their case."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_GUARDS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHAPE: Final = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")


def make_id(prefix: str, pod: str, number: int) -> str:
    """The id of the record with that number; `pod` are two characters of the org."""
    tail = ""
    for _ in range(10):
        number, digit = divmod(number, 62)
        tail = _DIGITS[digit] + tail
    return guarded(prefix + pod + tail)


def guarded(short: str) -> str:
    """A 15-character id with the three that make it safe where case is lost."""
    return short + "".join(_guard(short[at : at + 5]) for at in (0, 5, 10))


def whole_id(text: object) -> str | None:
    """An id in its 18 characters, given 15 or 18; None where the text is no id.

    Of 18 the last three mend the case of the others, as the service does it.
    """
    if not isinstance(text, str) or not _SHAPE.fullmatch(text):
        return None
    if len(text) == 15:
        return guarded(text)
    mended = []
    for at in range(15):
        mark = _GUARDS.find(text[15 + at // 5].upper())
        if mark < 0:
            return None
        upper = mark >> (at % 5) & 1
        mended.append(text[at].upper() if upper else text[at].lower())
    return guarded("".join(mended))


def prefix_of(record_id: str) -> str:
    """The three characters that say which object an id belongs to."""
    return record_id[:3]


def _guard(five: str) -> str:
    return _GUARDS[sum(1 << at for at, letter in enumerate(five) if "A" <= letter <= "Z")]
