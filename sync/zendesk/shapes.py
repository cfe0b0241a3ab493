"""Zendesk's JSON, read once: tickets, what was written on them, organizations, who I am."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from book.facts import BadRecord, CommentFacts, OrganizationFacts, TicketFacts
from book.organizations import WATCHED
from sync import values
from sync.zendesk import hosts
from sync.zendesk.choices import Choices
from sync.zendesk.helpdesk import Row

SOLVED: Final = "solved"
CLOSED: Final = "closed"
DELETED: Final = "deleted"
_OVER: Final = frozenset((SOLVED, CLOSED, DELETED))
_LABELS: Final = {"hold": "On hold"}
"""Statuses that a capital at the front does not make right."""
_NEVER: Final = ""
_CUSTOMER: Final = "end-user"
_LONGEST: Final = 4_000
"""Characters kept of what was written."""
KEPT_COMMENTS: Final = 3
"""So many of the last ones on an open ticket are kept."""


class Me(Struct, frozen=True, kw_only=True):
    """Who is signed in."""

    id: str
    name: str
    email: str
    role: str
    sees_all: bool = True
    """Whether tickets of every group are shown; else one that is not shown may be there."""


class Ticket(Struct, frozen=True, kw_only=True):
    """A ticket as it was listed."""

    id: str
    subject: str
    status: str
    custom_status: str
    priority: str | None
    organization: str | None
    group: int | None
    requester: int | None
    external_id: str
    created_at: str | None
    updated_at: str
    fields: Mapping[int, object] = {}

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.status not in _OVER


class Spoken(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When both sides wrote last, and of which state of the ticket that was read."""

    updated_at: str = ""
    """Empty where it is still to be read."""
    asked_at: str | None = None
    answered_at: str | None = None


def me(answer: Row) -> Me | None:
    """Who is signed in; None for nobody."""
    user = answer.get("user")
    if not isinstance(user, dict) or not isinstance(user.get("id"), int):
        return None
    return Me(
        id=str(user["id"]),
        name=values.line(user.get("name"), "", []) or "",
        email=(values.line(user.get("email"), "", []) or "").casefold(),
        role=values.line(user.get("role"), "", []) or "",
        sees_all=not user.get("ticket_restriction"),
    )


def ticket(row: Row) -> Ticket | BadRecord:
    """A ticket, or why it cannot be read."""
    number, problems = row.get("id"), list[str]()
    if not isinstance(number, int) or isinstance(number, bool):
        return BadRecord(external_id="?", problem="has no id")
    status = row.get("status")
    updated = values.moment_text(row.get("updated_at"), "updated_at", problems)
    if not isinstance(status, str) or not status or updated is None:
        missing = "status" if not isinstance(status, str) or not status else "updated_at"
        return BadRecord(external_id=str(number), problem=f"{missing} cannot be read")
    group, requester = row.get("group_id"), row.get("requester_id")
    return Ticket(
        id=str(number),
        subject=values.line(row.get("subject"), "", []) or "",
        status=status.casefold(),
        custom_status=_id(row.get("custom_status_id")) or "",
        priority=values.line(row.get("priority"), "", []),
        organization=_id(row.get("organization_id")),
        group=group if isinstance(group, int) else None,
        requester=requester if isinstance(requester, int) else None,
        external_id=values.line(row.get("external_id"), "", []) or "",
        created_at=values.moment_text(row.get("created_at"), "created_at", problems),
        updated_at=updated,
        fields=_fields(row.get("custom_fields")),
    )


def ticket_facts(
    one: Ticket,
    choices: Choices,
    base_url: str,
    now: str,
    *,
    matched: frozenset[str] = frozenset(),
    spoken: Spoken | None = None,
) -> TicketFacts:
    """A ticket of the book. One whose organization is in `matched` is that customer's, any other
    is the account's whose escalation watches it."""
    theirs = one.organization is not None and one.organization in matched
    said = spoken or Spoken()
    return TicketFacts(
        external_id=one.id,
        account_external_id=(one.organization or "") if theirs else WATCHED + one.id,
        number=one.id,
        subject=one.subject,
        status=status_label(one, choices),
        priority=one.priority,
        is_open=int(one.is_open),
        opened_at=one.created_at,
        closed_at=None if one.is_open else one.updated_at,
        remote_updated_at=one.updated_at,
        url=hosts.page_of(base_url, one.id),
        group_name=choices.group_name(one.group),
        severity=severity_label(one, choices),
        asked_at=said.asked_at,
        answered_at=said.answered_at,
        checked_at=now,
    )


