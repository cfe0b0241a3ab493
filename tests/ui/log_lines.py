"""Lines of a sync log for tests: invented runs under a clock that stands."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from book.records import LogLine
from tests.ui.shell_book import NOON

Level = Literal["info", "warning", "error"]


def line(minutes: int, text: str, level: Level = "info", source: str = "vitally") -> LogLine:
    """A line written so many minutes before noon."""
    return LogLine(at=NOON - timedelta(minutes=minutes), source=source, level=level, text=text)


REFUSED = line(20, "Vitally refused the key", "error")
HALF_READ = line(40, "Records that could not be read in full: n7 (no day)", "warning")
STOPPED = line(60 * 24 + 5, "The engine stopped.", "error", source="")
SENT = line(5, "sent 2; nothing new (4 requests, 0.9 s)")
QUIET = line(60 * 24 + 20, "nothing new (2 requests, 0.3 s)", source="hubspot")
LINES = [SENT, REFUSED, HALF_READ, STOPPED, QUIET]
"""Newest first: three of today, two of yesterday."""


def many(n: int) -> list[LogLine]:
    """So many lines, newest first, one every seven minutes; every fiftieth fell short."""
    return [
        line(7 * at, f"sent {at}; nothing new", "error" if at % 50 == 0 else "info")
        for at in range(n)
    ]
