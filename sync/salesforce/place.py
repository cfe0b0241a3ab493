"""Where the pull of one kind of record stands: stored as its cursor, together with its pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from book.clock import moment, stamp
from sync.salesforce import soql
from sync.salesforce.soql import Mark

LOOK_BACK: Final = timedelta(minutes=15)
"""Rows become visible late: a long transaction commits with the moment it was begun at."""
SWEEP_AGE: Final = timedelta(hours=20)
"""Accounts are read whole once a day: formula fields change without a trace. A little less than
a day, so that a laptop opened each morning does it each morning."""
CENSUS_AGE: Final = timedelta(days=7)
"""How often the ids of all records are compared with those of the book; so also after every
absence longer than the 15 days for which deletions are told of."""
_MOST_RECENT: Final = 500
_VERSION: Final = 1


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a kind of record was read. All moments are stored text in UTC."""

    v: int = _VERSION
    read_at: str | None = None
    """When the last complete reading began."""
    mark: Mark | None = None
    """The last row of the last complete reading."""
    recent: Mapping[str, str] = {}
    """Rows of the look-back that were taken already: id → moment of change."""
    began: str | None = None
    """When an unfinished reading began."""
    sweep: bool = False
    """Whether the unfinished reading is one of everything."""
    after: str = ""
    """Accounts up to this id are done in the unfinished reading."""
    until: str = ""
    """The last account of the part that was being read."""
    next: Mark | None = None
    """The last row of that part that was taken."""
    swept_at: str | None = None
    """When everything was last read, to the end."""
    census_at: str | None = None
    """When all ids were last compared."""
    settings: str = ""
    """What accounts were read with (book, mapping, fields); anything else asks for a sweep. Of
    other records the fields that could not be seen; one that can be again asks for one too."""
    pending: tuple[str, ...] = ()
    """Accounts that joined the book; what they had before is still to come."""
    upcoming: Mapping[str, str] = {}
    """Meetings that are not over yet: id → their end."""

    @property
    def complete(self) -> bool:
        """Whether a reading ever came to its end."""
        return self.read_at is not None

    @property
    def unfinished(self) -> bool:
        """Whether a reading was begun and broke off."""
        return self.began is not None

    def line(self) -> str | None:
        """The moment from which on rows may still have become visible since they were read."""
        return stamp(moment(self.read_at) - LOOK_BACK) if self.read_at is not None else None

    def start(self) -> Mark | str | None:
        """Where the next reading of changes begins: behind a row, at a moment, or at first."""
        line = self.line()
        if line is None:
            return None
        return self.mark if self.mark is not None and self.mark.at < line else line

    def begun(self, now: str, *, sweep: bool) -> Place:
        """The place at the beginning of a reading."""
        return replace(self, began=now, sweep=sweep, after="", until="", next=None)

    def at_row(self, until: str, row: Mark | None) -> Place:
        """The place behind a page of a part."""
        return replace(self, until=until, next=row)

    def part_done(self, until: str) -> Place:
        """The place behind a part that was read to its end."""
        return replace(self, after=until, until="", next=None)

    def ended(self, last: Mark | None, seen: Mapping[str, str]) -> Place:
        """The place once a reading came to its end; `seen` are the rows it brought."""
        mark = max((one for one in (last, self.mark) if one is not None), key=_order, default=None)
        after = replace(
            self,
            read_at=self.began or self.read_at,
            mark=mark,
            swept_at=self.began if self.sweep else self.swept_at,
            began=None,
            sweep=False,
            after="",
            until="",
            next=None,
        )
        line = after.line() or ""
        fresh = {row: at for row, at in {**self.recent, **seen}.items() if at >= line}
        newest = sorted(fresh.items(), key=lambda one: one[1])[-_MOST_RECENT:]
        return replace(after, recent=dict(newest))

    def differs(self, stored: Place) -> bool:
        """Whether the next run would do anything else with this place than with that one."""
        return self._essence() != stored._essence()

    def _essence(self) -> Place:
        start = self.start()
        mark, at = (start, None) if isinstance(start, Mark) else (None, start)
        return replace(self, read_at=at, mark=mark)

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
        marks = [one.at for one in (read.mark, read.next) if one is not None]
        for at in (read.read_at, read.began, read.swept_at, read.census_at, *marks):
            if at is not None:
                soql.moment(at)
    except (msgspec.DecodeError, ValueError):
        return Place()
    return read if read.v == _VERSION else Place()


def older(at: str | None, now: datetime, age: timedelta) -> bool:
    """Whether a stored moment is as long ago as that, or was never."""
    return at is None or moment(at) <= now - age


def _order(mark: Mark) -> tuple[str, str]:
    return (mark.at, mark.id)
