"""How far tickets and organizations were read: stored as their cursors, with their pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from sync.zendesk.shapes import Spoken

LOOK_BACK: Final = timedelta(minutes=15)
"""Tickets show up in lists some time after they changed."""
DAILY: Final = timedelta(hours=20)
"""A little less than a day, so that a laptop opened each morning does it each morning."""
WEEKLY: Final = timedelta(days=7)
"""So long what was found is taken for what it was."""
AT_MOST_EACH: Final = timedelta(minutes=10)
"""So long after a reading of all lists nothing is asked again, unless a person asks for it."""
_VERSION: Final = 1


class TicketsPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the lists of tickets were read to. All moments are stored text in UTC."""

    v: int = _VERSION
    marks: Mapping[str, str] = {}
    """Organization → the newest change that was read of it."""
    open: Mapping[str, Spoken] = {}
    """Open tickets of organizations → when both sides wrote last."""
    read_at: str = ""
    """When all lists were last read."""
    refreshed_at: str = ""
    """When all open tickets were last looked at: some changes move no date."""

    def line(self, organization: str) -> str:
        """The moment up to which its list is read; empty for all of it."""
        mark = self.marks.get(organization, "")
        return stamp(moment(mark) - LOOK_BACK) if mark else ""

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self, order="deterministic").decode()


class OrganizationsPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which customers were looked for."""

    v: int = _VERSION
    found: Mapping[str, str] = {}
    """Customer → its organization."""
    asked: Mapping[str, str] = {}
    """Customer → when an organization was last looked for."""

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self, order="deterministic").decode()


class WatchedPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Tickets that escalations watch."""

    v: int = _VERSION
    tickets: Mapping[str, Spoken] = {}

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self, order="deterministic").decode()


PlaceT = TypeVar("PlaceT", bound=TicketsPlace | OrganizationsPlace | WatchedPlace)


def stored(text: str | None, kind: type[PlaceT]) -> PlaceT:
    """A stored cursor; one that is missing, broken or of another version is the beginning."""
    if text is None:
        return kind()
    try:
        read = msgspec.json.decode(text, type=kind)
        for at in _moments(read):
            if at:
                moment(at)
    except (msgspec.DecodeError, ValueError):
        return kind()
    return read if read.v == _VERSION else kind()


def _moments(read: TicketsPlace | OrganizationsPlace | WatchedPlace) -> tuple[str, ...]:
    if isinstance(read, TicketsPlace):
        return (*read.marks.values(), read.read_at, read.refreshed_at)
    return tuple(read.asked.values()) if isinstance(read, OrganizationsPlace) else ()


def older(at: str, now: datetime, age: timedelta) -> bool:
    """Whether a stored moment is as long ago as that, lies ahead, or was never."""
    return not at or not now - age < moment(at) <= now