def status_label(one: Ticket, choices: Choices) -> str:
    """The status as people read it there: a status of their own goes before its category."""
    own = choices.statuses.get(one.custom_status)
    if own is not None and own[0] == one.status:
        return own[1]
    return _LABELS.get(one.status) or one.status.capitalize()


def severity_label(one: Ticket, choices: Choices) -> str | None:
    """The severity's name; empty where none was given, None where there is no field for it."""
    if choices.severity_field is None:
        return None
    value = one.fields.get(choices.severity_field)
    if not isinstance(value, str):
        return ""
    return choices.severities.get(value, value)


class Comment(Struct, frozen=True, kw_only=True):
    """Something written on a ticket."""

    id: str
    at: str
    author: str
    author_id: str
    is_public: bool
    is_ours: bool
    text: str


def comments(rows: Iterable[Row], people: Mapping[str, Row], one: Ticket) -> list[Comment]:
    """What was written, the oldest first; what cannot be read is left out."""
    found = []
    for row in rows:
        at = values.moment_text(row.get("created_at"), "", [])
        number, author = _id(row.get("id")), _id(row.get("author_id")) or ""
        if at is None or number is None:
            continue
        person = people.get(author, {})
        role = person.get("role")
        asks = role == _CUSTOMER if isinstance(role, str) else author == str(one.requester)
        text = row.get("plain_body") or row.get("body")
        found.append(
            Comment(
                id=number,
                at=at,
                author=values.line(person.get("name"), "", []) or "",
                author_id=author,
                is_public=row.get("public") is not False,
                is_ours=not asks,
                text=_body(text),
            )
        )
    return sorted(found, key=lambda each: (each.at, int(each.id)))


def comment_facts(one: Ticket, said: list[Comment]) -> tuple[CommentFacts, ...]:
    """The last of them, as the book keeps them."""
    return tuple(
        CommentFacts(
            ticket_external_id=one.id,
            external_id=each.id,
            at=each.at,
            author=each.author,
            is_public=int(each.is_public),
            is_ours=int(each.is_ours),
            text=each.text,
        )
        for each in said[-KEPT_COMMENTS:]
    )


def spoken(one: Ticket, said: list[Comment]) -> Spoken:
    """When both sides wrote last."""
    public = [each for each in said if each.is_public]
    asked = [each.at for each in public if not each.is_ours]
    answered = [each.at for each in public if each.is_ours]
    return Spoken(
        updated_at=one.updated_at,
        asked_at=max(asked, default=_NEVER) or None,
        answered_at=max(answered, default=_NEVER) or None,
    )


def organization(row: Row) -> OrganizationFacts | None:
    """An organization; None where it has no id or no name."""
    number, name = _id(row.get("id")), values.line(row.get("name"), "", [])
    if number is None or not name:
        return None
    domains = row.get("domain_names")
    return OrganizationFacts(
        external_id=number,
        name=name,
        key=values.line(row.get("external_id"), "", []),
        domains=tuple(one.casefold() for one in domains or () if isinstance(one, str))
        if isinstance(domains, list)
        else (),
    )


def _id(found: Any) -> str | None:
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else None


def _fields(listed: Any) -> dict[int, object]:
    rows = listed if isinstance(listed, list) else []
    return {
        one["id"]: one.get("value")
        for one in rows
        if isinstance(one, dict) and isinstance(one.get("id"), int)
    }


def _body(text: Any) -> str:
    """Text with its lines, without what no database takes."""
    if not isinstance(text, str):
        return ""
    lines = text[: 2 * _LONGEST].replace("\r\n", "\n").split("\n")
    return "\n".join(map(values.clean, lines)).strip()[:_LONGEST]
