"""What rings, and when: pure decisions over tasks, promises, clocks, the person's hours and now.

A reminder has a key for ever: what rang once under it rings never again, whatever is done to the
clock or the zone. Moments are UTC; hours of the day are those of the person's zone at that moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from msgspec import Struct

from book.escalation_follow_up import Need
from book.escalations import Escalation
from book.records import AccountId, Task
from book.working_days import NO_HOLIDAYS, Holidays, is_working_day

Kind = Literal["digest", "task", "update", "clock"]
KINDS: Final[tuple[Kind, ...]] = ("digest", "task", "update", "clock")
Record = Literal["", "task", "escalation"]
MOST_SINGLY: Final = 3
"""What comes due at once beyond so many rings as one notice."""
_CLOCKS: Final = frozenset(
    ("late", "quiet", "unheard", "brief_due", "afterwards_due", "recovery_due", "check_in_due",
     "decide", "retro_due")
)  # fmt: skip
"""The needs of an escalation that come with time alone."""


class Reminder(Struct, frozen=True, kw_only=True):
    """One thing that rings once."""

    key: str
    kind: Kind
    at: datetime
    """When it is due, in UTC."""
    account_id: AccountId | None = None
    record: Record = ""
    record_id: int = 0
    code: str = ""
    """Which need of an escalation it is."""


class Hours(Struct, frozen=True, kw_only=True):
    """The person's day: when work begins, when nothing rings, what never rings."""

    work_from: time = time(9)
    quiet_from: time | None = time(18, 30)
    """From then on nothing rings; None for no quiet hours."""
    quiet_to: time | None = time(8)
    quiet_in_meetings: bool = True
    off: frozenset[Kind] = frozenset()
    """Kinds that never ring; the list keeps them all the same."""
    paused_until: datetime | None = None


class Ring(Struct, frozen=True):
    """What rings now, and when to look again."""

    now: tuple[Reminder, ...] = ()
    silent: tuple[Reminder, ...] = ()
    """Came due, but is switched off: only the list takes it."""
    look_at: datetime | None = None
    """When the next thing may ring, in UTC; None while nothing is to come."""

    @property
    def together(self) -> bool:
        """Whether they come as one notice, not as one each."""
        return len(self.now) > MOST_SINGLY


def of_tasks(tasks: Iterable[Task], zone: tzinfo | None = None) -> Iterator[Reminder]:
    """Those of my open tasks that are to ring at a time; a day alone is told by the digest.

    The key holds the time by the person's clock: who travels does not hear it again.
    """
    for task in tasks:
        day, at = task.stands_on, task.at_time
        if day is not None and at is not None and task.mine and task.completed_at is None:
            yield Reminder(
                key=f"task:{task.id}:{day}T{at:%H:%M}",
                kind="task",
                at=moment_of(day, at, zone),
                account_id=task.account_id,
                record="task",
                record_id=task.id,
            )


def of_escalation(
    one: Escalation, needs: Sequence[Need], hours: Hours, today: date, zone: tzinfo | None = None
) -> Iterator[Reminder]:
    """Its promised update and its clocks: each once, when work begins on its day."""
    for need in needs:
        kind: Kind = "update" if need.code == "update_due" else "clock"
        if kind == "clock" and need.code not in _CLOCKS:
            continue
        due = need.due or today
        yield Reminder(
            key=f"{need.code}:{one.id}:{due}",
            kind=kind,
            at=moment_of(due, hours.work_from, zone),
            account_id=one.account_id,
            record="escalation",
            record_id=one.id,
            code=need.code,
        )


def digest(
    hours: Hours, today: date, holidays: Holidays = NO_HOLIDAYS, zone: tzinfo | None = None
) -> Reminder | None:
    """The one notice of a working day for all that has a day and no time; None on days off."""
    if not is_working_day(today, holidays):
        return None
    at = moment_of(today, hours.work_from, zone)
    return Reminder(key=f"digest:{today}", kind="digest", at=at)


def ring(
    reminders: Iterable[Reminder],
    rung: Collection[str],
    hours: Hours,
    meetings: Iterable[tuple[datetime, datetime]],
    now: datetime,
    *,
    put_off: Mapping[str, datetime] | None = None,
    zone: tzinfo | None = None,
) -> Ring:
    """What rings at this moment of what did not ring yet.

    `put_off` says of keys that rang already when they are to ring again. What came due while
    nobody could hear it waits for the end of that time, and rings once.
    """
    again = put_off or {}
    waiting = []
    for one in reminders:
        at = again.get(one.key, None if one.key in rung else one.at)
        if at is not None:
            waiting.append((at, one))
    waiting.sort(key=lambda each: (each[0], each[1].key))
    due = [one for at, one in waiting if at <= now]
    silent = tuple(one for one in due if one.kind in hours.off)
    aloud = tuple(one for one in due if one.kind not in hours.off)
    to_come = [at for at, _ in waiting if at > now]
    until = heard_from(hours, meetings, now, zone)
    if until is not None:
        return Ring(silent=silent, look_at=min([until, *to_come]) if aloud or to_come else None)
    return Ring(now=aloud, silent=silent, look_at=min(to_come, default=None))


def heard_from(
    hours: Hours,
    meetings: Iterable[tuple[datetime, datetime]],
    now: datetime,
    zone: tzinfo | None = None,
) -> datetime | None:
    """When something may ring again, where nothing may now: a pause, the night, a meeting."""
    ends = []
    if hours.paused_until is not None and now < hours.paused_until:
        ends.append(hours.paused_until)
    ends += [end for start, end in _nights(hours, now, zone) if start <= now < end]
    if hours.quiet_in_meetings:
        ends += [end for start, end in meetings if start <= now < end]
    return max(ends, default=None)


def moment_of(day: date, at: time, zone: tzinfo | None = None) -> datetime:
    """A time of a day in a zone, the system's by default, as UTC.

    One that the clocks leave out is as much later as they leap; of one that comes twice it is
    the first.
    """
    local = datetime.combine(day, at)
    placed = local.replace(tzinfo=zone) if zone is not None else local.astimezone()
    return placed.astimezone(UTC)


def _nights(
    hours: Hours, now: datetime, zone: tzinfo | None
) -> Iterator[tuple[datetime, datetime]]:
    start, end = hours.quiet_from, hours.quiet_to
    if start is None or end is None or start == end:
        return
    today = now.astimezone(zone).date()
    over = timedelta(days=1 if end < start else 0)
    for day in (today - timedelta(days=1), today):
        yield moment_of(day, start, zone), moment_of(day + over, end, zone)
