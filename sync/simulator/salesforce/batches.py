"""`/composite/sobjects`: up to 200 records in one request, each with a result of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sync.simulator.salesforce.calls import Answer, Call, only
from sync.simulator.salesforce.composite import Undone
from sync.simulator.salesforce.records import shown
from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.writes import Writes, Written

MOST: Final = 200
_ROLLED_BACK: Final = {
    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "message": "Record rolled back because not all records were valid and the request was using "
    "AllOrNone header",
    "fields": [],
}
Result = dict[str, Any]


def answer(writes: Writes, call: Call) -> Answer:
    """Creates, changes, upserts, deletes or reads the records of one request."""
    parts = call.parts[2:]
    if len(parts) == 2:
        only(call, "PATCH")
        return _each(writes, call, lambda one: _upsert(writes, call, *parts, one))
    if len(parts) == 1:
        only(call, "GET", "POST")
        return _read(writes, call, parts[0])
    only(call, "POST", "PATCH", "DELETE")
    if call.method == "DELETE":
        return _each(writes, call, lambda one: _delete(writes, call, one))
    if call.method == "POST":
        return _each(writes, call, lambda one: _create(writes, call, one))
    return _each(writes, call, lambda one: _update(writes, call, one))


def _each(writes: Writes, call: Call, do: Callable[[dict[str, Any]], Result]) -> Answer:
    records: Any
    if call.method == "DELETE":
        records = [{"id": one} for one in call.query.get("ids", "").split(",") if one]
        whole = call.query.get("allOrNone", "").lower() == "true"
    else:
        body = call.object()
        records, whole = body.get("records"), bool(body.get("allOrNone"))
    if not isinstance(records, list):
        raise Refused("JSON_PARSER_ERROR", "records has to be a list")
    if len(records) > MOST:
        words = f"The number of records is more than the limit of {MOST}"
        raise Refused("LIMIT_EXCEEDED", words)
    results: list[Result] = []
    try:
        with writes.org.transaction():
            results.extend(_result(writes, do, one) for one in records)
            if whole and not all(one["success"] for one in results):
                raise Undone
    except Undone:
        undone = {"success": False, "errors": [_ROLLED_BACK]}
        results = [undone if one["success"] else one for one in results]
    return Answer(body=results)


def _result(writes: Writes, do: Callable[[dict[str, Any]], Result], one: Any) -> Result:
    try:
        with writes.org.transaction():
            return do(one)
    except Refused as error:
        return {"success": False, "errors": [error.in_result()]}


def _name(one: dict[str, Any]) -> str:
    attributes = one.get("attributes")
    if not isinstance(attributes, dict) or not attributes.get("type"):
        raise Refused("INVALID_INPUT", "Include a type in the attributes of each record", fields=())
    return str(attributes["type"])


def _create(writes: Writes, call: Call, one: dict[str, Any]) -> Result:
    written = writes.create(_name(one), one, call.user)
    return {"id": written.id, "success": True, "errors": []}


def _update(writes: Writes, call: Call, one: dict[str, Any]) -> Result:
    text = str(next((one[key] for key in one if key.lower() == "id"), ""))
    row = writes.find(_name(one), text, call.user)
    body = {key: value for key, value in one.items() if key.lower() != "id"}
    writes.update(_name(one), row, body, call.user)
    return {"id": row["Id"], "success": True, "errors": []}


def _upsert(writes: Writes, call: Call, name: str, field: str, one: dict[str, Any]) -> Result:
    value = next((one[key] for key in one if key.lower() == field.lower()), None)
    if value in (None, ""):
        raise Refused("MISSING_ARGUMENT", f"{field} not specified", fields=())
    body = {key: given for key, given in one.items() if key.lower() != field.lower()}
    written = writes.upsert(name, field, str(value), body, call.user)
    if not isinstance(written, Written):
        words = f"{field}: more than one record found for external id field: {value}"
        raise Refused("DUPLICATE_EXTERNAL_ID", words, fields=(field,))
    return {"id": written.id, "success": True, "errors": [], "created": written.created}


def _delete(writes: Writes, call: Call, one: dict[str, Any]) -> Result:
    found = writes.org.whose(one["id"])
    if found is None:
        raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", fields=())
    name, row = found
    writes.delete(name, writes.find(name, row["Id"], call.user), call.user)
    return {"id": row["Id"], "success": True, "errors": []}


def _read(writes: Writes, call: Call, name: str) -> Answer:
    """Records by their ids, in their order; null for one that is not there."""
    if call.method == "POST":
        body = call.object()
        ids, fields = body.get("ids") or (), body.get("fields") or ()
    else:
        ids, fields = (call.query.get(one, "").split(",") for one in ("ids", "fields"))
    seen = writes.org.schema.must_see(name, call.user)
    names = [str(one) for one in fields if one] or ["Id"]
    shown(seen, {"Id": ""}, call, names)  # refuses a field that is not there, records or not
    return Answer(body=[_one(writes, call, name, str(text), names) for text in ids if text])


def _one(writes: Writes, call: Call, name: str, text: str, names: list[str]) -> Result | None:
    try:
        row = writes.find(name, text, call.user)
    except Refused:
        return None
    return shown(writes.org.schema.must_see(name, call.user), row, call, names)
