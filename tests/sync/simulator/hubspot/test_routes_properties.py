"""The catalogue: what a property says of itself, what an account may add, and what vanishes."""

from __future__ import annotations

from typing import Any

import pytest

from sync.simulator.hubspot import KINDS, Quirks
from tests.sync.simulator.hubspot.asking import OBJECTS, codes, refusal, search

PROPERTIES = "/crm/v3/properties"
WISH = {
    "name": "satchel_id",
    "label": "Satchel id",
    "type": "string",
    "fieldType": "text",
    "groupName": "note_information",
    "hasUniqueValue": True,
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_catalogue_knows_every_property_a_record_always_has(kind, client):
    told = {one["name"]: one for one in client.get(f"{PROPERTIES}/{kind}").json()["results"]}
    for name in (*KINDS[kind].always, *KINDS[kind].usual, *KINDS[kind].required):
        assert name in told
    for name in KINDS[kind].always:
        assert told[name]["modificationMetadata"]["readOnlyValue"] is True
    assert client.get(f"/crm/properties/2026-03/{kind}").json()["results"] == [*told.values()]


def test_what_a_mapping_screen_reads(client):
    told = client.get(f"{PROPERTIES}/companies/health_band").json()
    assert [one["value"] for one in told["options"]] == ["red", "amber", "green"]
    assert (told["type"], told["fieldType"], told["hubspotDefined"]) == (
        "enumeration",
        "select",
        False,
    )
    calculated = client.get(f"{PROPERTIES}/companies/arr_per_user").json()
    assert calculated["calculated"] is True
    assert calculated["modificationMetadata"]["readOnlyValue"] is True
    people = client.get(f"{PROPERTIES}/companies/csm").json()
    assert (people["externalOptions"], people["referencedObjectType"]) == (True, "OWNER")
    refusal(client.get(f"{PROPERTIES}/companies/no_such"), 404, "OBJECT_NOT_FOUND")


def test_a_property_of_ones_own_takes_values_and_finds_records(crm, client):
    assert client.post(f"{PROPERTIES}/notes", json=WISH).status_code == 201
    refusal(client.post(f"{PROPERTIES}/notes", json=WISH), 409, "CONFLICT")
    body = {"properties": {"hs_timestamp": "2026-03-17T10:00:00Z", "satchel_id": "k1"}}
    made = client.post(f"{OBJECTS}/notes", json=body).json()["id"]
    assert client.get(f"{OBJECTS}/notes/k1?idProperty=satchel_id").json()["id"] == made
    refusal(client.post(f"{OBJECTS}/notes", json=body), 409, "CONFLICT")


def test_ten_unique_ones_are_the_most(client):
    for at in range(11):
        answer = client.post(f"{PROPERTIES}/notes", json=WISH | {"name": f"key_{at}"})
        assert answer.status_code == (201 if at < 10 else 400)


@pytest.mark.parametrize(
    "change",
    [{"name": "Upper"}, {"type": "colour"}, {"groupName": "nowhere"}, {"label": None}],
)
def test_a_wish_that_cannot_be_met_is_refused(change, client):
    refusal(client.post(f"{PROPERTIES}/notes", json=WISH | change), 400, "VALIDATION_ERROR")


def test_activities_may_take_no_properties_of_ones_own(start, ask):
    client = ask(start(quirks=Quirks(custom_on_activities=False)))
    refusal(client.post(f"{PROPERTIES}/notes", json=WISH), 400, "VALIDATION_ERROR")
    company = WISH | {"groupName": "companyinformation"}
    assert client.post(f"{PROPERTIES}/companies", json=company).status_code == 201


def test_a_property_that_vanishes_is_not_told_not_written_and_not_searched(crm, client):
    made = crm.add("companies", {"name": "Kestrel", "arr_eur": 5})
    crm.drop_property("companies", "arr_eur")
    path = f"{OBJECTS}/companies/{made}"
    told = client.get(f"{path}?properties=arr_eur,name").json()["properties"]
    assert "arr_eur" not in told
    refused = refusal(
        client.patch(path, json={"properties": {"arr_eur": "6"}}), 400, "VALIDATION_ERROR"
    )
    assert codes(refused) == ["PROPERTY_DOESNT_EXIST"]
    group = {"filters": [{"propertyName": "arr_eur", "operator": "GT", "value": "1"}]}
    answer = client.post(f"{OBJECTS}/companies/search", json={"filterGroups": [group]})
    refusal(answer, 400, "VALIDATION_ERROR")
    assert search(client, "companies", properties=["arr_eur"])["total"] == 1
    gone = client.get(f"{PROPERTIES}/companies?archived=true").json()["results"]
    assert [(one["name"], one["archived"]) for one in gone] == [("arr_eur", True)]
    refusal(client.get(f"{PROPERTIES}/companies/arr_eur"), 404, "OBJECT_NOT_FOUND")


def test_own_ones_can_be_changed_and_archived_and_hubspots_cannot(client):
    path = f"{PROPERTIES}/companies"
    changed = client.patch(f"{path}/arr_eur", json={"label": "Yearly revenue"})
    assert changed.json()["label"] == "Yearly revenue"
    options = [{"label": "Blue", "value": "blue", "hidden": False}]
    told = client.patch(f"{path}/health_band", json={"options": options}).json()
    assert [one["value"] for one in told["options"]] == ["blue"]
    assert client.delete(f"{path}/arr_eur").status_code == 204
    refusal(client.delete(f"{path}/arr_eur"), 404, "OBJECT_NOT_FOUND")
    refusal(client.delete(f"{path}/name"), 400, "VALIDATION_ERROR")
    refusal(client.patch(f"{path}/name", json={"label": "x"}), 400, "VALIDATION_ERROR")


def test_batches_of_properties(client):
    path = f"{PROPERTIES}/notes/batch"
    wishes = [WISH, WISH | {"name": "Upper"}]
    made = client.post(f"{path}/create", json={"inputs": wishes})
    assert (made.status_code, made.json()["numErrors"]) == (207, 1)
    names: dict[str, Any] = {
        "archived": False,
        "inputs": [{"name": "satchel_id"}, {"name": "no_such"}],
    }
    read = client.post(f"{path}/read", json=names)
    assert (read.status_code, len(read.json()["results"])) == (207, 1)
    assert client.post(f"{path}/archive", json=names).status_code == 204
    refusal(client.get(f"{PROPERTIES}/notes/satchel_id"), 404, "OBJECT_NOT_FOUND")
    read = client.post(
        f"{path}/read", json=names | {"archived": True, "inputs": names["inputs"][:1]}
    )
    assert read.json()["results"][0]["archivedAt"]


def test_groups_come_and_go_while_they_are_empty(client):
    path = f"{PROPERTIES}/notes/groups"
    wish = {"name": "satchel", "label": "Satchel"}
    assert client.post(path, json=wish).status_code == 201
    refusal(client.post(path, json=wish), 409, "CONFLICT")
    refusal(client.post(path, json={"name": "x"}), 400, "VALIDATION_ERROR")
    assert client.patch(f"{path}/satchel", json={"label": "S"}).json()["label"] == "S"
    assert client.get(f"{path}/satchel").json()["label"] == "S"
    names = [one["name"] for one in client.get(path).json()["results"]]
    assert names == ["note_information", "satchel"]
    assert client.delete(f"{path}/satchel").status_code == 204
    refusal(client.get(f"{path}/satchel"), 404, "OBJECT_NOT_FOUND")
    refusal(client.delete(f"{path}/note_information"), 400, "VALIDATION_ERROR")
