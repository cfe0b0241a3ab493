"""What the tests ask of the simulator over and over."""

from __future__ import annotations

from typing import Any

import httpx

OBJECTS = "/crm/v3/objects"
NOTE = {"hs_timestamp": "2026-03-17T10:00:00.000Z", "hs_note_body": "<p>Call</p>"}


def search(client: httpx.Client, kind: str, *filters: tuple[Any, ...], **more: Any) -> Any:
    """The answer to a search with one group of (property, operator[, value]) filters."""
    group = []
    for name, operator, *value in filters:
        one: dict[str, Any] = {"propertyName": name, "operator": operator}
        if value:
            one["values" if isinstance(value[0], list) else "value"] = value[0]
        group.append(one)
    body = {"filterGroups": [{"filters": group}] if group else [], **more}
    answer = client.post(f"{OBJECTS}/{kind}/search", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(answer: Any) -> list[str]:
    """The ids of an answer's results, in order."""
    return [one["id"] for one in answer["results"]]


def walk(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """All records of a list, page after page, in the order they came."""
    got: list[dict[str, Any]] = []
    while True:
        answer = client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        got += page["results"]
        if "paging" not in page:
            return got
        assert len(got) < 100_000, "the list has no end"
        params["after"] = page["paging"]["next"]["after"]


def refusal(answer: httpx.Response, status: int, category: str) -> dict[str, Any]:
    """The body of a refusal, after a look at what every one of them has."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    assert body["status"] == "error"
    assert body["category"] == category
    assert body["message"]
    assert len(body["correlationId"]) == 36
    return body


def codes(body: dict[str, Any]) -> list[str]:
    """The codes of a refusal's errors."""
    return [one["code"] for one in body["errors"]]


def to_company(company: str, type_id: int = 190) -> dict[str, object]:
    """The association of a new record with a company, by the type of notes unless told."""
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {"to": {"id": company}, "types": [spec]}
