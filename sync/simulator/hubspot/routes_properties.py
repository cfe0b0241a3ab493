"""`/properties/{type}`: the catalogue, its groups, and what an account adds to it."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.responses import Response

from sync.simulator.hubspot import answers, writes
from sync.simulator.hubspot.door import Answer, Call, as_json, nothing
from sync.simulator.hubspot.errors import Refusal, conflict, invalid, not_found
from sync.simulator.hubspot.kinds import ACTIVITIES, Kind
from sync.simulator.hubspot.properties import Catalogue, Property

Body = dict[str, Any]

MOST_UNIQUE: Final = 10
"""So many properties of an account's own may have unique values, per kind."""
TYPES: Final = frozenset(("string", "number", "date", "datetime", "enumeration", "bool"))


class Wished(Struct, kw_only=True, rename="camel"):
    """A property as somebody asks for it."""

    name: str
    label: str
    type: str
    field_type: str
    group_name: str
    description: str | None = None
    options: list[Body] | None = None
    has_unique_value: bool | None = None
    hidden: bool | None = None
    referenced_object_type: str | None = None


async def listed(call: Call) -> Response:
    """GET of all properties of a kind."""
    _, catalogue = _asked(call)
    known = catalogue.archived if call.flag("archived") else catalogue.live
    return as_json({"results": [one.as_json() for one in known.values()]})


async def one(call: Call) -> Response:
    """GET of one property."""
    _, catalogue = _asked(call)
    known = catalogue.archived if call.flag("archived") else catalogue.live
    return as_json(_must(known, call.part("name")).as_json())


async def made(call: Call) -> Response:
    """POST of a property of the account's own."""
    kind, catalogue = _asked(call, "write")
    return as_json(_add(call, kind, catalogue, await call.body()).as_json(), 201)


async def changed(call: Call) -> Response:
    """PATCH of a property; whether its values are unique cannot be changed."""
    _, catalogue = _asked(call, "write")
    known = _must(catalogue.live, call.part("name"))
    body = await call.body()
    if known.defined:
        raise invalid(f"{known.name} is defined by HubSpot.", "READ_ONLY_DEFINITION")
    with call.state.lock:
        known.label = str(body.get("label") or known.label)
        known.description = str(body.get("description") or known.description)
        known.group = _group(catalogue, body.get("groupName") or known.group)
        if body.get("options") is not None:
            known.options = _options(body["options"])
    return as_json(known.as_json())


async def archived(call: Call) -> Response:
    """DELETE of a property."""
    kind, catalogue = _asked(call, "write")
    _archive(call, kind, catalogue, call.part("name"))
    return nothing()


async def read_batch(call: Call) -> Response:
    """POST of names."""
    _, catalogue = _asked(call)
    body, inputs = await call.inputs()
    known = catalogue.archived if body.get("archived") else catalogue.live
    results, errors = [], []
    for given in inputs:
        try:
            results.append(_must(known, str(given.get("name"))).as_json())
        except Refusal as error:
            errors.append(error.entry())
    return as_json(answers.batch(call.state, results, errors), 207 if errors else 200)


async def made_batch(call: Call) -> Response:
    """POST of several new properties."""
    kind, catalogue = _asked(call, "write")
    _, inputs = await call.inputs()
    results, errors = [], []
    for given in inputs:
        try:
            results.append(_add(call, kind, catalogue, given).as_json())
        except Refusal as error:
            errors.append(error.entry())
    return as_json(answers.batch(call.state, results, errors), 207 if errors else 201)


async def archived_batch(call: Call) -> Response:
    """POST of names of properties that go."""
    kind, catalogue = _asked(call, "write")
    _, inputs = await call.inputs()
    for given in inputs:
        if str(given.get("name")) in catalogue.live:
            _archive(call, kind, catalogue, str(given.get("name")))
    return nothing()


async def groups(call: Call) -> Response:
    """GET of the groups of a kind."""
    _, catalogue = _asked(call)
    return as_json({"results": [_told(catalogue, name) for name in catalogue.groups]})


async def group(call: Call) -> Response:
    """GET of one group."""
    _, catalogue = _asked(call)
    return as_json(_told(catalogue, call.part("name")))


async def made_group(call: Call) -> Response:
    """POST of a group."""
    _, catalogue = _asked(call, "write")
    body = await call.body()
    name, label = body.get("name"), body.get("label")
    if not isinstance(name, str) or not isinstance(label, str):
        raise invalid("A group needs a name and a label.")
    if name in catalogue.groups:
        raise conflict(f"A group named {name} already exists.", "name")
    catalogue.groups[name] = label
    return as_json(_told(catalogue, name), 201)


