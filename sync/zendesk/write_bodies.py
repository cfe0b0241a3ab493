"""What a handover becomes at Zendesk: the ticket as JSON, and what keeps one from being sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from urllib.parse import quote

import msgspec
from msgspec import Struct

from book.errors import Refused
from book.escalation_meter import is_address
from sync.markdown_html import html
from sync.port import Attached, Request, Sending
from sync.zendesk import hosts
from sync.zendesk.choices import Choices

TICKETS: Final = "/tickets"
UPLOADS: Final = "/uploads"
TAG: Final = "satchel"
_LONGEST_KEY: Final = 255
_NEEDED: Final = {
    "requester": "a requester",
    "group_name": "a group",
    "severity": "a severity",
    "title": "a subject",
    "text": "a text",
}
"""What no ticket is made without → how that is said."""


class Routed(Struct, frozen=True, kw_only=True):
    """Where a ticket goes, in the ids of that Zendesk."""

    group: int
    field: int
    severity: str
    """The value of the option, not its name."""


def check_whole(sending: Sending, mine: Collection[str]) -> None:
    """Raises Refused where a handover may not become a ticket, whoever queued it.

    `mine` are the addresses of the person who sends it: the answer must go to the customer.
    """
    said = sending.fields
    if sending.record != "handover" or sending.action != "create" or said.get("way") != "ticket":
        raise Refused("Zendesk takes only tickets.", "Send it another way, or discard it.")
    missing = [words for name, words in _NEEDED.items() if not (said.get(name) or "").strip()]
    if missing:
        raise Refused(
            f"The ticket lacks {missing[0]}, so nobody would be asked.",
            "Discard it, fill in what is missing, and send it anew.",
        )
    if said.get("customer_told") != "1":
        raise Refused(
            "The customer was not told that a ticket will appear.",
            "Tell them first, tick it in the form, and send it anew.",
        )
    requester = (said.get("requester") or "").strip()
    if not is_address(requester):
        raise Refused(
            "The requester's address is not an e-mail address.",
            "Discard it, choose a person of the customer, and send it anew.",
            fields=("requester",),
        )
    if requester.casefold() in {one.casefold() for one in mine if one}:
        raise Refused(
            "The requester is you; the answers would not reach the customer.",
            "Discard it, choose a person of the customer, and send it anew.",
            fields=("requester",),
        )
    if not sending.key or len(sending.key) > _LONGEST_KEY:
        raise Refused("The ticket has no key to be known by.", "Discard it, and send it anew.")


def routed(sending: Sending, choices: Choices) -> Routed:
    """The group and the severity as they are offered now. Raises Refused, naming what is not."""
    group_name, code = sending.fields.get("group_name") or "", sending.fields.get("severity") or ""
    group = choices.group(group_name)
    if group is None:
        raise Refused(
            f"The group “{group_name}” is not offered in Zendesk any more.",
            "Discard it, choose another group, and send it anew.",
            fields=("group",),
        )
    if choices.severity_field is None:
        raise Refused(
            "Which ticket field holds the severity is not said, so no ticket would be routed.",
            "Connect Zendesk again with --option severity-field=ID, then send it again.",
        )
    severity = choices.severity(code)
    if severity is None:
        raise Refused(
            f"The severity “{code}” is not offered in Zendesk any more.",
            f"Discard it, and send it anew with one of: {', '.join(choices.severities.values())}.",
            fields=("severity",),
        )
    return Routed(group=group, field=choices.severity_field, severity=severity)


def upload_request(file: Attached) -> Request:
    """What one file is sent by; its bytes are the body."""
    return Request(method="POST", path=f"{hosts.API}{UPLOADS}?filename={quote(file.name, safe='')}")


def ticket_request(sending: Sending, where: Routed, uploads: Sequence[str]) -> Request:
    """What the ticket is sent by; the same handover gives the same bytes."""
    said = {name: (value or "").strip() for name, value in sending.fields.items()}
    requester = said["requester"]
    comment: dict[str, object] = {
        # As HTML: of a plain body everything that looks like a tag would be cut.
        "html_body": html(sending.fields.get("text") or ""),
        # Said in any case: left out, the customer reads it and is mailed.
        "public": said.get("is_public") == "1",
    }
    if uploads:
        comment["uploads"] = list(uploads)
    ticket: Mapping[str, object] = {
        "subject": said["title"],
        "comment": comment,
        "requester": {"name": said.get("requester_name") or requester, "email": requester},
        "group_id": where.group,
        "custom_fields": [{"id": where.field, "value": where.severity}],
        "tags": [TAG],
        "external_id": sending.key,
    }
    body = msgspec.json.encode({"ticket": ticket}).decode()
    return Request(method="POST", path=hosts.API + TICKETS, body=body)
