"""What the Today column says of the next meeting, as one frozen record. No painting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from book.clock import local_day
from book.meetings import Meeting
from book.records import AccountId
from ui import days
from ui.queue.words import isolated
from ui.words import list_words, plural, say, time_words

_MINUTES_UNTIL: Final = timedelta(minutes=90)


class NextMeeting(Struct, frozen=True, kw_only=True):
    """The section; with an account it has its buttons, without one it says why."""

    account_id: AccountId | None = None
    title: str = ""
    """The account and what the meeting is called."""
    away: str = ""
    """How long until it: `in 24 min`."""
    soon: bool = False
    """Whether that is today."""
    runs: bool = False
    """Whether it has begun."""
    below: str = ""
    """`09:30, was 08:00, Zoom, 3 people`."""
    tip: str = ""
    join_url: str = ""
    nothing: str = ""
    """What it says without a meeting."""
    connect: bool = False
    """Whether a calendar can be connected from here."""
    unclear: str = ""
    """How many meetings fit several accounts."""


def build_next_meeting(
    meeting: Meeting | None, now: datetime, *, has_calendar: bool = True, unclear: int = 0
) -> NextMeeting:
    """The record for a moment, from the meeting to go to next (`book.meetings.next_meeting`)."""
    doubt = plural(
        unclear, "{n} meeting fits several accounts", "{n} meetings fit several accounts"
    )
    unsure = doubt if unclear else ""
    if not has_calendar:
        return NextMeeting(nothing=say("No calendar is connected."), connect=True)
    if meeting is None:
        words = say("None with your accounts in the next weeks.")
        return NextMeeting(nothing=words, unclear=unsure)
    people = plural(len(meeting.attendees), "{n} person", "{n} people")
    parts = [_when(meeting, now), _moved(meeting, now), meeting.provider, people]
    return NextMeeting(
        account_id=meeting.account_id,
        title=_title(meeting),
        away=_away(meeting, now),
        runs=meeting.starts_at <= now,
        soon=local_day(meeting.starts_at) <= local_day(now),
        below=list_words([part for part in parts if part]),
        tip="\n".join(
            isolated(f"{one.name} ({one.email})" if one.name else one.email)
            for one in meeting.attendees
        ),
        join_url=meeting.join_url or "",
        unclear=unsure,
    )


def _title(meeting: Meeting) -> str:
    title = " ".join(meeting.title.split())
    if meeting.others:
        whose = _whose(meeting)
        return list_words([whose, isolated(title)]) if title else whose
    if not title or meeting.account.casefold() in title.casefold():
        return title or meeting.account
    return list_words([isolated(meeting.account), isolated(title)])


def _whose(meeting: Meeting) -> str:
    """Every account of an event that several share, as far as there is room."""
    more = len(meeting.others) - 1
    first, second = isolated(meeting.account), isolated(meeting.others[0])
    if more < 1:
        return say("{one} and {other}", one=first, other=second)
    return plural(more, "{one}, {other} and {n} more", "{one}, {other} and {n} more",
                  one=first, other=second)  # fmt: skip


def _moved(meeting: Meeting, now: datetime) -> str:
    """When it was to be before it was moved; empty where it was not, or stands there again."""
    if meeting.was_at is None or meeting.was_at == meeting.starts_at:
        return ""
    return say("was {when}", when=_time_of(meeting.was_at, now))


def _when(meeting: Meeting, now: datetime) -> str:
    return _time_of(meeting.starts_at, now)


def _time_of(at: datetime, now: datetime) -> str:
    time = time_words(at)
    day, today = local_day(at), local_day(now)
    if day == today:
        return time
    return say("{day} {time}", day=days.near_day(day, today), time=time)


def _away(meeting: Meeting, now: datetime) -> str:
    left = meeting.starts_at - now
    if left <= timedelta(0):
        return say("now")
    # A minute that has begun counts: what is 30 seconds away is not 0 minutes away.
    minutes = -(-left // timedelta(minutes=1))
    if left <= _MINUTES_UNTIL:
        return say("in {n} min", n=minutes)
    day, today = local_day(meeting.starts_at), local_day(now)
    if day == today:
        return plural(round(minutes / 60), "in {n} hour", "in {n} hours")
    return days.away(day, today)
