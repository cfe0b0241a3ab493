"""Vitally's objects, lists and parameters as a table of our own, and the check against it.

Vitally publishes no specification. This is what its documentation and other people's working
clients say, written down once more and apart from the simulator, so that the two can disagree.
A `?` after a kind means the value may be null. Kinds: id (a UUID), text, html, moment (UTC,
milliseconds), day (a moment or a plain date), number, count, yes/no, map, and [name] for a
list of nested objects, {name} for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

TABLE = """
accounts       id id                        createdAt moment          updatedAt moment
accounts       externalId text?             name text                 organizationId id?
accounts       accountOwnerId id?           csmId id?                 accountExecutiveId id?
accounts       keyRoles [keyRole]           mrr number?               healthScore score?
accounts       nextRenewalDate moment?      churnedAt moment?         trialEndDate moment?
accounts       firstSeenTimestamp moment?   lastSeenTimestamp moment?
accounts       lastInboundMessageTimestamp moment?
accounts       lastOutboundMessageTimestamp moment?
accounts       usersCount count             npsScore nps?             npsPromoterCount count
accounts       npsPassiveCount count        npsDetractorCount count
accounts       segments [segment]           traits map

users          id id                        createdAt moment          updatedAt moment
users          externalId text              name text?                email text?
users          avatar text?                 traits map                firstKnown moment?
users          lastSeenTimestamp moment?    npsLastScore number?      npsLastFeedback text?
users          npsLastRespondedAt moment?   unsubscribedFromConversations yes/no
users          unsubscribedFromConversationsAt moment?
users          deactivatedAt moment?        permanentlyBounced yes/no
users          segments [segment]           accounts [brief]          organizations [brief]

notes          id id                        createdAt moment          updatedAt moment
notes          externalId text?             subject text?             note html
notes          noteDate moment              authorId id?              author {admin}?
notes          categoryId id?               category {category}?      tags texts
notes          traits map                   accountId id?             account {brief}?
notes          organizationId id?           organization {brief}?     users [person]
notes          meetingDescription text?     source text?              archivedAt moment?

tasks          id id                        createdAt moment          updatedAt moment
tasks          externalId text?             name text                 description html?
tasks          dueDate day?                 completedAt moment?       completedById id?
tasks          createdById id?              assignedToId id?          categoryId id?
tasks          category {category}?         tags texts                projects [named]
tasks          traits map                   accountId id?             account {brief}?
tasks          organizationId id?           organization {brief}?     meetingId id?
tasks          source text?                 archivedAt moment?

conversations  id id                        createdAt moment          updatedAt moment
conversations  externalId text              subject text              status text?
conversations  source text?                 rating text?              authorId id?
conversations  accountId id?                organizationId id?        traits map

npsResponses   id id                        externalId text           userId id
npsResponses   score nps10                  feedback text?            respondedAt moment

admins         id id     name text          email text                licenseStatus license
noteCategories id id     createdAt moment   updatedAt moment          name text
taskCategories id id     createdAt moment   updatedAt moment          name text
customFields   label text                   type text                 createdAt moment
customFields   path text

