"""What a simulator is filled with: the records of each resource, and what happens later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

Record = dict[str, Any]
"""One object as the service spells it, before the parts it repeats from others are added."""

RESOURCES = (
    "accounts",
    "users",
    "notes",
    "tasks",
    "admins",
    "conversations",
    "npsResponses",
    "noteCategories",
    "taskCategories",
    "organizations",
    "projects",
    "meetings",
)


class Encoded(Struct, frozen=True, gc=False):
    """An account that exists only as its bytes, so that 100,000 of them stay small.

    `created` and `updated` are milliseconds since 1970, UTC.
    """

    id: str
    external_id: str
    created: int
    updated: int
    body: bytes
    churned: bool = False


class Step(Struct, frozen=True, kw_only=True):
    """One thing that happens to the book when it is moved on."""

    do: Literal["add", "change", "archive", "remove", "reimport"]
    resource: str
    record: Record = {}
    id: str = ""


class Book(Struct, kw_only=True):
    """Everything the service knows when the simulator starts.

    `later` are the steps of the next two weeks, applied by `advance`. `me` is the id of the
    admin whose book it is, `now` the moment the records were made for.
    """

    now: datetime
    me: str
    records: dict[str, list[Record]]
    custom_fields: dict[str, list[Record]]
    encoded_accounts: Iterable[Encoded] = ()
    later: tuple[Step, ...] = ()
