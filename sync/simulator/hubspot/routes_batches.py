"""`/objects/{type}/batch`: up to a hundred records at once, each of them right or wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from sync.simulator.hubspot import answers, writes
from sync.simulator.hubspot.door import Answer, Call, as_json, nothing
from sync.simulator.hubspot.errors import Refusal, gone, invalid, invalid_values
from sync.simulator.hubspot.kinds import Kind
from sync.simulator.hubspot.routes_objects import asked_kind

Body = dict[str, Any]
Step = Callable[[Body], Body]
"""Does one input and answers its record; Refusal where it cannot."""


async def read(call: Call) -> Response:
    """POST of ids, or of values of a unique property."""
    kind = asked_kind(call)
    body, inputs = await call.inputs()
    state = call.state
    wanted = answers.names(state, kind, _words(body, "properties"))
    past = _words(body, "propertiesWithHistory")
    with state.lock:
        rows, missing = writes.all_addressed(
            state,
            kind,
            [_id(one) for one in inputs],
            body.get("idProperty"),
            archived=call.flag("archived"),
        )
        results = []
        for row in rows:
            told = answers.record(kind, row, wanted)
            if past:
                told["propertiesWithHistory"] = answers.past(row, past, state, kind)
            results.append(told)
    errors = [gone(kind.singular, missing).entry()] if missing else []
    return _framed(call, results, errors, 200)


async def create(call: Call) -> Response:
    """POST of new records, with their associations."""
    kind = asked_kind(call, "write")
    _, inputs = await call.inputs()

    def step(given: Body) -> Body:
        row = writes.create(call.state, kind, given)
        return _traced(answers.written(call.state, kind, row), given)

    return _each(call, inputs, step, 201)


async def update(call: Call) -> Response:
    """POST of changes; an input may name its record by a unique property."""
    kind = asked_kind(call, "write")
    _, inputs = await call.inputs()
    if any(one.get("idProperty") == "hs_object_id" for one in inputs):
        raise invalid("idProperty hs_object_id is not taken here: leave it out.")
    _once_each(call, kind, inputs)

    def step(given: Body) -> Body:
        row = writes.addressed(call.state, kind, _id(given), given.get("idProperty"))
        if row is None:
            raise gone(kind.singular, [_id(given)])
        row = writes.update(call.state, kind, row, given)
        return _traced(answers.written(call.state, kind, row, given["properties"]), given)

    return _each(call, inputs, step, 200)


async def upsert(call: Call) -> Response:
    """POST of records by a unique property: made where there is none, changed where there is."""
    kind = asked_kind(call, "write")
    _, inputs = await call.inputs()
    for one in inputs:
        if not one.get("idProperty"):
            raise invalid("idProperty is required.", "REQUIRED_FIELD")
        if "associations" in one:
            raise invalid("Invalid input JSON: associations is not known here.")
    _once_each(call, kind, inputs)

    def step(given: Body) -> Body:
        name, value = str(given["idProperty"]), _id(given)
        row = writes.addressed(call.state, kind, value, name)
        if row is not None:
            row, new = writes.update(call.state, kind, row, given), False
        elif name == "hs_object_id":
            raise gone(kind.singular, [value])
        else:
            properties = {name: value, **(given.get("properties") or {})}
            if properties[name] != value:
                words = "the value differs from the id of the input"
                raise invalid_values(kind.singular, [(name, "INVALID_ID", words)])
            row, new = writes.create(call.state, kind, {"properties": properties}), True
        return _traced(answers.written(call.state, kind, row), given) | {"new": new}

    return _each(call, inputs, step, 200)


async def archive(call: Call) -> Response:
    """POST of ids that go into the bin; what is not there is passed over."""
    kind = asked_kind(call, "write")
    _, inputs = await call.inputs()
    with call.state.lock:
        for one in inputs:
            if call.state.find(kind.name, _id(one)) is not None:
                call.state.archive(kind.name, _id(one))
    return nothing()


def _each(call: Call, inputs: list[Body], step: Step, status: int) -> Response:
    results: list[Body] = []
    errors: list[Body] = []
    with call.state.lock:
        if not call.state.quirks.batch_partial:
            _rehearse(call, inputs)
        for given in inputs:
            try:
                results.append(step(given))
            except Refusal as error:
                if not call.state.quirks.batch_partial:
                    raise
                entry = error.entry()
                if given.get("objectWriteTraceId"):
                    trace = [str(given["objectWriteTraceId"])]
                    entry["context"] = {**entry["context"], "objectWriteTraceId": trace}
                errors.append(entry)
    return _framed(call, results, errors, status)


def _rehearse(call: Call, inputs: list[Body]) -> None:
    """Where one wrong input spoils the batch, it does so before anything was done."""
    kind = writes.kind_or_404(call.part("type"))
    for given in inputs:
        properties = given.get("properties")
        if isinstance(properties, dict):
            writes.checked(call.state, kind, properties, None)


def _once_each(call: Call, kind: Kind, inputs: list[Body]) -> None:
    """Two inputs for one record spoil the whole batch."""
    held: Counter[str] = Counter()
    for one in inputs:
        row = writes.addressed(call.state, kind, _id(one), one.get("idProperty"))
        held[_id(one).lower() if row is None else row.id] += 1
    twice = [text for text, times in held.items() if times > 1]
    if twice:
        raise invalid("Duplicate IDs found in batch input: " + ", ".join(twice), "DUPLICATE_ID")


def _framed(call: Call, results: list[Body], errors: list[Body], status: int) -> Response:
    frame = answers.batch(call.state, results, errors)
    return as_json(frame, 207 if errors else status)


def _traced(told: Body, given: Body) -> Body:
    trace = given.get("objectWriteTraceId")
    return told | {"objectWriteTraceId": trace} if trace else told


def _words(body: Body, name: str) -> list[str]:
    given = body.get(name) or []
    if not isinstance(given, list):
        raise invalid(f"Invalid input JSON: {name} has to be a list.")
    return [str(one) for one in given if one is not None]


def _id(given: Body) -> str:
    text = given.get("id")
    if not isinstance(text, str) or not text:
        raise invalid("Invalid input JSON: an input has no id.")
    return text


ROUTES: tuple[tuple[str, str, Answer], ...] = (
    ("POST", "/{type}/batch/read", read),
    ("POST", "/{type}/batch/create", create),
    ("POST", "/{type}/batch/update", update),
    ("POST", "/{type}/batch/upsert", upsert),
    ("POST", "/{type}/batch/archive", archive),
)
"""What there is below a version's objects for batches."""
