"""Time as an argument: UTC moments in one fixed text form, and the person's own days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

Clock = Callable[[], datetime]
"""Returns now as an aware UTC datetime."""


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


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
