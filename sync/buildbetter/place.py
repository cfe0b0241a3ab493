"""Where the reading of calls stands: stored as its cursor, together with its pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import moment, stamp

LOOK_BACK: Final = timedelta(days=14)
"""A call is listed late (it is being worked on), and named when it is over."""
CENSUS_AGE: Final = timedelta(hours=20)
"""The whole list is read once a day: for calls that were deleted, renamed, or listed very late.
A little less than a day, so that a laptop opened each morning does it each morning."""
JOINED_AGE: Final = timedelta(hours=1)
"""A long list is read again for customers that came since no more often than this."""
_MOST_RECENT: Final = 3000
_VERSION: Final = 1


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far the list was read. All moments are stored text in UTC."""

    v: int = _VERSION
    settings: str = ""
    """What the list was read with; anything else begins anew."""
    read_at: str | None = None
    """When the last complete reading began."""
    census_at: str | None = None
    """When the last complete reading of the whole list began."""
    whole_at: str | None = None
    """When the last look through everything began, whoever its calls belonged to."""
    customers: tuple[str, ...] = ()
    """Marks of the domains that calls were looked through for."""
    recent: Mapping[str, tuple[str, str]] = {}
    """Calls of late that were looked at: id → when they were new, a mark of what they said."""
    pages: int = 0
    """How many pages the whole list had."""
    began: str | None = None
    """When an unfinished look through everything began."""
    page: int = 1
    """The page it goes on with."""
    done: tuple[str, ...] = ()
    """Calls of that page that were taken already."""
    changed_at: str | None = None
    """The newest change that was read, where calls can be asked for by their change."""
    joined_at: str = ""
    """The hour in which calls were last held against the notes of other sources."""

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self, order="deterministic").decode()


_places = msgspec.json.Decoder(Place)


def place(text: str | None) -> Place:
    """A stored cursor; one that is missing, broken or of another version is the beginning."""
    if text is None:
        return Place()
    try:
        read = _places.decode(text)
        for at in (read.read_at, read.census_at, read.whole_at, read.began, read.changed_at):
            if at is not None:
                moment(at)
    except (msgspec.DecodeError, ValueError):
        return Place()
    return read if read.v == _VERSION else Place()


def older(at: str | None, now: datetime, age: timedelta) -> bool:
    """Whether a stored moment is as long ago as that, or was never."""
    return at is None or moment(at) <= now - age


def marks_of(domains: frozenset[str]) -> tuple[str, ...]:
    """Short marks of customers' domains, so that the cursor names none."""
    return tuple(sorted(sha256(one.encode()).hexdigest()[:8] for one in domains))


def line_of(read_at: str) -> str:
    """From when on calls may still have come after a reading of that moment."""
    return stamp(moment(read_at) - LOOK_BACK)


def kept_recent(seen: Mapping[str, tuple[str, str]], read_at: str) -> dict[str, tuple[str, str]]:
    """Of the calls that were looked at those that the next reading may still take for new."""
    line = line_of(read_at)
    fresh = sorted((at, one, mark) for one, (at, mark) in seen.items() if at >= line)
    return {one: (at, mark) for at, one, mark in fresh[-_MOST_RECENT:]}
