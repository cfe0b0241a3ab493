"""Where the pull of one list stands: what is stored as its cursor, together with its pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import moment, stamp

OVERLAP_SECONDS: Final = 300
"""How far below the watermark a delta reads: rows may become visible late."""
SWEEP_HOURS: Final = 20
"""Accounts are swept once a day: some of what they show may change without `updatedAt` moving.
A little less than a day, so that a laptop opened each morning does it each morning."""
ARCHIVE_DAYS: Final = 7
_VERSION: Final = 1


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far a list was read. All moments are stored text in UTC."""

    v: int = _VERSION
    watermark: str | None = None
    """`updatedAt` of the newest row when the last complete read began, by the service's clock."""
    seen_at: str | None = None
    """When a complete read found that watermark: later than it when the list was quiet."""
    swept_at: str | None = None
    """When the last complete sweep ended, by ours."""
    next: str | None = None
    """Where an unfinished sweep goes on; an empty text is its very beginning."""
    started: str | None = None
    """What the watermark becomes when the unfinished sweep ends."""
    pending: tuple[str, ...] = ()
    """Accounts that joined the book; their older people, notes and tasks are still to come."""
    many_pending: bool = False
    """More joined than are worth naming: everything is read again instead."""
    total: int = 0
    """How many rows the last complete sweep saw, or the unfinished one so far."""
    settings: str = ""
    """What the rows were read with (book, mapping); anything else asks for a new sweep."""

    @property
    def unfinished(self) -> bool:
        """Whether a sweep was begun and broke off."""
        return self.next is not None

    @property
    def complete(self) -> bool:
        """Whether a whole read ended at some time."""
        return self.swept_at is not None

    def line(self) -> str | None:
        """The moment at or below which a delta has nothing to read.

        A row may become visible some minutes late. So the line lies below the watermark at
        first, and rises to it once the list was read again later and had brought nothing new.
        """
        if self.watermark is None:
            return None
        read = max(self.seen_at or self.watermark, self.watermark)
        return min(self.watermark, stamp(moment(read) - timedelta(seconds=OVERLAP_SECONDS)))

    def read_to(self, top: str | None, seen_at: str) -> Place:
        """The place after a complete delta whose newest row was of that moment.

        The same place, when nothing that matters to the next delta has changed.
        """
        watermark = max(top or "", self.watermark or "") or None
        after = msgspec.structs.replace(self, watermark=watermark, seen_at=seen_at)
        same = watermark == self.watermark and after.line() == self.line()
        return self if same else after

    def older_than(self, now: datetime, age: timedelta) -> bool:
        """Whether the last complete sweep is as old as that, or there was none."""
        return self.swept_at is None or moment(self.swept_at) <= now - age

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()


class Notebook(Struct, frozen=True, kw_only=True):
    """What was read on a day and need not be asked again before the next one."""

    at: str
    rows: tuple[tuple[str, str, str | None], ...] = ()


_places = msgspec.json.Decoder(Place)
_notebooks = msgspec.json.Decoder(Notebook)


def place(text: str | None) -> Place:
    """A stored cursor; one that is missing, broken or of another version is the beginning."""
    if text is None:
        return Place()
    try:
        read = _places.decode(text)
        for at in (read.watermark, read.seen_at, read.swept_at, read.started):
            if at is not None:
                moment(at)
    except (msgspec.DecodeError, ValueError):
        return Place()
    return read if read.v == _VERSION else Place()


def notebook(text: str | None) -> Notebook | None:
    """A stored notebook, or None where there is none that can be read."""
    if text is None:
        return None
    try:
        read = _notebooks.decode(text)
        moment(read.at)
    except (msgspec.DecodeError, ValueError):
        return None
    return read
