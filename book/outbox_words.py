"""An outbox entry as a sentence with old → new, and in words when it leaves or why not."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from book.clock import local_day
from book.day_words import short_month
from book.editable import tags_of
from book.outbox_entry import OutboxEntry, ParkReason
from book.sent_files import sent_files
from book.source_titles import title as source_title

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONGEST_TITLE: Final = 60
_FIELDS: Final = {
    "completed_at": "state",
    "subject": "title",
    "title": "title",
    "body": "text",
    "day": "day",
    "due": "due day",
    "tags": "tags",
    "stage": "stage",
    "plan": "plan",
    "slack_channel": "Slack channel",
    "kind": "kind",
    "account_id": "account",
    "group_name": "group",
    "requester_name": "requester's name",
    "is_public": "public comment",
    "customer_told": "customer knows",
    "place": "channel",
    "text": "text",
    "files": "files",
}
"""What a field is called; the order is that in which several are named."""
_ORDER: Final = {name: number for number, name in enumerate(_FIELDS)}
_DAYS: Final = frozenset(("day", "due"))
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
_HEADING_MARKS: Final = "#>*-+ \t"
"""What may stand before the words of a Markdown line."""
_MINUTE: Final = 60
_WAYS_OUT: Final[dict[ParkReason, str]] = {
    "refused": "change it or send it again",
    "gone": "send it as a new one, or discard it",
    "account_gone": "wait until the account is back, move it to another, or discard it",
    "account_back": "send it to the account as it is there now, or move it to another",
    "forbidden": "the house rules never write this",
    "broken": "send it again later",
    "untold": "look whether it is there, then discard it or send it again",
    "hidden": "goes by itself once its field is shown to you again",
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


class FieldWords(Struct, frozen=True, kw_only=True):
    """One field an entry writes: what it is called, how it was, how it will be."""

    field: str
    old: str | None = None
    new: str


def words(entry: OutboxEntry, account_name: str, *, title: str) -> EntryWords:
    """What an entry does, in words; `title` is what its note or task is called here."""
    lead, tail = _acts(entry, _called(entry, title))
    old, new = _change(entry)
    kind = f"{entry.record}.{entry.verb}"
    return EntryWords(kind=kind, lead=lead, account=account_name, tail=tail, old=old, new=new)


def field_words(entry: OutboxEntry) -> tuple[FieldWords, ...]:
    """Every field an entry writes, each old → new; nothing for one that deletes or brings back.

    Another account is left out: it is known by its number only, and the sentence names it.
    """
    if "archived_at" in entry.intent:
        return ()
    today = local_day(entry.created_at)
    changes = entry.action != "create"
    return tuple(
        FieldWords(
            field=_field(name),
            old=_value(name, entry.base.get(name), today) if changes else None,
            new=_value(name, value, today),
        )
        for name, value in _ordered(entry)
        if name != "account_id" and (changes or value not in (None, "", "[]"))
    )


def extent(text: str) -> str:
    """How long a text is: `14 lines, 212 words`."""
    lines = sum(1 for line in text.splitlines() if line.strip())
    if not lines:
        return "no text"
    return f"{_count(lines, 'line')}, {_count(len(_WORD.findall(text)), 'word')}"


def wait_words(
    entry: OutboxEntry,
    now: datetime,
    *,
    offline: bool = False,
    read_only: bool = False,
    behind: bool = False,
    tried: bool = True,
) -> str:
    """When an entry leaves, or why it does not; when it was sent, for one that is.

    `behind` says that an older entry of the same record has to go first; without `tried` it is
    left unsaid how often it was tried already.
    """
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
    if behind:
        return "after the one before it"
    if offline:
        return "leaves when the network is back"
    left = entry.wait(now)
    waits = bool(left)
    if entry.attempts and tried:
        times = f"tried {_count(entry.attempts, 'time')}"
        return f"{times}, again at {_time(entry.not_before)}" if waits else f"{times}, next run"
    if entry.attempts and waits:
        return f"again at {_time(entry.not_before)}"
    if not waits:
        return "leaves with the next run"
    seconds = math.ceil(left.total_seconds())
    return f"in {seconds} s" if seconds < 2 * _MINUTE else f"at {_time(entry.not_before)}"


def day_words(day: date, today: date) -> str:
    """A day as a person says it: `Wed 1 Jul`, with the year where it is another."""
    words = f"{_WEEKDAYS[day.weekday()]} {day.day} {short_month(day.month)}"
    return words if day.year == today.year else f"{words} {day.year}"


def _acts(entry: OutboxEntry, called: str) -> tuple[str, str]:
    """What stands before the account's name, and what after it."""
    record, verb = entry.record, entry.verb
    if record == "account":
        return f"Set the {_fields_of(entry)} of ", ""
    if record == "handover":
        return f"Send the {entry.intent['way']} {called} for ", ""
    if verb == "create":
        return f"Add the {record} {called} to ", ""
    if verb == "archive":
        return f"Delete the {record} {called} of ", ""
    if "archived_at" in entry.intent:
        return f"Bring the deleted {record} {called} back to ", ""
    if verb == "complete":
        return f"Complete the {record} {called} for ", ""
    if verb == "reopen":
        return f"Reopen the {record} {called} for ", ""
    if set(entry.intent) == {"due"}:
        return f"Move the {record} {called} for ", ""
    if set(entry.intent) == {"account_id"}:
        return f"Move the {record} {called} to ", ""
    return f"Change the {_fields_of(entry)} of the {record} {called} for ", ""


