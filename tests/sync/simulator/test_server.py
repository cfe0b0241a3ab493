"""Starting and stopping, and the handle a test has on the running simulator."""

from __future__ import annotations

import httpx
import pytest

from sync.simulator import DEMO_EMAIL, DEMO_KEY, RateLimit, Simulator, blank_book
from tests.sync.simulator.vitally_table import faults_of
from tests.sync.simulator.walking import ids, walk


def test_it_serves_from_start_to_stop_and_never_after(clock):
    simulator = Simulator(accounts=1, clock=clock)
    with simulator:
        url = simulator.url
        assert httpx.get(url, trust_env=False).status_code == 401
        with pytest.raises(RuntimeError):
            simulator.start()
    with pytest.raises(httpx.ConnectError):
        httpx.get(url, trust_env=False)
    simulator.stop()


def test_it_can_start_again_on_the_same_port_with_the_same_memory(clock, ask):
    simulator = Simulator(blank_book(now=clock()), clock=clock)
    with simulator:
        url = simulator.url
        made = simulator.add("accounts", name="Kept")
    with simulator:
        assert simulator.url == url
        assert ids(walk(ask(simulator), "/resources/accounts")) == [made]


def test_two_stand_side_by_side(simulate):
    first, second = simulate(), simulate()
    assert first.url != second.url
    assert first.token != second.token
    first.add("accounts", name="Only here")
    assert len(first.records("accounts")) == len(second.records("accounts")) + 1


def test_it_takes_the_demos_key_unless_told_otherwise(simulate):
    assert (simulate().key, simulate().email) == (DEMO_KEY, DEMO_EMAIL)
    other = simulate(key="sk_live_of_the_test")
    for key, status in ((DEMO_KEY, 401), ("sk_live_of_the_test", 200)):
        answer = httpx.get(other.url + "/resources/admins", auth=(key, ""), trust_env=False)
        assert answer.status_code == status


def test_its_own_budget_is_the_documented_one(clock, ask):
    with Simulator(accounts=1, clock=clock) as simulator:
        answer = ask(simulator).get("/resources/admins")
        assert answer.headers["ratelimit-limit"] == "1000, 1000;window=60"
        assert answer.headers["ratelimit-remaining"] == "999"


def test_a_record_added_with_three_words_comes_out_whole(simulate, clock):
    crm = simulate(book=blank_book(now=clock()))
    made = crm.add("accounts", name="Plain", csmId=crm.me)
    record = crm.record("accounts", made)
    assert not list(faults_of("accounts", record))
    assert record["createdAt"] == record["updatedAt"] == "2026-03-18T09:30:00.000Z"
    person = crm.add("users", externalId="p@x.example", accounts=[made])
    assert crm.record("users", person)["accounts"][0]["name"] == "Plain"


def test_a_change_by_somebody_else_moves_the_record_to_the_front(simulate, ask, clock):
    crm = simulate()
    client = ask(crm)
    last = walk(client, "/resources/accounts")[-1]
    clock.move(hours=1)
    crm.change("accounts", last["id"], name="Renamed", traits={"plan": "annual"})
    first = walk(client, "/resources/accounts")[0]
    assert (first["id"], first["name"], first["traits"]["plan"]) == (
        last["id"],
        "Renamed",
        "annual",
    )
    assert first["traits"].keys() >= last["traits"].keys()


def test_a_silent_change_leaves_the_record_where_it_was(simulate, ask, clock):
    crm = simulate()
    client = ask(crm)
    before = walk(client, "/resources/accounts")
    clock.move(hours=1)
    crm.change("accounts", before[-1]["id"], moves=False, healthScore=1.5)
    after = walk(client, "/resources/accounts")
    assert ids(after) == ids(before)
    assert after[-1]["healthScore"] == 1.5
    assert after[-1]["updatedAt"] == before[-1]["updatedAt"]


def test_a_renamed_account_is_renamed_in_what_repeats_it(simulate, ask):
    crm = simulate()
    client = ask(crm)
    note = walk(client, "/resources/notes")[0]
    walk(client, "/resources/users")
    crm.change("accounts", note["accountId"], name="Renamed")
    assert client.get(f"/resources/notes/{note['id']}").json()["account"]["name"] == "Renamed"
    people = walk(client, f"/resources/accounts/{note['accountId']}/users")
    assert all("Renamed" in {one["name"] for one in user["accounts"]} for user in people)


def test_a_removed_account_takes_its_own_along_and_no_more(simulate, ask):
    crm = simulate()
    client = ask(crm)
    shared = next(one for one in crm.records("users") if len(one["accounts"]) == 2)
    gone, left = (one["id"] for one in shared["accounts"])
    own = ids(walk(client, f"/resources/accounts/{gone}/notes"))
    crm.remove("accounts", gone)
    assert client.get(f"/resources/accounts/{gone}").status_code == 404
    assert not set(own) & set(ids(crm.records("notes")))
    assert not [one for one in crm.records("tasks") if one["accountId"] == gone]
    kept = client.get(f"/resources/users/{shared['id']}").json()
    assert [one["id"] for one in kept["accounts"]] == [left]
    alone = [one for one in crm.records("users") if one["accounts"] == []]
    assert alone == []


@pytest.mark.parametrize("verb", ["record", "change", "archive", "remove"])
def test_what_is_not_there_is_a_key_error(verb, simulate):
    with pytest.raises(KeyError):
        getattr(simulate(), verb)("notes", "nothing")


def test_the_same_seed_and_clock_give_the_same_bytes(clock, ask):
    seen = []
    for _ in range(2):
        with Simulator(seed=5, accounts=9, clock=clock, limit=RateLimit(units=None)) as crm:
            client = ask(crm)
            seen.append([client.get(f"/resources/{n}").content for n in ("accounts", "notes")])
            crm.advance()
            seen[-1].append(client.get("/resources/accounts").content)
    assert seen[0] == seen[1]
