"""What the list of notices says of each: when, what, whose, and what became of it. No widgets."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from book import accounts, escalations, rung, tasks
from book.clock import local_day
from book.escalations import EscalationId
from book.records import TaskId
from book.rung import Rung
from ui import days
from ui.book_reading import BookReading
from ui.notice_words import need_title
from ui.words import say


class NoticeRow(Struct, frozen=True, kw_only=True):
    """One thing that came due."""

    one: Rung
    what: str
    account: str = ""
    state: str = ""
    is_settled: bool = False
    """Whether nothing is to be done about it any more."""


def read_rows(reading: BookReading) -> list[NoticeRow]:
    """What rang, the last first."""
    return [_row(one, reading) for one in rung.latest(reading.store)]


def when_words(one: Rung, now: datetime) -> str:
    """`today 14:00`, `Fri 20 Nov 09:00`: when it was due."""
    due, today = one.due_at.astimezone(), local_day(now)
    return f"{days.near_day(due.date(), today)} {due:%H:%M}"


def later_than(now: datetime, hours: int) -> datetime:
    """When something rings again that is put off now."""
    return now + timedelta(hours=hours)


def _row(one: Rung, reading: BookReading) -> NoticeRow:
    account = accounts.account(reading.store, one.account_id) if one.account_id else None
    name = account.name if account is not None else ""
    if one.kind == "digest":
        return NoticeRow(one=one, what=say("The day's notice"), state=_state(one), is_settled=True)
    if one.record == "task":
        task = tasks.task(reading.store, TaskId(one.record_id))
        if task is None:
            what, state = say("A task that is deleted"), ""
        elif task.completed_at is not None:
            what, state = task.title, say("done")
        else:
            return NoticeRow(one=one, what=task.title, account=name, state=_state(one))
        return NoticeRow(one=one, what=what, account=name, state=state, is_settled=True)
    found = escalations.escalation(reading.store, EscalationId(one.record_id))
    if found is None:
        gone = say("An escalation that is deleted")
        return NoticeRow(one=one, what=gone, account=name, is_settled=True)
    what = say("{need}: {subject}", need=need_title(one.code), subject=found.subject)
    closed = found.closed_at is not None
    state = say("closed") if closed else _state(one)
    return NoticeRow(one=one, what=what, account=name, state=state, is_settled=closed)


def _state(one: Rung) -> str:
    if one.put_off_to is not None:
        return say("rings again {time}", time=f"{one.put_off_to.astimezone():%H:%M}")
    return "" if one.aloud else say("did not ring")
