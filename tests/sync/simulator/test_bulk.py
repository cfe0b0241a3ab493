"""Bulk accounts: as many as asked for, of the size the benchmarks speak of, and all alike."""

from __future__ import annotations

import pytest

from sync.simulator import bulk_book
from tests.sync.simulator.vitally_table import faults_of
from tests.sync.simulator.walking import ids, pages


@pytest.fixture
def crm(simulate, clock):
    return simulate(book=bulk_book(1_234, now=clock(), mine=0.5))


def test_all_of_them_are_listed_once(crm, ask):
    client = ask(crm)
    for sort in ("updatedAt", "createdAt"):
        got = pages(client, "/resources/accounts", sortBy=sort, status="activeOrChurned")
        assert len(got) == 13
        every = [one for page in got for one in page["results"]]
        assert len(set(ids(every))) == len(every) == 1_234


def test_they_are_accounts_like_any_other(crm, ask):
    client = ask(crm)
    first = client.get("/resources/accounts?limit=100").json()["results"]
    assert not [fault for one in first for fault in faults_of("accounts", one)]
    share = sum(one["csmId"] == crm.me for one in first)
    assert 25 < share < 75
    assert client.get(f"/resources/accounts/{first[0]['externalId']}").json() == first[0]


def test_one_has_about_1100_bytes(crm, ask):
    answer = ask(crm).get("/resources/accounts?limit=100")
    assert 1_000 < len(answer.content) / 100 < 1_200


def test_they_can_be_changed_written_to_and_removed(crm, ask, clock):
    client = ask(crm)
    account = client.get("/resources/accounts?limit=1").json()["results"][0]["id"]
    clock.move(minutes=1)
    changed = client.put(f"/resources/accounts/{account}", json={"traits": {"plan": "annual"}})
    assert changed.json()["traits"]["plan"] == "annual"
    body = {"accountId": account, "note": "<p>x</p>", "noteDate": "2026-03-17T10:00:00.000Z"}
    assert client.post("/resources/notes", json=body).status_code == 200
    crm.remove("accounts", account)
    assert crm.records("notes") == []


def test_the_same_seed_gives_the_same_accounts(clock):
    one, again, other = (
        list(bulk_book(5, seed=s, now=clock()).encoded_accounts) for s in (1, 1, 2)
    )
    assert one == again
    assert one != other
