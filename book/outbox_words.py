"""An outbox entry as a sentence with old → new, and in words when it leaves or why not."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from book.clock import local_day
from book.editable import tags_of
from book.outbox_entry import OutboxEntry, ParkReason
from book.source_titles import title as source_title

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_LONGEST_TITLE: Final = 60
_FIELDS: Final = {
    "subject": "title",
    "title": "title",
    "body": "text",
    "day": "day",
    "due": "due day",
    "tags": "tags",
    "stage": "stage",
    "plan": "plan",
    "slack_channel": "Slack channel",
    "account_id": "account",
}
_DAYS: Final = frozenset(("day", "due"))
_WORD: Final = re.compile(r"\w+")
_MINUTE: Final = 60
_WAYS_OUT: Final[dict[ParkReason, str]] = {
    "refused": "change it or send it again",
    "gone": "send it as a new one, or discard it",
    "account_gone": "it stays here until the account is back",
    "account_back": "send it to the account as it is there now",
    "forbidden": "the house rules never write this",
    "broken": "send it again later",
}


class EntryWords(Struct, frozen=True, kw_only=True):
    """A sentence in three parts, so that a screen can stress the account, and what changes."""

    kind: str
    lead: str
    account: str
    tail: str = ""
    old: str | None = None
    new: str | None = None

    @property
    def sentence(self) -> str:
        """The whole: `Add the note “Intro” to Acorn`."""
        return f"{self.lead}{self.account}{self.tail}"


def words(entry: OutboxEntry, account_name: str, *, title: str) -> EntryWords:
    """What an entry does, in words; `title` is what its note or task is called here."""
    kind = f"{entry.record}.{entry.verb}"
    if entry.record == "account":
        name = ", ".join(_field(each) for each in entry.intent)
        old, new = _change(entry)
        return EntryWords(
            kind=kind, lead=f"Set the {name} of ", account=account_name, old=old, new=new
        )
    called = _called(entry, title)
    lead, tail = _acts(entry, called)
    old, new = _change(entry)
    return EntryWords(kind=kind, lead=lead, account=account_name, tail=tail, old=old, new=new)


def extent(text: str) -> str:
    """How long a text is: `14 lines, 212 words`."""
    lines = len([line for line in text.splitlines() if line.strip()])
    return f"{_count(lines, 'line')}, {_count(len(_WORD.findall(text)), 'word')}"


def wait_words(
    entry: OutboxEntry, now: datetime, *, offline: bool = False, read_only: bool = False
) -> str:
    """When an entry leaves, or why it does not; when it was sent, for one that is."""
    if entry.state == "sent":
        return f"sent {_time(entry.sent_at)}" if entry.sent_at else "sent"
    if entry.state == "parked":
        return _WAYS_OUT.get(entry.reason, "needs you")
    if entry.state == "held":
        return "held by you"
    if entry.state == "sending":
        return "being sent"
    if read_only:
        return f"waits: writing to {source_title(entry.source)} is off"
    if offline:
        return "leaves when the network is back"
    left = (entry.not_before - now).total_seconds() if entry.not_before else 0.0
    if entry.attempts:
        tried = f"tried {_count(entry.attempts, 'time')}"
        return f"{tried}, again at {_time(entry.not_before)}" if left > 0 else f"{tried}, next run"
    if left <= 0:
        return "leaves with the next run"
    return f"in {round(left)} s" if left < 2 * _MINUTE else f"at {_time(entry.not_before)}"


def day_words(day: date, today: date) -> str:
    """A day as a person says it: `Wed 1 Jul`, with the year where it is another."""
    words = f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def _acts(entry: OutboxEntry, called: str) -> tuple[str, str]:
    record, verb = entry.record, entry.verb
    if verb == "create":
        return f"Add the {record} {called} to ", ""
    if verb == "archive":
        return f"Delete the {record} {called} of ", ""
    if verb == "complete":
        return f"Complete the {record} {called} for ", ""
    if verb == "reopen":
        return f"Reopen the {record} {called} for ", ""
    names = [_field(name) for name in entry.intent]
    if names == ["due day"]:
        return f"Move the task {called} for ", ""
    if names == ["account"]:
        return f"Move the {record} {called} to ", ""
    return f"Change the {_listed(names)} of the {record} {called} for ", ""


def _called(entry: OutboxEntry, title: str) -> str:
    own = entry.intent.get("subject") or entry.intent.get("title") or title
    text = " ".join(str(own or "").split())
    if not text and entry.intent.get("body"):
        text = " ".join(str(entry.intent["body"]).split("\n", 1)[0].split())
    if not text:
        return "without a title"
    short = text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1].rstrip() + "…"
    return f"“{short}”"


def _change(entry: OutboxEntry) -> tuple[str | None, str | None]:
    today = local_day(entry.created_at)
    if entry.action == "create":
        if entry.record == "task":
            due = entry.intent.get("due")
            return None, f"due {_value('due', due, today)}" if due else "no due day"
        return None, extent(str(entry.intent.get("body") or ""))
    if entry.verb == "archive":
        return None, None
    if entry.verb in ("complete", "reopen"):
        return ("open", "done") if entry.verb == "complete" else ("done", "open")
    if len(entry.intent) == 1:
        name, value = next(iter(entry.intent.items()))
        if name == "body":
            return extent(str(entry.base.get(name) or "")), extent(str(value or ""))
        if name != "account_id":
            return _value(name, entry.base.get(name), today), _value(name, value, today)
        return None, None
    said = [
        f"{_field(name)}: {_value(name, value, today)}"
        for name, value in entry.intent.items()
        if name not in ("body", "account_id")
    ]
    return None, ", ".join(said) or None


def _value(name: str, value: Any, today: date) -> str:
    if value in (None, ""):
        return "none"
    if name in _DAYS:
        return day_words(date.fromisoformat(str(value)), today)
    if name == "tags":
        return ", ".join(tags_of(str(value))) or "none"
    return str(value)


def _field(name: str) -> str:
    return _FIELDS.get(name, name.replace("_", " "))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _time(at: datetime | None) -> str:
    if at is None:
        return ""
    local = (at + timedelta(seconds=30)).astimezone() if at.second >= 59 else at.astimezone()
    return f"{local:%H:%M}"
