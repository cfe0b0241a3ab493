"""Requests to HubSpot against its specifications, and against the limits these do not hold.

What the specifications say nothing of, and what practice has shown them wrong about, stands in
the tables here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from sync.simulator import Served
from tests.contracts.hubspot_spec import Spec, as_specified, request_faults

OWN_TABLE = (
    # method, path, parameters
    ("GET", r"/crm/v4/associations/\w+/\w+/labels", ()),
    ("GET", r"/crm/v3/pipelines/\w+(/[\w-]+(/stages)?)?", ()),
    ("GET", r"/account-info/(v3|20\d\d-\d\d)/details", ()),
    ("GET", r"/account-info/(v3|20\d\d-\d\d)/api-usage/daily/private-apps", ()),
    # Tells the scopes of the token in its body: a question, although it is posted.
    ("POST", r"/oauth/v2/private-apps/get/access-token-info", ()),
)
"""What is known from the documentation only; of these, only what is posted has a body."""

TOLERATED = {
    # The documentation sorts by objects, the specification by text; both are taken.
    "body.sorts[] is no string",
    # The guide of batch reads sends ids only.
    "body.propertiesWithHistory is missing",
}
_MOST = {"limit": 100}
_MOST_OF_OWNERS = 500


def faults(spec: Spec, requests: Iterable[Served]) -> Iterator[str]:
    """What is wrong with requests, one by one."""
    for one in requests:
        operations = spec.of(one.method, one.path)
        if operations:
            for operation in operations:
                for words in request_faults(operation, one.query, one.body):
                    if words.rpartition(": ")[2] not in TOLERATED:
                        yield words
        else:
            yield from _own_faults(one)
        yield from beyond_spec(one)


def beyond_spec(one: Served) -> Iterator[str]:
    """Limits that no specification holds."""
    where = f"{one.method} {as_specified(one.path)}"
    most = _MOST_OF_OWNERS if "/owners" in one.path or "/associations/" in one.path else 100
    for name, value in parse_qsl(one.query):
        if name == "limit" and not (value.isdigit() and 1 <= int(value) <= most):
            yield f"{where}: limit {value}"
    if not one.body:
        return
    body = json.loads(one.body)
    if one.path.endswith("/search"):
        yield from (f"{where}: {words}" for words in _search_faults(one.body, body))
    elif isinstance(body, dict) and "inputs" in body and not 1 <= len(body["inputs"]) <= 100:
        yield f"{where}: {len(body['inputs'])} inputs"
    for name, value in _properties(body):
        if value is not None and not isinstance(value, str):
            yield f"{where}: the value of {name} is no text"


def _own_faults(one: Served) -> Iterator[str]:
    path = as_specified(one.path)
    for method, pattern, parameters in OWN_TABLE:
        if one.method == method and re.fullmatch(pattern, path):
            for name, _ in parse_qsl(one.query, keep_blank_values=True):
                if name not in parameters:
                    yield f"{method} {path}: the parameter {name} is not known"
            if one.body and method == "GET":
                yield f"{method} {path}: takes no body"
            return
    yield f"{one.method} {path} is neither specified nor in our table"


def _search_faults(text: str, body: dict[str, Any]) -> Iterator[str]:
    groups = body.get("filterGroups") or []
    sizes = [len(group["filters"]) for group in groups]
    if len(text) > 3_000:
        yield "longer than 3,000 characters"
    if len(groups) > 5 or any(size > 6 for size in sizes) or sum(sizes) > 18:
        yield "too many filters"
    if not 1 <= body.get("limit", 10) <= 200:
        yield f"limit {body['limit']}"
    if int(body.get("after") or 0) + body.get("limit", 10) > 10_000:
        yield "beyond the 10,000th result"
    if len(body.get("sorts") or []) > 1:
        yield "more than one order"
    if not body.get("properties"):
        yield "asks for no properties, and so for hardly any"


def _properties(body: Any) -> Iterator[tuple[str, Any]]:
    inputs = body.get("inputs", [body]) if isinstance(body, dict) else []
    for one in inputs:
        if isinstance(one, dict) and isinstance(one.get("properties"), dict):
            yield from one["properties"].items()
