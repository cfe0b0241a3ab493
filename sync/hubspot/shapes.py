"""HubSpot's JSON as typed shapes: only what is read here, each as lenient as it can be.

All property values are texts. A record that cannot be read is told apart from the others of its
answer and left out; one that only has to be shown is read by `sync.values` later.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

from book.errors import BadResponse
from book.facts import BadRecord
from sync import json_text
from sync.json_text import UNREADABLE

RowT = TypeVar("RowT")
ReadT = TypeVar("ReadT")


class Row(Struct, gc=False, rename="camel", kw_only=True):
    """A record of any kind: `properties` holds what was asked for, as text or null."""

    id: Annotated[str, Meta(min_length=1, max_length=32, pattern="^[0-9]+$")]
    properties: dict[str, Any]
    """Never missing: what came without them would seem to be emptied."""
    created_at: Any = None
    updated_at: Any = None
    archived: bool | None = None

    def value(self, name: str) -> Any:
        """One property; None where it is empty, or was not asked for."""
        found = self.properties.get(name)
        return None if found == "" else found


class Owner(Struct, gc=False, rename="camel"):
    """Somebody who may own records; `id` is what stands in `hubspot_owner_id`."""

    id: Annotated[str, Meta(min_length=1)]
    email: Any = None
    first_name: Any = None
    last_name: Any = None
    type: Any = None
    archived: bool | None = None


class Choice(Struct, gc=False):
    """One value of a picklist and how people read it."""

    value: Any = None
    label: Any = None


class Changing(Struct, gc=False, rename="camel"):
    """Whether the values of a property may be written."""

    read_only_value: bool | None = None


class Property(Struct, gc=False, rename="camel", kw_only=True):
    """A property of the catalogue."""

    name: Annotated[str, Meta(min_length=1)]
    label: Any = None
    type: Any = None
    field_type: Any = None
    calculated: bool | None = None
    hubspot_defined: bool | None = None
    has_unique_value: bool | None = None
    options: list[Choice] | None = None
    referenced_object_type: Any = None
    """`OWNER` where its values are the ids of owners."""
    modification_metadata: Changing | None = None

    @property
    def takes_writes(self) -> bool:
        """Whether its values may be written."""
        changing = self.modification_metadata
        return not self.calculated and not (changing is not None and changing.read_only_value)


class StageRow(Struct, gc=False):
    """One stage of a pipeline; `metadata` says whether it is the end, in texts."""

    id: str
    label: Any = None
    metadata: dict[str, Any] | None = None


class PipelineRow(Struct, gc=False):
    """A pipeline of deals or tickets."""

    id: str
    label: Any = None
    stages: list[StageRow] | None = None


class LinkKind(Struct, gc=False, rename="camel"):
    """What a link between two records says."""

    category: Any = None
    type_id: int | None = None
    label: Any = None


class Target(Struct, gc=False, rename="camel"):
    """The other end of a link."""

    to_object_id: str | int
    association_types: list[LinkKind] | None = None


class _Id(Struct, gc=False):
    id: str | int


class Next(Struct, gc=False):
    """Where the next page begins."""

    after: str | None = None


class Paging(Struct, gc=False):
    """Whether there is a next page."""

    next: Next | None = None


class Links(Struct, gc=False):
    """What one record is linked with."""

    from_: _Id = msgspec.field(name="from")
    to: list[Target] | None = None
    paging: Paging | None = None

    @property
    def source(self) -> str:
        """The record they start from."""
        return str(self.from_.id)


class Details(Struct, gc=False, rename="camel"):
    """What the account says of itself."""

    portal_id: int | None = None
    time_zone: Any = None
    utc_offset_milliseconds: int | None = None
    company_currency: Any = None
    ui_domain: Any = None


class Usage(Struct, gc=False, rename="camel"):
    """How many requests of a day are used up."""

    current_usage: int | None = None
    usage_limit: int | None = None


class Granted(Struct, gc=False):
    """The scopes a token was given."""

    scopes: list[str] | None = None


class Trouble(Struct, gc=False, rename="camel"):
    """One thing of a batch that failed."""

    category: Any = None


class Rows(Struct, Generic[RowT], frozen=True, kw_only=True):
    """A decoded answer: its rows, those that could not be read, and where it goes on."""

    rows: list[RowT]
    bad: tuple[BadRecord, ...] = ()
    after: str | None = None
    total: int | None = None
    troubles: tuple[str, ...] = ()
    """The categories of what failed in a batch."""


class _Envelope(Struct, gc=False):
    results: list[Raw] | None = None
    paging: Paging | None = None
    total: int | None = None
    errors: list[Trouble] | None = None


class _Named(Struct, gc=False):
    id: Any = None


_envelopes: Final = msgspec.json.Decoder(_Envelope)


class Reader(Generic[RowT]):
    """Decodes answers with a list of one kind of object."""

    def __init__(self, row: type[RowT]) -> None:
        self._rows = msgspec.json.Decoder(list[row])  # type: ignore[valid-type]
        self._row: msgspec.json.Decoder[RowT] = msgspec.json.Decoder(row)

    def listed(self, body: bytes) -> Rows[RowT]:
        """A list, a search, or a batch. Raises BadResponse where it is none of them."""
        read = decoded(_envelopes, body)
        if read.results is None:
            raise BadResponse(
                "HubSpot's answer holds no list of results.",
                "Nothing of it was taken in; check the address, then try again.",
            )
        rows, bad = self._each(read.results)
        following = read.paging.next if read.paging is not None else None
        return Rows(
            rows=rows,
            bad=bad,
            after=following.after or None if following is not None else None,
            total=read.total,
            troubles=tuple(str(one.category or "") for one in read.errors or ()),
        )

    def one(self, body: bytes) -> RowT | None:
        """A single object; None where it cannot be read."""
        rows, _ = self._each([Raw(body)])
        return rows[0] if rows else None

    def _each(self, results: list[Raw]) -> tuple[list[RowT], tuple[BadRecord, ...]]:
        try:
            joined = b"[" + b",".join(map(bytes, results)) + b"]"
            return json_text.decode(self._rows, joined), ()
        except UNREADABLE:
            pass
        rows: list[RowT] = []
        bad: list[BadRecord] = []
        for raw in results:
            try:
                rows.append(json_text.decode(self._row, bytes(raw)))
            except UNREADABLE as error:
                bad.append(BadRecord(external_id=_id_of(raw), problem=_problem(error)))
        return rows, tuple(bad)


def decoded(decoder: msgspec.json.Decoder[ReadT], body: bytes) -> ReadT:
    """An answer of that shape; raises BadResponse where it is another."""
    try:
        return json_text.decode(decoder, body)
    except msgspec.ValidationError as error:
        raise BadResponse(
            "HubSpot's answer does not have its documented shape.",
            "Nothing of it was taken in; try again in a while.",
        ) from error
    except UNREADABLE as error:
        raise BadResponse(
            "HubSpot's answer is not complete JSON.",
            "Nothing of it was taken in; check the network and try again.",
        ) from error


def _problem(error: Exception) -> str:
    """What is wrong with a record, in words that hold nothing of its content."""
    return str(error)[:200] if isinstance(error, msgspec.ValidationError) else "cannot be read"


def _id_of(raw: Raw) -> str:
    try:
        found = msgspec.json.decode(raw, type=_Named).id
    except UNREADABLE:
        return "?"
    text = str(found)[:64] if isinstance(found, (str, int)) else "?"
    return text if text.isprintable() and text else "?"
