"""What a refused write means for the outbox: gone, overtaken, not allowed, or simply refused."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from book.errors import Refused, SatchelError, ServerTrouble
from sync.http import Reply
from sync.port import Request, Sending
from sync.refusals import Gone, Hidden, NotAllowed, Overtaken, quoting
from sync.salesforce import answers, ids
from sync.salesforce.answers import Fault, VanishedField
from sync.salesforce.write_bodies import kind_of

DUPLICATE: Final = "DUPLICATE_VALUE"
_GONE: Final = frozenset(("ENTITY_IS_DELETED", "NOT_FOUND"))
_PICKLIST: Final = frozenset(
    ("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "BAD_VALUE_FOR_RESTRICTED_PICKLIST")
)
_NOT_ALLOWED: Final = frozenset(
    (
        "INSUFFICIENT_ACCESS",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
    )
)
_OF_ANOTHER: Final = frozenset(
    (
        "ENTITY_IS_DELETED",
        "INVALID_CROSS_REFERENCE_KEY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "FIELD_INTEGRITY_EXCEPTION",
        "MALFORMED_ID",
    )
)
_LOCKED: Final = "UNABLE_TO_LOCK_ROW"
_ID: Final = re.compile(r"\b[0-9a-zA-Z]{15}(?:[0-9a-zA-Z]{3})?\b", re.ASCII)
_NO_FIELD: Final = "INVALID_FIELD"
_READ_ONLY: Final = "INVALID_FIELD_FOR_INSERT_UPDATE"
_REPEATS_THE_TEXT: Final = frozenset(("STRING_TOO_LONG", "JSON_PARSER_ERROR"))
_ADVICE: Final = "Change it and send it again, or discard the entry."


def is_gone(reply: Reply) -> bool:
    """Whether an answer says that the very record is not there any more."""
    codes = {one.code for one in answers.faults(reply.body)}
    return bool(codes & _GONE) or reply.status in (404, 410)


def is_duplicate(reply: Reply) -> bool:
    """Whether a record with that key is there, or is just being made by another request."""
    return any(one.code == DUPLICATE for one in answers.faults(reply.body))


def names_another(reply: Reply) -> bool:
    """Whether it may be the account, and not the record itself, that is amiss."""
    return any(one.code in _OF_ANOTHER for one in answers.faults(reply.body))


def hidden(error: VanishedField, kind: str) -> Hidden:
    """What an entry says that is about a field which is not to be seen (any more)."""
    called = f"The field {error.field}" if error.field else "A field"
    return Hidden(
        f"{called} of {kind} is hidden from you in Salesforce, or gone.",
        "It goes by itself once the field is shown to you again; or discard it.",
    )


def error_of(
    sending: Sending, request: Request, reply: Reply, secrets: Sequence[str]
) -> SatchelError:
    """The error of a write that was not taken."""
    found = answers.faults(reply.body)
    first = found[0] if found else Fault()
    if first.code == _LOCKED:
        return _locked(sending, first)
    general = answers.passing(reply)
    if general is not None:
        return general
    record, code = sending.record, first.code or str(reply.status)
    if reply.status in (409, 412):
        return Overtaken(
            f"The {record} was changed in Salesforce a moment ago ({reply.status}).",
            "It is looked at again before it is sent.",
        )
    if reply.status == 300:
        return Refused(
            f"Several records in Salesforce have the key of this {record}.",
            "Delete those that are too many there, then send it again.",
        )
    if sending.action == "create" and reply.status == 404 and code != "ENTITY_IS_DELETED":
        return Hidden(
            f"Salesforce does not know the field that takes the key of this {record} ({code}).",
            "It goes by itself once the field is shown to you again; or connect Salesforce again.",
        )
    if sending.action == "update" and is_gone(reply):
        return Gone(
            f"The {record} is not in Salesforce any more ({code}).",
            "It stays here; send it as a new one, or discard the entry.",
        )
    vanished = answers.refusal(reply, record) if first.code == _NO_FIELD else None
    if isinstance(vanished, VanishedField):
        return hidden(vanished, kind_of(record, sending.external_id))
    said = _said(first, secrets)
    named = f" ({', '.join(first.fields)})" if first.fields else ""
    if first.code in _PICKLIST:
        # Its own words are the same once more, with the same field and the same value.
        values = _values(first, request)
        return Refused(
            f"Salesforce does not take {values} of the {record}: it is none of the choices there.",
            _ADVICE,
        )
    if first.code == _READ_ONLY:
        # It is about the field: whoever may write other fields or records is not kept from it.
        which = ", ".join(first.fields) or "a field"
        title = f"Your rights in Salesforce do not let you write {which} of the {record}."
        return Hidden(
            quoting(title, said),
            "It goes by itself once you have the right; or discard it.",
        )
    if reply.status == 403 or first.code in _NOT_ALLOWED:
        return NotAllowed(
            f"Salesforce does not let you write the {record}{named} ({code}).",
            "Ask an administrator for the right, or discard the entry.",
            said,
        )
    return Refused(quoting(f"Salesforce refused the {record}{named} ({code}).", said), _ADVICE)


def _locked(sending: Sending, fault: Fault) -> ServerTrouble:
    """Somebody else is just changing the record, or one that it hangs on.

    A third record that Salesforce names is told by its id, for an org's administrator: nobody
    else would know it, and the person knows which account and which note this is about.
    """
    own = {sending.external_id, sending.account}
    found = [full for one in _ID.findall(fault.words) if (full := ids.full(one)) is not None]
    others = [one for one in found if one not in own]
    of = "" if sending.record == "account" else ", or its account,"
    who = f" An administrator finds what is held by the id {', '.join(others)}." if others else ""
    return ServerTrouble(
        f"Somebody else is just changing the {sending.record}{of} in Salesforce ({_LOCKED}).",
        f"It is tried again by itself.{who}",
    )


def _said(fault: Fault, secrets: Sequence[str]) -> str:
    """The service's own short words, where they do not repeat what was sent."""
    text = fault.words if fault.code not in _REPEATS_THE_TEXT else ""
    for secret in secrets:
        text = text.replace(secret, "(the token)")
    return text[: answers.SAID]


def _values(fault: Fault, request: Request) -> str:
    """The value that a list of choices does not have, and the field it was meant for."""
    body: dict[str, Any] = msgspec.json.decode(request.body or "{}")
    fields = [name for name in fault.fields if name in body] or [
        name for name in ("Status",) if name in body
    ]
    pairs = [f"“{body[name]}” for {name}" for name in fields]
    return " and ".join(pairs) or "a value"
