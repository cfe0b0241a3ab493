"""Lenient readings of foreign values: a moment, a day, money, a number, a text.

Services send nulls, epochs, numbers as text and plain nonsense. A reading gives the stored form
of a fact or None, and names the field in `problems` when there was something it could not read.
None of them ever raises.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from typing import Any, Final

from book.clock import stamp

EARLIEST: Final = "1971"
LATEST: Final = "2200"
"""Years outside of these are placeholders of some database, never facts; 1970 is its zero."""

_MILLISECONDS_FROM: Final = 1e11
"""An epoch above this is in milliseconds: in seconds it would lie in the year 5138."""

_LARGEST_WHOLE: Final = 2**53
"""Beyond this a JSON number is no longer exact, and no count or sum of money is that large."""

_AMOUNT = re.compile(r"[$€£]?\s?(-?\d{1,3}(?:,\d{3})+(?:\.\d*)?|-?\d+(?:\.\d*)?)\Z", re.ASCII)

MAX_TEXT: Final = 4096
"""Characters kept of a one-line text such as a name or a stage."""


def moment_text(value: Any, field: str, problems: list[str]) -> str | None:
    """A moment in stored form (UTC, milliseconds) from ISO text or an epoch in s or ms."""
    if value is None or value == "":
        return None
    if type(value) is str:
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return _moment_of_number(_number(value), field, problems)
        text = value if len(value) == 24 and _in_stored_form(value) else _stamped(at)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        return _moment_of_number(float_of(value), field, problems)
    else:
        text = ""
    return _within_years(text, field, problems)


def day_text(value: Any, field: str, problems: list[str]) -> str | None:
    """A calendar day as it is written there, never shifted by a time zone."""
    if value is None or value == "":
        return None
    if type(value) is str:
        try:
            text = date.fromisoformat(value[:10]).isoformat()
        except ValueError:
            try:
                text = datetime.fromisoformat(value).date().isoformat()
            except ValueError:
                return _day_of_number(_number(value), field, problems)
        return _within_years(text, field, problems)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _day_of_number(float_of(value), field, problems)
    problems.append(field)
    return None


def cents(value: Any, field: str, problems: list[str]) -> int | None:
    """Whole cents from an amount in whole units, as a number or as text (`1,234.50`)."""
    if value is None or value == "":
        return None
    amount = _amount(value)
    if amount is None or abs(amount) > _LARGEST_WHOLE / 100:
        problems.append(field)
        return None
    return round(amount * 100)


def number(value: Any, field: str, problems: list[str]) -> float | None:
    """A finite number."""
    if value is None or value == "":
        return None
    read = _amount(value)
    if read is None:
        problems.append(field)
    return read


def whole(value: Any, field: str, problems: list[str]) -> int | None:
    """A whole number, such as a count."""
    read = number(value, field, problems)
    if read is None:
        return None
    if abs(read) > _LARGEST_WHOLE:
        problems.append(field)
        return None
    return int(read)


def phones(*given: Any) -> str | None:
    """The phone numbers of a person, each once and as they are written; what is none is left out.

    A service takes any words there, so what cannot be read is no trouble of the record's.
    """
    lines = (line(one, "", []) for one in given)
    return ", ".join(dict.fromkeys(one for one in lines if one)) or None


def line(value: Any, field: str, problems: list[str]) -> str | None:
    """A one-line text; a list of texts is joined with commas, an empty one is None."""
    if value is None:
        return None
    if type(value) is str:
        text = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, (int, float)):
        text = _number_text(value)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        text = ", ".join(value)
    else:
        problems.append(field)
        return None
    return clean(text) or None


_JOINING: Final = frozenset("\u200c\u200d\u200e\u200f")
"""Signs that are not seen but belong to emoji, Persian, and mixed directions."""


def clean(text: str) -> str:
    """Text on one line, without control characters and half characters, and not endless."""
    text = text[: MAX_TEXT * 2]
    if not text.isprintable():
        text = "".join(
            c if c.isprintable() or c in _JOINING else " " for c in text if not _is_half(c)
        )
    return " ".join(text.split())[:MAX_TEXT]


def float_of(value: float) -> float | None:
    """A number as a float, or None where it is too large or not a number at all."""
    try:
        read = float(value)
    except OverflowError:
        return None
    return read if math.isfinite(read) else None


def _is_half(character: str) -> bool:
    """Whether it is half of a surrogate pair, which no database takes."""
    return "\ud800" <= character <= "\udfff"


def _in_stored_form(text: str) -> bool:
    """Whether a 24-character ISO text is spelt exactly as `book.clock.stamp` spells it."""
    return text[23] == "Z" and text[19] == "." and text[10] == "T" and text[7] == "-"


def _stamped(at: datetime) -> str:
    try:
        return stamp(at if at.tzinfo is not None else at.replace(tzinfo=UTC))
    except OverflowError:
        return ""


def _within_years(text: str, field: str, problems: list[str]) -> str | None:
    if EARLIEST <= text < LATEST:
        return text
    problems.append(field)
    return None


def _moment_of_number(epoch: float | None, field: str, problems: list[str]) -> str | None:
    at = _epoch(epoch)
    if at is None:
        problems.append(field)
        return None
    return _within_years(stamp(at), field, problems)


def _day_of_number(epoch: float | None, field: str, problems: list[str]) -> str | None:
    at = _moment_of_number(epoch, field, problems)
    return at[:10] if at is not None else None


def _epoch(seconds: float | None) -> datetime | None:
    if seconds is None or seconds <= 0:
        return None
    if seconds > _MILLISECONDS_FROM:
        seconds /= 1000
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _amount(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float_of(value)
    return _number(value) if isinstance(value, str) else None


def _number(text: str) -> float | None:
    """The number in a short text; thousands may be marked by commas."""
    if len(text) > 40:
        return None
    match = _AMOUNT.match(text.strip())
    return float(match[1].replace(",", "")) if match is not None else None


def _number_text(value: float) -> str:
    """A number as a person would write it: 3 rather than 3.0."""
    read = float_of(value)
    if read is None or abs(read) > _LARGEST_WHOLE:
        return ""
    return str(int(read)) if read == int(read) else str(read)
