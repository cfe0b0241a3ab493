"""`/sobjects/…`: one record read, made, changed, put there by its external id, deleted."""

from __future__ import annotations

import base64
from typing import Any, Final
from urllib.parse import quote

from sync.simulator.salesforce import changes, describe
from sync.simulator.salesforce.calls import Answer, Call, only
from sync.simulator.salesforce.conditions import hold_for_change, hold_for_read, of_record
from sync.simulator.salesforce.ids import whole_id
from sync.simulator.salesforce.refusals import Refused, bad_field, not_found
from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.table import Record
from sync.simulator.salesforce.writes import Writes, Written

_ENDINGS: Final = (".inc", ".php", ".asp", ".config")
"""What a value at the end of an address must not look like."""


def answer(writes: Writes, call: Call) -> Answer:
    """Whatever lies under `/sobjects`."""
    parts = call.parts[1:]
    org = writes.org
    if not parts:
        only(call, "GET")
        return Answer(body=describe.everything(org, call))
    if org.schema.seen(parts[0], call.user) is None:
        raise not_found()
    if len(parts) == 1:
        only(call, "GET", "POST")
        if call.method == "GET":
            return Answer(body=describe.briefly(org, call, parts[0]))
        return made(call, parts[0], writes.create(parts[0], call.object(), call.user))
    if parts[1] == "describe" and len(parts) == 2:
        only(call, "GET")
        return Answer(body=describe.wholly(org, call, parts[0]))
    if parts[1] in ("updated", "deleted") and len(parts) == 2:
        only(call, "GET")
        return Answer(body=changes.answer(org, call, parts[0], parts[1]))
    if len(parts) == 2:
        return _by_id(writes, call, parts[0], parts[1])
    if whole_id(parts[1]) is not None and org.schema.field(parts[0], parts[1]) is None:
        return _blob(writes, call, *parts[:3])
    return _by_key(writes, call, *parts[:3])


def shown(seen: Seen, row: Record, call: Call, names: list[str] | None = None) -> dict[str, Any]:
    """A record as GET answers it: every visible field, or those that were asked for."""
    start = f"{call.base}/sobjects/{seen.kind.name}/{row['Id']}"
    written: dict[str, Any] = {"attributes": {"type": seen.kind.name, "url": start}}
    wanted = list(seen.fields.values())
    if names is not None:
        wanted = []
        for name in names:
            field = seen.field(name)
            if field is None:
                raise bad_field(f"No such column '{name}' on sobject of type {seen.kind.name}")
            wanted.append(field)
        if not any(field.name == "Id" for field in wanted):
            wanted.append(seen.fields["id"])
    for field in wanted:
        if field.kind == "base64":
            written[field.name] = f"{start}/{field.name}"
        else:
            written[field.name] = row.get(field.name, False if field.kind == "boolean" else None)
    return written


def made(call: Call, name: str, written: Written) -> Answer:
    """The answer to a new record."""
    body = {"id": written.id, "success": True, "errors": list[Any]()}
    if call.method == "PATCH":
        body["created"] = True
    where = f"{call.base}/sobjects/{name}/{written.id}"
    return Answer(status=201, body=body, headers={"Location": where})


def _asked(call: Call) -> list[str] | None:
    text = call.query.get("fields")
    return None if text is None else [one.strip() for one in text.split(",") if one.strip()]


def _read(writes: Writes, call: Call, name: str, row: Record) -> Answer:
    seen = writes.org.schema.must_see(name, call.user)
    hold_for_read(call, seen.kind.name, row)
    body = shown(seen, row, call, _asked(call))
    return Answer(body=body, headers=of_record(seen.kind.name, row))


def _by_id(writes: Writes, call: Call, name: str, text: str) -> Answer:
    only(call, "GET", "PATCH", "DELETE")
    row = writes.find(name, text, call.user)
    if call.method == "GET":
        return _read(writes, call, name, row)
    if call.method == "DELETE":
        # It takes no condition: a header that names one changes nothing.
        writes.delete(name, row, call.user)
        return Answer(status=204)
    body = call.object()
    hold_for_change(call, writes.org.schema.kind(name).name, row)
    if any(key.lower() == "id" for key in body):
        raise bad_field("The Id field should not be specified in the sobject data.")
    writes.update(name, row, body, call.user)
    return Answer(status=204)


def _by_key(writes: Writes, call: Call, name: str, field: str, value: str) -> Answer:
    only(call, "GET", "PATCH", "DELETE")
    if value.lower().endswith(_ENDINGS):
        raise not_found()
    if field.lower() == "id" and call.method == "PATCH" and value:
        row = writes.find(name, value, call.user)
        written: Written | list[Record] = writes.update(name, row, call.object(), call.user)
    elif call.method == "PATCH":
        body = call.object()
        rows = writes.having(name, field, value, call.user)
        if len(rows) == 1:
            hold_for_change(call, writes.org.schema.kind(name).name, rows[0])
        update_only = call.query.get("updateOnly", "").lower() == "true"
        written = writes.upsert(name, field, value, body, call.user, update_only=update_only)
    else:
        return _read_or_delete(writes, call, name, writes.having(name, field, value, call.user))
    if isinstance(written, list):
        return _many(call, name, written)
    if written.created:
        return made(call, writes.org.schema.kind(name).name, written)
    if writes.org.quirks.upsert_changed == 204:
        return Answer(status=204)
    body = {"id": written.id, "success": True, "errors": list[Any](), "created": False}
    return Answer(status=writes.org.quirks.upsert_changed, body=body)


def _read_or_delete(writes: Writes, call: Call, name: str, rows: list[Record]) -> Answer:
    if not rows:
        raise not_found()
    if len(rows) > 1:
        return _many(call, name, rows)
    if call.method == "GET":
        return _read(writes, call, name, rows[0])
    writes.delete(name, rows[0], call.user)
    return Answer(status=204)


def _many(call: Call, name: str, rows: list[Record]) -> Answer:
    """More than one record has the external id: their addresses, and nothing was done."""
    start = f"{call.base}/sobjects/{quote(name)}"
    return Answer(status=300, body=[f"{start}/{row['Id']}" for row in rows])


def _blob(writes: Writes, call: Call, name: str, text: str, field: str) -> Answer:
    """The bytes of a field that is too long for the record's own answer."""
    only(call, "GET")
    row = writes.find(name, text, call.user)
    found = writes.org.schema.must_see(name, call.user).field(field)
    if found is None or found.kind != "base64":
        raise not_found()
    try:
        raw = base64.b64decode(row.get(found.name) or "")
    except ValueError as error:
        raise Refused("UNKNOWN_EXCEPTION", "The content cannot be read.", 500) from error
    return Answer(body=raw, kind="application/octetstream")
