"""Who gets in, which record is found how, and what the list parameters mean."""

from __future__ import annotations

import base64

import httpx
import pytest

from sync.simulator import DEMO_EMAIL, Quirks, RateLimit
from tests.sync.simulator.walking import ids, pages, walk


def basic(text: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(text.encode()).decode()}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        basic("wrong:"),
        basic("sk_live_pretend_demo:secret"),
        {"authorization": "Basic ***"},
        {"authorization": "Bearer sk_live_pretend_demo"},
    ],
)
def test_without_the_key_nobody_gets_in(headers, shared):
    answer = httpx.get(shared.url + "/resources/users", headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert list(answer.json()) == ["error"]
    assert "ratelimit-remaining" in answer.headers


def test_the_refusal_without_a_header_has_the_services_own_words(shared):
    answer = httpx.get(shared.url + "/resources/users?limit=1", trust_env=False)
    assert answer.json() == {"error": "Authorization header not present."}


def test_every_answer_tells_the_budget(shared, ask):
    answer = ask(shared).get("/resources/users?limit=1")
    assert answer.headers["ratelimit-limit"] == "1000, 1000;window=60"
    assert int(answer.headers["ratelimit-reset"]) >= 1


def test_an_empty_budget_is_a_429_and_fills_again(simulate, ask):
    ticks = [0.0]
    limit = RateLimit(units=2, window_seconds=60, write_cost=2)
    client = ask(simulate(limit=limit, ticks=lambda: ticks[0]))
    assert [client.get("/resources/admins").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/resources/admins")
    assert refused.headers["ratelimit-remaining"] == "0"
    assert refused.headers["ratelimit-reset"] == "30"
    ticks[0] = 30
    assert client.post("/resources/notes", json={}).status_code == 429
    assert client.get("/resources/admins").status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=ten",
        "limit=-1",
        "sortBy=name",
        "sortBy=+updatedAt",
        "status=gone",
        "from=nonsense",
        "from=e30=",
    ],
)
def test_parameters_that_make_no_sense_are_refused(query, shared, ask):
    answer = ask(shared).get(f"/resources/accounts?{query}")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_cursor_belongs_to_its_order(shared, ask):
    client = ask(shared)
    first = client.get("/resources/accounts?limit=2").json()
    wrong = client.get("/resources/accounts", params={"from": first["next"], "sortBy": "createdAt"})
    assert wrong.status_code == 400


def test_parameters_it_does_not_know_are_ignored(shared, ask):
    client = ask(shared)
    plain = client.get("/resources/accounts").json()
    assert client.get("/resources/accounts?updatedAt=2030-01-01").json() == plain


@pytest.mark.parametrize("sort", ["updatedAt", "createdAt"])
@pytest.mark.parametrize("name", ["accounts", "users", "notes", "tasks", "conversations"])
def test_lists_are_descending_whatever_the_page_size(name, sort, shared, ask):
    client = ask(shared)
    whole = walk(client, f"/resources/{name}", sortBy=sort)
    moments = [one[sort] for one in whole]
    assert moments == sorted(moments, reverse=True)
    for limit in (1, 7):
        if limit == 7 or len(whole) < 60:
            assert ids(walk(client, f"/resources/{name}", sortBy=sort, limit=limit)) == ids(whole)


def test_the_default_page_has_a_hundred(shared, ask):
    first = pages(ask(shared), "/resources/users")[0]
    assert len(first["results"]) == 100


def test_accounts_are_active_unless_asked_otherwise(shared, ask):
    client = ask(shared)
    active = walk(client, "/resources/accounts")
    churned = walk(client, "/resources/accounts", status="churned")
    every = walk(client, "/resources/accounts", status="activeOrChurned")
    assert all(one["churnedAt"] is None for one in active)
    assert len(churned) == 2
    assert all(one["churnedAt"] for one in churned)
    assert set(ids(every)) == set(ids(active)) | set(ids(churned))


@pytest.mark.parametrize("name", ["notes", "tasks"])
def test_deleted_ones_are_apart(name, shared, ask):
    client = ask(shared)
    here = walk(client, f"/resources/{name}", archived="false")
    gone = walk(client, f"/resources/{name}", archived="true")
    assert gone
    assert all(one["archivedAt"] for one in gone)
    assert not any(one["archivedAt"] for one in here)
    assert walk(client, f"/resources/{name}") == here


