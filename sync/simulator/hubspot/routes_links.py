"""Associations: reading, adding and taking away, one at a time and in batches, and their labels."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.responses import Response

from sync.simulator.hubspot import answers, writes
from sync.simulator.hubspot.door import Answer, Call, as_json, nothing
from sync.simulator.hubspot.errors import Refusal, invalid, not_found
from sync.simulator.hubspot.kinds import Kind
from sync.simulator.hubspot.routes_objects import asked_kind

Body = dict[str, Any]
Route = tuple[str, str, Answer]


async def of_one(call: Call) -> Response:
    """GET of what one record is associated with."""
    kind, target = _pair(call)
    place = (kind.name, writes.must(call.state, kind, call.part("id")).id)
    most = call.state.quirks.associations_page
    limit = call.number("limit", most, max(most, 500))
    after = call.request.query_params.get("after")
    with call.state.lock:
        told, more = answers.linked(call.state, place, target.name, after, min(limit, most))
    page: Body = {"results": told}
    if more is not None:
        query = call.request.query_params.multi_items()
        page["paging"] = answers.paging(str(call.request.url).partition("?")[0], query, more)
    return as_json(page)


async def join_by_default(call: Call) -> Response:
    """PUT of the plain association; as often as one likes."""
    kind, target = _pair(call, "write")
    with call.state.lock:
        one = (kind.name, writes.must(call.state, kind, call.part("id")).id)
        other = (target.name, writes.must(call.state, target, call.part("other")).id)
        call.state.links.join(one, other)
        results = _default_specs(call, one, other)
    return as_json(answers.batch(call.state, results))


async def join(call: Call) -> Response:
    """PUT of associations of given types."""
    kind, target = _pair(call, "write")
    try:
        specs = msgspec.json.decode(await call.request.body(), type=list[Body])
    except msgspec.DecodeError:
        raise invalid("Invalid input JSON: a list of association types is needed.") from None
    given = {"from": {"id": call.part("id")}, "to": {"id": call.part("other")}, "types": specs}
    with call.state.lock:
        return as_json(_joined(call, kind, target, given, found=404), 201)


async def cut(call: Call) -> Response:
    """DELETE of every association between two records."""
    kind, target = _pair(call, "write")
    with call.state.lock:
        call.state.links.cut((kind.name, call.part("id")), (target.name, call.part("other")))
    return nothing()


async def read_batch(call: Call) -> Response:
    """POST of ids whose associations are wanted, each perhaps with a cursor."""
    kind, target = _pair(call)
    _, inputs = await call.inputs()
    results: list[Body] = []
    errors: list[Body] = []
    most = call.state.quirks.associations_page
    with call.state.lock:
        for given in inputs:
            place = (kind.name, str(given.get("id")))
            told, more = answers.linked(call.state, place, target.name, given.get("after"), most)
            if not told:
                errors.append(_none(kind, target, place[1]).entry())
                continue
            result: Body = {"from": {"id": place[1]}, "to": told}
            if more is not None:
                result["paging"] = {"next": {"after": more, "link": f"?after={more}"}}
            results.append(result)
    told_errors = errors if call.state.quirks.none_associated == "error" else []
    return as_json(answers.batch(call.state, results, told_errors), 207 if told_errors else 200)


async def create_batch(call: Call) -> Response:
    """POST of associations of given types."""
    kind, target = _pair(call, "write")
    _, inputs = await call.inputs()
    results: list[Body] = []
    errors: list[Body] = []
    with call.state.lock:
        for given in inputs:
            try:
                results.append(_joined(call, kind, target, given))
            except Refusal as error:
                errors.append(error.entry())
    return as_json(answers.batch(call.state, results, errors), 207 if errors else 201)


async def default_batch(call: Call) -> Response:
    """POST of plain associations."""
    kind, target = _pair(call, "write")
    _, inputs = await call.inputs()
    results: list[Body] = []
    with call.state.lock:
        for given in inputs:
            one, other = _ends(call, kind, target, given)
            call.state.links.join(one, other)
            results += _default_specs(call, one, other)
    return as_json(answers.batch(call.state, results))


async def cut_batch(call: Call) -> Response:
    """POST of associations that go."""
    kind, target = _pair(call, "write")
    _, inputs = await call.inputs()
    with call.state.lock:
        for given in inputs:
            ends = given.get("to")
            for end in ends if isinstance(ends, list) else [ends]:
                one, other = (kind.name, _id(given.get("from"))), (target.name, _id(end))
                call.state.links.cut(one, other)
    return nothing()


async def cut_labels(call: Call) -> Response:
    """POST of single labels that go; the rest of the association stays."""
    kind, target = _pair(call, "write")
    _, inputs = await call.inputs()
    with call.state.lock:
        for given in inputs:
            one, other = (kind.name, _id(given.get("from"))), (target.name, _id(given.get("to")))
            for spec in given.get("types") or []:
                by = writes.read_type(call.state, kind.name, target.name, spec)
                call.state.links.cut(one, other, (by.category, by.type_id))
    return nothing()


async def labels(call: Call) -> Response:
    """GET of the types there are between two kinds, in that direction."""
    kind, target = _pair(call)
    told = [
        {"category": one.category, "typeId": one.type_id, "label": one.label}
        for one in call.state.links.between(kind.name, target.name)
    ]
    return as_json({"results": told})


def _pair(call: Call, way: str = "read") -> tuple[Kind, Kind]:
    kind, target = asked_kind(call, way), asked_kind(call, way, "to")
    if not call.state.links.between(kind.name, target.name):
        raise invalid(f"{kind.name} and {target.name} cannot be associated.")
    return kind, target


def _joined(call: Call, kind: Kind, target: Kind, given: Body, found: int = 400) -> Body:
    specs = given.get("types")
    if not isinstance(specs, list) or not specs:
        raise invalid("An association needs its types.")
    types = [writes.read_type(call.state, kind.name, target.name, spec) for spec in specs]
    try:
        one, other = _ends(call, kind, target, given)
    except Refusal as error:
        error.status = found
        raise
    for by in types:
        call.state.links.join(one, other, by)
    return {
        "fromObjectTypeId": kind.type_id,
        "fromObjectId": one[1],
        "toObjectTypeId": target.type_id,
        "toObjectId": other[1],
        "labels": [by.label for by in types if by.label is not None],
    }


def _ends(
    call: Call, kind: Kind, target: Kind, given: Body
) -> tuple[tuple[str, str], tuple[str, str]]:
    one = writes.must(call.state, kind, _id(given.get("from")))
    other = writes.must(call.state, target, _id(given.get("to")))
    return (kind.name, one.id), (target.name, other.id)


def _default_specs(call: Call, one: tuple[str, str], other: tuple[str, str]) -> list[Body]:
    specs = []
    for here, there in ((one, other), (other, one)):
        plain = call.state.links.between(here[0], there[0])[0]
        spec = {"associationCategory": plain.category, "associationTypeId": plain.type_id}
        specs.append({"from": {"id": here[1]}, "to": {"id": there[1]}, "associationSpec": spec})
    return specs


def _none(kind: Kind, target: Kind, row_id: str) -> Refusal:
    words = f"No {target.singular} is associated with {kind.singular} {row_id}."
    context = {
        "fromObjectId": [row_id],
        "fromObjectType": [kind.singular],
        "toObjectType": [target.singular],
    }
    refusal = not_found(words)
    refusal.context = context
    refusal.more = {"subCategory": "crm.associations.NO_ASSOCIATIONS_FOUND"}
    return refusal


def _id(given: Any) -> str:
    text = given.get("id") if isinstance(given, dict) else None
    if not isinstance(text, str | int) or not text:
        raise invalid("Invalid input JSON: an input has no id.")
    return str(text)


SINGLE: tuple[Route, ...] = (
    ("PUT", "/{type}/{id}/associations/default/{to}/{other}", join_by_default),
    ("PUT", "/{type}/{id}/associations/{to}/{other}", join),
    ("DELETE", "/{type}/{id}/associations/{to}/{other}", cut),
    ("GET", "/{type}/{id}/associations/{to}", of_one),
)
"""What there is below a record."""

BATCHES: tuple[Route, ...] = (
    ("POST", "/{type}/{to}/batch/read", read_batch),
    ("POST", "/{type}/{to}/batch/create", create_batch),
    ("POST", "/{type}/{to}/batch/associate/default", default_batch),
    ("POST", "/{type}/{to}/batch/archive", cut_batch),
    ("POST", "/{type}/{to}/batch/labels/archive", cut_labels),
    ("GET", "/{type}/{to}/labels", labels),
)
"""What there is below a version's associations."""
