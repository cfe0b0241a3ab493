"""Which kinds of record are read, with which fields, as far as this person may see them.

A field that field-level security hides makes a whole question fail, so every list of fields comes
from the org's own description of the kind; it is read once a day and kept as the cursor `fields`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from book.errors import BadResponse
from book.facts import FieldFacts
from sync import json_text, values
from sync.json_text import UNREADABLE
from sync.salesforce.org import Org

STAMP: Final = "SystemModstamp"
"""Moves with every change, those by the system included."""
OTHER_STAMP: Final = "LastModifiedDate"
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    "Account": ("Name",),
    "Contact": ("AccountId",),
    "Opportunity": ("AccountId", "Name"),
    "Case": ("AccountId",),
    "Task": ("AccountId", "Subject", "Description", "ActivityDate"),
    "Event": ("AccountId", "Subject", "Description"),
}
"""Kind of record → the fields without which it is of no use here. Those of activities hold what I
wrote: without one of them it would be read as gone."""
WANTED: Final[dict[str, tuple[str, ...]]] = {
    "Account": (
        *("Name", "OwnerId", "Website", "IsDeleted"),
        *("MasterRecordId", "CurrencyIsoCode", "CreatedDate", "LastModifiedDate"),
    ),
    "Contact": (
        *("AccountId", "Name", "FirstName", "LastName", "Email", "Title", "Phone"),
        *("MobilePhone", "IsDeleted", "LastModifiedDate"),
    ),
    "Opportunity": (
        *("AccountId", "Name", "Amount", "CloseDate", "StageName", "IsClosed", "IsWon", "Type"),
        *("RecordType.Name", "CurrencyIsoCode", "IsDeleted", "LastModifiedDate"),
    ),
    "Case": (
        *("AccountId", "CaseNumber", "Subject", "Status", "Priority", "IsClosed", "IsEscalated"),
        *("CreatedDate", "ClosedDate", "IsDeleted", "LastModifiedDate"),
    ),
    "Task": (
        *("AccountId", "WhatId", "Subject", "Description", "ActivityDate", "Status", "IsClosed"),
        *("TaskSubtype", "OwnerId", "Owner.Name", "CreatedDate", "CompletedDateTime"),
        *("IsRecurrence", "IsDeleted", "LastModifiedDate"),
    ),
    "Event": (
        *("AccountId", "WhatId", "Subject", "Description", "StartDateTime", "EndDateTime"),
        *("ActivityDate", "IsAllDayEvent", "OwnerId", "Owner.Name", "CreatedDate", "IsPrivate"),
        *("IsChild", "IsRecurrence", "IsDeleted", "LastModifiedDate"),
    ),
}
"""Kind of record → the fields read of it, where they can be seen."""


class Choice(Struct, kw_only=True):
    """A value of a list of choices, as an org describes it."""

    value: str = ""
    label: Any = None
    active: bool = True


class RecordType(Struct, rename="camel", kw_only=True):
    """A record type of a kind, as an org describes it."""

    name: str = ""
    active: bool = True
    available: bool = True
    master: bool = False
    """Whether it is the one that stands for having none."""


class DescribedField(Struct, rename="camel", kw_only=True):
    """A field as an org describes it."""

    name: str
    label: Any = None
    type: str = ""
    external_id: bool = False
    unique: bool = False
    createable: bool = False
    updateable: bool = False
    filterable: bool = True
    calculated: bool = False
    relationship_name: str | None = None
    reference_to: list[str] | None = None
    picklist_values: list[Choice] | None = None


class Described(Struct, rename="camel", kw_only=True):
    """A kind of record as an org describes it."""

    fields: list[DescribedField]
    createable: bool = True
    updateable: bool = True
    """Whether this person may make records of it, and change them."""
    record_type_infos: list[RecordType] | None = None

    def field(self, name: str) -> DescribedField | None:
        """The field of that name, in whatever case it was written."""
        wanted = name.casefold()
        return next((one for one in self.fields if one.name.casefold() == wanted), None)

    def path(self, path: str) -> str | None:
        """A field, or a field of the record another one points to, as the org spells it."""
        head, dot, rest = path.partition(".")
        if not dot:
            found = self.field(path)
            return found.name if found is not None else None
        for one in self.fields:
            if (one.relationship_name or "").casefold() == head.casefold():
                return f"{one.relationship_name}.{rest}"
        return None


class Sight(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What this person may see of a kind of record."""

    fields: tuple[str, ...]
    """What is asked for, `Id` and the moment of change included."""
    stamp: str = STAMP
    hidden: tuple[str, ...] = ()
    """What was wanted by the person's own choice and is not there, as it was called."""
    refused: tuple[str, ...] = ()
    """Those of the hidden that are described and refused all the same."""
    lists: tuple[str, ...] = ()
    """Those of the fields that hold several values."""
    people: Mapping[str, str] = {}
    """Fields that name a colleague → how the record of that colleague is reached."""


