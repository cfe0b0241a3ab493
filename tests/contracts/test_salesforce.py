"""The Salesforce checker: that it holds now, and that it would see what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.simulator import Served
from tests.contracts import (
    salesforce,
    salesforce_answers,
    salesforce_recordings,
    salesforce_requests,
)
from tests.contracts.material import Material
from tests.contracts.salesforce_recordings import Replayed

LIST: dict[str, Any] = {
    "method": "GET",
    "path": "/services/data/v60.0/query",
    "params": {"q": "SELECT Id, Name FROM Account LIMIT 2"},
    "request": None,
    "status": 200,
    "headers": {
        "content-type": "application/json;charset=UTF-8",
        "sforce-limit-info": "api-usage=7/15000",
    },
    "response": {
        "totalSize": 1,
        "done": True,
        "records": [
            {
                "attributes": {
                    "type": "Account",
                    "url": "/services/data/v60.0/sobjects/Account/0015g00000HpHpHAAV",
                },
                "Id": "0015g00000HpHpHAAV",
                "Name": "Hollow Pine",
            }
        ],
    },
}


def put(folder: Path, exchange: dict[str, Any]) -> Material:
    file = folder / "list.json"
    file.write_text(json.dumps({"exchanges": [exchange]}), encoding="utf-8")
    return Material("salesforce", (), (file,))


def test_it_holds(tmp_path):
    lines = list(salesforce.check(put(tmp_path, LIST)))
    assert [one for one in lines if one.verdict == "fell short"] == []
    assert {one.what.split(":")[0] for one in lines} == {"simulator", "connector"}
    assert sum(one.checks for one in lines) > 1_000


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": 201}, "answered 200 instead of 201"),
        ({"response": LIST["response"] | {"extra": 1}}, "extra is missing"),
        (
            {"response": {"totalSize": 1, "records": LIST["response"]["records"]}},
            "done is not in the recording",
        ),
        (
            {"response": LIST["response"] | {"totalSize": "1"}},
            "totalSize is number, recorded as text",
        ),
        ({"headers": {"content-type": "text/html"}}, "content-type is application/json"),
        (
            {"headers": {"content-type": LIST["headers"]["content-type"]}},
            "sforce-limit-info is api-usage=1/100000",
        ),
    ],
)
def test_a_difference_from_a_recording_is_named(tmp_path, change, words):
    lines = list(salesforce._recording_lines(put(tmp_path, LIST | change)))
    (line,) = [one for one in lines if one.verdict == "fell short"]
    assert line.what == "simulator: answers as recorded"
    assert words in line.detail


def test_an_id_that_ends_otherwise_is_named(tmp_path):
    row = LIST["response"]["records"][0] | {"Id": "0015g00000HpHpHAAA"}
    recorded = LIST | {"response": LIST["response"] | {"records": [row]}}
    details = [one.detail for one in salesforce._recording_lines(put(tmp_path, recorded))]
    assert any("is not what its capitals say" in one for one in details)


def test_limits_of_other_kinds_may_be_left_out():
    recorded = {"path": "/services/data/v60.0/limits", "response": {"A": {"Max": 1}}}
    answer = httpx.Response(200, json={"B": {"Max": 2}})
    assert salesforce_recordings.left_out(Replayed("limits", recorded, answer)) == {"A"}
    assert salesforce_recordings.left_out(Replayed("list", LIST, answer)) == set()


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"Name": None}, "Name is null"),
        ({"CreatedDate": "2026-01-01T00:00:00Z"}, "CreatedDate is moment Z, described as datetime"),
        ({"ARR__c": 5}, "ARR__c is a whole number"),
        ({"OwnerId": "nobody"}, "OwnerId is text, described as reference"),
        ({"More": 1}, "it has ['More'] too much or too little"),
        ({"Id": "003000000000000AAA"}, "its id is 003000000000000AAA"),
    ],
)
def test_a_record_that_breaks_its_description_is_named(patch, words):
    with salesforce.simulator() as org, salesforce_answers.asking(org) as client:
        base = f"{salesforce_answers.DATA}/sobjects/Account"
        whole = client.get(f"{base}/describe").json()["fields"]
        row = client.get(f"{base}/{org.records('Account')[0]['Id']}").json()
    fields = {one["name"]: one for one in whole}
    assert list(salesforce_answers.record_faults("Account", fields, row)) == []
    found = list(salesforce_answers.record_faults("Account", fields, row | patch))
    assert words in found


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "words"),
    [
        ("GET", "query", "", None, "query without a query"),
        ("GET", "query", "q=SELECT+FIELDS(ALL)+FROM+Task", None, "does not name its fields"),
        (
            "GET",
            "query",
            "q=SELECT+Id+FROM+Task+WHERE+SystemModstamp+%3E+2026-01-01T00:00:00Z",
            None,
            "a delta without an order",
        ),
        ("GET", "query", "q=" + "x" * 17_000, None, "longer than an address may be"),
        ("GET", "recent", "", None, "GET recent is not in the table"),
        ("DELETE", "sobjects/Task", "", None, "is not in the table"),
        ("POST", "sobjects/Lead", "", {"LastName": "x"}, "POST of a Lead"),
        ("POST", "sobjects/Task", "", {}, "no object with something in it"),
        ("PATCH", "sobjects/Task/00T000000000000AAA", "", {"Id": "x"}, "the id stands in the body"),
        ("PATCH", "sobjects/Task/K__c/1", "", {"K__c": "1"}, "the key stands in the body too"),
        ("POST", "sobjects/Task", "", {"Subject": ["x"]}, "Subject is list"),
    ],
)
def test_a_request_that_salesforce_does_not_take_is_named(method, path, query, body, words):
    text = "" if body is None else json.dumps(body)
    served = Served(method, f"/services/data/v64.0/{path}", query, 200, text)
    assert any(words in one for one in salesforce_requests.faults([served]))


def test_a_refused_request_and_two_versions_are_named():
    refused = Served("GET", "/services/data/v64.0/limits", "", 403)
    other = Served("GET", "/services/data/v60.0/limits", "", 200)
    found = list(salesforce_requests.faults([refused, other]))
    assert found == [
        "GET limits was answered 403",
        "several versions were asked: 60, 64",
    ]
    missing = Served("GET", "/services/data/v64.0/sobjects/Task/Satchel_Id__c/k", "", 404)
    assert list(salesforce_requests.faults([missing], missing_is_fine=True)) == []
    assert len(list(salesforce_requests.faults([missing]))) == 1
    elsewhere = Served("GET", "/services/apexrest/x", "", 200)
    assert list(salesforce_requests.faults([elsewhere])) == [
        "GET /services/apexrest/x is no address of ours"
    ]
