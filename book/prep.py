"""What to know before the next call: since the last one, what changed and what is open.

A pure comparison over records, and the one place that reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from book import changes, meetings, notes, points, recordings, tasks, tickets, twins
from book.clock import local_day
from book.meetings import Meeting
from book.recordings import Recording
from book.records import AccountId, Change, Note, Point, Task, Ticket
from book.store import Store

TOLD: Final = (
    "renewal_date",
    "contract_end",
    "forecast_cents",
    "arr_cents",
    "mrr_cents",
    "health",
    "stage",
    "plan",
    "owner_name",
    "run_out",
    "credit_balance_cents",
    "users_count",
)
"""Facts worth saying that they moved, in the order they are said."""
CALLS: Final = frozenset({"call", "meeting"})
"""Kinds of note that are of a call."""
_CHANGES: Final = 1_000
_LATELY: Final = timedelta(days=60)
"""So far back cancelled meetings count where there was no call."""
_MOST_OFF: Final = 3
_NEAR: Final = timedelta(days=14)
_MOST_NOTES: Final = 5


class Moved(Struct, frozen=True, kw_only=True):
    """One fact that is another than at the last call."""

    field: str
    old: str | None
    new: str | None


class Prep(Struct, frozen=True, kw_only=True):
    """All of it, each list in the order it is read out."""

    last_call: Note | None
    """The newest call or meeting; where there is none, the newest note."""
    moved: tuple[Moved, ...]
    questions: tuple[Point, ...]
    i_owe: tuple[Point, ...]
    they_owe: tuple[Point, ...]
    risks: tuple[Point, ...]
    tasks: tuple[Task, ...]
    """My open ones there."""
    tickets: tuple[Ticket, ...]
    """Open ones."""
    called_off: tuple[Meeting, ...] = ()
    """Meetings since the last call that were cancelled, the newest first."""
    notes_since: tuple[Note, ...] = ()
    """Notes of no call that were written after the last one, the newest first."""
    coming: Meeting | None = None
    """The next meeting, where it is near."""
    unrecorded: bool = False
    """Whether the last call has no recording, at an account whose calls have some."""


def prep(store: Store, account_id: AccountId) -> Prep:
    """What to know before the next call with an account."""
    told = notes.notes_of(store, account_id)
    last = next((note for note in told if note.kind in CALLS), told[0] if told else None)
    past = [
        change
        for number in twins.together(store, account_id)
        for change in changes.of_record(store, "account", number, _CHANGES)
    ]
    met = meetings.of_account(store, account_id)
    recorded = recordings.recordings_of(store, account_id)
    open_ones = [one for one in points.points_of_account(store, account_id) if one.done_at is None]
    return Prep(
        last_call=last,
        moved=moved_since(past, last.day if last else None),
        questions=tuple(one for one in open_ones if one.kind == "question"),
        i_owe=tuple(one for one in open_ones if one.kind == "i_owe"),
        they_owe=tuple(one for one in open_ones if one.kind == "they_owe"),
        risks=tuple(one for one in open_ones if one.kind == "risk"),
        tasks=tuple(
            task
            for task in tasks.tasks_of(store, account_id)
            if task.mine and task.completed_at is None
        ),
        tickets=tuple(one for one in tickets.tickets_of(store, account_id) if one.is_open),
        called_off=called_off(
            met,
            last.day if last else local_day(store.clock()) - _LATELY,
        ),
        notes_since=notes_since(told, last),
        coming=coming(met, store.clock()),
        unrecorded=is_unrecorded(last, recorded),
    )


def notes_since(told: Sequence[Note], last: Note | None) -> tuple[Note, ...]:
    """Of notes, the newest first, those of no call that come after the last call."""
    if last is None or last.kind not in CALLS:
        return ()
    return tuple(told[: told.index(last)])[:_MOST_NOTES]


def coming(found: Iterable[Meeting], now: datetime) -> Meeting | None:
    """The next meeting that stands, running ones too; None where it is not near.

    What one calendar says was cancelled does not stand in another either.
    """
    listed = list(found)
    off = {one.starts_at for one in listed if one.status == "cancelled"}
    ahead = (
        one
        for one in listed
        if one.starts_at not in off and one.ends_at > now and one.starts_at <= now + _NEAR
    )
    return min(ahead, key=lambda one: one.starts_at, default=None)


def is_unrecorded(last: Note | None, recorded: Sequence[Recording]) -> bool:
    """Whether a call has no recording of its day or on itself; where none is made, none lacks."""
    if last is None or last.kind not in CALLS or not recorded:
        return False
    return not any(one.day == last.day or ("note", last.id) in one.attached for one in recorded)


def called_off(found: Iterable[Meeting], day: date) -> tuple[Meeting, ...]:
    """The last few meetings that were cancelled, of those that were to be since a day."""
    off = [one for one in found if one.status == "cancelled" and local_day(one.starts_at) >= day]
    return tuple(off[:_MOST_OFF])


def moved_since(past: Iterable[Change], day: date | None) -> tuple[Moved, ...]:
    """What facts say now and said before a day; without a day, or back where they were, nothing."""
    if day is None:
        return ()
    first: dict[str, str | None] = {}
    last: dict[str, str | None] = {}
    for change in _oldest_first(past):
        if change.field in TOLD and _day(change.at) > day:
            first.setdefault(change.field, change.old)
            last[change.field] = change.new
    return tuple(
        Moved(field=name, old=first[name], new=last[name])
        for name in TOLD
        if name in first and first[name] != last[name]
    )


def _oldest_first(past: Iterable[Change]) -> Sequence[Change]:
    return sorted(past, key=lambda change: change.id)


def _day(at: datetime) -> date:
    return local_day(at)