_DESCRIBED = msgspec.json.Decoder(Described)


async def described(org: Org, kind: str) -> Described:
    """How the org describes a kind of record. Raises NoSuchObject where it is not to be seen."""
    reply = await org.get(f"{org.sobject(kind)}/describe", f"{kind} records")
    try:
        return json_text.decode(_DESCRIBED, reply.body)
    except UNREADABLE:
        raise BadResponse(
            f"Salesforce's description of {kind} cannot be read.",
            "Nothing was taken in; try again in a while.",
        ) from None


def lacking(kind: str, found: Described, needed: Iterable[str] = ()) -> str | None:
    """A field without which a kind is of no use and that is not to be seen; None where all are."""
    wanted = (*NEEDED[kind], *needed)
    return next((one for one in wanted if found.field(one) is None), None)


def sight(kind: str, found: Described, chosen: Iterable[str] = ()) -> Sight | None:
    """What to ask of a kind, with the fields a person chose; None where too little is visible."""
    if lacking(kind, found) is not None:
        return None
    moved = found.field(STAMP)
    stamp = STAMP if moved is not None and moved.filterable else OTHER_STAMP
    if found.field(stamp) is None:
        return None
    wanted = [path for one in WANTED[kind] if (path := found.path(one)) is not None]
    more = {one: found.path(one) for one in dict.fromkeys(chosen)}
    fields = dict.fromkeys(["Id", stamp, *wanted, *(path for path in more.values() if path)])
    people = {
        one.name: one.relationship_name
        for one in found.fields
        if one.name in fields and one.relationship_name and "User" in (one.reference_to or ())
    }
    if kind == "Account":
        fields |= dict.fromkeys(
            f"{relation}.{part}" for relation in people.values() for part in ("Name", "Email")
        )
    lists = [one.name for one in found.fields if one.type == "multipicklist"]
    return Sight(
        fields=tuple(fields),
        stamp=stamp,
        hidden=tuple(one for one, path in more.items() if path is None),
        lists=tuple(one for one in lists if one in fields),
        people=people,
    )


def without(kind: str, seen: Sight, field: str) -> Sight:
    """The same without one field that turned out not to be there; the same where it is needed."""
    gone = field.casefold()
    needed = {"Id", seen.stamp, *NEEDED[kind]}
    others = [one for one in seen.fields if one not in needed]
    lost = [one for one in others if gone in (one.casefold(), one.partition(".")[0].casefold())]
    # The column of a related record is named by its last part alone.
    lost = lost or [one for one in others if one.rpartition(".")[2].casefold() == gone]
    if not lost:
        return seen
    kept = tuple(one for one in seen.fields if one not in lost)
    hidden, refused = (*seen.hidden, field), (*seen.refused, field)
    return msgspec.structs.replace(seen, fields=kept, hidden=hidden, refused=refused)


def spelt(seen: Sight, field: str) -> str | None:
    """A field of what is asked for, in whatever case it was named."""
    wanted = field.casefold()
    return next((one for one in seen.fields if one.casefold() == wanted), None)


def custom_fields(found: Described) -> tuple[FieldFacts, ...]:
    """The fields of accounts that a fact can be mapped to, for the person to choose from."""
    return tuple(
        FieldFacts(
            model="accounts",
            path=one.name,
            label=values.line(one.label, "", []) or one.name,
            type=one.type,
        )
        for one in found.fields
        if one.type not in ("address", "location", "base64", "reference", "id")
    )


def lookups_of_people(found: Described) -> dict[str, str]:
    """Fields of accounts that name a colleague → what they are called."""
    return {
        one.name: values.line(one.label, "", []) or one.name
        for one in found.fields
        if one.reference_to == ["User"] and one.name not in ("CreatedById", "LastModifiedById")
    }


def picked(row: Mapping[str, Any], path: str) -> Any:
    """The value at a path of a row; None where the record pointed to is not there."""
    head, dot, rest = path.partition(".")
    value = row.get(head)
    if not dot:
        return value
    return value.get(rest) if isinstance(value, dict) else None
