"""The UI API: which objects it knows, and that a key makes a write happen once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sync.simulator.salesforce import Quirks

BODY = {"apiName": "Task", "fields": {"Subject": "Once"}}


@pytest.fixture
def key():
    return {"Idempotency-Key": str(uuid4())}


def test_object_info_says_that_tasks_can_be_written(client):
    info = client.get("/ui-api/object-info/Task").json()
    assert (info["apiName"], info["createable"]) == ("Task", True)
    assert info["fields"]["Subject"] == {
        "apiName": "Subject",
        "createable": True,
        "dataType": "String",
        "label": "Subject",
        "length": 255,
        "required": False,
        "updateable": True,
    }


def test_an_org_whose_ui_api_knows_no_tasks(start, ask):
    client = ask(start(quirks=Quirks(object_info=False)))
    assert client.get("/ui-api/object-info/Task").status_code == 404
    assert client.get("/ui-api/object-info/Account").status_code == 200
    assert client("POST", "/ui-api/records", BODY).status_code == 404


def test_a_key_makes_a_record_once_and_tells_the_same_again(org, client, key):
    first = client("POST", "/ui-api/records", BODY, headers=key)
    again = client("POST", "/ui-api/records", BODY, headers=key)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert len(org.records("Task")) == 1
    assert first.json()["fields"]["Subject"] == {"displayValue": None, "value": "Once"}
    other = client("POST", "/ui-api/records", BODY, headers={"Idempotency-Key": str(uuid4())})
    assert other.json()["id"] != first.json()["id"]
    client("POST", "/ui-api/records", BODY)
    assert len(org.records("Task")) == 3


def test_a_key_is_forgotten_in_time(start, ask, clock, key):
    org = start(quirks=Quirks(key_seconds=60))
    client = ask(org)
    client("POST", "/ui-api/records", BODY, headers=key)
    clock.move(seconds=61)
    client("POST", "/ui-api/records", BODY, headers=key)
    assert len(org.records("Task")) == 2


def test_a_key_that_is_no_uuid(client):
    answer = client("POST", "/ui-api/records", BODY, headers={"Idempotency-Key": "one"})
    assert answer.status_code == 400


def test_a_refused_write_is_not_kept(org, client, key):
    bad = {"apiName": "Task", "fields": {"Subject": "x" * 300}}
    assert client("POST", "/ui-api/records", bad, headers=key).status_code == 400
    assert client("POST", "/ui-api/records", BODY, headers=key).status_code == 201


def test_a_record_is_read_changed_and_deleted(org, client):
    made = client("POST", "/ui-api/records", BODY).json()["id"]
    changed = client("PATCH", f"/ui-api/records/{made}", {"fields": {"Status": "Completed"}})
    assert changed.json()["fields"]["IsClosed"]["value"] is True
    assert client.get(f"/ui-api/records/{made}").json()["id"] == made
    assert client("DELETE", f"/ui-api/records/{made}").status_code == 204
    assert org.record("Task", made)["IsDeleted"]
    assert client.get("/ui-api/records/00T000000000000AAA").status_code == 404
