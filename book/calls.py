"""Calls: the clock that runs while a note is written, and the marks set at it."""

from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta
from typing import Any, Final, NewType

from msgspec import Struct

from book.clock import Clock, Steady, moment, system_clock
from book.moments import Mark
from book.records import AccountId
from book.store import Store

CallId = NewType("CallId", int)
MarkId = NewType("MarkId", int)

LONGEST: Final = timedelta(hours=12)
"""A call that began longer ago was left running by mistake: it is over."""

_COLUMNS: Final = (
    "c.id, c.account_id, c.draft_id, c.note_id, c.recording_id, c.began_at, c.ended_at"
)
# A call of a draft that was given up, or of a note that was deleted, runs no more.
_STANDS: Final = (
    "(c.draft_id IN (SELECT id FROM drafts)"
    " OR (c.draft_id IS NULL AND c.note_id IN"
    " (SELECT id FROM notes WHERE archived_at IS NULL)))"
)


class SetMark(Struct, frozen=True, kw_only=True):
    """A mark as it stands at its call; `moment_id` once it became a moment of a recording."""

    id: MarkId
    clock_s: float
    kind: str
    words: str = ""
    moment_id: int | None = None

    @property
    def bare(self) -> Mark:
        """What `book.moments.moments_from_marks` takes."""
        return Mark(clock_s=self.clock_s, kind=self.kind, words=self.words)


class Call(Struct, frozen=True, kw_only=True):
    """One call, of the note that is written in it; it runs as long as `ended_at` is None."""

    id: CallId
    account_id: AccountId | None = None
    draft_id: int | None = None
    note_id: int | None = None
    recording_id: int | None = None
    """The recording that its marks became moments of."""
    began_at: datetime
    ended_at: datetime | None = None

    def runs(self, now: datetime) -> bool:
        """Whether its clock goes on at a moment."""
        return self.ended_at is None and now - self.began_at < LONGEST

    @property
    def seconds(self) -> float | None:
        """How long it was; None while it was not ended."""
        if self.ended_at is None:
            return None
        return max(0.0, (self.ended_at - self.began_at).total_seconds())


class CallClock:
    """Seconds since a call began: right after sleep and restart, deaf to a clock that is set.

    The moment the call began is in the book, so whoever looks first counts from there; from then
    on the seconds come from `steady`, which only goes on.
    """

    def __init__(self, began_at: datetime, now: datetime, steady: Steady) -> None:
        self._steady = steady
        self._behind = max(0.0, (now - began_at).total_seconds()) - steady()

    def seconds(self) -> float:
        """How long the call lasts by now."""
        return max(0.0, self._behind + self._steady())


def steady_through_sleep(clock: Clock) -> Steady:
    """What counts a call's seconds beside a clock: this machine's counter that goes on while it
    sleeps, where it has one; a clock that was handed in is taken for one that nobody sets."""
    if clock is not system_clock:
        return lambda: clock().timestamp()
    name = "CLOCK_MONOTONIC" if sys.platform == "darwin" else "CLOCK_BOOTTIME"
    number = getattr(time, name, None)
    return time.monotonic if number is None else lambda: time.clock_gettime(number)


def call_of(store: Store, *, draft_id: int | None, note_id: int | None) -> Call | None:
    """The newest call of a draft, or of the note it has new words for; None without one."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM calls c"
        " WHERE (c.draft_id IS NOT NULL AND c.draft_id = ?1)"
        " OR (c.note_id IS NOT NULL AND c.note_id = ?2)"
        " ORDER BY c.began_at DESC, c.id DESC LIMIT 1",
        (draft_id, note_id),
    )
    return _call(row) if row else None


def running_call(store: Store, now: datetime) -> Call | None:
    """The call whose clock runs; None without one."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM calls c WHERE c.ended_at IS NULL AND {_STANDS}"
        " ORDER BY c.began_at DESC, c.id DESC LIMIT 1"
    )
    found = next(map(_call, rows), None)
    return found if found is not None and found.runs(now) else None


def marks_beside(store: Store, *, draft_id: int | None, note_id: int | None) -> list[SetMark]:
    """The marks of all calls of a draft or its note, call by call in the order of their clocks."""
    return [
        SetMark(id=MarkId(row[0]), clock_s=row[1], kind=row[2], words=row[3], moment_id=row[4])
        for row in store.rows(
            "SELECT m.id, m.clock_s, m.kind, m.words, m.moment_id FROM marks m"
            " JOIN calls c ON c.id = m.call_id"
            " WHERE (c.draft_id IS NOT NULL AND c.draft_id = ?1)"
            " OR (c.note_id IS NOT NULL AND c.note_id = ?2)"
            " ORDER BY c.began_at, c.id, m.clock_s, m.id",
            (draft_id, note_id),
        )
    ]


def marks_of(store: Store, call_id: CallId) -> list[SetMark]:
    """The marks of a call in the order of its clock."""
    return [
        SetMark(id=MarkId(row[0]), clock_s=row[1], kind=row[2], words=row[3], moment_id=row[4])
        for row in store.rows(
            "SELECT id, clock_s, kind, words, moment_id FROM marks"
            " WHERE call_id = ? ORDER BY clock_s, id",
            (call_id,),
        )
    ]


def _call(row: tuple[Any, ...]) -> Call:
    return Call(
        id=CallId(row[0]),
        account_id=AccountId(row[1]) if row[1] is not None else None,
        draft_id=row[2],
        note_id=row[3],
        recording_id=row[4],
        began_at=moment(row[5]),
        ended_at=moment(row[6]) if row[6] else None,
    )
