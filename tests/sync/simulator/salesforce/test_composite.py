"""Several requests in one: in order, with answers used further on, and undone together."""

from __future__ import annotations

import pytest

BASE = "/services/data/v64.0"


def post(name, path, body):
    return {"method": "POST", "url": BASE + path, "referenceId": name, "body": body}


@pytest.fixture
def account(org):
    return org.add("Account", Name="Alder Mill")


def test_a_note_and_its_link_in_one_go(org, client, account):
    link = {"ContentDocumentId": "@{n1.id}", "LinkedEntityId": account, "ShareType": "I"}
    requests = [
        post("n1", "/sobjects/ContentNote", {"Title": "Plan", "Content": "UGxhbg=="}),
        post("l1", "/sobjects/ContentDocumentLink", link),
    ]
    answer = client("POST", "/composite", {"allOrNone": True, "compositeRequest": requests})
    first, second = answer.json()["compositeResponse"]
    assert (first["httpStatusCode"], first["referenceId"]) == (201, "n1")
    assert second["httpStatusCode"] == 201
    linked = [row["LinkedEntityId"] for row in org.records("ContentDocumentLink")]
    assert linked == [org.me, account]


def test_all_or_none(org, client, account):
    requests = [
        post("t1", "/sobjects/Task", {"Subject": "one", "WhatId": account}),
        post("t2", "/sobjects/Task", {"Subject": "x" * 300}),
        post("t3", "/sobjects/Task", {"Subject": "three"}),
    ]
    answer = client("POST", "/composite", {"allOrNone": True, "compositeRequest": requests})
    said = answer.json()["compositeResponse"]
    codes = [one["body"][0]["errorCode"] for one in said]
    assert codes == ["PROCESSING_HALTED", "STRING_TOO_LONG", "PROCESSING_HALTED"]
    assert org.records("Task") == []
    answer = client("POST", "/composite", {"allOrNone": False, "compositeRequest": requests})
    assert [one["httpStatusCode"] for one in answer.json()["compositeResponse"]] == [201, 400, 201]
    assert [row["Subject"] for row in org.records("Task")] == ["one", "three"]


def test_a_query_feeds_a_change_and_a_delete_comes_back(org, client, account):
    contact = org.add("Contact", LastName="Vane", AccountId=account)
    query = {
        "method": "GET",
        "url": f"{BASE}/query?q=SELECT+Id+FROM+Contact",
        "referenceId": "q",
    }
    change = {
        "method": "PATCH",
        "url": f"{BASE}/sobjects/Contact/@{{q.records[0].Id}}",
        "referenceId": "c",
        "body": {"Title": "Head of maps"},
    }
    failing = {"method": "DELETE", "url": f"{BASE}/sobjects/Contact/{contact}", "referenceId": "d"}
    nothing = post("n", "/sobjects/Task", {"Subject": "@{q.records[7].Id}"})
    asked = [query, change, failing, nothing]
    answer = client("POST", "/composite", {"allOrNone": True, "compositeRequest": asked})
    statuses = [one["httpStatusCode"] for one in answer.json()["compositeResponse"]]
    assert statuses == [400, 400, 400, 400]
    assert answer.json()["compositeResponse"][3]["body"][0]["errorCode"] == "INVALID_FIELD"
    row = org.record("Contact", contact)
    assert (row.get("Title"), row["IsDeleted"]) == (None, False)
    with pytest.raises(KeyError):
        org.undelete("Contact", contact)  # it is not in the bin either
    answer = client("POST", "/composite", {"compositeRequest": asked[:2]})
    assert [one["httpStatusCode"] for one in answer.json()["compositeResponse"]] == [200, 204]
    assert org.record("Contact", contact)["Title"] == "Head of maps"


def test_a_condition_inside(org, client, clock, account):
    known = client.get(f"/sobjects/Account/{account}").headers["last-modified"]
    clock.move(seconds=1)
    org.change("Account", account, Name="theirs")
    request = {
        "method": "PATCH",
        "url": f"{BASE}/sobjects/Account/{account}",
        "referenceId": "a",
        "body": {"Name": "mine"},
        "httpHeaders": {"If-Unmodified-Since": known},
    }
    answer = client("POST", "/composite", {"compositeRequest": [request]})
    assert answer.json()["compositeResponse"][0]["httpStatusCode"] == 412


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [post("a", "/sobjects/Task", {}), post("a", "/sobjects/Task", {})],
        [post("not a name", "/sobjects/Task", {})],
        [post(f"r{n}", "/sobjects/Task", {}) for n in range(26)],
    ],
)
def test_a_composite_that_is_none(client, requests):
    assert client("POST", "/composite", {"compositeRequest": requests}).status_code == 400


def test_one_composite_is_one_call(org, client):
    used = org.usage.used
    requests = [post(f"r{n}", "/sobjects/Task", {"Subject": "x"}) for n in range(5)]
    client("POST", "/composite", {"compositeRequest": requests})
    assert org.usage.used == used + 1
