"""The simulator against our own table of the data API: what `describe` promises, answers keep.

Salesforce publishes no specification. What stands here is what the API notes of the project
say of its answers, apart from the code of the simulator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx

from sync.simulator.salesforce import SalesforceSimulator
from tests.contracts.salesforce_recordings import USAGE, form

DATA = "/services/data/v64.0"
OBJECTS = {
    "Account": "001",
    "AccountTeamMember": "01M",
    "Case": "500",
    "Contact": "003",
    "Event": "00U",
    "Opportunity": "006",
    "Task": "00T",
    "TaskStatus": "01J",
    "User": "005",
}
"""Object → how its ids begin."""
FORMS = {
    "boolean": {"boolean"},
    "currency": {"number"},
    "date": {"day"},
    "datetime": {"moment"},
    "double": {"number"},
    "id": {"id"},
    "int": {"number"},
    "percent": {"number"},
    "reference": {"id"},
}
"""Kind of field → the forms its values have; all other kinds are texts."""
TEXTS = {"text", "address", "day", "moment", "id", "path"}
FLAGS = (
    "calculated", "createable", "custom", "externalId", "filterable", "nillable",
    "restrictedPicklist", "sortable", "unique", "updateable",
)  # fmt: skip
ADDRESS = re.compile(r"/services/data/v64\.0/sobjects/(\w+)/([0-9A-Za-z]{18})")


class Checked(NamedTuple):
    """How many things were looked at, and what was wrong with them."""

    looked_at: int
    faults: list[str]


def asking(simulator: SalesforceSimulator) -> httpx.Client:
    """A client with the key of the simulator."""
    headers = {"Authorization": f"Bearer {simulator.key}"}
    return httpx.Client(base_url=simulator.url, headers=headers, trust_env=False)


def described(client: httpx.Client) -> Checked:
    """Every field of every object says what it is."""
    count, faults = 0, list[str]()
    for name, prefix in OBJECTS.items():
        whole = client.get(f"{DATA}/sobjects/{name}/describe").json()
        if whole["keyPrefix"] != prefix:
            faults.append(f"{name}: ids begin with {whole['keyPrefix']}")
        for field in whole["fields"]:
            count += 1
            faults += [f"{name}.{field['name']}: {words}" for words in _field_faults(field)]
    return Checked(count, faults)


def records(client: httpx.Client) -> Checked:
    """Every record of every object, by query over all pages and the first by itself."""
    count, faults = 0, list[str]()
    for name in OBJECTS:
        fields = {one["name"]: one for one in _fields(client, name)}
        text = f"SELECT {', '.join(fields)} FROM {name} ORDER BY SystemModstamp, Id"
        rows, wrong = pages(client, text)
        faults += [f"{name}: {words}" for words in wrong]
        for row in rows:
            count += 1
            faults += [f"{name}: {words}" for words in record_faults(name, fields, row)]
        stamps = [(row["SystemModstamp"], row["Id"]) for row in rows]
        if stamps != sorted(stamps):
            faults.append(f"{name}: not in the order that was asked for")
        one = client.get(f"{DATA}/sobjects/{name}/{rows[0]['Id']}").json()
        faults += [f"{name} alone: {words}" for words in record_faults(name, fields, one)]
        if one != rows[0]:
            faults.append(f"{name}: alone it is another than in a list")
    return Checked(count, faults)


def pages(client: httpx.Client, text: str) -> tuple[list[dict[str, Any]], list[str]]:
    """All records of a query, and what is wrong with the pages around them."""
    answer = client.get(f"{DATA}/query", params={"q": text})
    rows: list[dict[str, Any]] = []
    faults: list[str] = []
    while True:
        page = answer.json()
        if answer.status_code != 200:
            return rows, [f"answered {answer.status_code}: {page}"]
        rows += page["records"]
        expected = {"totalSize", "done", "records"} | (
            set() if page["done"] else {"nextRecordsUrl"}
        )
        if page.keys() != expected:
            faults.append(f"a page has {sorted(page)}")
        if not USAGE.fullmatch(answer.headers.get("sforce-limit-info", "")):
            faults.append("a page does not tell the usage")
        if page["done"]:
            if page["totalSize"] != len(rows):
                faults.append(f"{page['totalSize']} were promised and {len(rows)} came")
            return rows, faults
        answer = client.get(page["nextRecordsUrl"])


def errors(client: httpx.Client, account: str) -> Checked:
    """One error of each kind: its status, and a list with one object in it."""
    met: list[str] = []
    faults: list[str] = []
    task = f"{DATA}/sobjects/Task"
    query = f"{DATA}/query"
    asked: list[tuple[int, str, str, str, dict[str, Any]]] = [
        (400, "MALFORMED_QUERY", "GET", query, {"params": {"q": "SELECT"}}),
        (400, "INVALID_FIELD", "GET", query, {"params": {"q": "SELECT Nope FROM Task"}}),
        (400, "INVALID_TYPE", "GET", query, {"params": {"q": "SELECT Id FROM Nope"}}),
        (400, "INVALID_QUERY_LOCATOR", "GET", f"{query}/01gnothing-2000", {}),
        (400, "STRING_TOO_LONG", "POST", task, {"json": {"Subject": "x" * 256}}),
        (400, "MALFORMED_ID", "POST", task, {"json": {"WhatId": "x"}}),
        (400, "JSON_PARSER_ERROR", "POST", task, {"json": {"ActivityDate": "x"}}),
        (400, "REQUIRED_FIELD_MISSING", "POST", f"{DATA}/sobjects/Account", {"json": {}}),
        (401, "INVALID_SESSION_ID", "GET", query, {"headers": {"Authorization": "Bearer x"}}),
        (404, "NOT_FOUND", "GET", f"{task}/00T000000000000AAA", {}),
        (405, "METHOD_NOT_ALLOWED", "PUT", f"{DATA}/sobjects/Account/{account}", {"json": {}}),
        (415, "UNSUPPORTED_MEDIA_TYPE", "POST", task, {"content": b"x"}),
    ]
    for status, code, method, path, more in asked:
        answer = client.request(method, path, **more)
        said = answer.json()
        met.append(code)
        if answer.status_code != status:
            faults.append(f"{code} has the status {answer.status_code}")
        if not isinstance(said, list) or len(said) != 1 or said[0].get("errorCode") != code:
            faults.append(f"{code} is answered with {said}")
        elif not said[0].keys() <= {"message", "errorCode", "fields"}:
            faults.append(f"{code} has {sorted(said[0])}")
    return Checked(len(met), faults)


def record_faults(name: str, fields: dict[str, Any], row: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one record."""
    found = ADDRESS.fullmatch(row["attributes"]["url"])
    if found is None or found[1] != name or found[2] != row["Id"]:
        yield f"its address is {row['attributes']['url']}"
    if row["attributes"]["type"] != name or not row["Id"].startswith(OBJECTS[name]):
        yield f"its id is {row['Id']}"
    if other := (row.keys() - {"attributes"}) ^ fields.keys():
        yield f"it has {sorted(other)} too much or too little"
    for key, field in fields.items():
        value = row.get(key)
        if value is None:
            if not field["nillable"]:
                yield f"{key} is null"
        elif form(value) not in FORMS.get(field["type"], TEXTS):
            yield f"{key} is {form(value)}, described as {field['type']}"
        elif field["type"] in ("double", "currency", "percent") and not isinstance(value, float):
            yield f"{key} is a whole number"


def _field_faults(field: dict[str, Any]) -> Iterator[str]:
    yield from (f"{flag} is {field[flag]}" for flag in FLAGS if not isinstance(field[flag], bool))
    if field["custom"] != field["name"].endswith("__c"):
        yield "custom and not called so, or the other way round"
    if (field["type"] == "reference") != bool(field["referenceTo"]):
        yield "a reference that leads nowhere, or leads somewhere and is none"
    own_parent = field["custom"] and field["type"] == "reference"
    if own_parent and field["relationshipName"] != field["name"].removesuffix("c") + "r":
        yield f"its parent is called {field['relationshipName']}"
    if field["calculated"] and (field["updateable"] or field["createable"]):
        yield "calculated, and still to be set"
    if field["type"] == "textarea" and field["length"] > 255 and field["filterable"]:
        yield "long and filterable"
    for one in field["picklistValues"]:
        if one.keys() != {"active", "defaultValue", "label", "value"}:
            yield f"a value has {sorted(one)}"


def _fields(client: httpx.Client, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"{DATA}/sobjects/{name}/describe").json()["fields"]
    return found
