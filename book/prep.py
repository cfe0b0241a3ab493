"""What to know before the next call: since the last one, what changed and what is open.

A pure comparison over records, and the one place that reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from msgspec import Struct

from book import changes, meetings, notes, points, tasks, tickets, twins
from book.clock import local_day
from book.meetings import Meeting
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


def prep(store: Store, account_id: AccountId) -> Prep:
    """What to know before the next call with an account."""
    told = notes.notes_of(store, account_id)
    last = next((note for note in told if note.kind in CALLS), told[0] if told else None)
    past = [
        change
        for number in twins.together(store, account_id)
        for change in changes.of_record(store, "account", number, _CHANGES)
    ]
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
            meetings.of_account(store, account_id),
            last.day if last else local_day(store.clock()) - _LATELY,
        ),
    )


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
