"""Writes: what is refused, what is tidied, what follows, and what is left of a merge."""

from __future__ import annotations

import pytest

from sync.simulator.hubspot import Quirks
from tests.sync.simulator.hubspot.asking import NOTE, OBJECTS, codes, ids, refusal, to_company


def test_an_activity_marks_its_company_as_changed_unless_it_does_not(start, ask, clock):
    for touches in (True, False):
        crm = start(quirks=Quirks(activities_touch=touches))
        client = ask(crm)
        company = crm.add("companies", {"name": "Kestrel"})
        clock.move(minutes=1)
        body = {"properties": NOTE, "associations": [to_company(company)]}
        assert client.post(f"{OBJECTS}/notes", json=body).status_code == 201
        record = crm.record("companies", company)
        assert (record["updatedAt"] > record["createdAt"]) is touches


@pytest.mark.parametrize(
    ("kind", "type_id", "properties"),
    [
        ("tasks", 190, {"hs_timestamp": "2026-03-17T10:00:00Z"}),
        ("notes", 189, NOTE),
        ("notes", 4_711, NOTE),
    ],
)
def test_an_association_of_the_wrong_type_leaves_nothing_behind(
    kind, type_id, properties, crm, client
):
    company = crm.add("companies", {"name": "Kestrel"})
    body = {"properties": properties, "associations": [to_company(company, type_id)]}
    refused = refusal(client.post(f"{OBJECTS}/{kind}", json=body), 400, "VALIDATION_ERROR")
    assert codes(refused) == ["INVALID_ASSOCIATION_TYPE"]
    body["associations"] = [to_company("4711", 190 if kind == "notes" else 192)]
    refusal(client.post(f"{OBJECTS}/{kind}", json=body), 400, "VALIDATION_ERROR")
    assert crm.records(kind) == []


def test_what_a_create_lacks_is_named(client):
    for kind, properties, names in (
        ("notes", {"hs_note_body": "x"}, ["hs_timestamp"]),
        ("tasks", {"hs_task_subject": "x"}, ["hs_timestamp"]),
        ("calls", {"hs_call_title": "x"}, ["hs_timestamp"]),
        ("deals", {}, ["dealname", "dealstage"]),
        ("tickets", {"subject": "x"}, ["hs_pipeline_stage"]),
        ("companies", {"city": "x"}, ["name", "domain"]),
    ):
        answer = client.post(f"{OBJECTS}/{kind}", json={"properties": properties})
        assert refusal(answer, 400, "VALIDATION_ERROR")["context"] == {"properties": names}
    refusal(client.post(f"{OBJECTS}/notes", json={}), 400, "VALIDATION_ERROR")
    refusal(client.post(f"{OBJECTS}/notes", content="{"), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"no_such": "1"}, ["PROPERTY_DOESNT_EXIST"]),
        ({"health_band": "blue"}, ["INVALID_OPTION"]),
        ({"customer_segment": "Annual Plan;Nobody"}, ["INVALID_OPTION"]),
        ({"arr_eur": "much"}, ["INVALID_NUMBER"]),
        ({"arr_eur": " 12"}, ["INVALID_WHITESPACE"]),
        ({"contract_end": "soon"}, ["INVALID_DATE"]),
        ({"contract_end": "1504703360618"}, ["INVALID_DATE"]),
        ({"product_last_seen": "soon"}, ["INVALID_LONG"]),
        ({"on_trial": "maybe"}, ["INVALID_BOOLEAN"]),
        ({"csm": "4711"}, ["INVALID_OWNER_ID"]),
        ({"name": ["a"]}, ["INVALID_JSON"]),
        ({"name": "x" * 65_537}, ["PROPERTY_VALUE_TOO_LONG"]),
        ({"hs_lastmodifieddate": "1"}, ["READ_ONLY_VALUE"]),
        ({"arr_per_user": "1"}, ["READ_ONLY_VALUE"]),
        ({"no_such": "1", "arr_eur": "much"}, ["PROPERTY_DOESNT_EXIST", "INVALID_NUMBER"]),
    ],
)
def test_a_value_that_is_not_taken_is_named_and_nothing_is_written(
    properties, expected, crm, client
):
    made = crm.add("companies", {"name": "Kestrel", "arr_eur": 5})
    before = crm.record("companies", made)
    answer = client.patch(f"{OBJECTS}/companies/{made}", json={"properties": properties})
    refused = refusal(answer, 400, "VALIDATION_ERROR")
    assert codes(refused) == expected
    assert [one["context"]["propertyName"][0] for one in refused["errors"]] == list(properties)
    assert crm.record("companies", made) == before


def test_a_note_is_tidied_as_html(start, ask):
    body = "<p onclick='x'>A <!--satchel:1--> <blink>b</blink></p> <p>c</p><script>d</script>"
    for tidy, kept in ((False, "<p>A  b</p> <p>c</p>"), (True, "<p>A b</p><p>c</p>")):
        crm = start(quirks=Quirks(notes_tidy_whitespace=tidy))
        properties = NOTE | {"hs_note_body": body}
        answer = ask(crm).post(f"{OBJECTS}/notes", json={"properties": properties})
        assert answer.json()["properties"]["hs_note_body"] == kept


