"""What is sent to Salesforce for one entry of the outbox: pure, so it can be shown before it goes.

An update names only what changes. A note is a closed task of the subtype Call, at the account
and owned by the person whose book it is; its Markdown goes there as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from book.editable import sent_fields, tags_of
from book.errors import Refused
from book.facts import AccountFacts
from book.note_kinds import kind_by_tags
from book.records import Source
from sync.port import Request, Sending, WrittenFacts
from sync.refusals import Hidden
from sync.salesforce import footer, ids, objects
from sync.salesforce.activities import CALL

Body = dict[str, Any]

LONGEST_SUBJECT: Final = 255
LONGEST_DESCRIPTION: Final = 32_000
"""Characters that the fields of an activity hold."""
_CONNECT: Final = "Connect Salesforce again, so that it is looked at anew."


class Desk(Struct, frozen=True, kw_only=True):
    """Who writes, and what the org is made of; all of it known since the first look."""

    me_id: str | None
    root: str
    """The path below which everything is."""
    key_field: str
    """The field of activities that takes our keys; empty where the org has none."""
    subtype: bool
    """Whether a task can be told to be a call."""
    closed_status: str | None
    open_status: str | None
    hidden: Mapping[str, frozenset[str]]
    """Kind of activity → fields of it that this person cannot write."""
    fields: Mapping[str, str]
    """Field of an account → the field it is written to."""

    @classmethod
    def of(cls, source: Source, version: str) -> Desk:
        """The desk of a connected source."""
        known = source.capabilities
        writes = _listed(known.get("writes"))
        return cls(
            me_id=source.me_id,
            root=f"/services/data/v{version}/sobjects",
            key_field=str(known.get("task_upsert") or ""),
            subtype=known.get("task_subtype") is not False,
            closed_status=_text(known.get("closed_status")),
            open_status=_text(known.get("open_status")),
            hidden={
                "Task": frozenset(_listed(known.get("task_hidden"))),
                "Event": frozenset(_listed(known.get("event_hidden"))),
            },
            fields={
                fact: source.mapping[fact]
                for fact in sent_fields("account")
                if fact in source.mapping and fact in writes
            },
        )


def can_be_written(
    found: objects.Described, kind: str, fields: Collection[str], desk: Desk
) -> bool:
    """Whether a person who sees that of a kind can see and write what a change needs."""
    if kind == "Account":
        seen = [found.field(path) for path in desk.fields.values()]
        written = [found.field(desk.fields[name]) for name in fields if name in desk.fields]
        return None not in seen and all(one is not None and one.updateable for one in written)
    keys = (desk.key_field,) if desk.key_field and kind == "Task" else ()
    if objects.lacking(kind, found, keys) is not None:
        return False
    names = ("Subject", "Description", *keys, *desk.hidden[kind])
    settable = (found.field(name) for name in names)
    return all(one is not None and (one.createable or one.updateable) for one in settable)


def kind_of(record: str, external_id: str | None) -> str:
    """What Salesforce calls a record: the note of a meeting is an event, any other a task."""
    if record == "account":
        return "Account"
    return "Event" if (external_id or "").startswith(ids.EVENT) else "Task"


def requests_for(
    sending: Sending, before: WrittenFacts | None, desk: Desk, *, marked: bool = False
) -> tuple[Request, ...]:
    """The requests of one entry, in order; none where nothing Salesforce keeps is to be changed.

    `marked` says that the record's key stands in its text, from before the org had a field for
    it. Raises Refused for what Salesforce cannot do, or cannot do for this person.
    """
    if sending.action == "create":
        return (_create(sending, desk),)
    desk = replace(desk, key_field="") if marked else desk
    kind = kind_of(sending.record, sending.external_id)
    path = f"{desk.root}/{kind}/{quote(sending.external_id or '', safe='')}"
    if "archived_at" in sending.fields:
        if sending.fields["archived_at"] is None:
            raise Refused(
                f"Salesforce cannot bring back a deleted {sending.record} from here.",
                "Write it anew, or discard the entry.",
            )
        return (Request(method="DELETE", path=path),)
    if sending.record == "account":
        body = _account(sending, desk)
    else:
        body = _changed(sending, before, kind, desk)
        _check(body, kind, desk)
    return (_request("PATCH", path, body),) if body else ()


def _create(sending: Sending, desk: Desk) -> Request:
    if sending.record == "account":
        raise Refused("Accounts are made in Salesforce, not from here.", "Discard the entry.")
    if sending.fields.get("private"):
        raise Refused("A note that is only on this laptop is never sent.", "Discard the entry.")
    body = _created(sending, desk)
    _check(body, "Task", desk)
    if desk.key_field:
        number = footer.number_of(sending.key)
        return _request("PATCH", f"{desk.root}/Task/{desk.key_field}/{number}", body)
    return _request("POST", f"{desk.root}/Task", body)


def _created(sending: Sending, desk: Desk) -> Body:
    fields = sending.fields
    if desk.me_id is None:
        raise Refused(
            "Nothing can be written to Salesforce before it is known who you are there.", _CONNECT
        )
    note = sending.record == "note"
    tags = fields.get("tags")
    kind = _kind(fields.get("kind"), tags) if note else None
    text = _with_line(fields.get("body") or "", sending.key, kind, tags, desk)
    body: Body = {
        "Subject": (fields.get("subject") if note else fields.get("title")) or None,
        "Description": text or None,
        "WhatId": sending.account,
        "OwnerId": desk.me_id,
    }
    if note:
        body["ActivityDate"] = _day(fields.get("day"))
        body["Status"] = _status(desk.closed_status)
        return body | ({"TaskSubtype": CALL} if desk.subtype else {})
    body["ActivityDate"] = fields.get("due")
    body["Status"] = _status(desk.closed_status if fields.get("completed_at") else desk.open_status)
    return body


def _changed(sending: Sending, before: WrittenFacts | None, kind: str, desk: Desk) -> Body:
    """What an update names."""
    body: Body = {}
    for name, value in sending.fields.items():
        if name == "account_id":
            body["WhatId"] = value
        elif name in ("subject", "title"):
            body["Subject"] = value or None
        elif name in ("body", "tags"):
            body["Description"] = _description(sending, before, desk)
        elif name == "day":
            if kind == "Event":
                raise Refused(
                    "The day of a meeting is changed in Salesforce's calendar, not from here.",
                    "Discard the entry.",
                )
            body["ActivityDate"] = _day(value)
        elif name == "due":
            body["ActivityDate"] = value
        elif name == "completed_at":
            body["Status"] = _status(desk.closed_status if value else desk.open_status)
    return body


def _description(sending: Sending, before: WrittenFacts | None, desk: Desk) -> str | None:
    """The whole text with its line: what is not changed is said again as it was just read."""
    stood = None if isinstance(before, AccountFacts) else before
    text = sending.fields.get("body", stood.body if stood else "") or ""
    tags = sending.fields.get("tags", stood.tags if stood else "[]")
    if stood is None or stood.external_key is None:
        # Nothing of ours: what the tags do not say, the task says itself.
        return footer.with_line(text, None, kind=None, tags=tags) or None
    kind = _kind(None, tags) if sending.record == "note" else None
    if kind == "note" and "tags" not in sending.fields:
        kind = getattr(stood, "kind", kind)
    return _with_line(text, stood.external_key, kind, tags, desk) or None


def _with_line(body: str, key: str, kind: str | None, tags: str | None, desk: Desk) -> str:
    """A text of ours with what its task has no field for."""
    said, listed = kind, tags
    if kind is not None and desk.subtype:
        said, listed = footer.said_of(kind, tags)
    # Where the task cannot be told to be a call, nothing else tells that it is a note.
    return footer.with_line(body, None if desk.key_field else key, kind=said, tags=listed)


def _kind(said: str | None, tags: str | None) -> str:
    """The kind of a note of ours: what its tags speak of, else what it was said to be."""
    told = kind_by_tags(tags_of(tags))
    return told if told != "note" else said or told


def _account(sending: Sending, desk: Desk) -> Body:
    body: Body = {}
    for name, value in sending.fields.items():
        if name not in desk.fields:
            raise Refused(
                "Salesforce does not take a change of that field of an account.",
                "Map it to a field that you may write, or discard the entry.",
            )
        body[desk.fields[name]] = value
    return body


def _check(body: Body, kind: str, desk: Desk) -> None:
    """Refuses what would be refused there, in words that say what to do."""
    hidden = sorted(body.keys() & desk.hidden[kind])
    if hidden:
        raise Hidden(
            f"Your rights in Salesforce do not let you write {', '.join(hidden)} of a"
            f" {kind.lower()}.",
            "Ask an administrator; it goes by itself once you have the right. Or discard it.",
        )
    limits = {"Subject": LONGEST_SUBJECT, "Description": LONGEST_DESCRIPTION}
    for field, most in limits.items():
        length = len(body.get(field) or "")
        if length > most:
            raise Refused(
                f"{'The subject' if field == 'Subject' else 'The text'} is too long for Salesforce"
                f" ({length:,} characters; {most:,} fit).",
                "Shorten it, or cut it into several.",
            )


def _day(day: str | None) -> str:
    if not day:
        raise Refused("A note without a day cannot be sent.", "Give it one.")
    return day


def _status(status: str | None) -> str:
    if not status:
        raise Refused("It is not known which status tasks have in Salesforce.", _CONNECT)
    return status


def _request(method: str, path: str, body: Body) -> Request:
    return Request(method=method, path=path, body=msgspec.json.encode(body).decode())


def _listed(value: str | int | bool | None) -> list[str]:
    return [part for part in value.split(",") if part] if isinstance(value, str) else []


def _text(value: str | int | bool | None) -> str | None:
    return value if isinstance(value, str) and value else None
