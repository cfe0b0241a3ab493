"""What answers at each of Zendesk's paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from sync.simulator.zendesk import pages, refused, rows
from sync.simulator.zendesk.desk import ME
from sync.simulator.zendesk.rows import Row
from sync.simulator.zendesk.writes import Writes

if TYPE_CHECKING:
    from starlette.requests import Request

    from sync.simulator.zendesk.server import ZendeskSimulator

API: Final = "/api/v2"
HEADERS: Final = "__headers__"
"""The key under which an answer holds headers of its own."""
Answer = tuple[int, Row]
Handler = Callable[["ZendeskSimulator", "Request", bytes], tuple[int, Row | str]]


def _page(there: ZendeskSimulator, request: Request, key: str, found: Sequence[Row]) -> Answer:
    address = f"{there.known_as}{request.url.path}"
    return 200, pages.page(address, request.url.query, key, found)


def _listed(there: ZendeskSimulator, request: Request, found: Iterable[Row]) -> Answer:
    """A list of tickets: archived ones, and those that show up late, are not in it."""
    desk = there.desk
    shown = [one for one in found if one["id"] not in desk.late and desk.shows(one)]
    return _page(there, request, "tickets", pages.ordered(request.query_params, shown))


def _number(request: Request) -> int:
    text = str(request.path_params["id"])
    if not text.isdecimal():
        raise refused.gone()
    return int(text)


def _of(kept: dict[int, Row], request: Request) -> Row:
    found = kept.get(_number(request))
    if found is None:
        raise refused.gone()
    return found


def _said(body: bytes, key: str) -> Row:
    try:
        found = msgspec.json.decode(body)[key]
    except (msgspec.DecodeError, KeyError, TypeError):
        found = None
    if not isinstance(found, dict):
        raise refused.bad(f"The body has no {key}")
    return dict(found)


# --- people, groups, fields ----------------------------------------------------------------


def _me(there: ZendeskSimulator, _request: Request, _body: bytes) -> Answer:
    return 200, {"user": dict(there.desk.users[ME])}


def _user(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return 200, {"user": dict(_of(there.desk.users, request))}


def _search_users(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    wanted = request.query_params.get("query", "").removeprefix("email:").strip('"').casefold()
    found = [
        one
        for one in there.desk.users.values()
        if wanted in (one["email"].casefold(), one["name"].casefold())
    ]
    return _page(there, request, "users", found)


def _group(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return 200, {"group": dict(_of(there.desk.groups, request))}


def _groups(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return _page(there, request, "groups", list(there.desk.groups.values()))


def _fields(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return _page(there, request, "ticket_fields", list(there.desk.fields.values()))


def _options(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    found = _of(there.desk.fields, request).get("custom_field_options", [])
    return _page(there, request, "custom_field_options", found)


def _forms(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    if not there.forms:
        raise refused.forbidden("Not on this plan")
    return _page(there, request, "ticket_forms", [])


def _statuses(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    if not there.desk.statuses:
        raise refused.gone("InvalidEndpoint")
    return _page(there, request, "custom_statuses", there.desk.statuses)


# --- organizations -------------------------------------------------------------------------


def _organization(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return 200, {"organization": dict(_of(there.desk.organizations, request))}


def _organizations(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    return _page(there, request, "organizations", list(there.desk.organizations.values()))


def _search_organizations(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    if not there.may_search:
        raise refused.forbidden("Admins only")
    given = request.query_params
    key, name = given.get("external_id"), given.get("name", "").casefold()
    found = [
        one
        for one in there.desk.organizations.values()
        if (
            str(one["external_id"] or "").casefold() == key.casefold()
            if key
            else one["name"].casefold() == name
        )
    ]
    return _page(there, request, "organizations", found)


def _several_organizations(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    given = request.query_params
    keys = {one.casefold() for one in given.get("external_ids", "").split(",") if one}
    ids = set(given.get("ids", "").split(","))
    found = [
        one
        for one in there.desk.organizations.values()
        if str(one["id"]) in ids or str(one["external_id"] or "").casefold() in keys
    ]
    return _page(there, request, "organizations", found)


def _complete(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    name = request.query_params.get("name", "").casefold()
    found = [
        one
        for one in there.desk.organizations.values()
        if len(name) > 1 and one["name"].casefold().startswith(name)
    ]
    return _page(there, request, "organizations", found)


def _their_tickets(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    home = _of(there.desk.organizations, request)["id"]
    found = (one for one in there.desk.tickets.values() if one["organization_id"] == home)
    return _listed(there, request, found)


# --- tickets -------------------------------------------------------------------------------


def _tickets(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    key = request.query_params.get("external_id")
    found = (one for one in there.desk.tickets.values() if key in (None, one["external_id"]))
    return _listed(there, request, found)


def _create(there: ZendeskSimulator, request: Request, body: bytes) -> Answer:
    key = request.headers.get("idempotency-key", "")
    made, how = Writes(there.desk).create(_said(body, "ticket"), key, body)
    headers = {"location": made["ticket"]["url"]}
    if key:
        headers["x-idempotency-lookup"] = how
    return 201, {**made, HEADERS: headers}


def _show(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    one = _of(there.desk.tickets, request)
    if not there.desk.shows(one):
        raise refused.forbidden("You do not have access to this page")
    return 200, {"ticket": dict(one)}


def _show_many(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    asked = request.query_params.get("ids", "").split(",")
    wanted = dict.fromkeys(int(one) for one in asked[: pages.LARGEST] if one.isdecimal())
    known, apart = there.desk.tickets, there.desk.apart
    found = [known[one] for one in wanted if one in known and one not in apart]
    return _page(there, request, "tickets", [one for one in found if there.desk.shows(one)])


def _change(there: ZendeskSimulator, request: Request, body: bytes) -> Answer:
    return 200, Writes(there.desk).change(_number(request), _said(body, "ticket"))


def _delete(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    there.desk.delete(_number(request))
    return 204, {}


def _deleted(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    actor = there.desk.users[ME]
    found = [rows.deleted(one, at, actor) for one, at in there.desk.deleted.values()]
    return _page(there, request, "deleted_tickets", found)


def _restore(there: ZendeskSimulator, request: Request, _body: bytes) -> tuple[int, str]:
    there.desk.restore(_number(request))
    return 200, ""


def _comments(there: ZendeskSimulator, request: Request, _body: bytes) -> Answer:
    number = _of(there.desk.tickets, request)["id"]
    given = request.query_params
    down = given.get("sort", "").startswith("-") or given.get("sort_order") == "desc"
    found = there.desk.comments[number][:: -1 if down else 1]
    status, answer = _page(there, request, "comments", found)
    if given.get("include") == "users":
        authors = {one["author_id"] for one in answer["comments"]}
        answer["users"] = [
            dict(there.desk.users[one]) for one in sorted(authors) if one in there.desk.users
        ]
    return status, answer


def _upload(there: ZendeskSimulator, request: Request, body: bytes) -> Answer:
    given, kind = request.query_params, request.headers.get("content-type", "")
    name, token = given.get("filename", ""), given.get("token", "")
    return 201, {"upload": Writes(there.desk).upload(name, kind, body, token)}


def _export(_there: ZendeskSimulator, _request: Request, _body: bytes) -> Answer:
    raise refused.forbidden("Admins only")


PATHS: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/users/me", _me),
    ("GET", "/users/search", _search_users),
    ("GET", "/users/{id}", _user),
    ("GET", "/tickets", _tickets),
    ("POST", "/tickets", _create),
    ("GET", "/tickets/show_many", _show_many),
    ("GET", "/tickets/{id}", _show),
    ("PUT", "/tickets/{id}", _change),
    ("DELETE", "/tickets/{id}", _delete),
    ("GET", "/tickets/{id}/comments", _comments),
    ("GET", "/deleted_tickets", _deleted),
    ("PUT", "/deleted_tickets/{id}/restore", _restore),
    ("POST", "/uploads", _upload),
    ("GET", "/groups", _groups),
    ("GET", "/groups/assignable", _groups),
    ("GET", "/groups/{id}", _group),
    ("GET", "/ticket_fields", _fields),
    ("GET", "/ticket_fields/{id}/options", _options),
    ("GET", "/ticket_forms", _forms),
    ("GET", "/custom_statuses", _statuses),
    ("GET", "/organizations", _organizations),
    ("GET", "/organizations/search", _search_organizations),
    ("GET", "/organizations/autocomplete", _complete),
    ("GET", "/organizations/show_many", _several_organizations),
    ("GET", "/organizations/{id}", _organization),
    ("GET", "/organizations/{id}/tickets", _their_tickets),
    ("GET", "/incremental/tickets/cursor", _export),
)
"""Method, path below `/api/v2`, and what answers; `.json` may follow each. The first that fits is
taken, so those with an id stand behind."""
