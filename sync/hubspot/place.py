"""Where the pull of one kind stands: what is stored as its cursor, together with its pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from book.clock import moment, stamp

LOOK_BACK: Final = timedelta(minutes=5)
"""How far below where it stands a search reads: the index shows some rows late."""
MARGIN: Final = timedelta(seconds=30)
"""How far behind the clock it stands: what is a moment old may not be in the index yet."""
DAY: Final = timedelta(hours=20)
"""What is due daily. A little less than a day, so that a laptop opened each morning does it."""
WEEK: Final = timedelta(days=7) - timedelta(hours=4)
MOST_SEEN: Final = 1_000
"""So many rows are remembered to be passed over when the next search shows them again."""
_VERSION: Final = 1


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far one kind was read. All moments are stored text in UTC."""

    v: int = _VERSION
    line: str | None = None
    """What was changed before was read; None before anything was."""
    seen: dict[str, str] = {}
    """Rows near the line that were read already: id → when they were changed."""
    since: str | None = None
    """The window of an unfinished search: its beginning, its end, …"""
    until: str | None = None
    after: str = ""
    """… the last id of it that was read, …"""
    becomes: str | None = None
    """… and the line once it is read to its end, or once an unfinished sweep is."""
    next: str | None = None
    """Where an unfinished sweep goes on; an empty text is its very beginning."""
    swept_at: str | None = None
    """When the last complete sweep ended."""
    checked_at: str | None = None
    """When what the book has was last asked for by its ids."""
    pending: tuple[str, ...] = ()
    """Accounts that joined the book; what hangs on them is still to come."""
    many_pending: bool = False
    """More joined than are worth naming: everything is read again instead."""
    settings: str = ""
    """What the rows were read with (book, mapping); anything else asks for a new sweep."""

    def is_due(self, at: str | None, now: datetime, every: timedelta) -> bool:
        """Whether something done at that moment, or never, is to be done again."""
        return at is None or moment(at) <= now - every

    def begin_sweep(self) -> Place:
        """The place at the very beginning of a sweep."""
        return replace(self, next="", becomes=None, since=None, until=None, after="")

    def begin_window(self, now: datetime) -> Place:
        """The place at the beginning of a search; an unfinished one goes on as it was."""
        if self.since is not None and self.until is not None:
            return self
        line = moment(self.line) if self.line is not None else now
        # A line beyond now was drawn by a clock that was wrong then.
        since = stamp(min(line, now) - LOOK_BACK)
        return replace(self, since=since, until=stamp(now), after="", becomes=None)

    def with_search(self, other: Place) -> Place:
        """This place with the search of another."""
        return replace(
            self,
            line=other.line,
            seen=other.seen,
            since=other.since,
            until=other.until,
            after=other.after,
            becomes=other.becomes,
        )

    def saw(self, rows: dict[str, str]) -> Place:
        """The place with rows of the search under way remembered.

        Not those above the line it draws: they may change once more in the same moment.
        """
        old = {one: at for one, at in rows.items() if "" < at < (self.becomes or "")}
        return replace(self, seen=_newest({**self.seen, **old})) if old else self

    def end_window(self, *, brought: bool) -> Place:
        """The place after a whole search.

        One that brought nothing moves nothing: the next one asks the same and costs as little.
        """
        if not brought:
            return replace(self, since=None, until=None, after="", becomes=None)
        line = self.becomes or self.line
        return replace(
            self,
            line=line,
            since=None,
            until=None,
            after="",
            becomes=None,
            seen=_near(self.seen, line),
        )

    def end_sweep(self, now: datetime) -> Place:
        """The place after a whole sweep."""
        return replace(
            self,
            line=self.becomes or self.line,
            next=None,
            becomes=None,
            swept_at=stamp(now),
            checked_at=stamp(now),
        )

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()


class Notebook(Struct, frozen=True, kw_only=True):
    """What was read on a day and need not be asked again before the next one."""

    at: str
    rows: Any = None


_places = msgspec.json.Decoder(Place)
_notebooks = msgspec.json.Decoder(Notebook)


def place(text: str | None) -> Place:
    """A stored cursor; one that is missing, broken or of another version is the beginning."""
    if text is None:
        return Place()
    try:
        read = _places.decode(text)
        for at in (
            read.line,
            read.since,
            read.until,
            read.becomes,
            read.swept_at,
            read.checked_at,
        ):
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


def _near(seen: dict[str, str], line: str | None) -> dict[str, str]:
    """Of remembered rows those that the next search shows again."""
    if line is None:
        return {}
    floor = stamp(moment(line) - LOOK_BACK)
    return {one: at for one, at in seen.items() if at >= floor}


def _newest(seen: dict[str, str]) -> dict[str, str]:
    if len(seen) <= MOST_SEEN:
        return seen
    return {
        one: at
        for at, one in sorted(((at, one) for one, at in seen.items()), reverse=True)[:MOST_SEEN]
    }