segment        id id     name text
named          id id     name text
category       id id     createdAt moment   updatedAt moment          name text
admin          id id     name text          email text                licenseStatus license
person         id id     externalId text    name text?                email text?
brief          id id     createdAt moment   updatedAt moment          name text  externalId text?
keyRole        id id     createdAt moment   assignedAt moment         keyRole {role}
keyRole        vitallyUser {admin}
role           id id     createdAt moment   label text
message        id id     externalId text    type way                  message html
message        from {end}                   to [end]                  cc [end]   bcc [end]
message        timestamp moment
end            type text                    id id
"""

LISTS = """
/resources/accounts                    limit from sortBy status
/resources/users                       limit from sortBy
/resources/notes                       limit from sortBy archived source
/resources/tasks                       limit from sortBy archived source
/resources/conversations               limit from sortBy
/resources/npsResponses                limit from sortBy target
/resources/projects                    limit from sortBy archived
/resources/organizations               limit from sortBy
/resources/admins                      limit from sortBy
/resources/noteCategories              limit from sortBy
/resources/taskCategories              limit from sortBy
/resources/customFields                model
/resources/admins/search               email
/resources/users/search                email externalId emailSubdomain
/resources/accounts/:id
/resources/accounts/:id/users          limit from sortBy
/resources/accounts/:id/notes          limit from sortBy archived
/resources/accounts/:id/tasks          limit from sortBy
/resources/accounts/:id/conversations  limit from sortBy
/resources/accounts/:id/npsResponses   limit from sortBy
/resources/accounts/:id/projects       limit from sortBy
/resources/accounts/:id/meetings       limit from sortBy
/resources/users/:id
/resources/conversations/:id
/resources/notes/:id                   source
/resources/tasks/:id                   source
"""
"""What may be read, and with which parameters."""

TOLERATED = {
    ("/resources/accounts/:id/tasks", "archived"): (
        "documented for the list of all tasks and for an account's notes only; "
        "an unknown parameter is ignored"
    ),
}
"""What is not documented and yet may be sent, with the reason why it does no harm."""

VALUES = {
    "limit": r"[1-9]\d?|100",
    "sortBy": "createdAt|updatedAt",
    "status": "active|churned|activeOrChurned",
    "archived": "true|false",
    "model": "users|accounts|organizations|customObjects|tasks|notes|projects|conversations|team",
}
"""What those parameters may be; the others are free text."""

WRITES = ("notes", "tasks")
HTML_TAGS = ("a", "img", "p", "div", "br", "ul", "ol", "li", "b", "u", "i", "strong", "em", "code")
HTML_ATTRIBUTES = {"a": ("href", "name", "target"), "img": ("src", "alt", "width", "height")}

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


def fields_of(name: str) -> dict[str, str]:
    """Field → kind of one object of the table."""
    found: dict[str, str] = {}
    for line in TABLE.splitlines():
        words = line.split()
        if words and words[0] == name:
            found |= dict(zip(words[1::2], words[2::2], strict=True))
    return found


def faults_of(name: str, value: Any) -> Iterator[str]:
    """What is wrong with one object, field by field."""
    if not isinstance(value, dict):
        yield f"{name} is {type(value).__name__}, not an object"
        return
    fields = fields_of(name)
    for field in fields.keys() - value.keys():
        yield f"{name}.{field} is missing"
    for field in value.keys() - fields.keys():
        yield f"{name}.{field} is not in the table"
    for field in fields.keys() & value.keys():
        yield from _field_faults(f"{name}.{field}", fields[field], value[field])


def list_faults(name: str, answer: Any, *, limit: int = 100) -> Iterator[str]:
    """What is wrong with one page of a list, its envelope and order included."""
    if not isinstance(answer, dict) or answer.keys() != {"results", "next"}:
        yield f"{name}: the envelope is not exactly results and next"
        return
    if answer["next"] is not None and not isinstance(answer["next"], str):
        yield f"{name}: next is neither text nor null"
    if len(answer["results"]) > limit:
        yield f"{name}: {len(answer['results'])} results, asked for {limit}"
    for one in answer["results"]:
        yield from faults_of(name, one)


def read_faults(method: str, path: str, query: str) -> Iterator[str]:
    """What is wrong with a request as the service's documentation has it."""
    known = _shape(path)
    if method in ("POST", "PUT", "DELETE"):
        if not _may_write(method, known):
            yield f"{method} {known} is not a write the service documents"
        return
    if method != "GET":
        yield f"{method} {known} is no method of the service"
        return
    allowed = {words[0]: words[1:] for line in LISTS.splitlines() if (words := line.split())}
    if known not in allowed:
        yield f"GET {known} is not documented"
        return
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in allowed[known] and (known, name) not in TOLERATED:
            yield f"GET {known} knows no parameter {name}"
        elif name in VALUES and not re.fullmatch(VALUES[name], value):
            yield f"GET {known}: {name} cannot be {value}"


def tolerated(path: str, query: str) -> Iterator[str]:
    """The undocumented parameters of a request that do no harm, each with its reason."""
    for name, _ in parse_qsl(query, keep_blank_values=True):
        reason = TOLERATED.get((_shape(path), name))
        if reason is not None:
            yield f"{name} at {_shape(path)}: {reason}"


def _may_write(method: str, known: str) -> bool:
    allowed = {("PUT", "/resources/accounts/:id")}
    for name in WRITES:
        allowed |= {("POST", f"/resources/{name}"), ("PUT", f"/resources/{name}/:id")}
        allowed.add(("DELETE", f"/resources/{name}/:id"))
    return (method, known) in allowed


def _shape(path: str) -> str:
    parts = path.split("/")
    if len(parts) > 3 and parts[3] != "search":
        parts[3] = ":id"
    return "/".join(parts)


def _field_faults(where: str, kind: str, value: Any) -> Iterator[str]:
    if value is None:
        if not kind.endswith("?"):
            yield f"{where} is null"
        return
    kind = kind.removesuffix("?")
    if kind.startswith("["):
        if not isinstance(value, list):
            yield f"{where} is not a list"
            return
        for one in value:
            yield from faults_of(kind[1:-1], one)
    elif kind.startswith("{"):
        yield from faults_of(kind[1:-1], value)
    elif not KINDS[kind](value):
        yield f"{where} is no {kind}: {type(value).__name__}"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _is_html(value: Any) -> bool:
    """Whether a text holds only the tags and attributes the service keeps."""
    if not isinstance(value, str):
        return False
    for tag, rest in re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)([^>]*)>", value):
        names = re.findall(r"([a-zA-Z-]+)\s*=", re.sub(r'"[^"]*"', '""', rest))
        if tag not in HTML_TAGS or not set(names) <= set(HTML_ATTRIBUTES.get(tag, ())):
            return False
    return True


KINDS: dict[str, Callable[[Any], bool]] = {
    "id": _is_id,
    "text": lambda value: isinstance(value, str),
    "texts": lambda value: isinstance(value, list) and all(isinstance(v, str) for v in value),
    "html": _is_html,
    "moment": lambda value: isinstance(value, str) and bool(_MOMENT.match(value)),
    "day": lambda value: isinstance(value, str) and bool(_MOMENT.match(value) or _DAY.match(value)),
    "number": _is_number,
    "score": lambda value: _is_number(value) and 0 <= value <= 10,
    "nps": lambda value: _is_number(value) and -100 <= value <= 100,
    "nps10": lambda value: type(value) is int and 0 <= value <= 10,
    "count": lambda value: type(value) is int and value >= 0,
    "yes/no": lambda value: isinstance(value, bool),
    "map": lambda value: isinstance(value, dict),
    "license": lambda value: value in ("active", "deactivated", "auto-created"),
    "way": lambda value: value in ("inbound", "outbound"),
}
