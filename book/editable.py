"""Which fields of which record a person may change here, how each merges, and where it lives.

Values are in the form they are stored in: days `YYYY-MM-DD`, moments UTC, tags as JSON text.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

Kind = Literal["account", "note", "task"]
Merging = Literal["value", "text", "tags", "done"]
"""How two changes of one field meet: a value overlaps, a text merges by lines, tags by their
set, and a finished task stays finished."""
Value = Any
"""A stored value: text, number or None."""


class Field(Struct, frozen=True, kw_only=True):
    """One field a person may change; a `local` one never leaves this laptop."""

    name: str
    merging: Merging = "value"
    local: bool = False
    exact: bool = True
    """Whether the source has to read back precisely what was sent; else it may tidy it up."""


def _fields(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


FIELDS: Final[dict[str, dict[str, Field]]] = {
    "note": _fields(
        Field(name="account_id"),
        Field(name="subject", exact=False),
        Field(name="body", merging="text", exact=False),
        Field(name="day"),
        Field(name="tags", merging="tags", exact=False),
        Field(name="archived_at", merging="done"),
        Field(name="private", local=True),
        Field(name="kind", local=True),
        Field(name="pinned", local=True),
    ),
    "task": _fields(
        Field(name="account_id"),
        Field(name="title", exact=False),
        Field(name="body", merging="text", exact=False),
        Field(name="due"),
        Field(name="completed_at", merging="done"),
        Field(name="tags", merging="tags", exact=False),
        Field(name="archived_at", merging="done"),
        Field(name="do_on", local=True),
        Field(name="repeat", local=True),
        Field(name="note_id", local=True),
        Field(name="recording_id", local=True),
        Field(name="escalation_id", local=True),
        Field(name="at_time", local=True),
    ),
    "account": _fields(
        Field(name="stage"),
        Field(name="plan", exact=False),
        Field(name="slack_channel", exact=False),
        Field(name="stage_since", local=True),
        Field(name="sentiment", local=True),
    ),
    "draft": _fields(
        *(
            Field(name=name, local=True)
            for name in ("account_id", "subject", "body", "day", "kind", "tags", "private")
        )
    ),
    "recording": _fields(
        *(
            Field(name=name, local=True)
            for name in (
                "account_id",
                "url",
                "url_raw",
                "day",
                "title",
                "duration_s",
                "folder",
                "shared_on",
                "clock_shift_s",
            )
        )
    ),
    "moment": _fields(*(Field(name=name, local=True) for name in ("at_s", "label", "kind"))),
    "attachment": {},
    "escalation": _fields(
        Field(name="account_id", local=True),
        Field(name="point_id", local=True),
        Field(name="closed_at", merging="done", local=True),
        Field(name="outcome", local=True),
        Field(name="archived_at", merging="done", local=True),
    ),
    "escalation_file": {},
    "handover": _fields(
        *(
            Field(name=name)
            for name in (
                *("way", "title", "text", "group_name", "severity", "requester"),
                *("requester_name", "is_public", "customer_told", "place", "files"),
            )
        )
    ),
    "point": _fields(
        Field(name="kind", local=True),
        Field(name="text", local=True),
        Field(name="due", local=True),
        Field(name="done_at", merging="done", local=True),
        Field(name="archived_at", merging="done", local=True),
    ),
    "call": _fields(
        *(
            Field(name=name, local=True)
            for name in ("account_id", "draft_id", "note_id", "recording_id", "ended_at")
        )
    ),
    "mark": _fields(*(Field(name=name, local=True) for name in ("kind", "words", "moment_id"))),
    "line": _fields(
        *(Field(name=name, local=True) for name in ("line", "text", "record", "record_id", "made"))
    ),
}
"""Kind of record → its editable fields by name."""

TABLES: Final = {
    "note": "notes",
    "task": "tasks",
    "account": "accounts",
    "draft": "drafts",
    "recording": "recordings",
    "moment": "moments",
    "attachment": "attachments",
    "point": "points",
    "call": "calls",
    "mark": "marks",
    "line": "note_lines",
    "escalation": "escalations",
    "escalation_file": "escalation_files",
    "handover": "handovers",
}
"""Kind of record → the table it stands in."""

ONLY_HERE: Final = frozenset(
    (
        *("draft", "recording", "moment", "attachment", "point", "line", "call", "mark"),
        *("escalation", "escalation_file"),
    )
)
"""Kinds of record that no source keeps: nothing of them is ever owed to one."""
LEFT_FOR_GOOD: Final = frozenset(("handover",))
"""Kinds of record that nobody takes back once a source may have them: others act upon them."""

_NUMBERS: Final = frozenset(
    (
        *("account_id", "private", "pinned", "sentiment", "duration_s", "clock_shift_s", "at_s"),
        *("line", "record_id", "made", "note_id", "recording_id", "escalation_id"),
        *(
            "draft_id",
            "note_id",
            "recording_id",
            "moment_id",
            "is_public",
            "customer_told",
            "point_id",
        ),
    )
)
"""Fields whose values are whole numbers; all others are texts."""
_TAGS = msgspec.json.Decoder(list[str])


def sent_fields(kind: str) -> tuple[str, ...]:
    """The fields of a kind that its source keeps too."""
    return tuple(name for name, field in FIELDS[kind].items() if not field.local)


def tags_of(text: str | None) -> list[str]:
    """Stored tags as a list."""
    return _TAGS.decode(text) if text else []


def tags_text(tags: list[str] | tuple[str, ...]) -> str:
    """Tags as stored, each once, in the order given."""
    return msgspec.json.encode(list(dict.fromkeys(tags))).decode()


def from_log(name: str, text: str | None) -> Value:
    """A field's stored value, from the text under which the log and conflicts keep it."""
    return int(text) if text is not None and name in _NUMBERS else text


def same(kind: str, name: str, one: Value, other: Value) -> bool:
    """Whether two values of a field mean the same: blank ends and the order of tags do not count.

    A task is done or it is not; the second in which it was done is nobody's difference.
    """
    merging = FIELDS[kind][name].merging
    if merging == "done":
        return (one is None) == (other is None)
    if merging == "tags":
        return set(tags_of(one)) == set(tags_of(other))
    if merging == "text":
        return _lines(one) == _lines(other)
    if isinstance(one, str) or isinstance(other, str):
        return (str(one) if one is not None else "").strip() == (
            str(other) if other is not None else ""
        ).strip()
    return bool(one == other)


def _lines(text: Value) -> list[str]:
    return [line.rstrip() for line in str(text or "").strip().split("\n")]
