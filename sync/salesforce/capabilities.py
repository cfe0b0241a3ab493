"""What differs from org to org and from person to person: found out once, kept with the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from book.editable import sent_fields
from book.errors import Auth, BadResponse, Refused, SatchelError, Usage
from sync.salesforce import objects, soql
from sync.salesforce.book_scope import CSM, OWNER
from sync.salesforce.catalogue import Catalogue
from sync.salesforce.objects import Described, DescribedField
from sync.salesforce.org import Org

Capabilities = dict[str, str | int | bool | None]
KEY_FIELD: Final = "Satchel_Id__c"
"""The field of activities that holds our keys, unless the option `key-field` names another."""
_FINISHED: Final = re.compile(r"complet|done|finish|closed|erledigt|abgeschlossen", re.IGNORECASE)
_WRITTEN: Final[dict[str, tuple[str, ...]]] = {
    "Task": ("Subject", "Description", "ActivityDate", "Status", "WhatId"),
    "Event": ("Subject", "Description", "WhatId"),
}
"""Fields of activities that what a person writes needs."""


class _Status(Struct, frozen=True):
    name: str
    label: str
    is_closed: bool
    is_default: bool


async def capabilities(
    org: Org,
    catalogue: Catalogue,
    mapping: Mapping[str, str],
    options: Mapping[str, str],
) -> Capabilities:
    """What can be done in this org by this person; `catalogue` was just read.

    Raises Usage where the person named a field for our keys that cannot hold them.
    """
    kinds = catalogue.kinds
    account, task, event = kinds["Account"], kinds.get("Task"), kinds.get("Event")
    key = _key_field(task, options.get("key-field", "").strip())
    statuses = await _statuses(org)
    done = [one for one in statuses if one.is_closed]
    closed = next((one for one in done if _FINISHED.search(f"{one.name} {one.label}")), None)
    todo = [one for one in statuses if not one.is_closed]
    usual = next((one for one in todo if one.is_default), None)
    return {
        "writes": ",".join(_writable(account, mapping)),
        "task_upsert": key,
        "task_fields": ",".join(_readable("Task", task, key)),
        "event_fields": ",".join(_readable("Event", event, key)),
        "task_hidden": ",".join(_hidden("Task", task)),
        "event_hidden": ",".join(_hidden("Event", event)),
        "write_warning": _write_warning(task),
        "task_subtype": bool(task and _can_be_set(task.field("TaskSubtype"))),
        "closed_status": (closed or done[0]).name if done else None,
        "open_status": (usual or todo[0]).name if todo else None,
        "missing": ",".join(one for one in objects.WANTED if not catalogue.sees(one)),
        "csm_field": options.get("csm-field") or mapping.get(CSM) or OWNER,
        "csm_candidates": msgspec.json.encode(
            objects.lookups_of_people(account), order="deterministic"
        ).decode(),
        "ui_api_idem": await _answers(org, org.data("/ui-api/object-info/Task")),
        "content_note": await _answers(org, f"{org.sobject('ContentNote')}/describe"),
        "limits": await _answers(org, org.data("/limits")),
    }


def _key_field(task: Described | None, named: str) -> str:
    """The field that our keys go to: one that the org keeps unique; empty where it has none."""
    field = task.field(named or KEY_FIELD) if task is not None else None
    fit = field is not None and _holds_keys(field)
    if named and not fit:
        raise Usage(
            f"The field {named} of activities, which key-field names, cannot hold Satchel's keys.",
            "It has to be a text that is Unique and an External ID, and visible to you."
            f"{_fitting(task)}",
        )
    return field.name if field is not None and fit else ""


def _holds_keys(field: DescribedField) -> bool:
    return field.external_id and field.unique and field.createable


def _fitting(task: Described | None) -> str:
    there = [one.name for one in task.fields if _holds_keys(one)] if task is not None else []
    return f" There is: {', '.join(there)}." if there else " There is none yet."


async def _statuses(org: Org) -> list[_Status]:
    question = soql.select(
        ("ApiName", "MasterLabel", "IsClosed", "IsDefault"), "TaskStatus", order="SortOrder ASC"
    )
    try:
        rows = await org.all(question, "TaskStatus", ids_too=False)
    except (Refused, BadResponse):
        return []
    return [
        _Status(
            str(row.get("ApiName") or row.get("MasterLabel") or ""),
            str(row.get("MasterLabel") or ""),
            row.get("IsClosed") is True,
            row.get("IsDefault") is True,
        )
        for row in rows
        if row.get("ApiName") or row.get("MasterLabel")
    ]


async def _answers(org: Org, path: str) -> bool:
    """Whether an address answers for this person."""
    try:
        await org.get(path, "it")
    except Auth:
        raise
    except SatchelError:
        return False
    return True


def _writable(account: Described, found: Mapping[str, str]) -> list[str]:
    """The facts of an account whose field takes what is written to it."""
    mapped = {fact: account.field(found[fact]) for fact in sent_fields("account") if fact in found}
    return [
        fact
        for fact, field in mapped.items()
        if field is not None and field.updateable and not field.calculated
    ]


def _readable(kind: str, found: Described | None, key: str) -> tuple[str, ...]:
    seen = objects.sight(kind, found, [key] if key else ()) if found is not None else None
    return seen.fields if seen is not None else ()


def _hidden(kind: str, found: Described | None) -> list[str]:
    """Fields that writing needs and that this person cannot see, or not write."""
    if found is None:
        return list(_WRITTEN[kind])
    return [name for name in _WRITTEN[kind] if not _can_be_set(found.field(name))]


def _write_warning(task: Described | None) -> str:
    """What cannot be written by this person, and why, in a sentence; empty where all can be."""
    rights = "your rights in Salesforce do not let you"
    if task is None:
        return f"It can only be read: {rights} see tasks, which notes and tasks become there."
    if not task.createable and not task.updateable:
        return f"It can only be read: {rights} create or edit tasks, which notes become too."
    if not task.createable:
        return f"New notes and tasks cannot be sent there: {rights} create tasks."
    if not task.updateable:
        return f"Changes of notes and tasks cannot be sent there: {rights} edit tasks."
    hidden = _hidden("Task", task)
    if hidden:
        return f"Not everything can be sent there: {rights} write {', '.join(hidden)} of tasks."
    return ""


def _can_be_set(field: DescribedField | None) -> bool:
    return field is not None and (field.createable or field.updateable)
