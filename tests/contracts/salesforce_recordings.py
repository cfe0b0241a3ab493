"""Recorded answers of a real org against the simulator's: the same fields, the same forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from sync.simulator.salesforce import SalesforceSimulator
from sync.simulator.salesforce.ids import whole_id

Shape = dict[str, set[str]]
"""Place in an answer → the forms of what stands there."""

FORMS = (
    ("id", re.compile(r"(?=.*\d)[0-9A-Za-z]{15}[0-9A-Z]{3}")),
    ("moment", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")),
    ("moment Z", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")),
    ("day", re.compile(r"\d{4}-\d\d-\d\d")),
    ("address", re.compile(r"https?://.+")),
    ("path", re.compile(r"/services/data/v\d+\.0/.+")),
)
USAGE = re.compile(r"api-usage=\d+/\d+(; per-app-api-usage=\d+/\d+\(appName=.+\))?")


class Replayed(NamedTuple):
    """A recorded exchange, and what the simulator answered to the same request."""

    name: str
    recorded: dict[str, Any]
    answer: httpx.Response


def replayed(simulator: SalesforceSimulator, files: Iterable[Path]) -> Iterator[Replayed]:
    """Each recorded request, asked of the simulator."""
    headers = {"Authorization": f"Bearer {simulator.key}"}
    with httpx.Client(base_url=simulator.url, headers=headers, trust_env=False) as client:
        for file in files:
            for one in json.loads(file.read_bytes())["exchanges"]:
                said = client.request(
                    one["method"], one["path"], params=one["params"], json=one["request"]
                )
                yield Replayed(f"{file.stem}: {one['method']} {one['path']}", one, said)


def differences(one: Replayed) -> Iterator[str]:
    """How the simulator's answer differs in shape from the recorded one."""
    recorded, answer = one.recorded, one.answer
    if answer.status_code != recorded["status"]:
        yield f"answered {answer.status_code} instead of {recorded['status']}"
        return
    theirs, ours = shape(recorded["response"]), shape(answer.json())
    if not _is_list_of_limits(recorded):
        yield from (f"{place} is missing" for place in sorted(theirs.keys() - ours.keys()))
    yield from (f"{place} is not in the recording" for place in sorted(ours.keys() - theirs.keys()))
    for place in sorted(theirs.keys() & ours.keys()):
        if unlike := ours[place] - theirs[place]:
            there = ", ".join(sorted(theirs[place]))
            yield f"{place} is {', '.join(sorted(unlike))}, recorded as {there}"
    yield from _headers(recorded["headers"], answer.headers)


def left_out(one: Replayed) -> set[str]:
    """Limits that the real org tells and the simulator does not."""
    if not _is_list_of_limits(one.recorded) or one.answer.status_code != 200:
        return set()
    return set(one.recorded["response"].keys() - one.answer.json().keys())


def id_faults(recorded: Any) -> Iterator[str]:
    """Ids of a real org that our own arithmetic would spell otherwise."""
    if isinstance(recorded, dict):
        for value in recorded.values():
            yield from id_faults(value)
    elif isinstance(recorded, list):
        for value in recorded:
            yield from id_faults(value)
    elif form(recorded) == "id" and {whole_id(recorded), whole_id(recorded[:15])} != {recorded}:
        yield f"the end of {recorded[:3]}… is not what its capitals say"


def ids_in(recorded: Any) -> int:
    """How many ids stand in an answer."""
    if isinstance(recorded, dict | list):
        inside = recorded.values() if isinstance(recorded, dict) else recorded
        return sum(ids_in(one) for one in inside)
    return int(form(recorded) == "id")


def shape(value: Any, place: str = "") -> Shape:
    """Which forms stand where; the entries of a list count as one."""
    found: Shape = {place: {form(value)}}
    parts: list[Shape] = []
    if isinstance(value, dict):
        parts = [shape(one, f"{place}.{name}".lstrip(".")) for name, one in value.items()]
    elif isinstance(value, list):
        parts = [shape(one, f"{place}[]") for one in value]
    for part in parts:
        for where, forms in part.items():
            found.setdefault(where, set()).update(forms)
    return found


def form(value: Any) -> str:
    """The form of one value: of a text what it looks like, else its type."""
    if isinstance(value, str):
        return next((name for name, pattern in FORMS if pattern.fullmatch(value)), "text")
    names = {dict: "object", list: "list", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), "null")


def _headers(recorded: dict[str, str], answer: httpx.Headers) -> Iterator[str]:
    kind = answer.get("content-type")
    if kind != recorded["content-type"]:
        yield f"content-type is {kind}"
    told = answer.get("sforce-limit-info")
    if ("sforce-limit-info" in recorded) != (told is not None):
        yield f"sforce-limit-info is {told}"
    if told is not None and not USAGE.fullmatch(told):
        yield f"sforce-limit-info is {told}"


def _is_list_of_limits(recorded: dict[str, Any]) -> bool:
    return str(recorded["path"]).rstrip("/").endswith("/limits")
