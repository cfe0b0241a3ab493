"""Vitally's JSON as typed shapes: only the fields we read, each as lenient as it can be.

What only has to be shown or counted is `Any` and read by `sync.values`; what holds the record
together (ids, lists, the text of a note) is typed, and a record that breaks that is told apart
from the others in its page and left out. Unknown fields are skipped without being built.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

import msgspec
from msgspec import Meta, Raw, Struct

from book.errors import BadResponse
from book.facts import BadRecord
from sync import json_text
from sync.json_text import UNREADABLE

RowT = TypeVar("RowT", bound="Row")
ReadT = TypeVar("ReadT")

TRAITS: Final = "traits"


class Segment(Struct, gc=False):
    """A segment an account is in."""

    name: str | None = None


class Person(Struct, gc=False):
    """A teammate, as embedded in other objects."""

    id: str | None = None
    name: str | None = None
    email: str | None = None


class Role(Struct, gc=False):
    """What a key role is called."""

    label: str | None = None


class KeyRole(Struct, gc=False, rename="camel"):
    """A teammate in a named role at an account."""

    key_role: Role | None = None
    vitally_user: Person | None = None


class Ref(Struct, gc=False):
    """A mention of another object."""

    id: str | None = None
    name: str | None = None


class Row(Struct, gc=False, rename="camel", kw_only=True):
    """What every listed object has."""

    id: Annotated[str, Meta(min_length=1)]
    updated_at: Any = None
    created_at: Any = None


class AccountRow(Row, gc=False, rename="camel", kw_only=True):
    """An account; a subclass made by `account_row` knows which traits to read."""

    external_id: Any = None
    name: Any = None
    account_owner_id: str | None = None
    csm_id: str | None = None
    mrr: Any = None
    health_score: Any = None
    next_renewal_date: Any = None
    churned_at: Any = None
    last_seen_timestamp: Any = None
    last_inbound_message_timestamp: Any = None
    last_outbound_message_timestamp: Any = None
    users_count: Any = None
    segments: list[Segment] | None = None
    key_roles: list[KeyRole] | None = None
    traits: Any = None


class UserTraits(Struct, gc=False, rename="camel"):
    """Where a person's role and number are most often kept."""

    title: Any = None
    job_title: Any = None
    role: Any = None
    phone: Any = None
    phone_number: Any = None
    mobile_phone: Any = None


class UserRow(Row, gc=False, rename="camel", kw_only=True):
    """A user: a person at a customer."""

    name: Any = None
    email: Any = None
    last_seen_timestamp: Any = None
    deactivated_at: Any = None
    accounts: list[Ref | str] | None = None
    traits: UserTraits | None = None


class NoteRow(Row, gc=False, rename="camel", kw_only=True):
    """A note."""

    external_id: Any = None
    subject: Any = None
    note: str | None = None
    note_date: Any = None
    author_id: str | None = None
    author: Person | None = None
    category: Ref | None = None
    tags: list[Any] | None = None
    account_id: str | None = None
    meeting_description: Any = None
    archived_at: Any = None


class TaskRow(Row, gc=False, rename="camel", kw_only=True):
    """A task; it is done when `completed_at` is set."""

    external_id: Any = None
    name: Any = None
    description: str | None = None
    due_date: Any = None
    completed_at: Any = None
    assigned_to_id: str | None = None
    category: Ref | None = None
    tags: list[Any] | None = None
    account_id: str | None = None
    archived_at: Any = None


class AdminRow(Row, gc=False, rename="camel", kw_only=True):
    """A teammate."""

    name: Any = None
    email: Any = None


class CategoryRow(Row, gc=False, rename="camel", kw_only=True):
    """A category of notes or tasks."""

    name: str | None = None


class FieldRow(Struct, gc=False):
    """A custom field of the catalogue."""

    path: str
    label: Any = None
    type: Any = None


class Rows(Struct, Generic[RowT], frozen=True):
    """A decoded page: its rows, those that could not be read, the cursor to the next."""

    rows: list[RowT]
    bad: tuple[BadRecord, ...]
    next: str | None


