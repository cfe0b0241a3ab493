"""`/objects/{type}`: lists, single records, search, merge, and writes of one record."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from sync.simulator.hubspot import answers, search, writes
from sync.simulator.hubspot.door import Answer, Call, as_json, nothing
from sync.simulator.hubspot.errors import invalid, not_found
from sync.simulator.hubspot.kinds import Kind, kind_of
from sync.simulator.hubspot.shelf import Row

PAGE = 100
PAGE_WITH_HISTORY = 50


def asked_kind(call: Call, way: str = "read", part: str = "type") -> Kind:
    """The kind a path names, and the right to it."""
    kind = writes.kind_or_404(call.part(part))
    call.need(kind, way=way)
    return kind


async def listed(call: Call) -> Response:
    """GET of a list: in the order of ids, without a filter."""
    kind = asked_kind(call)
    past = call.listed("propertiesWithHistory")
    limit = call.number("limit", 10, PAGE_WITH_HISTORY if past else PAGE)
    after = call.request.query_params.get("after")
    targets = _targets(call)
    state = call.state
    with state.lock:
        rows, more = state.shelves[kind.name].page(
            0 if after is None else answers.read_cursor(after),
            limit,
            archived=call.flag("archived"),
            since=state.kept_since(),
        )
        told = [_told(call, kind, row, targets, past) for row in rows]
    page: dict[str, Any] = {"results": told}
    if more:
        url, query = str(call.request.url).partition("?")[0], call.request.query_params
        page["paging"] = answers.paging(url, query.multi_items(), answers.cursor(rows[-1].number))
    return as_json(page)


async def one(call: Call) -> Response:
    """GET of one record, by id or by `idProperty`; an archived one only with `archived`."""
    kind = asked_kind(call)
    text, state = call.part("id"), call.state
    targets = _targets(call)
    with state.lock:
        if call.flag("archived"):
            row = state.binned(kind.name, text)
        else:
            row = writes.addressed(state, kind, text, call.request.query_params.get("idProperty"))
        winner = state.merged.get((kind.name, text))
        if row is None and winner is not None and state.quirks.merged_id_leads_on:
            row = state.find(kind.name, winner)
        if row is None:
            raise not_found("Object not found.  objectId are usually numeric.")
        return as_json(_told(call, kind, row, targets, call.listed("propertiesWithHistory")))


async def made(call: Call) -> Response:
    """POST of one record."""
    kind = asked_kind(call, "write")
    body = await call.body()
    row = writes.create(call.state, kind, body)
    return as_json(answers.written(call.state, kind, row), 201)


async def changed(call: Call) -> Response:
    """PATCH of one record."""
    kind = asked_kind(call, "write")
    body = await call.body()
    with call.state.lock:
        row = writes.must(
            call.state, kind, call.part("id"), call.request.query_params.get("idProperty")
        )
        row = writes.update(call.state, kind, row, body)
        return as_json(answers.written(call.state, kind, row, body["properties"]))


async def archived(call: Call) -> Response:
    """DELETE of one record: into the bin; what lies there already may be sent there again."""
    kind = asked_kind(call, "write")
    with call.state.lock:
        text = call.part("id")
        if call.state.binned(kind.name, text) is None:
            writes.must(call.state, kind, text)
            call.state.archive(kind.name, text)
    return nothing()


async def searched(call: Call) -> Response:
    """POST of a search."""
    kind = asked_kind(call)
    body = search.read_body(await call.request.body())
    found = search.find(call.state, kind, body)
    asked = body.get("properties") or []
    if not isinstance(asked, list):
        raise invalid("properties has to be a list of names.")
    wanted = answers.names(call.state, kind, [str(name) for name in asked])
    page: dict[str, Any] = {
        "total": found.total,
        "results": [answers.record(kind, row, wanted) for row in found.rows],
    }
    if found.after is not None:
        page["paging"] = {"next": {"after": str(found.after)}}
    return as_json(page)


async def merged(call: Call) -> Response:
    """POST of a merge."""
    kind = asked_kind(call, "write")
    row = writes.merge(call.state, kind, await call.body())
    return as_json(answers.written(call.state, kind, row))


async def forgotten(call: Call) -> Response:
    """POST of a GDPR delete: a contact goes for good."""
    kind = asked_kind(call, "write")
    if kind.name != "contacts":
        raise not_found()
    body = await call.body()
    with call.state.lock:
        row = writes.addressed(call.state, kind, str(body.get("objectId")), body.get("idProperty"))
        if row is not None:
            call.state.remove(kind.name, row.id)
    return nothing()


def _targets(call: Call) -> list[Kind]:
    kinds = []
    for text in call.listed("associations"):
        kind = kind_of(text)
        if kind is None:
            raise invalid(f"Unable to infer object type from: {text}")
        kinds.append(kind)
    call.need(*kinds)
    return kinds


def _told(call: Call, kind: Kind, row: Row, targets: list[Kind], past: list[str]) -> dict[str, Any]:
    wanted = answers.names(call.state, kind, [*call.listed("properties"), *past])
    told = answers.record(kind, row, wanted)
    if past:
        told["propertiesWithHistory"] = answers.past(row, past, call.state, kind)
    around = answers.associations(call.state, kind, row, targets)
    return told | {"associations": around} if around else told


ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("POST", "/{type}/search", searched),
    ("GET", "/{type}", listed),
    ("POST", "/{type}", made),
    ("POST", "/{type}/merge", merged),
    ("POST", "/{type}/gdpr-delete", forgotten),
    ("GET", "/{type}/{id}", one),
    ("PATCH", "/{type}/{id}", changed),
    ("DELETE", "/{type}/{id}", archived),
)
"""What there is below a version's objects, but for batches."""
