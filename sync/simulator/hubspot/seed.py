"""What a HubSpot account is filled with: people, pipelines, properties, records, what comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct, field

from sync.simulator.hubspot.properties import Property
from sync.simulator.hubspot.shelf import Row, Values

PORTAL: int = 24_680_135
"""The id of the invented account."""


class Owner(Struct, kw_only=True):
    """Somebody whom records can be assigned to. `id` is what records hold, `user_id` is not."""

    id: str
    user_id: int
    email: str | None
    first: str | None = None
    last: str | None = None
    type: str = "PERSON"
    archived: bool = False
    made: str = "2024-01-08T08:00:00.000Z"

    def as_json(self) -> dict[str, Any]:
        """The owner as the service answers it; one who left has no user id any more."""
        told: dict[str, Any] = {
            "id": self.id,
            "email": self.email,
            "type": self.type,
            "firstName": self.first,
            "lastName": self.last,
            "userId": None if self.archived else self.user_id,
            "userIdIncludingInactive": self.user_id,
            "createdAt": self.made,
            "updatedAt": self.made,
            "archived": self.archived,
        }
        return {name: value for name, value in told.items() if value is not None}


class Stage(Struct, kw_only=True):
    """A step of a pipeline. A deal's has a `probability` from 0.0 (lost) to 1.0 (won)."""

    id: str
    label: str
    metadata: dict[str, str]


class Pipeline(Struct, kw_only=True):
    """The steps that deals or tickets go through."""

    id: str
    label: str
    stages: list[Stage]
    made: str = "2024-01-08T08:00:00.000Z"

    def as_json(self, order: int = 0) -> dict[str, Any]:
        """The pipeline as the service answers it."""
        frame = {"archived": False, "createdAt": self.made, "updatedAt": self.made}
        stages = [
            {
                "id": stage.id,
                "label": stage.label,
                "displayOrder": at,
                "metadata": stage.metadata,
                "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
                **frame,
            }
            for at, stage in enumerate(self.stages)
        ]
        return {
            "id": self.id,
            "label": self.label,
            "displayOrder": order,
            "stages": stages,
            **frame,
        }


class Seeded(Struct, frozen=True, kw_only=True):
    """A record to begin with. `key` is what the others of the seed call it; it gets an id."""

    kind: str
    key: str
    values: dict[str, Any]
    to: tuple[tuple[str, str], ...] = ()
    """(kind, key) of what it is associated with."""


class Happening(Struct, frozen=True, kw_only=True):
    """One thing that somebody else does. `id` and `into` are ids, or keys of the seed."""

    do: Literal["add", "change", "archive", "remove", "merge"]
    resource: str
    id: str = ""
    record: dict[str, Any] = {}
    associations: dict[str, list[str]] = {}
    into: str = ""


class Portal(Struct, kw_only=True):
    """Everything the account holds when the simulator starts.

    `later` are the happenings of the next two weeks, done by `advance`; `me` is the owner id of
    the person whose book it is, `now` the moment all was made for.
    """

    now: datetime
    me: str
    owners: list[Owner]
    pipelines: dict[str, list[Pipeline]]
    properties: dict[str, list[Property]] = {}
    records: list[Seeded] = []
    later: tuple[Happening, ...] = ()
    rows: dict[str, Iterable[Row]] = field(default_factory=dict)
    """Kind → rows that are taken as they are: for very many."""


class Quirks(Struct, frozen=True, kw_only=True):
    """How the service behaves where nobody has said for certain.

    A connector has to work with every combination, so tests turn these.
    """

    unique_key: Literal["absent", "read_only", "writable"] = "absent"
    """`hs_unique_creation_key` on notes, tasks and calls."""
    notes_tidy_whitespace: bool = False
    """The body of a note loses the idle space between its tags, besides comments and tags."""
    scopes_of_key: Literal["told", "unknown"] = "told"
    """Whether a key's scopes are told: they are of a private app's token, of others nobody said."""
    activities_touch: bool = True
    """A note, task or call marks the records it is logged on as changed."""
    write_answers: Literal["full", "written"] = "full"
    """A PATCH answers the whole record, or only what was written and what is always there."""
    batch_partial: bool = True
    """A batch with something wrong in it does the rest and answers 207; otherwise it is refused."""
    none_associated: Literal["error", "silent"] = "error"
    """A batch read of associations names the records that have none among its errors."""
    scopes_told: Literal["context", "errors"] = "context"
    """Where a 403 names the scopes that are missing; "context" means in both places."""
    merge_makes_new_id: bool = False
    """A merge makes a record of a new id out of two; otherwise the primary keeps its own."""
    merged_id_leads_on: bool = False
    """Reading a merged record by its old id answers the winner; otherwise there is nothing."""
    ids_ascend: bool = False
    """A new record's id is above all older ones. The recorded accounts say it need not be."""
    associations_page: int = 500
    """So many associations of one record are told at once."""
    unknown_properties: Literal["ignored", "refused"] = "ignored"
    """What becomes of a question that names a property there is not."""
    custom_on_activities: bool = True
    """Notes, tasks and calls take properties of the account's own."""


def values_of(record: dict[str, Any]) -> Values:
    """Property values as a test writes them, as the text they are kept as."""
    made: Values = {}
    for name, value in record.items():
        if value is None:
            continue
        made[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return made
