"""What a property is, and the catalogue of them per kind of record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from sync.simulator.hubspot.standard import GROUPS, OPTIONS, STANDARD


class Property(Struct, kw_only=True):
    """One property of a kind of record, as the account defines it."""

    name: str
    label: str
    type: str = "string"
    field_type: str = "text"
    group: str = ""
    description: str = ""
    options: tuple[tuple[str, str], ...] = ()
    """(value, label) each."""
    calculated: bool = False
    read_only: bool = False
    unique: bool = False
    hidden: bool = False
    defined: bool = False
    """HubSpot's own, not one the account added."""
    outside: str = ""
    """Where its options come from instead: "owners", "pipelines" or "stages"."""
    made: str = "2024-01-08T08:00:00.000Z"
    archived_at: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The property as the catalogue answers it."""
        told: dict[str, Any] = {
            "updatedAt": self.archived_at or self.made,
            "createdAt": self.made,
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "fieldType": self.field_type,
            "description": self.description,
            "groupName": self.group,
            "options": self._options(),
            "displayOrder": -1,
            "calculated": self.calculated,
            "externalOptions": bool(self.outside),
            "archived": self.archived_at is not None,
            "hasUniqueValue": self.unique,
            "hidden": self.hidden,
            "hubspotDefined": self.defined,
            "modificationMetadata": {
                "archivable": not self.defined,
                "readOnlyDefinition": self.defined,
                "readOnlyOptions": self.defined,
                "readOnlyValue": self.read_only or self.calculated,
            },
            "formField": not self.read_only and not self.calculated,
            "dataSensitivity": "non_sensitive",
        }
        if self.outside == "owners":
            told["referencedObjectType"] = "OWNER"
        if self.archived_at is not None:
            told["archivedAt"] = self.archived_at
        return told

    def _options(self) -> list[dict[str, Any]]:
        if self.type == "bool":
            pairs: Iterable[tuple[str, str]] = (("true", "Yes"), ("false", "No"))
        else:
            pairs = self.options
        return [
            {"label": label, "value": value, "displayOrder": at, "hidden": False}
            for at, (value, label) in enumerate(pairs)
        ]


class Catalogue:
    """The properties and groups of one kind."""

    def __init__(self, kind: str) -> None:
        self.live = {one.name: one for one in _standard(kind)}
        self.archived: dict[str, Property] = {}
        self.groups = {GROUPS[kind]: GROUPS[kind].replace("_", " ").capitalize()}
        self.first_group = GROUPS[kind]

    def add(self, made: Property) -> None:
        """Adds a property, or replaces the one of its name."""
        made.group = made.group or self.first_group
        self.archived.pop(made.name, None)
        self.live[made.name] = made

    def archive(self, name: str, when: str) -> None:
        """Takes a property away; KeyError where there is none. Values stay, unseen."""
        gone = self.live.pop(name)
        gone.archived_at = when
        self.archived[name] = gone

    def restore(self, name: str) -> None:
        """Brings an archived property back, with the values that were there."""
        back = self.archived.pop(name)
        back.archived_at = None
        self.live[name] = back

    def unique(self) -> list[str]:
        """The properties no two records may share a value of."""
        return [one.name for one in self.live.values() if one.unique]


def _standard(kind: str) -> Iterator[Property]:
    """HubSpot's own properties: `name  type  field  label  flags` a line."""
    for line in filter(None, STANDARD[kind].splitlines()):
        name, type_, field, label, *flags = (word.strip() for word in line.split("|"))
        marks = flags[0].split() if flags else []
        yield Property(
            name=name,
            label=label,
            type=type_,
            field_type=field,
            group=GROUPS[kind],
            options=tuple((value, _label(value)) for value in OPTIONS.get(name, ())),
            calculated="calculated" in marks,
            read_only="fixed" in marks,
            unique="unique" in marks,
            hidden="hidden" in marks,
            defined=True,
            outside=next((one for one in ("owners", "pipelines", "stages") if one in marks), ""),
        )


def _label(value: str) -> str:
    return value.replace("_", " ").capitalize()
