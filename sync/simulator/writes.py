"""What the service does with POST, PUT and DELETE: checks, stripping, uniqueness, archiving."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from sync.simulator.collection import Row
from sync.simulator.seed import Record
from sync.simulator.state import ApiError, State

_TAGS: Final = frozenset(
    ("a", "img", "p", "div", "br", "ul", "ol", "li", "b", "u", "i", "strong", "em", "code")
)
_ATTRIBUTES: Final = {"a": {"href", "name", "target"}, "img": {"src", "alt", "width", "height"}}
_PLACEHOLDER: Final = re.compile(r"\{\{\s*account\.traits\.([^}\s]+)\s*\}\}")

Check = Callable[[State, str, Any], None]


def create(state: State, resource: str, body: Record) -> Row:
    """POST of a note or task; one externalId exists once."""
    with state.lock:
        external = body.get("externalId")
        known = state.find(resource, external) if isinstance(external, str) else None
        if known is not None and known.external_id == external:
            if resource == "notes" and state.quirks.repeated_note == "reject":
                raise ApiError(400, "A note with this externalId already exists.")
            patch = {field: value for field, value in body.items() if field != "externalId"}
            return update(state, resource, known, patch)
        _check(state, resource, body)
        for field in _REQUIRED[resource]:
            if body.get(field) in (None, ""):
                raise ApiError(400, f"{field} is required.")
        if not body.get("accountId") and not body.get("organizationId"):
            raise ApiError(400, "accountId or organizationId is required.")
        return state.insert(resource, _clean(state, resource, body, body.get("accountId")))


def update(state: State, resource: str, row: Row, body: Record) -> Row:
    """PUT of a note or task: only what is named changes, except that missing tags are wiped."""
    with state.lock:
        _check(state, resource, body)
        if "externalId" in body:
            raise ApiError(400, "externalId can only be set on create.")
        facts = row.facts()
        patch = _clean(state, resource, body, body.get("accountId") or facts["accountId"])
        if "tags" not in patch and (resource == "notes" or state.quirks.task_tags_wiped):
            patch["tags"] = []
        if patch.get("completedAt", "") is None and not state.quirks.reopen:
            del patch["completedAt"]
        return state.change(resource, row.id, patch)


def update_account(state: State, row: Row, body: Record) -> Row:
    """PUT of an account: its name, owner and traits; the rest belongs to the service."""
    with state.lock:
        for field in body:
            if field not in ("name", "traits", "accountOwnerId", "organizationId"):
                raise ApiError(400, f"{field} cannot be changed.")
        if "traits" in body and not isinstance(body["traits"], dict):
            raise ApiError(400, "traits has to be an object.")
        if "name" in body and not isinstance(body["name"], str):
            raise ApiError(400, "name has to be a string.")
        if body.get("accountOwnerId") is not None:
            _known("admins")(state, "accountOwnerId", body["accountOwnerId"])
        return state.change("accounts", row.id, body)


def strip(text: str) -> str:
    """The text as the service keeps it: a few tags and attributes, nothing else."""
    # Only the simulator's writes need the library; a reading demo starts without it.
    import nh3

    return nh3.clean(text, tags=set(_TAGS), attributes=dict(_ATTRIBUTES), link_rel=None)


def _clean(state: State, resource: str, body: Record, account_id: Any) -> Record:
    field = "note" if resource == "notes" else "description"
    cleaned = dict(body)
    if isinstance(body.get(field), str):
        # Stripped first: that reads entities too, so a brace written as one is a brace here.
        text = strip(body[field])
        account = state.find("accounts", account_id) if isinstance(account_id, str) else None
        if resource == "notes" and account is not None:
            traits = account.facts()["traits"]
            text = _PLACEHOLDER.sub(
                lambda found: html.escape(str(traits.get(found[1], "")), quote=False), text
            )
        cleaned[field] = text
    return cleaned


def _check(state: State, resource: str, body: Record) -> None:
    checks = _FIELDS[resource]
    for field, value in body.items():
        if field not in checks:
            raise ApiError(400, f"{field} is not a field that can be set.")
        if value is None and field not in _REQUIRED[resource] and field != "tags":
            continue
        checks[field](state, field, value)


def _string(_state: State, field: str, value: Any) -> None:
    if not isinstance(value, str):
        raise ApiError(400, f"{field} has to be a string.")


def _strings(_state: State, field: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ApiError(400, f"{field} has to be an array of strings.")


def _object(_state: State, field: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise ApiError(400, f"{field} has to be an object.")


def _moment(state: State, field: str, value: Any) -> None:
    _string(state, field, value)
    try:
        datetime.fromisoformat(value)
    except ValueError as error:
        raise ApiError(400, f"{field} has to be an ISO 8601 date-time.") from error


def _day_or_moment(state: State, field: str, value: Any) -> None:
    _string(state, field, value)
    try:
        date.fromisoformat(value)
    except ValueError:
        _moment(state, field, value)


def _known(resource: str) -> Check:
    def check(state: State, field: str, value: Any) -> None:
        _string(state, field, value)
        if value not in state.collections[resource].rows:
            raise ApiError(400, f"{field} is not the id of one of the {resource}.")

    return check


_REQUIRED: Final = {"notes": ("note", "noteDate"), "tasks": ("name",)}
_FIELDS: Final[dict[str, dict[str, Check]]] = {
    "notes": {
        "externalId": _string,
        "accountId": _known("accounts"),
        "organizationId": _known("organizations"),
        "subject": _string,
        "note": _string,
        "noteDate": _moment,
        "authorId": _known("admins"),
        "categoryId": _known("noteCategories"),
        "tags": _strings,
        "traits": _object,
    },
    "tasks": {
        "externalId": _string,
        "accountId": _known("accounts"),
        "organizationId": _known("organizations"),
        "name": _string,
        "description": _string,
        "dueDate": _day_or_moment,
        "completedAt": _moment,
        "completedById": _known("admins"),
        "createdById": _known("admins"),
        "assignedToId": _known("admins"),
        "categoryId": _known("taskCategories"),
        "tags": _strings,
        "traits": _object,
    },
}
