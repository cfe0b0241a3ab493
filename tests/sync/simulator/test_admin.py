"""The handle over HTTP: for the holder of the token, and for nobody else."""

from __future__ import annotations

import httpx
import pytest


@pytest.fixture
def crm(simulate):
    return simulate()


@pytest.fixture
def handle(crm):
    headers = {"x-simulator-token": crm.token}
    with httpx.Client(
        base_url=crm.url + "/__simulator__", headers=headers, trust_env=False
    ) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/faults"),
        ("DELETE", "/faults"),
        ("GET", "/log"),
        ("DELETE", "/log"),
        ("POST", "/advance"),
        ("POST", "/steps"),
        ("GET", "/records/notes"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"x-simulator-token": "guess"}])
def test_without_the_token_it_does_nothing(method, path, headers, crm):
    answer = httpx.request(
        method, crm.url + "/__simulator__" + path, headers=headers, trust_env=False
    )
    assert answer.status_code == 403


def test_the_services_key_is_not_the_handles_token(crm):
    answer = httpx.get(crm.url + "/__simulator__/log", auth=(crm.key, ""), trust_env=False)
    assert answer.status_code == 403


def test_faults_are_set_and_taken_back(crm, handle, ask):
    fault = {"kind": "status", "path": "/resources/users", "status": 503, "times": 2}
    assert handle.post("/faults", json=fault).json() == {"waiting": 2}
    assert ask(crm).get("/resources/users").status_code == 503
    assert handle.delete("/faults").json() == {"waiting": 0}
    assert ask(crm).get("/resources/users").status_code == 200


@pytest.mark.parametrize("body", ['{"kind": "earthquake"}', "[]", "{"])
def test_a_fault_it_does_not_know_is_refused(body, handle):
    assert handle.post("/faults", content=body).status_code == 400


def test_the_log_can_be_read_and_forgotten(crm, handle, ask):
    ask(crm).get("/resources/users?limit=1")
    lines = handle.get("/log", params={"path": "/resources/users"}).json()
    assert lines["count"] == 1
    assert lines["lines"] == [
        {"method": "GET", "path": "/resources/users", "query": "limit=1", "status": 200}
    ]
    handle.delete("/log")
    assert handle.get("/log").json() == {"count": 0, "lines": []}


def test_steps_change_the_book(crm, handle):
    account = crm.records("accounts")[0]["id"]
    steps = [
        {"do": "change", "resource": "accounts", "id": account, "record": {"healthScore": 1.0}},
        {"do": "add", "resource": "accounts", "record": {"name": "Joined"}},
    ]
    made = handle.post("/steps", json=steps).json()["ids"]
    assert made[0] == account
    assert crm.record("accounts", account)["healthScore"] == 1.0
    assert crm.record("accounts", made[1])["name"] == "Joined"
    wrong = [{"do": "remove", "resource": "accounts", "id": "nobody"}]
    assert handle.post("/steps", json=wrong).status_code == 400


def test_the_next_two_weeks_happen_once(handle):
    first = handle.post("/advance", content="2").json()["done"]
    assert first == 2
    assert handle.post("/advance").json()["done"] > 0
    assert handle.post("/advance").json() == {"done": 0}


def test_records_can_be_read(crm, handle):
    assert handle.get("/records/tasks").json() == crm.records("tasks")
    assert handle.get("/records/secrets").status_code == 404


def test_an_account_is_brought_back_by_a_step(crm, handle):
    account = crm.records("accounts")[0]
    step = {"do": "reimport", "resource": "accounts", "id": account["id"]}
    (again,) = handle.post("/steps", json=[step]).json()["ids"]
    assert again != account["id"]
    assert crm.record("accounts", again)["externalId"] == account["externalId"]


def test_what_was_written_can_be_read_there(crm, handle, ask):
    account = crm.records("accounts")[0]["id"]
    ask(crm).put(f"/resources/accounts/{account}", json={"traits": {"x": 1}})
    (line,) = handle.get("/log", params={"method": "PUT"}).json()["lines"]
    assert line["body"] == '{"traits":{"x":1}}'
