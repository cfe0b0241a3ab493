"""Single records and lists: what is told, in which order, and what becomes of a write."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from sync.simulator.hubspot import Quirks
from tests.sync.simulator.hubspot.asking import OBJECTS, codes, ids, refusal, walk

NOTE = {"hs_timestamp": "2026-03-17T10:00:00.000Z", "hs_note_body": "<p>Call</p>"}


def to_company(company: str, type_id: int = 190) -> dict[str, object]:
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}
    return {"to": {"id": company}, "types": [spec]}


def test_a_list_is_told_in_the_order_of_ids_whatever_changes_meanwhile(crm, client, clock):
    made = [crm.add("companies", {"name": f"C{at}"}) for at in range(7)]
    first = client.get(f"{OBJECTS}/companies", params={"limit": 3}).json()
    clock.move(hours=1)
    crm.change("companies", ids(first)[0], {"name": "Moved"})
    after = first["paging"]["next"]["after"]
    rest = walk(client, f"{OBJECTS}/companies", limit=3, after=after)
    assert [*ids(first), *(one["id"] for one in rest)] == sorted(made, key=int)
    assert first["paging"]["next"]["link"].endswith("after=" + quote(after))


def test_ten_come_where_no_limit_is_named_and_101_are_refused(crm, client):
    for at in range(11):
        crm.add("contacts", {"firstname": f"P{at}"})
    assert len(client.get(f"{OBJECTS}/contacts").json()["results"]) == 10
    for limit in ("0", "101", "x"):
        refusal(client.get(f"{OBJECTS}/contacts?limit={limit}"), 400, "VALIDATION_ERROR")
    history = f"{OBJECTS}/contacts?propertiesWithHistory=firstname&limit="
    assert client.get(history + "50").status_code == 200
    refusal(client.get(history + "51"), 400, "VALIDATION_ERROR")
    refusal(client.get(f"{OBJECTS}/contacts?after=nonsense"), 400, "VALIDATION_ERROR")


def test_only_what_is_asked_for_is_told_and_three_properties_always(crm, client):
    made = crm.add("companies", {"name": "Kestrel", "domain": "kestrel.example", "phone": "1"})
    usual = client.get(f"{OBJECTS}/companies/{made}").json()
    always = {"createdate", "hs_lastmodifieddate", "hs_object_id"}
    assert set(usual["properties"]) == always | {"name", "domain"}
    asked = client.get(f"{OBJECTS}/companies/{made}?properties=phone,city,no_such").json()
    assert set(asked["properties"]) == always | {"phone", "city"}
    assert (asked["properties"]["phone"], asked["properties"]["city"]) == ("1", None)
    repeated = client.get(f"{OBJECTS}/companies/{made}?properties=phone&properties=city").json()
    assert repeated == asked


def test_every_value_is_text_and_the_frame_repeats_the_dates(crm, client):
    made = crm.add("companies", {"name": "K", "arr_eur": 1200.5, "on_trial": True})
    names = "arr_eur,on_trial,customer_health"
    told = client.get(f"{OBJECTS}/companies/{made}?properties={names}").json()
    assert told["properties"]["arr_eur"] == "1200.5"
    assert told["properties"]["on_trial"] == "true"
    assert told["properties"]["customer_health"] is None
    assert told["createdAt"] == told["properties"]["createdate"] == "2026-03-18T09:30:00.000Z"
    assert told["updatedAt"] == told["properties"]["hs_lastmodifieddate"]
    assert told["archived"] is False
    assert "archivedAt" not in told


def test_contacts_spell_their_date_otherwise(crm, client):
    made = crm.add("contacts", {"email": "kim@kestrel.example"})
    told = client.get(f"{OBJECTS}/contacts/{made}?properties=hs_lastmodifieddate").json()
    assert "lastmodifieddate" in told["properties"]
    assert "hs_lastmodifieddate" not in told["properties"]


def test_a_note_is_made_with_its_association_in_one_go(crm, client):
    company = crm.add("companies", {"name": "Kestrel"})
    body = {"properties": NOTE, "associations": [to_company(company)]}
    answer = client.post(f"{OBJECTS}/notes", json=body)
    assert answer.status_code == 201
    assert answer.json()["properties"]["hs_note_body"] == "<p>Call</p>"
    assert crm.record("notes", answer.json()["id"])["associations"] == {"companies": [company]}
    told = client.get(f"{OBJECTS}/notes/{answer.json()['id']}?associations=companies,deals").json()
    assert told["associations"] == {
        "companies": {"results": [{"id": company, "type": "note_to_company"}]}
    }


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


def test_a_change_is_partial_moves_the_date_and_clears_by_empty_text(crm, client, clock):
    made = crm.add("companies", {"name": "Kestrel", "city": "Bergen", "arr_eur": "5"})
    clock.move(minutes=2)
    answer = client.patch(
        f"{OBJECTS}/companies/{made}",
        json={"properties": {"city": "", "contract_end": "1774483200000", "arr_eur": 7}},
    )
    assert answer.status_code == 200
    values = crm.record("companies", made)["properties"]
    assert "city" not in values
    assert (values["name"], values["contract_end"], values["arr_eur"]) == (
        "Kestrel",
        "2026-03-26",
        "7",
    )
    assert answer.json()["updatedAt"] == "2026-03-18T09:32:00.000Z"
    again = client.patch(f"{OBJECTS}/companies/{made}", json={"properties": {"arr_eur": "7"}})
    assert again.json()["updatedAt"] > answer.json()["updatedAt"]


def test_what_a_change_answers_is_whole_or_what_was_written(start, ask):
    told = {}
    for way in ("full", "written"):
        crm = start(quirks=Quirks(write_answers=way))
        made = crm.add("companies", {"name": "Kestrel", "city": "Bergen"})
        path = f"{OBJECTS}/companies/{made}"
        answer = ask(crm).patch(path, json={"properties": {"phone": "1"}})
        told[way] = set(answer.json()["properties"])
    assert told["full"] - told["written"] == {"name", "city", "hs_object_source_label"}
    assert {"phone", "hs_object_id"} <= told["written"]


def test_a_note_is_tidied_as_html(start, ask):
    body = "<p onclick='x'>A <!--satchel:1--> <blink>b</blink></p> <p>c</p><script>d</script>"
    for tidy, kept in ((False, "<p>A  b</p> <p>c</p>"), (True, "<p>A b</p><p>c</p>")):
        crm = start(quirks=Quirks(notes_tidy_whitespace=tidy))
        properties = NOTE | {"hs_note_body": body}
        answer = ask(crm).post(f"{OBJECTS}/notes", json={"properties": properties})
        assert answer.json()["properties"]["hs_note_body"] == kept


def test_an_archived_record_is_only_there_when_asked_for_and_for_ninety_days(crm, client, clock):
    made = crm.add("notes", NOTE)
    kept = crm.add("notes", NOTE)
    clock.move(hours=1)
    assert client.delete(f"{OBJECTS}/notes/{made}").status_code == 204
    assert client.delete(f"{OBJECTS}/notes/{made}").status_code == 204
    refusal(client.get(f"{OBJECTS}/notes/{made}"), 404, "OBJECT_NOT_FOUND")
    refusal(client.get(f"{OBJECTS}/notes/{kept}?archived=true"), 404, "OBJECT_NOT_FOUND")
    patch = client.patch(f"{OBJECTS}/notes/{made}", json={"properties": {"hs_note_body": "x"}})
    refusal(patch, 404, "OBJECT_NOT_FOUND")
    told = client.get(f"{OBJECTS}/notes/{made}?archived=true").json()
    assert told["archived"] is True
    assert told["archivedAt"] == "2026-03-18T10:30:00.000Z"
    assert told["updatedAt"] == "2026-03-18T09:30:00.000Z"
    assert ids(client.get(f"{OBJECTS}/notes").json()) == [kept]
    assert ids(client.get(f"{OBJECTS}/notes?archived=true").json()) == [made]
    clock.move(days=91)
    assert client.get(f"{OBJECTS}/notes?archived=true").json()["results"] == []
    refusal(client.get(f"{OBJECTS}/notes/{made}?archived=true"), 404, "OBJECT_NOT_FOUND")
    refusal(client.delete(f"{OBJECTS}/notes/4711"), 404, "OBJECT_NOT_FOUND")


def test_a_record_is_found_by_a_unique_property_and_by_no_other(crm, client):
    made = crm.add("contacts", {"email": "kim@kestrel.example"})
    path = f"{OBJECTS}/contacts/Kim@Kestrel.example"
    assert client.get(path + "?idProperty=email").json()["id"] == made
    refusal(client.get(path), 404, "OBJECT_NOT_FOUND")
    refusal(client.get(path + "?idProperty=firstname"), 400, "VALIDATION_ERROR")
    changed = client.patch(path + "?idProperty=email", json={"properties": {"jobtitle": "CFO"}})
    assert changed.json()["properties"]["jobtitle"] == "CFO"


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


def test_the_history_of_a_property_is_told_newest_first(crm, client, clock):
    made = crm.add("companies", {"name": "Kestrel"})
    clock.move(minutes=1)
    client.patch(f"{OBJECTS}/companies/{made}", json={"properties": {"name": "Merlin"}})
    told = client.get(f"{OBJECTS}/companies/{made}?propertiesWithHistory=name,city").json()
    past = told["propertiesWithHistory"]["name"]
    assert [(one["value"], one["timestamp"][11:16]) for one in past] == [
        ("Merlin", "09:31"),
        ("Kestrel", "09:30"),
    ]
    assert [one["value"] for one in told["propertiesWithHistory"]["city"]] == [""]


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


def test_a_contact_can_be_forgotten_for_good(crm, client):
    made = crm.add("contacts", {"email": "kim@kestrel.example"})
    body = {"objectId": "kim@kestrel.example", "idProperty": "email"}
    assert client.post(f"{OBJECTS}/contacts/gdpr-delete", json=body).status_code == 204
    with pytest.raises(KeyError):
        crm.record("contacts", made)
    refusal(client.post(f"{OBJECTS}/deals/gdpr-delete", json=body), 404, "OBJECT_NOT_FOUND")


def test_a_kind_is_named_by_plural_singular_or_type_id(crm, client):
    made = crm.add("companies", {"name": "Kestrel"})
    seen = [client.get(f"{OBJECTS}/{name}").json() for name in ("companies", "company", "0-2")]
    assert [ids(one) for one in seen] == [[made]] * 3
    refusal(client.get(f"{OBJECTS}/widgets"), 404, "OBJECT_NOT_FOUND")
    answer = client.get(f"{OBJECTS}/companies?associations=widgets")
    refusal(answer, 400, "VALIDATION_ERROR")
    refusal(client.get(f"{OBJECTS}/companies?archived=maybe"), 400, "VALIDATION_ERROR")
