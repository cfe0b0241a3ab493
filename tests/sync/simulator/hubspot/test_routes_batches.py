"""Batches: up to a hundred records, some right and some wrong."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulator.hubspot import Property, Quirks
from tests.sync.simulator.hubspot.asking import OBJECTS, codes, ids, refusal

MOMENT = "2026-03-17T10:00:00.000Z"


def batch(client, kind, verb, inputs, *, params=None, **more):
    return client.post(
        f"{OBJECTS}/{kind}/batch/{verb}", json={"inputs": inputs, **more}, params=params
    )


def of(*row_ids):
    return [{"id": row_id} for row_id in row_ids]


def test_what_was_not_found_is_named_beside_what_was(crm, client):
    here = crm.add("companies", {"name": "Kestrel"})
    gone = crm.add("companies", {"name": "Kite"})
    crm.archive("companies", gone)
    answer = batch(client, "companies", "read", of(here, gone, "4711"), properties=["name"])
    assert answer.status_code == 207
    told = answer.json()
    assert ids(told) == [here]
    assert told["numErrors"] == 1
    (error,) = told["errors"]
    assert error["category"] == "OBJECT_NOT_FOUND"
    assert error["context"] == {"ids": [gone, "4711"]}
    assert error.keys() >= {"status", "message", "errors", "links"}


def test_archived_ones_are_found_when_asked_for(crm, client):
    here = crm.add("companies", {"name": "Kestrel"})
    gone = crm.add("companies", {"name": "Kite"})
    crm.archive("companies", gone)
    answer = batch(client, "companies", "read", of(here, gone), params={"archived": "true"})
    assert ids(answer.json()) == [gone]
    assert answer.json()["results"][0]["archived"] is True
    all_there = batch(client, "companies", "read", of(here, here))
    assert (all_there.status_code, ids(all_there.json())) == (200, [here])
    assert all_there.json()["status"] == "COMPLETE"
    assert "errors" not in all_there.json()


def test_a_read_by_a_unique_property(crm, client):
    made = crm.add("contacts", {"email": "kim@kestrel.example"})
    answer = batch(client, "contacts", "read", of("kim@kestrel.example"), idProperty="email")
    assert ids(answer.json()) == [made]
    wrong = batch(client, "contacts", "read", of("Kim"), idProperty="firstname")
    refusal(wrong, 400, "VALIDATION_ERROR")


def test_a_read_with_history(crm, client):
    made = crm.add("companies", {"name": "Kestrel"})
    answer = batch(client, "companies", "read", of(made), propertiesWithHistory=["name"])
    (one,) = answer.json()["results"]
    assert [past["value"] for past in one["propertiesWithHistory"]["name"]] == ["Kestrel"]


@pytest.mark.parametrize(
    ("verb", "inputs"),
    [
        ("read", []),
        ("read", [{"id": str(at)} for at in range(101)]),
        ("read", [{}]),
        ("update", [{"id": "1", "idProperty": "hs_object_id", "properties": {}}]),
        ("upsert", [{"id": "1", "properties": {}}]),
        ("upsert", [{"id": "1", "idProperty": "name", "properties": {}}]),
        ("upsert", [{"id": "1", "idProperty": "org_id", "properties": {}, "associations": []}]),
        ("create", "x"),
    ],
)
def test_batches_that_are_refused_as_a_whole(verb, inputs, client):
    refusal(batch(client, "companies", verb, inputs), 400, "VALIDATION_ERROR")


def test_the_right_ones_are_made_and_the_wrong_ones_named_by_their_trace(crm, client):
    company = crm.add("companies", {"name": "Kestrel"})
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}
    inputs = [
        {
            "objectWriteTraceId": "t1",
            "properties": {"hs_timestamp": MOMENT, "hs_note_body": "A"},
            "associations": [{"to": {"id": company}, "types": [spec]}],
        },
        {"objectWriteTraceId": "t2", "properties": {"hs_note_body": "B"}},
    ]
    answer = batch(client, "notes", "create", inputs)
    assert answer.status_code == 207
    told = answer.json()
    assert [one["objectWriteTraceId"] for one in told["results"]] == ["t1"]
    assert told["errors"][0]["context"]["objectWriteTraceId"] == ["t2"]
    assert told["errors"][0]["category"] == "VALIDATION_ERROR"
    assert crm.records("notes")[0]["associations"] == {"companies": [company]}
    assert batch(client, "notes", "create", inputs[:1]).status_code == 201


def test_one_wrong_input_may_spoil_the_batch_before_anything_is_done(start, ask):
    crm = start(quirks=Quirks(batch_partial=False))
    inputs = [{"properties": {"name": "Kestrel"}}, {"properties": {"no_such": "1"}}]
    refusal(batch(ask(crm), "companies", "create", inputs), 400, "VALIDATION_ERROR")
    assert crm.records("companies") == []


def test_updates_by_id_and_by_unique_property(crm, client):
    one = crm.add("companies", {"name": "Kestrel"})
    other = crm.add("companies", {"name": "Kite", "org_id": "o-1"})
    inputs = [
        {"id": one, "properties": {"city": "Bergen"}},
        {"id": "o-1", "idProperty": "org_id", "properties": {"city": "Oslo"}},
        {"id": "4711", "properties": {"city": "Nowhere"}},
    ]
    answer = batch(client, "companies", "update", inputs)
    assert answer.status_code == 207
    assert answer.json()["errors"][0]["context"]["ids"] == ["4711"]
    cities = [crm.record("companies", each)["properties"]["city"] for each in (one, other)]
    assert cities == ["Bergen", "Oslo"]
    assert batch(client, "companies", "update", inputs[:2]).status_code == 200


@pytest.mark.parametrize("verb", ["update", "upsert"])
def test_two_inputs_for_one_record_spoil_the_batch(verb, crm, client):
    crm.add("companies", {"name": "Kestrel", "org_id": "o-1"})
    one = {"id": "o-1", "idProperty": "org_id", "properties": {"city": "Bergen"}}
    refused = refusal(batch(client, "companies", verb, [one, one]), 400, "VALIDATION_ERROR")
    assert codes(refused) == ["DUPLICATE_ID"]
    assert "city" not in crm.records("companies")[0]["properties"]


def test_an_upsert_makes_once_and_changes_after_that(crm, client):
    crm.define("notes", Property(name="satchel_id", label="Key", unique=True))
    inputs: list[dict[str, Any]] = [
        {
            "id": "k1",
            "idProperty": "satchel_id",
            "properties": {"hs_timestamp": MOMENT, "hs_note_body": "A"},
        }
    ]
    first = batch(client, "notes", "upsert", inputs)
    inputs[0]["properties"]["hs_note_body"] = "B"
    second = batch(client, "notes", "upsert", inputs)
    assert [first.status_code, second.status_code] == [200, 200]
    told = [answer.json()["results"][0] for answer in (first, second)]
    assert [one["new"] for one in told] == [True, False]
    assert told[0]["id"] == told[1]["id"]
    (kept,) = crm.records("notes")
    assert (kept["properties"]["hs_note_body"], kept["properties"]["satchel_id"]) == ("B", "k1")


def test_upserts_that_cannot_be_done_are_named(client):
    inputs = [
        {"id": "4711", "idProperty": "hs_object_id", "properties": {"name": "x"}},
        {"id": "o-1", "idProperty": "org_id", "properties": {"name": "x", "org_id": "o-2"}},
    ]
    told = batch(client, "companies", "upsert", inputs).json()
    assert [one["category"] for one in told["errors"]] == ["OBJECT_NOT_FOUND", "VALIDATION_ERROR"]


def test_an_archive_passes_over_what_is_not_there(crm, client):
    made = [crm.add("companies", {"name": name}) for name in ("Kestrel", "Kite")]
    assert batch(client, "companies", "archive", of(*made, "4711")).status_code == 204
    assert all(one["archived"] for one in crm.records("companies"))
