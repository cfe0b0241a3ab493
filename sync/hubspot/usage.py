"""How much of the day's requests of an account is used up, kept from run to run."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import stamp
from book.records import Source

USAGE: Final = "usage"
"""The cursor that keeps it."""


class Usage(Struct, frozen=True, kw_only=True):
    """Requests of all apps of an account in its day, and when that was said."""

    used: int = 0
    most: int = 0
    at: str = ""

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()


def usage(text: str | None, source: Source) -> Usage:
    """What the last run kept; before there was one, what was found when it was connected."""
    try:
        return msgspec.json.decode(text, type=Usage) if text else _when_connected(source)
    except msgspec.DecodeError:
        return Usage()


def after(kept: Usage, told: tuple[int, int] | None, now: datetime) -> Usage | None:
    """What is to be kept after a run whose answers told that; None where they told nothing."""
    if told is None:
        return None
    used, most = told
    if not most:
        # A refusal without a count: all that was known to be there.
        used = most = kept.most
    return Usage(used=used, most=most, at=stamp(now)) if most else None


def _when_connected(source: Source) -> Usage:
    used, most = (source.capabilities.get(name) for name in ("daily_used", "daily_limit"))
    known = type(used) is int and type(most) is int
    return Usage(used=int(used or 0), most=int(most or 0)) if known else Usage()