def test_a_service_whose_plain_list_holds_deleted_ones(simulate, ask):
    client = ask(simulate(quirks=Quirks(archived_when_omitted=True)))
    plain, gone = walk(client, "/resources/notes"), walk(client, "/resources/notes", archived=True)
    assert {one["id"] for one in gone} < {one["id"] for one in plain}


@pytest.mark.parametrize("known", [True, False])
def test_the_tasks_of_one_account_may_not_know_the_parameter(known, simulate, ask):
    quirks = Quirks(account_tasks_know_archived=known, archived_when_omitted=True)
    crm = simulate(quirks=quirks)
    task = crm.records("tasks")[0]
    crm.archive("tasks", task["id"])
    path = f"/resources/accounts/{task['accountId']}/tasks"
    assert (task["id"] in ids(walk(ask(crm), path, archived="false"))) is not known


def test_source_filters_notes_by_the_integration_that_made_them(shared, ask):
    client = ask(shared)
    theirs = walk(client, "/resources/notes", source="HubSpot")
    assert theirs
    assert {one["source"] for one in theirs} == {"hubspot"}


def test_an_account_is_found_by_either_id(shared, ask):
    client = ask(shared)
    account = walk(client, "/resources/accounts")[0]
    assert client.get(f"/resources/accounts/{account['id']}").json() == account
    assert client.get(f"/resources/accounts/{account['externalId']}").json() == account
    assert client.get("/resources/accounts/nobody").status_code == 404
    assert client.get("/resources/accounts/nobody/notes").status_code == 404


def test_lists_of_an_account_hold_what_is_its_own(shared, ask):
    client = ask(shared)
    every = walk(client, "/resources/notes")
    account = every[0]["accountId"]
    own = walk(client, f"/resources/accounts/{account}/notes", limit=1)
    assert ids(own) == [one["id"] for one in every if one["accountId"] == account]


def test_a_person_of_two_accounts_is_listed_with_both(shared, ask):
    client = ask(shared)
    person = next(one for one in walk(client, "/resources/users") if len(one["accounts"]) == 2)
    for account in person["accounts"]:
        assert person["id"] in ids(walk(client, f"/resources/accounts/{account['id']}/users"))


def test_a_note_is_found_by_external_id_only_with_its_source(simulate, ask):
    simulator = simulate()
    client = ask(simulator)
    account = simulator.records("accounts")[0]["id"]
    made = simulator.add(
        "notes",
        externalId="hs-1",
        source="hubspot",
        note="<p>x</p>",
        noteDate=simulator.state.now(),
        accountId=account,
    )
    assert client.get(f"/resources/notes/{made}").status_code == 200
    assert client.get("/resources/notes/hs-1").status_code == 404
    assert client.get("/resources/notes/hs-1?source=zapier").status_code == 404
    assert client.get("/resources/notes/hs-1?source=HubSpot").json()["id"] == made


def test_one_teammate_is_found_by_address(shared, ask):
    client = ask(shared)
    me = client.get("/resources/admins/search", params={"email": DEMO_EMAIL.upper()}).json()
    assert me["id"] == shared.me
    stranger = client.get("/resources/admins/search", params={"email": "no@one.example"})
    assert stranger.status_code == 404
    assert client.get("/resources/admins/search").status_code == 400


def test_people_are_searched_by_exactly_one_thing(shared, ask):
    client = ask(shared)
    person = next(one for one in walk(client, "/resources/users") if one["email"])
    search = "/resources/users/search"
    found = client.get(search, params={"email": person["email"]}).json()
    assert ids(found["results"]) == [person["id"]]
    domain = person["email"].partition("@")[2]
    beside = client.get(search, params={"emailSubdomain": domain}).json()["results"]
    assert person["id"] in ids(beside)
    assert all(one["email"].endswith("@" + domain) for one in beside)
    assert client.get(search).status_code == 400
    assert client.get(search, params={"email": "a", "externalId": "b"}).status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/resources/segments"),
        ("GET", "/"),
        ("DELETE", "/resources/accounts/1"),
        ("PATCH", "/resources/notes/1"),
    ],
)
def test_what_the_service_does_not_have_is_a_404_in_json(method, path, shared, ask):
    answer = ask(shared).request(method, path)
    assert answer.status_code == 404
    assert answer.json()["error"]
    assert "ratelimit-limit" in answer.headers
