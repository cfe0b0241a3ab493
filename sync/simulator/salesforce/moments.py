"""Moments and days as the service writes them; records keep them in that text form.

Records know whole seconds, and one width: so the order of the texts is the order of time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final

_LITERAL: Final = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:?\d\d)", re.IGNORECASE
)


def written(moment: datetime) -> str:
    """A moment as a record has it, cut to its second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def read(text: str) -> datetime:
    """A moment of a record back as an aware UTC datetime."""
    return datetime.fromisoformat(text).astimezone(UTC)


def from_literal(text: str) -> str:
    """A moment of a query or a body in the form of a record; ValueError where it is none.

    It has to name its offset: the service knows no moment without one.
    """
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return written(datetime.fromisoformat(found[1] + found[2].upper()))


def day_from(text: str) -> str:
    """A day, `2026-12-14`; ValueError where it is none."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError(text)
    return date.fromisoformat(text).isoformat()


def days_before(moment: datetime, days: float) -> str:
    """The moment so many days earlier, as a record has it."""
    return written(moment - timedelta(days=days))


def http_date(text: str) -> str:
    """A record's moment as a header has it."""
    return format_datetime(read(text), usegmt=True)


def from_http_date(text: str) -> datetime:
    """A header's moment; ValueError where it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError) as error:
        raise ValueError(text) from error
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
