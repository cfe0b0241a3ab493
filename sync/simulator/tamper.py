"""Spoils answers: pages, records and whole bodies that a client has to survive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from sync.simulator.seed import Record
from sync.simulator.shapes import TIMES, nullable

PORTAL: Final = (
    b"<!doctype html><html><head><title>Guest network</title></head>"
    b"<body><h1>Sign in to use this network</h1><form><input name=room></form></body></html>"
)
ELSEWHERE: Final = (
    b"<!doctype html><html><head><title>No such site</title></head>"
    b"<body><p>There is no site at this address.</p></body></html>"
)
BROKEN: Final = (
    b"<html><head><title>Bad gateway</title></head><body><h1>Bad gateway</h1></body></html>"
)
NOT_JSON: Final = b'{"results":[{"id":"6a1e'
ODD_TIMES: Final = (
    "1970-01-01T00:00:00.000Z",
    "0001-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z",
    "2026-02-30T00:00:00.000Z",
    "soon",
    "",
)


def spoil(kind: str, resource: str, body: bytes, first_page: str) -> bytes:
    """The body of a list or of one object, spoilt as the fault says."""
    answer = msgspec.json.decode(body)
    if isinstance(answer, dict) and "results" in answer:
        if kind == "empty_next":
            answer |= {"results": [], "next": answer["next"] or first_page}
        elif kind == "loop":
            answer["next"] = first_page
        elif kind == "duplicates":
            answer["results"] = [one for one in answer["results"] for _ in range(2)]
        else:
            answer["results"] = _records(kind, resource, answer["results"])
    elif isinstance(answer, list):
        answer = _records(kind, resource, answer)
    elif isinstance(answer, dict):
        answer = _records(kind, resource, [answer])[0]
    return msgspec.json.encode(answer)


def huge(megabytes: int) -> Iterator[bytes]:
    """A page that is well-formed JSON and far too long, a megabyte at a time."""
    yield b'{"results":[{"id":"huge","name":"'
    for _ in range(megabytes):
        yield b"x" * 1_000_000
    yield b'"}],"next":null}'


def _records(kind: str, resource: str, records: list[Record]) -> list[Record]:
    change = _CHANGES.get(kind)
    if change is None:
        return records
    return [change(resource, dict(record), at) for at, record in enumerate(records)]


def _unknown_fields(_resource: str, record: Record, _at: int) -> Record:
    return record | {
        "addedLater": {"since": 2031, "list": [1, "two", None]},
        "traits2": [],
        "": "a field without a name",
    }


def _nulls(resource: str, record: Record, _at: int) -> Record:
    return record | {field: None for field in nullable(resource) if field in record}


def _odd_dates(resource: str, record: Record, at: int) -> Record:
    kept = ("createdAt", "updatedAt", "archivedAt", "churnedAt", "completedAt")
    times = [field for field in TIMES.get(resource, ()) if field in record and field not in kept]
    return record | {field: ODD_TIMES[(at + n) % len(ODD_TIMES)] for n, field in enumerate(times)}


def _bad_record(_resource: str, record: Record, at: int) -> Record:
    wrong: dict[str, Any] = {"name": ["not", "text"], "note": 7, "traits": "none"}
    if at > 0:
        return record
    return record | {field: value for field, value in wrong.items() if field in record}


_CHANGES: Final[dict[str, Callable[[str, Record, int], Record]]] = {
    "unknown_fields": _unknown_fields,
    "nulls": _nulls,
    "odd_dates": _odd_dates,
    "bad_record": _bad_record,
}
