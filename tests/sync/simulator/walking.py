"""Follows a list to its end, as a client would."""

from __future__ import annotations

from typing import Any

import httpx


def pages(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """All pages of a list, each as it came; fails the test where one is refused."""
    got: list[dict[str, Any]] = []
    while True:
        answer = client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        got.append(answer.json())
        if got[-1]["next"] is None:
            return got
        assert len(got) < 500, "the list has no end"
        params["from"] = got[-1]["next"]


def walk(client: httpx.Client, path: str, **params: Any) -> list[dict[str, Any]]:
    """All records of a list, in the order they came."""
    return [one for page in pages(client, path, **params) for one in page["results"]]


def ids(records: list[dict[str, Any]]) -> list[str]:
    """The ids of records, in order."""
    return [one["id"] for one in records]
