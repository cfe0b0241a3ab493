"""The kinds of record HubSpot keeps here: their names, rights, and how they point at each other."""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Kind(Struct, frozen=True, kw_only=True):
    """One object type. `created` and `modified` are the properties that hold those moments."""

    name: str
    singular: str
    type_id: str
    right: str
    """What the scopes of reading and writing begin with; `tickets` is one scope for both."""
    created: str = "hs_createdate"
    modified: str = "hs_lastmodifieddate"
    usual: tuple[str, ...] = ()
    """What is answered where a request names no properties."""
    required: tuple[str, ...] = ()
    title: str = "hs_object_id"
    """The property a person would call its name."""
    band: int = 0
    """Ids of this kind lie in a band of their own, so that no test mistakes one for another."""

    @property
    def always(self) -> tuple[str, ...]:
        """The properties every answer has."""
        return (self.created, self.modified, "hs_object_id")

    def scope(self, way: str) -> str:
        """The scope that reading or writing it takes."""
        return "tickets" if self.right == "tickets" else f"crm.objects.{self.right}.{way}"

    def schema_scope(self, way: str) -> str:
        """The scope that its property catalogue takes."""
        return "tickets" if self.right == "tickets" else f"crm.schemas.{self.right}.{way}"


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            name="companies",
            singular="company",
            type_id="0-2",
            right="companies",
            created="createdate",
            usual=("domain", "name"),
            title="name",
            band=4,
        ),
        Kind(
            name="contacts",
            singular="contact",
            type_id="0-1",
            right="contacts",
            created="createdate",
            modified="lastmodifieddate",
            usual=("email", "firstname", "lastname"),
            title="email",
            band=7,
        ),
        Kind(
            name="deals",
            singular="deal",
            type_id="0-3",
            right="deals",
            created="createdate",
            usual=("amount", "closedate", "dealname", "dealstage", "pipeline"),
            required=("dealname", "dealstage"),
            title="dealname",
            band=3,
        ),
        Kind(
            name="tickets",
            singular="ticket",
            type_id="0-5",
            right="tickets",
            created="createdate",
            usual=(
                "content",
                "hs_pipeline",
                "hs_pipeline_stage",
                "hs_ticket_category",
                "hs_ticket_priority",
                "subject",
            ),
            required=("subject", "hs_pipeline_stage"),
            title="subject",
            band=5,
        ),
        Kind(
            name="notes",
            singular="note",
            type_id="0-46",
            right="contacts",
            required=("hs_timestamp",),
            title="hs_note_body",
            band=1,
        ),
        Kind(
            name="tasks",
            singular="task",
            type_id="0-27",
            right="contacts",
            required=("hs_timestamp",),
            title="hs_task_subject",
            band=6,
        ),
        Kind(
            name="calls",
            singular="call",
            type_id="0-48",
            right="contacts",
            required=("hs_timestamp",),
            title="hs_call_title",
            band=8,
        ),
    )
}
ACTIVITIES: Final = frozenset(("notes", "tasks", "calls"))
"""What is logged on other records and marks those as changed."""

_BY_ANY_NAME: Final = {
    text: kind for kind in KINDS.values() for text in (kind.name, kind.singular, kind.type_id)
}

SCOPES: Final = frozenset(
    (
        "tickets",
        "crm.objects.owners.read",
        *(kind.scope(way) for kind in KINDS.values() for way in ("read", "write")),
        *(kind.schema_scope(way) for kind in KINDS.values() for way in ("read", "write")),
    )
)
"""Every scope there is here."""


def kind_of(text: str) -> Kind | None:
    """The kind a path names by plural, singular or type id."""
    return _BY_ANY_NAME.get(text)


class LinkType(Struct, frozen=True):
    """One way in which a record of a kind points at one of another; `back` is the way home."""

    source: str
    target: str
    type_id: int
    back: int
    label: str | None = None
    category: str = "HUBSPOT_DEFINED"

    @property
    def word(self) -> str:
        """How the lists of records call it."""
        words = f"{KINDS[self.source].singular}_to_{KINDS[self.target].singular}"
        return words + "_unlabeled" if self.type_id in _UNLABELLED else words


# source, targets with (type id there, type id back)
_PLAIN: Final = (
    ("notes", "companies", 190, 189),
    ("notes", "contacts", 202, 201),
    ("notes", "deals", 214, 213),
    ("notes", "tickets", 228, 227),
    ("tasks", "companies", 192, 191),
    ("tasks", "contacts", 204, 203),
    ("tasks", "deals", 216, 215),
    ("tasks", "tickets", 230, 229),
    ("calls", "companies", 182, 181),
    ("calls", "contacts", 194, 193),
    ("calls", "deals", 206, 205),
    ("calls", "tickets", 220, 219),
    ("contacts", "companies", 279, 280),
    ("deals", "companies", 341, 342),
    ("tickets", "companies", 339, 340),
    ("deals", "contacts", 3, 4),
    ("contacts", "tickets", 15, 16),
    ("deals", "tickets", 27, 28),
)
_PRIMARY: Final = (
    ("contacts", "companies", 1, 2),
    ("deals", "companies", 5, 6),
    ("tickets", "companies", 26, 25),
)
_UNLABELLED: Final = frozenset((279, 280, 341, 342, 339, 340))


def link_types() -> list[LinkType]:
    """All types HubSpot defines between the kinds, both directions; the plain one of a pair
    comes before the primary one."""
    made: list[LinkType] = []
    for table, label in ((_PLAIN, None), (_PRIMARY, "Primary")):
        for source, target, there, back in table:
            made.append(LinkType(source, target, there, back, label))
            made.append(LinkType(target, source, back, there, label))
    return made