def test_a_second_contact_of_that_address_is_a_conflict(crm, client):
    made = crm.add("contacts", {"email": "kim@kestrel.example"})
    body = {"properties": {"email": "KIM@kestrel.example"}}
    refused = refusal(client.post(f"{OBJECTS}/contacts", json=body), 409, "CONFLICT")
    assert refused["message"] == f"Contact already exists. Existing ID: {made}"
    other = crm.add("contacts", {"email": "jo@kestrel.example"})
    refusal(client.patch(f"{OBJECTS}/contacts/{other}", json=body), 409, "CONFLICT")
    crm.archive("contacts", made)
    assert client.patch(f"{OBJECTS}/contacts/{other}", json=body).status_code == 200


@pytest.mark.parametrize(
    ("quirk", "outcome"),
    [("absent", "PROPERTY_DOESNT_EXIST"), ("read_only", "READ_ONLY_VALUE"), ("writable", "")],
)
def test_the_key_for_creating_once_is_there_read_only_or_of_use(quirk, outcome, start, ask):
    crm = start(quirks=Quirks(unique_key=quirk))
    client = ask(crm)
    body = {"properties": NOTE | {"hs_unique_creation_key": "k1"}}
    answer = client.post(f"{OBJECTS}/notes", json=body)
    found = client.get("/crm/v3/properties/notes/hs_unique_creation_key")
    assert found.status_code == (404 if quirk == "absent" else 200)
    if outcome:
        assert codes(refusal(answer, 400, "VALIDATION_ERROR")) == [outcome]
        return
    assert answer.status_code == 201
    refusal(client.post(f"{OBJECTS}/notes", json=body), 409, "CONFLICT")
    assert len(crm.records("notes")) == 1


def test_a_stage_has_to_be_of_the_pipeline(crm, client):
    body = {"properties": {"dealname": "Renewal", "dealstage": "renewal_won"}}
    refused = refusal(client.post(f"{OBJECTS}/deals", json=body), 400, "VALIDATION_ERROR")
    assert codes(refused) == ["INVALID_OPTION"]
    body["properties"]["pipeline"] = "renewals_2024"
    made = client.post(f"{OBJECTS}/deals", json=body).json()
    assert made["properties"]["hs_is_closed_won"] == "true"
    patch = {"properties": {"dealstage": "contractsent"}}
    refusal(client.patch(f"{OBJECTS}/deals/{made['id']}", json=patch), 400, "VALIDATION_ERROR")


def test_a_completed_task_says_since_when(crm, client, clock):
    made = crm.add("tasks", {"hs_timestamp": "2026-03-20T00:00:00.000Z"})
    clock.move(minutes=5)
    path = f"{OBJECTS}/tasks/{made}"
    done = client.patch(path, json={"properties": {"hs_task_status": "COMPLETED"}}).json()
    assert done["properties"]["hs_task_completion_date"] == "2026-03-18T09:35:00.000Z"
    back = client.patch(path, json={"properties": {"hs_task_status": "NOT_STARTED"}}).json()
    assert "hs_task_completion_date" not in back["properties"]


def test_of_two_merged_companies_one_is_left_with_what_both_had(start, ask):
    for leads_on in (False, True):
        crm = start(quirks=Quirks(merged_id_leads_on=leads_on))
        client = ask(crm)
        winner = crm.add("companies", {"name": "Kestrel"})
        loser = crm.add("companies", {"name": "Kestrel Ltd", "city": "Bergen"})
        note = crm.add("notes", NOTE, associations={"companies": loser})
        body = {"primaryObjectId": winner, "objectIdToMerge": loser}
        left = client.post(f"{OBJECTS}/companies/merge", json=body).json()
        assert left["id"] == winner
        values = crm.record("companies", winner)["properties"]
        assert (values["name"], values["city"]) == ("Kestrel", "Bergen")
        assert values["hs_merged_object_ids"] == loser
        assert crm.record("notes", note)["associations"] == {"companies": [winner]}
        old = client.get(f"{OBJECTS}/companies/{loser}")
        assert old.status_code == (200 if leads_on else 404)
        assert ids(client.get(f"{OBJECTS}/companies?archived=true").json()) == []
        refusal(client.post(f"{OBJECTS}/companies/merge", json=body), 404, "OBJECT_NOT_FOUND")
        body = {"primaryObjectId": winner, "objectIdToMerge": winner}
        refusal(client.post(f"{OBJECTS}/companies/merge", json=body), 400, "VALIDATION_ERROR")


def test_a_merge_may_make_a_new_record(start):
    crm = start(quirks=Quirks(merge_makes_new_id=True))
    one, other = (crm.add("companies", {"name": name}) for name in ("Kestrel", "Kite"))
    left = crm.merge("companies", one, other)
    assert left not in (one, other)
    assert [record["id"] for record in crm.records("companies")] == [left]
    assert crm.record("companies", left)["properties"]["hs_merged_object_ids"] == f"{one};{other}"
