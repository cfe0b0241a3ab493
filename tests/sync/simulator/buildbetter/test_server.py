"""The stand-in for BuildBetter: asked the way its documents say, by a plain client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sync.simulator.buildbetter import BuildBetterSimulator, Quirks
from tests.clocks import HandClock

LIST = "/v3/rest/recordings"
KEY = {"X-BuildBetter-Api-Key": "k"}


@pytest.fixture
def there() -> Iterator[BuildBetterSimulator]:
    with BuildBetterSimulator(
        clock=HandClock(), key="k", accounts=20, quirks=Quirks(largest_page=10)
    ) as service:
        yield service


def ask(there: BuildBetterSimulator, path: str, **more: Any) -> httpx.Response:
    given = {"headers": KEY, "trust_env": False, **more}
    return httpx.get(there.url + path, **given)


def test_pages_by_number(there: BuildBetterSimulator):
    first = ask(there, f"{LIST}?page=1&limit=5").json()
    second = ask(there, f"{LIST}?page=2&limit=5").json()
    times = [one["started_at"] for one in first["recordings"] + second["recordings"]]
    assert times == sorted(times, reverse=True)
    assert len({one["id"] for one in first["recordings"] + second["recordings"]}) == 10
    assert first["has_more"] is True
    last = ask(there, f"{LIST}?page=99&limit=5").json()
    assert last == {"recordings": [], "has_more": False}


def test_one_call_says_who_took_part_and_the_list_does_not(there: BuildBetterSimulator):
    row = ask(there, LIST).json()["recordings"][0]
    assert "participants" not in row
    whole = ask(there, f"{LIST}/{row['id']}").json()
    assert whole["participants"][0]["person"]["email"]


def test_a_deleted_one_is_not_found(there: BuildBetterSimulator):
    row = ask(there, LIST).json()["recordings"][0]
    there.delete(row["id"])
    assert ask(there, f"{LIST}/{row['id']}").status_code == 404
    assert row["id"] not in [one["id"] for one in ask(there, LIST).json()["recordings"]]


@pytest.mark.parametrize("headers", [{}, {"X-BuildBetter-Api-Key": "other"}, {"authorization": ""}])
def test_without_a_key_nobody_is_let_in(there: BuildBetterSimulator, headers: dict[str, str]):
    assert ask(there, LIST, headers=headers).status_code == 401


def test_the_older_api_says_its_errors_with_200(there: BuildBetterSimulator):
    query = (
        "query($limit:Int!,$offset:Int!,$where:interview_bool_exp!){"
        "interview(limit:$limit,offset:$offset,order_by:{updated_at:asc},where:$where)"
        "{id attendees{person{email}}}}"
    )
    body = {"query": query, "variables": {"limit": 3, "offset": 0, "where": {}}}

    def post(headers: dict[str, str]) -> Any:
        answer = httpx.post(f"{there.url}/v1/graphql", json=body, headers=headers, trust_env=False)
        assert answer.status_code == 200
        return answer.json()

    rows = post(KEY)["data"]["interview"]
    assert len(rows) == 3
    assert rows[0]["attendees"][0]["person"]["email"]
    assert "errors" in post({})


def test_the_sample_is_the_same_for_the_same_seed():
    clock = HandClock()
    made = [BuildBetterSimulator(clock=clock, seed=seed).calls.held for seed in (1, 1, 2)]
    assert list(made[0]) == list(made[1])
    assert list(made[0]) != list(made[2])