def _called(entry: OutboxEntry, title: str) -> str:
    own = entry.intent.get("subject") or entry.intent.get("title") or title
    text = " ".join(str(own or "").split()) or _first_line(str(entry.intent.get("body") or ""))
    if not text:
        return "without a title"
    short = text if len(text) <= _LONGEST_TITLE else text[: _LONGEST_TITLE - 1].rstrip() + "…"
    return f"“{short}”"


def _first_line(body: str) -> str:
    lines = (" ".join(line.lstrip(_HEADING_MARKS).split()) for line in body.splitlines())
    return next((line for line in lines if line), "")


def _change(entry: OutboxEntry) -> tuple[str | None, str | None]:
    """What changes, in one line: old and new where it is one field, else all that is new."""
    today = local_day(entry.created_at)
    if entry.action == "create":
        if entry.record == "handover":
            return None, extent(str(entry.intent.get("text") or ""))
        if entry.record == "task":
            due = entry.intent.get("due")
            return None, f"due {_value('due', due, today)}" if due else "no due day"
        return None, extent(str(entry.intent.get("body") or ""))
    changed = {name: value for name, value in _ordered(entry) if name != "account_id"}
    if not changed or "archived_at" in changed:
        return None, None
    if len(changed) == 1:
        name, value = next(iter(changed.items()))
        old, new = _value(name, entry.base.get(name), today), _value(name, value, today)
        return (None if old == new else old), new
    return None, ", ".join(
        f"{_field(name)}: {_value(name, value, today)}" for name, value in changed.items()
    )


def _value(name: str, value: Any, today: date) -> str:
    if name == "completed_at":
        return "done" if value else "open"
    if name in ("body", "text"):
        return extent(str(value or ""))
    if value in (None, ""):
        return "none"
    if name in ("is_public", "customer_told"):
        return "yes" if value else "no"
    if name == "files":
        return ", ".join(one.name for one in sent_files(str(value))) or "none"
    if name in _DAYS:
        return day_words(date.fromisoformat(str(value)), today)
    if name == "tags":
        return ", ".join(tags_of(str(value))) or "none"
    return " ".join(str(value).split())


def _field(name: str) -> str:
    return _FIELDS.get(name, name.replace("_", " "))


def _ordered(entry: OutboxEntry) -> list[tuple[str, Any]]:
    """The intent with the fields that matter most first; it is stored by name."""
    return sorted(entry.intent.items(), key=lambda item: _ORDER.get(item[0], len(_ORDER)))


def _fields_of(entry: OutboxEntry) -> str:
    names = [_field(name) for name, _ in _ordered(entry)]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _time(at: datetime | None) -> str:
    return f"{at.astimezone():%H:%M}" if at is not None else ""
