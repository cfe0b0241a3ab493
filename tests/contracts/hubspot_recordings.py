"""Recorded answers of real accounts against the simulator's: the same fields, the same types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.contracts.hubspot_session import Exchange, Walk

Shape = dict[str, set[str]]
"""Place in an answer → the types that stand there."""


def replayed(walker: Walk, files: Iterable[Path]) -> Iterator[tuple[str, Any, Exchange]]:
    """Each recorded request, asked of the simulator: its name, what was recorded, what came."""
    for file in files:
        for one in json.loads(file.read_bytes())["exchanges"]:
            path = _here(walker, one["path"])
            answer = walker.ask(one["method"], path, one["request"], **(one["params"] or {}))
            yield f"{file.stem}: {one['method']} {path}", one, answer


def differences(recorded: dict[str, Any], answer: Exchange) -> Iterator[str]:
    """How the simulator's answer differs in shape from the recorded one."""
    if answer.status != recorded["status"]:
        yield f"answered {answer.status} instead of {recorded['status']}"
        return
    theirs, ours = shape(recorded["response"]), shape(answer.told)
    # An account of theirs may lack what ours has: more companies than a page holds, and each
    # kind of association. Where theirs have it too, it has to look the same.
    beyond = ("paging", "results[].associations")
    for place in sorted(theirs.keys() - ours.keys()):
        if not _is_property(place):
            yield f"{place} is missing"
    for place in sorted(ours.keys() - theirs.keys()):
        if not place.startswith(beyond):
            yield f"{place} is not in the recording"
    for place in sorted(theirs.keys() & ours.keys()):
        unlike = ours[place] - theirs[place] - {"null"}
        if unlike and theirs[place] != {"null"}:
            yield f"{place} is {', '.join(sorted(unlike))}, recorded as {', '.join(theirs[place])}"
    kind = answer.headers.get("content-type")
    if kind != recorded["headers"]["content-type"]:
        yield f"content-type is {kind}"
    limits = [name for name in recorded["headers"] if "ratelimit" in name]
    yield from (f"the header {name} is missing" for name in limits if name not in answer.headers)


def unknown_properties(recorded: dict[str, Any], answer: Exchange) -> set[str]:
    """Properties that the recorded account has and the simulator's catalogue lacks."""
    theirs, ours = shape(recorded["response"]), shape(answer.told)
    return {place for place in theirs.keys() - ours.keys() if _is_property(place)}


def shape(value: Any, place: str = "") -> Shape:
    """Which types stand where; the entries of a list count as one."""
    found: Shape = {}
    if isinstance(value, dict):
        parts = [shape(one, f"{place}.{name}".lstrip(".")) for name, one in value.items()]
        found[place] = {"object"}
    elif isinstance(value, list):
        parts = [shape(one, f"{place}[]") for one in value]
        found[place] = {"array"}
    else:
        parts = []
        found[place] = {_type(value)}
    for part in parts:
        for where, types in part.items():
            found.setdefault(where, set()).update(types)
    return found


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        dated = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", value)
        return "moment" if dated else "text"
    return type(value).__name__


def _is_property(place: str) -> bool:
    return place.startswith(("properties.", "results[].properties."))


def _here(walker: Walk, path: str) -> str:
    """The recorded path, with the id of a record that is here instead of theirs."""
    found = re.fullmatch(r"(/crm/v3/objects/(\w+))/\d+", path)
    return f"{found[1]}/{walker.simulator.records(found[2])[0]['id']}" if found else path
