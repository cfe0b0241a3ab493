"""What is sent to HubSpot for one entry of the outbox: pure, so it can be shown before it goes.

A change names only the properties that change. A note's subject, text and tags are one property
there, so a change of one of them repeats the other two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, Final

import msgspec
from msgspec import Struct

from book.clock import stamp
from book.editable import sent_fields, tags_of
from book.errors import Refused
from book.facts import NoteFacts, TaskFacts
from book.records import Source
from sync.hubspot import note_text
from sync.hubspot.choosing import CALLS as CALLS_OPTION
from sync.hubspot.eye import TEXT_AT
from sync.hubspot.kinds import (
    CALLS,
    COMPANIES,
    CREATION_KEY,
    NOTES,
    OWNER,
    WRITTEN,
    Kind,
    bare,
    kind_of,
)
from sync.hubspot.paths import OWN_LINK, Paths
from sync.hubspot.records import DONE, OPEN
from sync.hubspot.shapes import Property
from sync.hubspot.workspace import choices_of
from sync.port import Request, Sending, WrittenFacts

Body = dict[str, Any]
HOUR: Final = time(9)
"""When on its day a note or task stands: a day alone would be another one west of Greenwich."""
_IN_TEXT: Final = frozenset(("subject", "body", "tags"))


class Desk(Struct, frozen=True, kw_only=True):
    """Who writes, and what the account is made of."""

    me_id: str | None
    properties: Mapping[str, str]
    """Field of an account → the property it is written to."""
    values: Mapping[str, Mapping[str, str]]
    """Picklist → what people read → the value that is stored."""
    links: Mapping[str, int]
    """Kind → the link to a company."""
    keyed: frozenset[str]
    """The kinds whose records keep the key they were made with in a property of their own."""
    as_calls: bool
    """Whether a note of a call becomes a call there."""

    @classmethod
    def of(cls, source: Source) -> Desk:
        """The desk of a connected source."""
        may = source.capabilities
        links = {name: may.get(f"{name}_to_company") for name in WRITTEN}
        writes = may.get("writes")
        return cls(
            me_id=source.me_id,
            properties={
                fact: source.mapping[fact]
                for fact in sent_fields("account")
                if fact in source.mapping
                and (not isinstance(writes, str) or fact in writes.split(","))
            },
            values={
                name: {label: value for value, label in read.items()}
                for name, read in choices_of(source).items()
            },
            links={
                name: link if isinstance(link, int) else WRITTEN[name].to_company
                for name, link in links.items()
            },
            keyed=frozenset(name for name in WRITTEN if may.get(f"{name}_key") is True),
            as_calls=source.options.get(CALLS_OPTION, "").strip().lower() == "calls",
        )

    def kind(self, sending: Sending) -> Kind:
        """What a note or task is, or becomes, there."""
        as_call = self.as_calls and sending.fields.get("kind") == "call"
        return kind_of(sending.record, sending.external_id, as_call=as_call)


def writable_properties(mapping: Mapping[str, str], catalogue: Iterable[Property]) -> list[str]:
    """The mapped fields of an account whose properties take writes; where no catalogue could be
    read, none: nobody knows."""
    writable = {one.name for one in catalogue if one.takes_writes}
    return [fact for fact in sent_fields("account") if mapping.get(fact) in writable]


def requests_for(
    sending: Sending, before: WrittenFacts | None, desk: Desk, paths: Paths
) -> tuple[Request, ...]:
    """The requests of one entry, in order; none where nothing HubSpot keeps is to be changed.

    Raises Refused for what HubSpot cannot do, or cannot do for somebody it does not know.
    """
    if sending.record == "account":
        return _account(sending, desk, paths)
    kind = desk.kind(sending)
    if sending.action == "create":
        return (_request("POST", paths.objects(kind.name), _created(sending, kind, desk)),)
    number = bare(sending.external_id or "")
    path = paths.objects(kind.name, number)
    if "archived_at" in sending.fields:
        if sending.fields["archived_at"] is None:
            raise Refused(
                f"HubSpot brings back a deleted {sending.record} in its own recycle bin only.",
                "Write it anew, or discard the entry.",
            )
        return (Request(method="DELETE", path=path),)
    known = before if isinstance(before, (NoteFacts, TaskFacts)) else None
    changed = _changed(sending, known, kind, desk)
    made = (_request("PATCH", path, {"properties": changed}),) if changed else ()
    return made + _moved(sending, known, kind, paths)


def needs_before(sending: Sending) -> bool:
    """Whether an update can only be said by who knows what stands there."""
    named = sending.fields.keys() & (_IN_TEXT | {"account_id"})
    return sending.action == "update" and sending.record != "account" and bool(named)


def _request(method: str, path: str, body: Body) -> Request:
    return Request(method=method, path=path, body=msgspec.json.encode(body).decode())


def _created(sending: Sending, kind: Kind, desk: Desk) -> Body:
    fields = sending.fields
    if fields.get("private"):
        raise Refused("A note that is only on this laptop is never sent.", "Discard the entry.")
    if desk.me_id is None:
        raise Refused(
            "Nothing can be written to HubSpot before it is known who you are there.",
            "Connect again with the address you sign in to HubSpot with: --me EMAIL.",
        )
    keyed = kind.name in desk.keyed
    reference = None if keyed else note_text.reference_of(sending.key)
    text = _text(kind, fields, None, reference)
    if kind is CALLS:
        own = {
            "hs_call_title": fields.get("subject") or "",
            "hs_call_body": text,
            "hs_call_status": "COMPLETED",
        }
    elif kind is NOTES:
        own = {"hs_note_body": text}
    else:
        own = {
            "hs_task_subject": fields.get("title") or "",
            "hs_task_body": text,
            "hs_task_status": DONE if fields.get("completed_at") else OPEN,
            "hs_task_type": "TODO",
        }
    whole = {
        "hs_timestamp": _moment(sending, fields.get("day" if sending.record == "note" else "due")),
        **own,
        OWNER: desk.me_id,
        **({CREATION_KEY: sending.key} if keyed else {}),
    }
    link = {"associationCategory": OWN_LINK, "associationTypeId": desk.links[kind.name]}
    return {
        "properties": whole,
        "associations": [{"to": {"id": sending.account}, "types": [link]}],
    }


def _changed(
    sending: Sending, before: NoteFacts | TaskFacts | None, kind: Kind, desk: Desk
) -> Body:
    """The properties an update names."""
    fields, body = sending.fields, Body()
    in_text = _IN_TEXT - ({"subject"} if kind is CALLS else set())
    if fields.keys() & in_text:
        key = before.external_key if before is not None else None
        reference = note_text.reference_of(key) if key and kind.name not in desk.keyed else None
        text = _text(kind, fields, before, reference)
        body[TEXT_AT[kind.name]] = text
    if kind is CALLS and "subject" in fields:
        body["hs_call_title"] = fields["subject"] or ""
    if "title" in fields:
        body["hs_task_subject"] = fields["title"] or ""
    for name in ("day", "due"):
        if name in fields:
            body["hs_timestamp"] = _moment(sending, fields[name])
    if "completed_at" in fields:
        body["hs_task_status"] = DONE if fields["completed_at"] else OPEN
    return body


def _text(
    kind: Kind,
    fields: Mapping[str, str | None],
    before: NoteFacts | TaskFacts | None,
    reference: str | None,
) -> str:
    """The text of a record: what is to be changed of it, and the rest as it stands."""

    def part(name: str) -> str:
        value = fields[name] if name in fields else getattr(before, name, "")
        return value or ""

    made = note_text.composed(
        part("body"),
        subject=part("subject") if kind is NOTES else None,
        reference=reference,
        tags=tags_of(part("tags")),
    )
    if len(made) > note_text.LONGEST_TEXT:
        raise Refused(
            f"The text is too long for HubSpot: {len(made):,} characters with its marks, and"
            f" {note_text.LONGEST_TEXT:,} are the most.",
            "Shorten it, or cut it into several.",
        )
    return made


def _moved(
    sending: Sending, before: NoteFacts | TaskFacts | None, kind: Kind, paths: Paths
) -> tuple[Request, ...]:
    """The link to another company, and the old one taken away after it."""
    target = sending.fields.get("account_id")
    if not target:
        return ()
    # One without an id is what this laptop has of it, for a look at the request.
    if before is not None and before.external_id and not before.account_external_id:
        raise Refused(
            f"The {sending.record} is linked with several companies in HubSpot, or with none.",
            "Move it there, or discard the entry.",
        )
    number = bare(sending.external_id or "")
    made = [Request(method="PUT", path=paths.default_link(kind.name, number, COMPANIES, target))]
    if before is not None and before.account_external_id not in ("", target):
        old = {"from": {"id": number}, "to": [{"id": before.account_external_id}]}
        path = paths.associations(kind.name, COMPANIES, "batch/archive")
        made.append(_request("POST", path, {"inputs": [old]}))
    return tuple(made)


def _account(sending: Sending, desk: Desk, paths: Paths) -> tuple[Request, ...]:
    if sending.action == "create":
        raise Refused("Accounts are made in HubSpot, not from here.", "Discard the entry.")
    changed: Body = {}
    for name, value in sending.fields.items():
        at = desk.properties.get(name)
        if at is None:
            raise Refused(
                "HubSpot does not take a change of that field of an account.",
                "Map it to a property that can be written, or discard the entry.",
            )
        # An empty text is how a property is emptied.
        changed[at] = desk.values.get(at, {}).get(value or "", value or "")
    path = paths.objects(COMPANIES, sending.external_id or "")
    return (_request("PATCH", path, {"properties": changed}),) if changed else ()


def _moment(sending: Sending, day: str | None) -> str:
    """A calendar day as a moment of it where the person is."""
    if not day:
        raise Refused(
            f"HubSpot keeps no {sending.record} without a day.", "Give it one, and it is sent."
        )
    return stamp(datetime.combine(datetime.fromisoformat(day).date(), HOUR).astimezone())
