"""Single records and lists: what is told, in which order, and what becomes of a write."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from sync.simulator.hubspot import Quirks
from tests.sync.simulator.hubspot.asking import NOTE, OBJECTS, ids, refusal, to_company, walk


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
