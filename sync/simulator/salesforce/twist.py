"""The faults that know this service's records and locators."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import parse_qs

import msgspec

from sync.simulator.front import Scope
from sync.simulator.salesforce.api import Api, headers_of
from sync.simulator.salesforce.fields import nillable
from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.table import Record
from sync.simulator.tamper import ODD_TIMES

_FROM: Final = re.compile(r"\bFROM\s+(\w+)", re.IGNORECASE)
_KEPT_DATES: Final = ("CreatedDate", "LastModifiedDate", "SystemModstamp")


class OrgTwist:
    """This service's part in the faults."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def spoil(self, kind: str, scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt as the fault of that kind says."""
        answer = msgspec.json.decode(body)
        if isinstance(answer, dict) and "records" in answer:
            if kind == "empty_next":
                following = answer.get("nextRecordsUrl") or self._first_page(scope)
                answer |= {"records": [], "done": False, "nextRecordsUrl": following}
            elif kind == "loop":
                answer |= {"done": False, "nextRecordsUrl": self._first_page(scope)}
            elif kind == "duplicates":
                answer["records"] = [one for one in answer["records"] for _ in range(2)]
            else:
                answer["records"] = self._each(kind, answer["records"])
        elif isinstance(answer, dict) and "attributes" in answer:
            answer = self._each(kind, [answer])[0]
        elif isinstance(answer, dict) and kind == "unknown_fields":
            answer |= _NEW_HERE
        return msgspec.json.encode(answer)

    def move(self, scope: Scope) -> None:
        """The oldest row of the object that is asked for becomes the newest."""
        name = self._object(scope)
        if name is None:
            return
        org = self._api.org
        with org.lock:
            keys = org.table(name).since()
            if keys:
                org.change(name, keys[0][1], {}, org.me, moves="system")

    def _object(self, scope: Scope) -> str | None:
        asked = parse_qs(scope["query_string"].decode("ascii", "replace")).get("q", [""])[0]
        found = _FROM.search(asked) or re.search(r"/sobjects/(\w+)", scope["path"])
        name = found[1] if found is not None else ""
        return name if name in self._api.org.schema.names() else None

    def _first_page(self, scope: Scope) -> str:
        """The address that leads back to the beginning of the same answer."""
        place = scope["path"].rstrip("/").rsplit("/", 1)
        back = self._api.queries.first_page(place[1])
        if back is not None:
            return f"{place[0]}/{back}"
        query = scope["query_string"].decode("ascii", "replace")
        try:
            call = self._api.call("GET", scope["path"], query, headers_of(scope), b"")
        except Refused:
            return str(scope["path"])
        return self._api.queries.again(call)

    def _each(self, kind: str, records: list[Record]) -> list[Record]:
        if kind == "unknown_fields":
            return [one | _NEW_HERE for one in records]
        if kind == "bad_record" and records:
            wrong: dict[str, Any] = {"Name": ["not", "text"], "Subject": 7, "SystemModstamp": {}}
            first = records[0]
            bad = {field: value for field, value in wrong.items() if field in first}
            return [first | bad, *records[1:]]
        if kind == "nulls":
            return [self._emptied(one) for one in records]
        if kind == "odd_dates":
            return [self._odd(one, at) for at, one in enumerate(records)]
        return records

    def _emptied(self, record: Record) -> Record:
        fields = self._fields(record)
        return {
            name: None
            if isinstance(value, dict) and name != "attributes"
            else None
            if name in fields and nillable(fields[name])
            else value
            for name, value in record.items()
        }

    def _odd(self, record: Record, at: int) -> Record:
        fields = self._fields(record)
        dates = [
            name
            for name in record
            if name in fields
            and fields[name].kind in ("date", "datetime")
            and name not in _KEPT_DATES
        ]
        return record | {
            name: ODD_TIMES[(at + turn) % len(ODD_TIMES)] for turn, name in enumerate(dates)
        }

    def _fields(self, record: Record) -> dict[str, Any]:
        name = (record.get("attributes") or {}).get("type", "")
        if name not in self._api.org.schema.names():
            return {}
        return {one.name: one for one in self._api.org.schema.kind(name).fields}


_NEW_HERE: Final[dict[str, Any]] = {
    "AddedLater__c": {"since": 2031, "list": [1, "two", None]},
    "Parent2__r": [],
    "": "a field without a name",
}
