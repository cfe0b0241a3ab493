"""What a Zendesk offers: its groups, the severity field with its options, its own statuses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec import Struct

from book.clock import stamp
from book.errors import Refused
from book.ticket_choices import FIELD, GROUPS, READ_AT, SEVERITIES
from sync import values
from sync.field_mapping import NOT_MAPPED
from sync.port import Choice, Question
from sync.refusals import NotAllowed
from sync.zendesk.answers import NotThere
from sync.zendesk.helpdesk import Helpdesk, Row

OPTION: Final = "severity-field"
STATUSES: Final = "statuses"
FORMS: Final = "forms"
_SEVERITY: Final = re.compile(r"severity", re.IGNORECASE)
_TAGGER: Final = "tagger"
_SHOWN: Final = 6
"""So many of the fields there are instead are named."""


class Field(Struct, frozen=True, kw_only=True):
    """A field of a ticket there."""

    id: int
    type: str
    title: str
    options: Mapping[str, str] = {}
    """Value → name, of a field with one choice."""


class Choices(Struct, frozen=True, kw_only=True):
    """What can be chosen, as it was read at one moment."""

    groups: tuple[tuple[int, str], ...] = ()
    severity_field: int | None = None
    severities: Mapping[str, str] = {}
    """Value of an option → its name."""
    statuses: Mapping[str, tuple[str, str]] = {}
    """Id of a status of its own → (its category, its name); empty where there are none."""
    forms: int | None = None
    """How many forms there are; None where the plan has none, or they are not to be seen."""
    read_at: str = ""
    fields: tuple[Field, ...] = ()
    """Not kept: only what was read in this run has them."""

    def group(self, name: str) -> int | None:
        """The id of a group, by its name in any case; None where there is none."""
        wanted = _plain(name)
        found = [number for number, called in self.groups if _plain(called) == wanted]
        return found[0] if found else None

    def group_name(self, number: object) -> str:
        """The name of a group; empty where a ticket has none."""
        if not isinstance(number, int):
            return ""
        return next((name for one, name in self.groups if one == number), f"group {number}")

    def severity(self, code: str) -> str | None:
        """The value of the option for a severity of the house rules: by value, else by name."""
        wanted = _plain(code)
        by_name = (value for value, name in self.severities.items() if _plain(name) == wanted)
        by_value = (value for value in self.severities if _plain(value) == wanted)
        return next(by_value, None) or next(by_name, None)

    def kept(self) -> dict[str, str | int | bool | None]:
        """As capabilities: plain values, lists as JSON text."""
        return {
            GROUPS: _text([list(one) for one in self.groups]),
            FIELD: self.severity_field,
            SEVERITIES: _text(dict(self.severities)),
            STATUSES: _text(dict(self.statuses)),
            FORMS: self.forms,
            READ_AT: self.read_at,
        }

    def text(self) -> str:
        """As a cursor."""
        return _text(self.kept())


_NAMES = msgspec.json.Decoder(dict[str, str])
_GROUPS = msgspec.json.Decoder(tuple[tuple[int, str], ...])
_STATUSES = msgspec.json.Decoder(dict[str, tuple[str, str]])
_KEPT = msgspec.json.Decoder(dict[str, str | int | bool | None])


def kept_choices(kept: Mapping[str, str | int | bool | None]) -> Choices:
    """What was kept as capabilities; the beginning where that cannot be read."""
    field = kept.get(FIELD)
    forms = kept.get(FORMS)
    try:
        return Choices(
            groups=_GROUPS.decode(str(kept.get(GROUPS) or "[]")),
            severity_field=field if isinstance(field, int) else None,
            severities=_NAMES.decode(str(kept.get(SEVERITIES) or "{}")),
            statuses=_STATUSES.decode(str(kept.get(STATUSES) or "{}")),
            forms=forms if isinstance(forms, int) else None,
            read_at=str(kept.get(READ_AT) or ""),
        )
    except msgspec.DecodeError:
        return Choices()


def stored_choices(text: str | None) -> Choices:
    """A stored cursor; one that is missing or broken is the beginning."""
    try:
        return kept_choices(_KEPT.decode(text)) if text else Choices()
    except msgspec.DecodeError:
        return Choices()


async def read_choices(
    helpdesk: Helpdesk, options: Mapping[str, str], now: datetime, *, all_of_it: bool = True
) -> Choices:
    """Asks for all of it; without `all_of_it` only for what a new ticket needs.

    Raises Refused for an option that names no field there.
    """
    listed = await helpdesk.all("/groups/assignable", "groups", "the groups")
    fields = await _fields(helpdesk)
    field = chosen_field(fields, options)
    return Choices(
        groups=tuple(one for row in listed if (one := _group(row)) is not None),
        severity_field=field.id if field is not None else None,
        severities=field.options if field is not None else {},
        statuses=await _statuses(helpdesk) if all_of_it else {},
        forms=await _forms(helpdesk) if all_of_it else None,
        read_at=stamp(now),
        fields=fields,
    )


async def _fields(helpdesk: Helpdesk) -> tuple[Field, ...]:
    listed = await helpdesk.all("/ticket_fields", "ticket_fields", "the ticket fields")
    return tuple(one for row in listed if (one := _field(row)) is not None)


async def _forms(helpdesk: Helpdesk) -> int | None:
    try:
        listed = await helpdesk.all("/ticket_forms", "ticket_forms", "the forms")
    except (NotThere, NotAllowed):
        return None
    return sum(one.get("active") is not False for one in listed)


async def _statuses(helpdesk: Helpdesk) -> dict[str, tuple[str, str]]:
    try:
        listed = await helpdesk.all("/custom_statuses", "custom_statuses", "the statuses")
    except (NotThere, NotAllowed):
        return {}
    found = {}
    for row in listed:
        label = values.line(row.get("agent_label"), "", [])
        category = row.get("status_category")
        if isinstance(row.get("id"), int) and isinstance(category, str) and label:
            found[str(row["id"])] = (category, label)
    return found


def chosen_field(fields: Sequence[Field], options: Mapping[str, str]) -> Field | None:
    """The field that holds the severity: the one named, else the only one called so.

    Raises Refused for a name or an id that no field with choices has.
    """
    taggers = [one for one in fields if one.type == _TAGGER]
    said = options.get(OPTION, "").strip()
    if said.casefold() == NOT_MAPPED:
        return None
    if said:
        wanted = _plain(said)
        found = next((one for one in taggers if wanted in (str(one.id), _plain(one.title))), None)
        if found is None:
            known = ", ".join(f"{one.title} ({one.id})" for one in taggers[:_SHOWN]) or "none"
            raise Refused(
                f"Zendesk has no ticket field with choices called “{said}”.",
                f"Fields with choices are: {known}.",
            )
        return found
    exact = [one for one in taggers if _plain(one.title) == "severity"]
    like = exact or [one for one in taggers if _SEVERITY.search(one.title)]
    return like[0] if len(like) == 1 else None


def severity_question(fields: Sequence[Field], options: Mapping[str, str]) -> Question:
    """Which field holds the severity, with those that can."""
    taggers = [one for one in fields if one.type == _TAGGER]
    like = [one for one in taggers if _SEVERITY.search(one.title)]
    held = chosen_field(fields, options)
    return Question(
        key=OPTION,
        label="Ticket field with the severity",
        why="Without it no ticket is routed, so none is sent.",
        choices=tuple(
            Choice(value=str(one.id), label=one.title, detail=", ".join(one.options.values()))
            for one in (like or taggers)
        ),
        answer=str(held.id) if held is not None else "",
        guessed=held is not None and not options.get(OPTION, "").strip(),
    )


def _group(row: Row) -> tuple[int, str] | None:
    name = values.line(row.get("name"), "", [])
    number = row.get("id")
    if not isinstance(number, int) or not name or row.get("deleted") is True:
        return None
    return number, name


def _field(row: Row) -> Field | None:
    number, kind = row.get("id"), row.get("type")
    if not isinstance(number, int) or not isinstance(kind, str) or row.get("active") is False:
        return None
    return Field(
        id=number,
        type=kind,
        title=values.line(row.get("title"), "", []) or str(number),
        options=_options(row.get("custom_field_options")),
    )


def _options(listed: Any) -> dict[str, str]:
    found = {}
    for one in listed if isinstance(listed, list) else []:
        value = one.get("value") if isinstance(one, dict) else None
        if isinstance(value, str) and value:
            found[value] = values.line(one.get("name"), "", []) or value
    return found


def _text(found: object) -> str:
    return msgspec.json.encode(found, order="deterministic").decode()


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
