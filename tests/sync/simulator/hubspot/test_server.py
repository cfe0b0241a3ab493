"""Starting and stopping, and the handle a test has on the running simulator."""

from __future__ import annotations

import httpx
import pytest

from sync.simulator import DEMO_EMAIL, DEMO_KEY
from sync.simulator.hubspot import HubSpotSimulator, Limits
from tests.sync.simulator.hubspot.asking import OBJECTS, ids, walk


def test_it_serves_from_start_to_stop_with_the_documented_budget(clock, ask):
    simulator = HubSpotSimulator(accounts=1, clock=clock)
    with simulator:
        headers = ask(simulator).get(f"{OBJECTS}/companies").headers
        assert headers["x-hubspot-ratelimit-max"] == "190"
        assert headers["x-hubspot-ratelimit-daily"] == "625000"
        assert simulator.budget.limits == Limits()
    with pytest.raises(httpx.ConnectError):
        httpx.get(simulator.url, trust_env=False)
    assert (simulator.key, simulator.email) == (DEMO_KEY, DEMO_EMAIL)


def test_it_can_start_again_on_the_same_port_with_the_same_memory(start, ask):
    crm = start()
    made = crm.add("companies", {"name": "Kept"})
    url = crm.url
    crm.stop()
    crm.start()
    assert crm.url == url
    assert ids(ask(crm).get(f"{OBJECTS}/companies").json()) == [made]


def test_a_record_added_with_one_word_comes_out_whole(crm):
    made = crm.add("companies", {"name": "Plain"})
    record = crm.record("companies", made)
    assert record["createdAt"] == record["updatedAt"] == "2026-03-18T09:30:00.000Z"
    assert record["properties"]["hs_object_id"] == made
    dated = crm.add("notes", {"hs_createdate": "2026-01-02T03:04:05.006Z"})
    assert crm.record("notes", dated)["updatedAt"] == "2026-01-02T03:04:05.006Z"
    with pytest.raises(KeyError, match="no property"):
        crm.add("companies", {"nmae": "x"})


def test_changes_by_others_move_the_date_or_do_not(crm, clock):
    made = crm.add("companies", {"name": "Kestrel", "city": "Bergen"})
    clock.move(minutes=1)
    crm.change("companies", made, {"arr_eur": 7}, moves=False)
    silent = crm.record("companies", made)
    assert (silent["properties"]["arr_eur"], silent["updatedAt"][11:16]) == ("7", "09:30")
    crm.change("companies", made, {"city": None})
    told = crm.record("companies", made)
    assert "city" not in told["properties"]
    assert told["updatedAt"][11:16] == "09:31"


def test_what_is_removed_leaves_no_trace(crm, client):
    company = crm.add("companies", {"name": "Kestrel"})
    note = crm.add("notes", {}, associations={"companies": [company]})
    crm.archive("companies", company)
    crm.remove("companies", company)
    assert crm.records("companies") == []
    assert crm.record("notes", note)["associations"] == {}


@pytest.mark.parametrize("verb", ["record", "archive", "remove"])
def test_what_is_not_there_is_a_key_error(verb, crm):
    with pytest.raises(KeyError):
        getattr(crm, verb)("notes", "nothing")


def test_associating_by_hand(crm):
    company, deal = crm.add("companies", {"name": "K"}), crm.add("deals", {"dealname": "D"})
    crm.associate("deals", deal, "companies", company)
    assert crm.record("companies", company)["associations"] == {"deals": [deal]}
    label = crm.state.links.add_label("deals", "companies", "Partner")
    crm.associate("deals", deal, "companies", company, label)
    marks = crm.state.links.of(("deals", deal), "companies")[company]
    assert ("USER_DEFINED", label) in marks
    with pytest.raises(KeyError):
        crm.associate("deals", deal, "companies", company, 4711)


def test_ids_do_not_follow_the_order_of_creation_and_are_alike_for_a_seed(start):
    one, again, other = (start(seed=seed) for seed in (1, 1, 2))
    made = [
        [crm.add("companies", {"name": str(at)}) for at in range(9)] for crm in (one, again, other)
    ]
    assert made[0] == made[1]
    assert made[0] != made[2]
    assert made[0] != sorted(made[0], key=int)
    assert all(len(row_id) == 12 for row_id in made[0])


def test_the_log_has_every_request_and_no_secret(crm, client):
    client.get(f"{OBJECTS}/notes?limit=3")
    client.post(f"{OBJECTS}/notes/search", json={})
    assert [(one.method, one.path, one.query, one.status) for one in crm.requests()] == [
        ("GET", f"{OBJECTS}/notes", "limit=3", 200),
        ("POST", f"{OBJECTS}/notes/search", "", 200),
    ]
    assert crm.requests(OBJECTS, "POST")[0].body == "{}"
    assert crm.key not in repr(crm.requests())


def test_the_handle_over_http_is_for_the_holder_of_the_token(crm, client):
    for method, path in (("GET", "/log"), ("POST", "/steps"), ("POST", "/token")):
        answer = client.request(method, "/__simulator__" + path)
        assert answer.status_code == 403
    headers = {"x-simulator-token": crm.token}
    wrong = client.get("/__simulator__/records/secrets", headers=headers)
    assert wrong.status_code == 400
    assert walk(client, f"{OBJECTS}/companies") == []
