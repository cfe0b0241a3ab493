"""What a request to Salesforce has to look like, by our own table of its data API."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

from sync.simulator import Served
from tests.contracts.salesforce_recordings import form

VERSIONED = re.compile(r"/services/data/v(\d+)\.0(?:/(.*))?")
ELSEWHERE = re.compile(
    r"/services/data/?|/services/oauth2/(authorize|token|revoke|userinfo)|/id/.+"
)
PLACES = (
    ("GET", re.compile(r"")),
    ("GET", re.compile(r"(query|queryAll)(/01g\w+-\d+)?")),
    ("GET", re.compile(r"sobjects(/\w+(/describe)?)?")),
    ("GET", re.compile(r"sobjects/\w+/(updated|deleted)")),
    ("GET", re.compile(r"sobjects/\w+/[0-9A-Za-z]{15,18}(/Content)?")),
    ("PATCH DELETE", re.compile(r"sobjects/\w+/[0-9A-Za-z]{15,18}")),
    ("GET PATCH", re.compile(r"sobjects/\w+/\w+__c/[^/]+")),
    ("POST", re.compile(r"sobjects/\w+")),
    ("POST", re.compile(r"composite")),
    ("POST PATCH", re.compile(r"composite/sobjects(/\w+(/\w+__c)?)?")),
    ("GET", re.compile(r"limits")),
    ("GET", re.compile(r"ui-api/object-info/\w+")),
    ("POST", re.compile(r"ui-api/records")),
    ("GET PATCH DELETE", re.compile(r"ui-api/records/\w{15,18}")),
)
LONGEST = 16_384
WRITTEN = {
    "Account": None,
    "Task": {"id", "text", "day", "moment", "null", "boolean", "number"},
    "Event": {"id", "text", "day", "moment", "null", "boolean", "number"},
    "ContentNote": {"text"},
    "ContentDocumentLink": {"id", "text"},
}
"""Object that is written → the forms its values may have; None leaves that to its fields."""


def faults(requests: Iterable[Served], *, missing_is_fine: bool = False) -> Iterator[str]:
    """What is wrong with requests; `missing_is_fine` where something is looked for."""
    versions: Counter[str] = Counter()
    for one in requests:
        found = VERSIONED.fullmatch(one.path)
        if found is None:
            if not ELSEWHERE.fullmatch(one.path):
                yield f"{one.method} {one.path} is no address of ours"
            continue
        versions[found[1]] += 1
        place = (found[2] or "").rstrip("/")
        if not any(one.method in methods and at.fullmatch(place) for methods, at in PLACES):
            yield f"{one.method} {place} is not in the table"
        if len(one.path) + len(one.query) > LONGEST:
            yield f"{one.method} {place} is longer than an address may be"
        yield from _query(one, place)
        yield from _body(one, place)
        looked_for = missing_is_fine and one.method == "GET" and one.status == 404
        if one.status >= 400 and not looked_for:
            yield f"{one.method} {place} was answered {one.status}"
    if len(versions) > 1:
        yield f"several versions were asked: {', '.join(sorted(versions))}"


def _query(one: Served, place: str) -> Iterator[str]:
    text = parse_qs(one.query).get("q", [""])[0]
    if place in ("query", "queryAll"):
        if not text:
            yield f"{place} without a query"
        if re.search(r"\bSELECT\s+\*|\bFIELDS\(", text, re.IGNORECASE):
            yield "a query that does not name its fields"
        delta = re.search(r"\bSystemModstamp\s*>", text) and "COUNT()" not in text
        if delta and "ORDER BY SystemModstamp" not in text:
            yield "a delta without an order"


def _body(one: Served, place: str) -> Iterator[str]:
    if one.method not in ("POST", "PATCH") or not place.startswith("sobjects/"):
        return
    _, name, *rest = place.split("/")
    if name not in WRITTEN:
        yield f"{one.method} of a {name}"
        return
    body: Any = json.loads(one.body)
    if not isinstance(body, dict) or not body:
        yield f"{one.method} {name}: the body is no object with something in it"
        return
    if len(rest) == 2 and rest[0] in body:
        yield f"{one.method} {name}: the key stands in the body too"
    if "Id" in body:
        yield f"{one.method} {name}: the id stands in the body too"
    allowed = WRITTEN[name]
    for key, value in body.items():
        if allowed is not None and form(value) not in {*allowed, "address", "path"}:
            yield f"{one.method} {name}: {key} is {form(value)}"
