"""What a notice says of what came due, and what can be done with it; nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from book import accounts, escalations, tasks
from book.escalations import EscalationId
from book.records import TaskId
from book.reminders import Reminder
from book.visible_text import fenced
from ui.book_reading import BookReading
from ui.words import plural, say

Act = Literal["done", "later", "open"]
LATER_HOURS: Final = 1
_NAMED: Final = 3
"""So many are named where several come as one."""


class NoticeText(Struct, frozen=True, kw_only=True):
    """One notice: its title, the line below, and the acts it offers."""

    title: str
    body: str = ""
    acts: tuple[Act, ...] = ("later", "open")


def text_of(one: Reminder, reading: BookReading, *, redacted: bool = False) -> NoticeText | None:
    """What it says; None where there is nothing to say any more.

    `redacted` leaves out names and titles: whoever looks over the shoulder learns nothing.
    """
    if one.kind == "digest":
        return _digest(reading)
    if one.record == "task":
        return _task(one, reading, redacted=redacted)
    return _escalation(one, reading, redacted=redacted)


def text_of_several(
    found: Sequence[Reminder], reading: BookReading, *, redacted: bool = False
) -> NoticeText | None:
    """What came due together, as one notice."""
    told = [text for one in found if (text := text_of(one, reading)) is not None]
    if not told:
        return None
    named = "" if redacted else " · ".join(fenced(text.title) for text in told[:_NAMED])
    title = plural(len(told), "{n} reminder", "{n} reminders")
    return NoticeText(title=title, body=named, acts=("open",))


def act_words(act: Act) -> str:
    """What a button says."""
    return {"done": say("Done"), "later": say("Snooze 1 h"), "open": say("Open")}[act]


def need_title(code: str) -> str:
    """What a need of an escalation is called in a notice."""
    return _NEEDS[code]() if code in _NEEDS else say("An escalation needs you")


def _digest(reading: BookReading) -> NoticeText | None:
    due = sum(task.due is not None and task.due <= reading.day for task, _ in reading.tasks)
    parts = []
    if reading.to_contact:
        parts.append(plural(reading.to_contact, "{n} to contact", "{n} to contact"))
    if due:
        parts.append(plural(due, "{n} task due", "{n} tasks due"))
    if not parts:
        return None
    return NoticeText(title=say("Today"), body=", ".join(parts), acts=("open",))


def _task(one: Reminder, reading: BookReading, *, redacted: bool) -> NoticeText | None:
    task = tasks.task(reading.store, TaskId(one.record_id))
    if task is None or task.completed_at is not None:
        return None
    if redacted:
        return NoticeText(title=say("A task is due"), acts=("done", "later", "open"))
    at = f"{task.at_time:%H:%M}" if task.at_time is not None else ""
    name = _name(reading, one)
    body = " · ".join(part for part in (name, at) if part)
    return NoticeText(title=task.title, body=body, acts=("done", "later", "open"))


def _escalation(one: Reminder, reading: BookReading, *, redacted: bool) -> NoticeText | None:
    found = escalations.escalation(reading.store, EscalationId(one.record_id))
    if found is None or found.closed_at is not None:
        return None
    title = need_title(one.code)
    if redacted:
        return NoticeText(title=title)
    body = " · ".join(part for part in (_name(reading, one), fenced(found.subject)) if part)
    return NoticeText(title=title, body=body)


def _name(reading: BookReading, one: Reminder) -> str:
    if one.account_id is None:
        return ""
    account = accounts.account(reading.store, one.account_id)
    return fenced(account.name) if account is not None else ""


_NEEDS: Final = {
    "update_due": lambda: say("An update is promised for today"),
    "late": lambda: say("The first answer is late"),
    "quiet": lambda: say("Nobody answered yet"),
    "unheard": lambda: say("No answer is noted yet"),
    "brief_due": lambda: say("The brief for the engineer is due"),
    "afterwards_due": lambda: say("The summary of the call is due"),
    "recovery_due": lambda: say("The recovery call is due"),
    "check_in_due": lambda: say("The weekly check-in is due"),
    "decide": lambda: say("Decide: escalate further or accept the loss"),
    "retro_due": lambda: say("The churn retro is due"),
}
