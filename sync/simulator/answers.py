"""The service's answers as bytes: one record, one page, and the cursor to the next."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

import msgspec
from msgspec import Struct

from sync.simulator.collection import Key, Row
from sync.simulator.seed import Record
from sync.simulator.state import ApiError, State


class ListQuery(Struct, frozen=True, kw_only=True):
    """A list request after its parameters were read."""

    limit: int = 100
    after: Key | None = None
    sort: str = "updatedAt"
    status: str = "active"
    archived: bool | None = None
    source: str | None = None
    account: str | None = None


def record(state: State, resource: str, text: str) -> Record:
    """A copy of the record as the service would send it; KeyError where there is none."""
    with state.lock:
        row = state.find(resource, text)
        if row is None:
            raise KeyError(text)
        sent: Record = msgspec.json.decode(encode(state, resource, row))
        return sent


def records(state: State, resource: str) -> list[Record]:
    """Copies of all records of that resource, archived ones too, oldest first."""
    with state.lock:
        rows = sorted(
            state.collections[resource].rows.values(), key=lambda row: (row.created, row.id)
        )
        return [msgspec.json.decode(encode(state, resource, row)) for row in rows]


def page(state: State, resource: str, query: ListQuery) -> bytes:
    """The envelope with one page of a list."""
    with state.lock:
        listed = state.collections[resource].page(
            query.sort, query.after, query.limit, _filter(state, resource, query), query.account
        )
        bodies = [
            row.encoded if row.encoded is not None else encode(state, resource, row)
            for row in listed.rows
        ]
    following = b"null" if listed.last is None else b'"' + cursor(listed.last, query.sort) + b'"'
    return b'{"results":[' + b",".join(bodies) + b'],"next":' + following + b"}"


def encode(state: State, resource: str, row: Row) -> bytes:
    """The row's bytes, with the parts it repeats from other records; kept until it changes."""
    if row.encoded is None:
        row.encoded = msgspec.json.encode(_compose(state, resource, row.facts()))
    return row.encoded


def _filter(state: State, resource: str, query: ListQuery) -> Callable[[Row], bool] | None:
    if resource == "accounts":
        if query.status == "activeOrChurned":
            return None
        churned = query.status == "churned"
        return lambda row: row.churned == churned
    if resource not in ("notes", "tasks", "projects", "meetings"):
        return None
    archived, source = query.archived, query.source
    if resource == "tasks" and query.account and not state.quirks.account_tasks_know_archived:
        archived = None
    if archived is None and not state.quirks.archived_when_omitted:
        archived = False
    if archived is None and source is None:
        return None

    def keep(row: Row) -> bool:
        fits = archived is None or row.archived == archived
        return fits and (source is None or (row.source or "").lower() == source.lower())

    return keep


def _compose(state: State, resource: str, facts: Record) -> Record:
    if resource in ("notes", "tasks"):
        kind = "noteCategories" if resource == "notes" else "taskCategories"
        whole = facts | {
            "account": _brief(state, "accounts", facts.get("accountId")),
            "organization": None,
            "category": _brief(state, kind, facts.get("categoryId")),
        }
        if resource == "notes":
            whole["author"] = _brief(state, "admins", facts.get("authorId"))
        return whole
    if resource == "users":
        accounts = [_brief(state, "accounts", one) for one in facts["accounts"]]
        return facts | {"accounts": [one for one in accounts if one is not None]}
    if resource == "conversations":
        return {field: value for field, value in facts.items() if field != "messages"}
    return facts


def _brief(state: State, resource: str, row_id: str | None) -> Record | None:
    row = state.collections[resource].rows.get(row_id or "")
    if row is None:
        return None
    fields = ("id", "externalId", "name", "email", "licenseStatus", "createdAt", "updatedAt")
    facts = row.facts()
    return {field: facts[field] for field in fields if field in facts}


def cursor(key: Key, sort: str) -> bytes:
    """The opaque text that leads to the page after `key`."""
    return base64.b64encode(msgspec.json.encode([sort, key[0], key[1]]))


def read_cursor(text: str, sort: str) -> Key:
    """The key in a cursor of ours; ApiError where it is none, or made for another order."""
    try:
        made_for, at, row_id = msgspec.json.decode(
            base64.b64decode(text, validate=True), type=tuple[str, int, str]
        )
    except (binascii.Error, ValueError, msgspec.DecodeError) as error:
        raise ApiError(400, "The `from` cursor is not valid.") from error
    if made_for != sort:
        raise ApiError(400, "The `from` cursor was made for another `sortBy`.")
    return at, row_id
