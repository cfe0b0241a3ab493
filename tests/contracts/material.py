"""The specifications and recordings that lie in a folder outside the repository.

Layout: `SERVICE.json` or `SERVICE/*.json` are OpenAPI documents, `recordings/SERVICE/*.json`
are recorded pairs of request and answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.contracts.outcome import Line, judged

RECORDINGS = "recordings"
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}
EXCHANGE = {"method", "path", "status", "response"}


class Material(NamedTuple):
    """What the folder holds about one service."""

    service: str
    specs: tuple[Path, ...] = ()
    recordings: tuple[Path, ...] = ()


def materials(folder: Path) -> list[Material]:
    """All services the folder knows something of, by name."""
    specs: dict[str, list[Path]] = {}
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and entry.name != RECORDINGS:
            specs[entry.name] = sorted(entry.glob("*.json"))
        elif entry.suffix == ".json":
            specs.setdefault(entry.stem, []).append(entry)
    recorded: dict[str, list[Path]] = {}
    if (folder / RECORDINGS).is_dir():
        for entry in sorted((folder / RECORDINGS).iterdir()):
            if entry.is_dir():
                recorded[entry.name] = sorted(entry.glob("*.json"))
    return [
        Material(name, tuple(specs.get(name, ())), tuple(recorded.get(name, ())))
        for name in sorted(specs.keys() | recorded.keys())
    ]


def looked_over(material: Material) -> Iterator[Line]:
    """Whether the material itself can be read; a connector is not needed for that."""
    if material.specs:
        operations, faults = 0, list[str]()
        for file in material.specs:
            counted, wrong = read_spec(file)
            operations += counted
            faults += [f"{file.name}: {words}" for words in wrong]
        files = f"{len(material.specs)} specification{'s' * (len(material.specs) > 1)} readable"
        yield judged(material.service, f"{files}, operations", operations, faults)
    if material.recordings:
        exchanges, faults = 0, []
        for file in material.recordings:
            counted, wrong = read_recording(file)
            exchanges += counted
            faults += [f"{file.name}: {words}" for words in wrong]
        yield judged(material.service, "recordings readable, exchanges", exchanges, faults)


def read_spec(file: Path) -> tuple[int, list[str]]:
    """How many operations an OpenAPI document has, and what keeps it from being used."""
    document = _json(file)
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3."):
        return 0, ["is no OpenAPI 3 document"]
    paths = document.get("paths")
    if not isinstance(paths, dict):
        return 0, ["has no paths"]
    count = sum(len(METHODS & item.keys()) for item in paths.values() if isinstance(item, dict))
    broken = {target for target in _references(document) if not _leads_somewhere(document, target)}
    return count, [f"{target} leads nowhere" for target in sorted(broken)]


def read_recording(file: Path) -> tuple[int, list[str]]:
    """How many exchanges a recording has, and what they lack."""
    document = _json(file)
    exchanges = document.get("exchanges") if isinstance(document, dict) else None
    if not isinstance(exchanges, list):
        return 0, ["has no exchanges"]
    lacking = [EXCHANGE - one.keys() for one in exchanges if isinstance(one, dict)]
    return len(exchanges), [f"an exchange lacks {', '.join(sorted(one))}" for one in lacking if one]


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except ValueError:
        return None


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#/"):
            yield target
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _leads_somewhere(document: Any, target: str) -> bool:
    node = document
    for part in target.removeprefix("#/").split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(node, dict) or key not in node:
            return False
        node = node[key]
    return True
