"""The faults that know HubSpot: refusals in its own words, and answers spoilt its own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec

from sync.simulator.faults import Fault
from sync.simulator.front import Front, Receive, Scope, Seen
from sync.simulator.hubspot import answers, door
from sync.simulator.hubspot.errors import of_status
from sync.simulator.hubspot.kinds import Kind, kind_of
from sync.simulator.hubspot.state import State
from sync.simulator.tamper import ODD_TIMES

Record = dict[str, Any]


class HubSpotFront(Front):
    """Answers a status on command in the words HubSpot has for it."""

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Seen) -> None:
        if fault.kind != "status" or fault.html:
            await super()._fail(fault, scope, receive, send)
            return
        search = scope["path"].endswith("/search")
        refusal = of_status(fault.status, search=search, retry_after=fault.retry_after)
        answer = door.refused(refusal, "00000000-0000-4000-8000-000000000000")
        await answer(scope, receive, send)


class HubSpotTwist:
    """The faults that know HubSpot's records and cursors."""

    def __init__(self, state: State) -> None:
        self._state = state

    def spoil(self, kind: str, scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt."""
        answer = msgspec.json.decode(body)
        if not isinstance(answer, dict):
            return body
        if "results" not in answer:
            return msgspec.json.encode(self._spoilt(kind, scope, [answer])[0])
        first = "0" if scope["path"].endswith("/search") else answers.cursor(0)
        paging = {"next": {"after": first}}
        if kind == "empty_next":
            answer |= {"results": [], "paging": answer.get("paging", paging)}
        elif kind == "loop":
            answer["paging"] = paging
        elif kind == "duplicates":
            answer["results"] = [one for one in answer["results"] for _ in range(2)]
        else:
            answer["results"] = self._spoilt(kind, scope, answer["results"])
        return msgspec.json.encode(answer)

    def move(self, scope: Scope) -> None:
        """The row that changed longest ago becomes the one that changed last."""
        kind = asked_kind(scope)
        if kind is None:
            return
        with self._state.lock:
            rows = self._state.shelves[kind.name].changed()
            if rows:
                self._state.change(kind.name, rows[0].id, {})

    def _spoilt(self, kind: str, scope: Scope, records: list[Record]) -> list[Record]:
        change, asked = _CHANGES.get(kind), asked_kind(scope)
        if change is None or asked is None:
            return records
        catalogue = self._state.catalogues[asked.name].live
        times = {one.name for one in catalogue.values() if one.type in ("date", "datetime")}
        return [change(asked, times, dict(one), at) for at, one in enumerate(records)]


def asked_kind(scope: Scope) -> Kind | None:
    """The kind a path speaks of first: `/crm/v3/objects/notes/search` is notes."""
    found = (kind_of(part) for part in scope["path"].split("/"))
    return next((kind for kind in found if kind is not None), None)


def _unknown_fields(_kind: Kind, _times: set[str], record: Record, _at: int) -> Record:
    changed = record | {"addedLater": {"since": 2031, "list": [1, "two", None]}}
    if isinstance(record.get("properties"), dict):
        changed["properties"] = record["properties"] | {"hs_of_tomorrow": "?"}
    return changed


def _nulls(kind: Kind, _times: set[str], record: Record, _at: int) -> Record:
    kept = set(kind.always)
    values = record.get("properties")
    if not isinstance(values, dict):
        return record
    emptied = {name: values[name] if name in kept else None for name in values}
    return record | {"properties": emptied}


def _odd_dates(kind: Kind, times: set[str], record: Record, at: int) -> Record:
    values = record.get("properties")
    if not isinstance(values, dict):
        return record
    spoilt = sorted(name for name in values if name in times and name not in kind.always)
    odd = {name: ODD_TIMES[(at + n) % len(ODD_TIMES)] for n, name in enumerate(spoilt)}
    return record | {"properties": values | odd}


def _bad_record(_kind: Kind, _times: set[str], record: Record, at: int) -> Record:
    if at > 0:
        return record
    if isinstance(record.get("properties"), dict):
        return record | {"properties": ["not", "an", "object"]}
    return record | {"id": ["not", "text"], "name": ["not", "text"]}


_CHANGES: Final[dict[str, Callable[[Kind, set[str], Record, int], Record]]] = {
    "unknown_fields": _unknown_fields,
    "nulls": _nulls,
    "odd_dates": _odd_dates,
    "bad_record": _bad_record,
}
