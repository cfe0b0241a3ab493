"""The UI API as far as a client needs it that wants to create something once: object-info,
and records with an Idempotency-Key, whose answer is kept and given again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from sync.simulator.salesforce.calls import Answer, Call, only
from sync.simulator.salesforce.conditions import hold_for_change
from sync.simulator.salesforce.describe import wholly
from sync.simulator.salesforce.ids import whole_id
from sync.simulator.salesforce.refusals import Refused, not_found
from sync.simulator.salesforce.table import Record
from sync.simulator.salesforce.writes import Writes

_KEY: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
_ACTIVITIES: Final = ("task", "event")


class UiApi:
    """Answers what lies under `/ui-api`, and keeps the answers to keys."""

    def __init__(self, writes: Writes) -> None:
        self._writes = writes
        self._kept: dict[tuple[str, str], tuple[datetime, Answer]] = {}

    def answer(self, call: Call) -> Answer:
        """One request."""
        if call.parts[1:2] == ("object-info",) and len(call.parts) == 3:
            only(call, "GET")
            return Answer(body=self._info(call, call.parts[2]))
        if call.parts[1:2] != ("records",) or len(call.parts) > 3:
            raise not_found()
        if call.method == "GET":
            return self._do(call)
        return self._once(call)

    def _once(self, call: Call) -> Answer:
        """A write; one with a key is done once, and then its answer is told again."""
        key = call.headers.get("idempotency-key")
        if key is None:
            return self._do(call)
        if not _KEY.fullmatch(key):
            raise Refused("INVALID_IDEMPOTENCY_KEY", "The Idempotency-Key has to be a UUID v4")
        org = self._writes.org
        known = self._kept.get((call.user, key))
        if known is not None and known[0] > org.clock():
            return known[1]
        with org.lock:
            said = self._do(call)
            until = org.clock() + timedelta(seconds=org.quirks.key_seconds)
            self._kept[call.user, key] = (until, said)
        return said

    def _do(self, call: Call) -> Answer:
        if len(call.parts) == 2:
            only(call, "POST")
            body = call.object()
            name = str(body.get("apiName", ""))
            self._known(call, name)
            written = self._writes.create(name, _fields(body), call.user)
            return Answer(status=201, body=self._record(call, name, written.id))
        only(call, "GET", "PATCH", "DELETE")
        found = self._writes.org.whose(whole_id(call.parts[2]) or "")
        if found is None:
            raise not_found()
        name, row = found[0], self._writes.find(found[0], call.parts[2], call.user)
        self._known(call, name)
        if call.method == "DELETE":
            self._writes.delete(name, row, call.user)
            return Answer(status=204)
        if call.method == "PATCH":
            hold_for_change(call, name, row)
            self._writes.update(name, row, _fields(call.object()), call.user)
        return Answer(body=self._record(call, name, row["Id"]))

    def _known(self, call: Call, name: str) -> None:
        seen = self._writes.org.schema.seen(name, call.user)
        supported = self._writes.org.quirks.object_info or name.lower() not in _ACTIVITIES
        if seen is None or not supported:
            words = f"Object {name} is not supported in UI API"
            raise Refused("INVALID_TYPE", words, 404)

    def _info(self, call: Call, name: str) -> dict[str, Any]:
        self._known(call, name)
        whole = wholly(self._writes.org, call, name)
        fields = {
            one["name"]: {
                "apiName": one["name"],
                "createable": one["createable"],
                "dataType": one["type"].capitalize(),
                "label": one["label"],
                "length": one["length"],
                "required": not one["nillable"] and not one["defaultedOnCreate"],
                "updateable": one["updateable"],
            }
            for one in whole["fields"]
        }
        kept = ("createable", "custom", "deletable", "keyPrefix", "label", "labelPlural")
        more = {"queryable": whole["queryable"], "updateable": whole["updateable"]}
        return {"apiName": whole["name"], "fields": fields} | {k: whole[k] for k in kept} | more

    def _record(self, call: Call, name: str, row_id: str) -> dict[str, Any]:
        org = self._writes.org
        seen = org.schema.must_see(name, call.user)
        late = (one.fields for one in org.late if one.row_id == row_id)
        row: Record = org.table(name).rows.get(row_id) or next(late)
        return {
            "apiName": seen.kind.name,
            "fields": {
                field.name: {"displayValue": None, "value": row.get(field.name)}
                for field in seen.fields.values()
                if field.kind not in ("id", "base64")
            },
            "id": row_id,
            "lastModifiedById": row["LastModifiedById"],
            "lastModifiedDate": row["LastModifiedDate"],
            "recordTypeId": row.get("RecordTypeId"),
            "systemModstamp": row["SystemModstamp"],
        }


def _fields(body: dict[str, Any]) -> dict[str, Any]:
    fields = body.get("fields")
    if not isinstance(fields, dict):
        raise Refused("JSON_PARSER_ERROR", "fields has to be an object")
    return fields
