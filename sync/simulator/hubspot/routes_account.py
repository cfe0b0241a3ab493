"""Owners, pipelines and the account itself: what a client reads to find its way about."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from book.clock import stamp
from sync.simulator.hubspot import answers, writes
from sync.simulator.hubspot.door import Answer, Call, as_json
from sync.simulator.hubspot.errors import invalid, not_found
from sync.simulator.hubspot.limits import Limits
from sync.simulator.hubspot.seed import Owner, Pipeline

Route = tuple[str, str, Answer]

OWNERS_SCOPE = "crm.objects.owners.read"


async def owners(call: Call) -> Response:
    """GET of the owners, perhaps of the one with that address."""
    call.need_scopes([OWNERS_SCOPE])
    limit, archived = call.number("limit", 100, 500), call.flag("archived")
    email = call.request.query_params.get("email")
    after = call.request.query_params.get("after")
    found = sorted(
        (
            one
            for one in call.state.owners.values()
            if one.archived == archived
            and (email is None or (one.email or "").lower() == email.lower())
        ),
        key=lambda one: int(one.id),
    )
    start = 0 if after is None else answers.read_cursor(after)
    left = [one for one in found if int(one.id) > start]
    page: dict[str, Any] = {"results": [one.as_json() for one in left[:limit]]}
    if len(left) > limit:
        query = call.request.query_params.multi_items()
        cursor = answers.cursor(int(left[limit - 1].id))
        page["paging"] = answers.paging(str(call.request.url).partition("?")[0], query, cursor)
    return as_json(page)


async def owner(call: Call) -> Response:
    """GET of one owner, by its id or by its user id."""
    call.need_scopes([OWNERS_SCOPE])
    by = call.request.query_params.get("idProperty", "id")
    if by not in ("id", "userId"):
        raise invalid("idProperty has to be id or userId.")
    archived, text = call.flag("archived"), call.part("id")

    def fits(one: Owner) -> bool:
        return text == (one.id if by == "id" else str(one.user_id)) and one.archived == archived

    found = next((one for one in call.state.owners.values() if fits(one)), None)
    if found is None:
        raise not_found(f"There is no owner {text}.")
    return as_json(found.as_json())


async def pipelines(call: Call) -> Response:
    """GET of the pipelines of deals or tickets, with their stages."""
    return as_json({"results": _told(_lines(call))})


async def pipeline(call: Call) -> Response:
    """GET of one pipeline."""
    return as_json(_one_line(call))


async def stages(call: Call) -> Response:
    """GET of the stages of a pipeline."""
    return as_json({"results": _one_line(call)["stages"]})


async def details(call: Call) -> Response:
    """GET of what the account is."""
    return as_json(
        {
            "portalId": call.state.portal_id,
            "accountType": "STANDARD",
            "timeZone": "Etc/UTC",
            "companyCurrency": "EUR",
            "additionalCurrencies": [],
            "utcOffset": "+00:00",
            "utcOffsetMilliseconds": 0,
            "uiDomain": "app.hubspot.com",
            "dataHostingLocation": "na1",
        }
    )


async def usage(call: Call) -> Response:
    """GET of how much of the day's budget is gone."""
    budget = call.budget
    used = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": budget.limits.daily or Limits().daily,
        "currentUsage": budget.used,
        "collectedAt": call.state.now(),
        "fetchStatus": "SUCCESS",
        "resetsAt": stamp(budget.resets_at),
    }
    return as_json({"results": [used]})


async def granted(call: Call) -> Response:
    """POST of a token, which is told what it may do."""
    body = await call.body()
    if call.state.quirks.scopes_of_key == "unknown":
        raise not_found("There is no private app with that token.")
    given = call.request.headers.get("authorization", "").partition(" ")[2]
    if body.get("tokenKey") != given:
        raise invalid("tokenKey is missing, or is that of another portal.")
    return as_json(
        {
            "userId": 1,
            "hubId": call.state.portal_id,
            "appId": 1,
            "scopes": sorted(call.state.scopes),
        }
    )


def _lines(call: Call) -> list[Pipeline]:
    kind = writes.kind_or_404(call.part("type"))
    call.need(kind)
    if kind.name not in call.state.pipelines:
        raise not_found(f"{kind.name} have no pipelines.")
    return call.state.pipelines[kind.name]


def _told(lines: list[Pipeline]) -> list[dict[str, Any]]:
    return [line.as_json(order) for order, line in enumerate(lines)]


def _one_line(call: Call) -> dict[str, Any]:
    found = [told for told in _told(_lines(call)) if told["id"] == call.part("id")]
    if not found:
        raise not_found(f"There is no pipeline {call.part('id')}.")
    return found[0]


OWNERS: tuple[Route, ...] = (
    ("GET", "", owners),
    ("GET", "/", owners),
    ("GET", "/{id}", owner),
)
PIPELINES: tuple[Route, ...] = (
    ("GET", "/{type}", pipelines),
    ("GET", "/{type}/{id}", pipeline),
    ("GET", "/{type}/{id}/stages", stages),
)
PRIVATE_APPS: tuple[Route, ...] = (("POST", "/get/access-token-info", granted),)
ACCOUNT: tuple[Route, ...] = (
    ("GET", "/details", details),
    ("GET", "/api-usage/daily/private-apps", usage),
)
