"""HubSpot's public specifications as something requests and answers can be held against."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

Schema = dict[str, Any]

_DATED = re.compile(r"20\d\d-\d\d")
_SAME = (
    # (a dated path, the path of the specifications that has the same bodies)
    (r"/crm/objects/DATE/([^/]+)/([^/]+)/associations/", r"/crm/v4/objects/\1/\2/associations/"),
    (r"/crm/objects/DATE/", "/crm/v3/objects/"),
    (r"/crm/associations/(?:DATE|v4)/", "/crm/v4/associations/"),
    (r"/crm/(properties|owners|pipelines)/DATE", r"/crm/v3/\1"),
)


class Operation(NamedTuple):
    """One method of one path of one document."""

    file: str
    method: str
    path: str
    pattern: re.Pattern[str]
    described: Schema
    document: Schema

    @property
    def name(self) -> str:
        """How the report calls it."""
        return f"{self.method} {self.path}"


class Spec:
    """All operations of some OpenAPI documents."""

    def __init__(self, files: Iterable[Path]) -> None:
        self.operations: list[Operation] = []
        for file in files:
            document = json.loads(file.read_bytes())
            for path, item in document["paths"].items():
                pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path.rstrip("/")))
                for method, described in item.items():
                    if method in ("get", "put", "post", "patch", "delete"):
                        self.operations.append(
                            Operation(file.stem, method.upper(), path, pattern, described, document)
                        )

    def of(self, method: str, path: str) -> list[Operation]:
        """What a request asks for. Of a note, both the document of notes and that of all objects
        have it; `/batch/read` is a batch, and never the record that is called `read`.
        """
        asked = as_specified(path).rstrip("/")
        found = [
            one for one in self.operations if one.method == method and one.pattern.fullmatch(asked)
        ]
        most = max((_plain_parts(one) for one in found), default=0)
        return [one for one in found if _plain_parts(one) == most]


def as_specified(path: str) -> str:
    """The path of the specifications for a path of a dated version."""
    dated = _DATED.sub("DATE", path)
    for pattern, instead in _SAME:
        dated = re.sub(pattern, instead, dated)
    return dated


def _plain_parts(one: Operation) -> int:
    """How many parts of its path are words; that of the type of object does not count."""
    parts = one.path.split("/")
    return sum(not part.startswith("{") for part in [*parts[:4], *parts[5:]])


def request_faults(operation: Operation, query: str, body: str) -> Iterator[str]:
    """What is wrong with a request's parameters and body."""
    known = {one["name"] for one in operation.described.get("parameters", [])}
    for name, _ in parse_qsl(query, keep_blank_values=True):
        if name not in known:
            yield f"{operation.name}: the parameter {name} is not known"
    described = operation.described.get("requestBody")
    if described is None:
        if body:
            yield f"{operation.name}: takes no body"
        return
    schema = described["content"]["application/json"]["schema"]
    try:
        given = json.loads(body)
    except ValueError:
        yield f"{operation.name}: the body is no JSON"
        return
    yield from (f"{operation.name}: {words}" for words in faults(given, schema, operation.document))


def answer_faults(operation: Operation, status: int, content: bytes) -> Iterator[str]:
    """What is wrong with an answer."""
    responses = operation.described["responses"]
    described = responses.get(str(status))
    if described is None:
        if status < 400:
            yield f"{operation.name}: {status} is not one of its answers"
            return
        described = responses["default"]
    described = resolved(described, operation.document)
    media = described.get("content") or {}
    if not media:
        if content:
            yield f"{operation.name}: {status} has a body"
        return
    schema = media["application/json"]["schema"]
    try:
        given = json.loads(content)
    except ValueError:
        yield f"{operation.name}: the answer is no JSON"
        return
    for words in faults(given, schema, operation.document):
        yield f"{operation.name} ({status}): {words}"


def faults(value: Any, schema: Schema, document: Schema, where: str = "body") -> Iterator[str]:
    """How a value differs from a schema. Unknown fields are named too."""
    schema = resolved(schema, document)
    kind = schema.get("type")
    if value is None:
        if not schema.get("nullable") and kind is not None:
            yield f"{where} is null"
        return
    if kind == "object":
        yield from _object_faults(value, schema, document, where)
    elif kind == "array":
        if not isinstance(value, list):
            yield f"{where} is no array"
            return
        for one in value:
            yield from faults(one, schema["items"], document, where + "[]")
    elif kind is not None and not _fits(kind, schema, value):
        yield f"{where} is no {schema.get('format') or kind}"
    if schema.get("enum") and value not in schema["enum"]:
        yield f"{where} is none of its values"


def _object_faults(value: Any, schema: Schema, document: Schema, where: str) -> Iterator[str]:
    fields, others = schema.get("properties") or {}, schema.get("additionalProperties")
    if not fields and not isinstance(others, dict):
        return  # how the documents write: anything
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{where}.{name} is missing"
    for name, one in value.items():
        if name in fields:
            yield from faults(one, fields[name], document, f"{where}.{name}")
        elif isinstance(others, dict):
            yield from faults(one, others, document, f"{where}.*")
        else:
            yield f"{where}.{name} is not known"


def _fits(kind: str, schema: Schema, value: Any) -> bool:
    if kind == "string":
        if schema.get("format") == "date-time":
            try:
                return datetime.fromisoformat(value).tzinfo is not None
            except (TypeError, ValueError):
                return False
        return isinstance(value, str)
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return kind != "boolean" or isinstance(value, bool)


def resolved(schema: Schema, document: Schema) -> Schema:
    """What a reference stands for; anything else is itself."""
    while "$ref" in schema:
        node: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            node = node[part]
        schema = node
    return schema
