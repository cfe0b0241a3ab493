"""What is sent to Vitally for one entry of the outbox: pure, so it can be shown before it goes.

An update names only what changes, but always all tags: without them Vitally wipes them. Author
and assignee are always the person whose book it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from book.editable import sent_fields, tags_of
from book.errors import Refused
from book.facts import AccountFacts
from book.records import Source
from sync.markdown_html import html
from sync.port import Request, Sending, WrittenFacts
from sync.vitally.mapping import trait_path

Body = dict[str, Any]

PATHS: Final = {"note": "notes", "task": "tasks", "account": "accounts"}
"""Kind of record → where Vitally keeps it."""
CUSTOM: Final = "vitally.custom."
"""What the keys of a workspace's own fields begin with; others belong to Vitally or to one of
its integrations."""
EMPTY_NOTE: Final = "<p></p>"
"""A note must not be without a text."""
_KINDS: Final = ("call", "meeting")


class Desk(Struct, frozen=True, kw_only=True):
    """Who writes, and what the workspace is made of."""

    me_id: str | None
    traits: Mapping[str, str]
    """Field of an account → the key of the custom field it is written to."""
    categories: Mapping[str, str]
    """Kind of note → the id of the category that says so."""

    @classmethod
    def of(cls, source: Source) -> Desk:
        """The desk of a connected source."""
        return cls(
            me_id=source.me_id,
            traits=writable_traits(source.mapping),
            categories=_categories(source.capabilities.get("note_categories")),
        )


def writable_traits(mapping: Mapping[str, str]) -> dict[str, str]:
    """Field of an account → the custom field it is written to; other fields take no writes."""
    keys = {fact: trait_path(mapping[fact]) for fact in sent_fields("account") if fact in mapping}
    return {fact: key for fact, key in keys.items() if key.startswith(CUSTOM)}


def record_path(record: str, external_id: str) -> str:
    """The path of one record."""
    return f"/resources/{PATHS[record]}/{quote(external_id, safe='')}"


def requests_for(sending: Sending, before: WrittenFacts | None, desk: Desk) -> tuple[Request, ...]:
    """The requests of one entry, in order; none where nothing Vitally keeps is to be changed.

    Raises Refused for what Vitally cannot do, or cannot do for somebody it does not know.
    """
    if sending.action == "create":
        _may_be_made(sending)
        path = f"/resources/{PATHS[sending.record]}"
        return (_request("POST", path, _created(sending, desk)),)
    path = record_path(sending.record, sending.external_id or "")
    if sending.record == "account":
        return _put(path, _account(sending, desk))
    if "archived_at" in sending.fields:
        if sending.fields["archived_at"] is None:
            raise Refused(
                f"Vitally cannot bring back a deleted {sending.record}.",
                "Write it anew, or discard the entry.",
            )
        return (Request(method="DELETE", path=path),)
    changed = _changed(sending, desk)
    if not changed:
        return ()
    if "tags" not in changed and before is not None and not isinstance(before, AccountFacts):
        changed["tags"] = tags_of(before.tags)
    return _put(path, changed)


def _may_be_made(sending: Sending) -> None:
    if sending.record == "account":
        raise Refused("Accounts are made in Vitally, not from here.", "Discard the entry.")
    if sending.fields.get("private"):
        raise Refused("A note that is only on this laptop is never sent.", "Discard the entry.")


def _put(path: str, body: Body) -> tuple[Request, ...]:
    return (_request("PUT", path, body),) if body else ()


def _request(method: str, path: str, body: Body) -> Request:
    return Request(method=method, path=path, body=msgspec.json.encode(body).decode())


def _created(sending: Sending, desk: Desk) -> Body:
    fields = sending.fields
    me = _me(desk)
    whose: Body = {"externalId": sending.key, "accountId": sending.account}
    tags = {"tags": tags_of(fields.get("tags"))}
    if sending.record == "note":
        category = desk.categories.get(fields.get("kind") or "")
        return {
            **whose,
            "subject": fields.get("subject") or "",
            "note": html(fields.get("body") or "") or EMPTY_NOTE,
            "noteDate": _note_date(fields.get("day")),
            "authorId": me,
            **({"categoryId": category} if category else {}),
            **tags,
        }
    body: Body = {
        **whose,
        "name": fields.get("title") or "",
        "description": html(fields.get("body") or ""),
        **({"dueDate": fields["due"]} if fields.get("due") else {}),
        "assignedToId": me,
        "createdById": me,
        **tags,
    }
    if fields.get("completed_at"):
        body |= _completion(fields["completed_at"], desk)
    return body


def _changed(sending: Sending, desk: Desk) -> Body:
    """What an update names."""
    body: Body = {}
    note = sending.record == "note"
    for name, value in sending.fields.items():
        if name == "account_id":
            body["accountId"] = value
        elif name == "subject":
            body["subject"] = value or ""
        elif name == "title":
            body["name"] = value or ""
        elif name == "body":
            text = html(value or "")
            body |= {"note": text or EMPTY_NOTE} if note else {"description": text}
        elif name == "day":
            body["noteDate"] = _note_date(value)
        elif name == "due":
            body["dueDate"] = value
        elif name == "completed_at":
            body |= _completion(value, desk)
        elif name == "tags":
            body["tags"] = tags_of(value)
    return body


def _account(sending: Sending, desk: Desk) -> Body:
    traits: Body = {}
    for name, value in sending.fields.items():
        if name not in desk.traits:
            raise Refused(
                "Vitally does not take a change of that field of an account.",
                "Map it to one of the workspace's own fields, or discard the entry.",
            )
        traits[desk.traits[name]] = value
    return {"traits": traits} if traits else {}


def _completion(at: str | None, desk: Desk) -> Body:
    """A task is done when it has a moment of completion, and open again without one."""
    if at is None:
        return {"completedAt": None}
    return {"completedAt": at, "completedById": _me(desk)}


def _me(desk: Desk) -> str:
    if desk.me_id is None:
        raise Refused(
            "Nothing can be written to Vitally before it is known who you are there.",
            "Connect again with the address you sign in to Vitally with: --me EMAIL.",
        )
    return desk.me_id


def _note_date(day: str | None) -> str:
    """A calendar day as the day pickers send it: midnight in UTC means that day everywhere."""
    if not day:
        raise Refused("A note without a day cannot be sent.", "Give it one.")
    return f"{day}T00:00:00.000Z"


def _categories(text: str | int | None) -> dict[str, str]:
    """Kind of note → category, from the name → id that the first look stored.

    A category fits where its name has that word, which is also how it is read back; the
    shortest name says it best.
    """
    if not isinstance(text, str):
        return {}
    try:
        named = msgspec.json.decode(text, type=dict[str, str])
    except msgspec.DecodeError:
        return {}
    found: dict[str, str] = {}
    for name in sorted(named, key=lambda one: (len(one), one)):
        words = name.lower().split()
        kind = next((one for one in _KINDS if one in words), None)
        if kind is not None:
            found.setdefault(kind, named[name])
    return found