async def changed_group(call: Call) -> Response:
    """PATCH of a group."""
    _, catalogue = _asked(call, "write")
    name = call.part("name")
    _told(catalogue, name)
    catalogue.groups[name] = str((await call.body()).get("label") or catalogue.groups[name])
    return as_json(_told(catalogue, name))


async def archived_group(call: Call) -> Response:
    """DELETE of a group that holds nothing."""
    _, catalogue = _asked(call, "write")
    name = call.part("name")
    _told(catalogue, name)
    if any(each.group == name for each in catalogue.live.values()):
        raise invalid(f"The group {name} holds properties.")
    del catalogue.groups[name]
    return nothing()


def _asked(call: Call, way: str = "read") -> tuple[Kind, Catalogue]:
    """The kind and its catalogue. To read it, the right to read such records is enough."""
    kind = writes.kind_or_404(call.part("type"))
    if way == "write" or kind.scope("read") not in call.state.scopes:
        call.need_scopes([kind.schema_scope(way)])
    return kind, call.state.catalogues[kind.name]


def _must(known: dict[str, Property], name: str) -> Property:
    if name not in known:
        raise not_found(f'Property "{name}" does not exist')
    return known[name]


def _add(call: Call, kind: Kind, catalogue: Catalogue, given: Body) -> Property:
    if kind.name in ACTIVITIES and not call.state.quirks.custom_on_activities:
        raise invalid(f"{kind.name} take no properties of your own.")
    try:
        wished = msgspec.convert(given, type=Wished)
    except msgspec.ValidationError as error:
        raise invalid(f"Invalid input JSON: {error}") from None
    if wished.type not in TYPES or not re.fullmatch(r"[a-z][a-z0-9_]*", wished.name):
        raise invalid("The property's name or type is not one that can be taken.")
    with call.state.lock:
        if wished.name in catalogue.live:
            raise conflict(f'A property named "{wished.name}" already exists.', "name")
        own = [one for one in catalogue.live.values() if one.unique and not one.defined]
        if wished.has_unique_value and len(own) >= MOST_UNIQUE:
            raise invalid(f"No more than {MOST_UNIQUE} properties can have unique values.")
        made = Property(
            name=wished.name,
            label=wished.label,
            type=wished.type,
            field_type=wished.field_type,
            group=_group(catalogue, wished.group_name),
            description=wished.description or "",
            options=_options(wished.options or []),
            unique=bool(wished.has_unique_value),
            hidden=bool(wished.hidden),
            outside="owners" if wished.referenced_object_type == "OWNER" else "",
            made=call.state.now(),
        )
        catalogue.add(made)
        if made.unique:
            call.state.shelves[kind.name].index(made.name)
        return made


def _archive(call: Call, kind: Kind, catalogue: Catalogue, name: str) -> None:
    with call.state.lock:
        if _must(catalogue.live, name).defined:
            raise invalid(f"{name} is defined by HubSpot.", "READ_ONLY_DEFINITION")
        catalogue.archive(name, call.state.now())
        call.state.shelves[kind.name].unindex(name)


def _group(catalogue: Catalogue, name: str) -> str:
    if name not in catalogue.groups:
        raise invalid(f"There is no group {name}.", "INVALID_GROUP")
    return name


def _told(catalogue: Catalogue, name: str) -> Body:
    if name not in catalogue.groups:
        raise not_found(f"There is no group {name}.")
    return {
        "name": name,
        "label": catalogue.groups[name],
        "displayOrder": -1,
        "archived": False,
    }


def _options(given: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(given, list) or not all(
        isinstance(one, dict) and {"label", "value"} <= one.keys() for one in given
    ):
        raise invalid("Every option needs a label and a value.")
    return tuple((str(one["value"]), str(one["label"])) for one in given)


ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("GET", "/{type}", listed),
    ("POST", "/{type}", made),
    ("POST", "/{type}/batch/read", read_batch),
    ("POST", "/{type}/batch/create", made_batch),
    ("POST", "/{type}/batch/archive", archived_batch),
    ("GET", "/{type}/groups", groups),
    ("POST", "/{type}/groups", made_group),
    ("GET", "/{type}/groups/{name}", group),
    ("PATCH", "/{type}/groups/{name}", changed_group),
    ("DELETE", "/{type}/groups/{name}", archived_group),
    ("GET", "/{type}/{name}", one),
    ("PATCH", "/{type}/{name}", changed),
    ("DELETE", "/{type}/{name}", archived),
)
"""What there is below a version's properties."""