class _Loose(Struct, gc=False):
    results: list[Raw] | None = None
    next: str | None = None


class _Named(Struct, gc=False):
    id: Any = None


def account_row(paths: Sequence[str]) -> type[AccountRow]:
    """An account shape that reads just these traits, as `t0`, `t1`, … of its `traits`.

    Some workspaces send hundreds of traits per account; naming the few that are mapped lets the
    decoder skip the others without building them.
    """
    traits = msgspec.defstruct(
        "Traits",
        [(f"t{at}", Any, None) for at in range(len(paths))],
        rename={f"t{at}": path for at, path in enumerate(paths)},
        gc=False,
    )
    made: type[Any] = msgspec.defstruct(
        "MappedAccountRow",
        [(TRAITS, traits | None, None)],
        bases=(AccountRow,),
        rename="camel",
        kw_only=True,
        gc=False,
    )
    shape: type[AccountRow] = made
    return shape


class PageReader(Generic[RowT]):
    """Decodes pages of one kind of object: all in one go, or one by one where that fails."""

    def __init__(self, row: type[RowT]) -> None:
        shape: Any = row
        envelope: type[Any] = msgspec.defstruct(
            "Envelope", [("results", list[shape] | None, None), ("next", str | None, None)]
        )
        self._page = msgspec.json.Decoder(envelope)
        self._loose = msgspec.json.Decoder(_Loose)
        self._row = msgspec.json.Decoder(row)

    def page(self, body: bytes) -> Rows[RowT]:
        """A list answer. Raises BadResponse where it is no list at all."""
        try:
            read = json_text.decode(self._page, body)
        except msgspec.ValidationError:
            return self._one_by_one(decoded(self._loose, body))
        except UNREADABLE as error:
            raise _not_json(error) from error
        if read.results is None:
            raise _no_list()
        return Rows(read.results, (), read.next or None)

    def one(self, body: bytes) -> Rows[RowT]:
        """A single object as a page of one."""
        return self._one_by_one(_Loose([Raw(body)], None))

    def _one_by_one(self, read: _Loose) -> Rows[RowT]:
        if read.results is None:
            raise _no_list()
        rows: list[RowT] = []
        bad: list[BadRecord] = []
        for raw in read.results:
            try:
                rows.append(json_text.decode(self._row, bytes(raw)))
            except UNREADABLE as error:
                bad.append(BadRecord(external_id=_id_of(raw), problem=_problem(error)))
        return Rows(rows, tuple(bad), read.next or None)


def decoded(decoder: msgspec.json.Decoder[ReadT], body: bytes) -> ReadT:
    """An answer that is not a page; raises BadResponse where it does not fit."""
    try:
        return json_text.decode(decoder, body)
    except UNREADABLE as error:
        raise _not_json(error) from error


def _problem(error: Exception) -> str:
    """What is wrong with a record, in words that hold nothing of its content.

    msgspec names the types and the path; a key of the path is shown only where it is one of
    the names we declared, and those are the only ones that can be wrong.
    """
    return str(error)[:200] if isinstance(error, msgspec.ValidationError) else "cannot be read"


def _id_of(raw: Raw) -> str:
    try:
        found = msgspec.json.decode(raw, type=_Named).id
    except UNREADABLE:
        return "?"
    if not isinstance(found, (str, int)):
        return "?"
    text = str(found)[:64] if not isinstance(found, int) or abs(found) < 2**63 else "?"
    return text if text.isprintable() else "?"


def _not_json(error: Exception) -> BadResponse:
    if isinstance(error, msgspec.ValidationError):
        return BadResponse(
            "Vitally's answer does not have its documented shape.",
            "Nothing of it was taken in; try again in a while.",
        )
    return BadResponse(
        "Vitally's answer is not complete JSON.",
        "Nothing of it was taken in; check the network and try again.",
    )


def _no_list() -> BadResponse:
    return BadResponse(
        "Vitally's answer holds no list of results.",
        "Nothing of it was taken in; check the address, then try again.",
    )
