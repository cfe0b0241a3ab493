"""Associations: both directions, types and labels, single and in batches, page after page."""

from __future__ import annotations

import pytest

from sync.simulator.hubspot import Quirks
from tests.sync.simulator.hubspot.asking import ids, refusal

V4 = "/crm/v4"
NOTE = {"hs_timestamp": "2026-03-17T10:00:00.000Z"}


def types(one):
    return [(each["typeId"], each["label"]) for each in one["associationTypes"]]


@pytest.fixture
def company(crm):
    return crm.add("companies", {"name": "Kestrel"})


def test_putting_the_plain_one_twice_is_putting_it_once(crm, client, company):
    note = crm.add("notes", NOTE)
    path = f"{V4}/objects/notes/{note}/associations/default/companies/{company}"
    told = [client.put(path) for _ in range(2)]
    assert [one.status_code for one in told] == [200, 200]
    specs = [one["associationSpec"]["associationTypeId"] for one in told[0].json()["results"]]
    assert specs == [190, 189]
    back = client.get(f"{V4}/objects/companies/{company}/associations/notes").json()
    assert [(one["toObjectId"], types(one)) for one in back["results"]] == [(note, [(189, None)])]


def test_the_first_company_of_a_contact_is_its_primary_one(crm, client, company):
    person = crm.add("contacts", {"email": "kim@kestrel.example"})
    second = crm.add("companies", {"name": "Kite"})
    for one in (company, second):
        client.put(f"{V4}/objects/companies/{one}/associations/default/contacts/{person}")
    told = client.get(f"{V4}/objects/contacts/{person}/associations/companies").json()
    found = {one["toObjectId"]: types(one) for one in told["results"]}
    assert found == {company: [(279, None), (1, "Primary")], second: [(279, None)]}
    listed = client.get(f"/crm/v3/objects/contacts/{person}?associations=companies").json()
    words = {(one["id"], one["type"]) for one in listed["associations"]["companies"]["results"]}
    assert words == {
        (company, "contact_to_company"),
        (company, "contact_to_company_unlabeled"),
        (second, "contact_to_company_unlabeled"),
    }


def test_labels_of_the_account_have_ids_of_their_own(crm, client, company):
    champion = crm.state.links.add_label("contacts", "companies", "Champion")
    person = crm.add("contacts", {"email": "kim@kestrel.example"})
    path = f"{V4}/associations/contacts/companies/labels"
    told = client.get(path).json()["results"]
    assert told == client.get("/crm/associations/v4/contacts/companies/labels").json()["results"]
    assert {"category": "USER_DEFINED", "typeId": champion, "label": "Champion"} in told
    assert [one["typeId"] for one in told if one["category"] == "HUBSPOT_DEFINED"] == [279, 1]
    spec = [{"associationCategory": "USER_DEFINED", "associationTypeId": champion}]
    one = f"{V4}/objects/contacts/{person}/associations/companies/{company}"
    answer = client.put(one, json=spec)
    assert answer.status_code == 201
    assert answer.json() == {
        "fromObjectTypeId": "0-1",
        "fromObjectId": person,
        "toObjectTypeId": "0-2",
        "toObjectId": company,
        "labels": ["Champion"],
    }
    ends = {"from": {"id": person}, "to": {"id": company}, "types": spec}
    gone = client.post(
        f"{V4}/associations/contacts/companies/batch/labels/archive", json={"inputs": [ends]}
    )
    assert gone.status_code == 204
    (left,) = client.get(f"{V4}/objects/contacts/{person}/associations/companies").json()["results"]
    assert types(left) == [(279, None), (1, "Primary")]
    assert client.delete(one).status_code == 204
    assert crm.record("companies", company)["associations"] == {}


@pytest.mark.parametrize(
    ("path", "body", "status", "category"),
    [
        ("notes/{note}/associations/companies/{company}", [], 400, "VALIDATION_ERROR"),
        ("notes/{note}/associations/companies/{company}", "x", 400, "VALIDATION_ERROR"),
        ("notes/{note}/associations/companies/4711", [190], 400, "VALIDATION_ERROR"),
        ("notes/{note}/associations/companies/4711", None, 404, "OBJECT_NOT_FOUND"),
        ("notes/{note}/associations/default/companies/4711", None, 404, "OBJECT_NOT_FOUND"),
        ("notes/{note}/associations/default/widgets/1", None, 404, "OBJECT_NOT_FOUND"),
        ("notes/{note}/associations/default/tasks/1", None, 400, "VALIDATION_ERROR"),
    ],
)
def test_an_association_that_cannot_be_is_refused(
    path, body, status, category, crm, client, company
):
    note = crm.add("notes", NOTE)
    whole = f"{V4}/objects/" + path.format(note=note, company=company)
    plain = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}]
    refusal(client.put(whole, json=plain if body is None else body), status, category)


@pytest.mark.parametrize(
    "family", ["v4/associations", "associations/2026-03", "associations/2026-09"]
)
def test_a_batch_of_reads_in_every_family(family, crm, client, company):
    notes = [crm.add("notes", NOTE, associations={"companies": company}) for _ in range(3)]
    empty = crm.add("companies", {"name": "Kite"})
    inputs = {"inputs": [{"id": company}, {"id": empty}]}
    answer = client.post(f"/crm/{family}/companies/notes/batch/read", json=inputs)
    assert answer.status_code == 207
    (found,) = answer.json()["results"]
    assert found["from"] == {"id": company}
    assert {one["toObjectId"] for one in found["to"]} == set(notes)
    (error,) = answer.json()["errors"]
    assert error["subCategory"] == "crm.associations.NO_ASSOCIATIONS_FOUND"
    assert error["context"]["fromObjectId"] == [empty]


def test_who_has_none_may_be_passed_over_in_silence(start, ask):
    crm = start(quirks=Quirks(none_associated="silent"))
    made = crm.add("companies", {"name": "Kestrel"})
    path = f"{V4}/associations/companies/notes/batch/read"
    answer = ask(crm).post(path, json={"inputs": [{"id": made}]})
    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_many_associations_come_page_by_page(start, ask):
    crm = start(quirks=Quirks(associations_page=4))
    client = ask(crm)
    company = crm.add("companies", {"name": "Kestrel"})
    notes = {crm.add("notes", NOTE, associations={"companies": company}) for _ in range(10)}
    got, asked = [], {"id": company}
    for _ in range(3):
        body = {"inputs": [asked]}
        answer = client.post(f"{V4}/associations/companies/notes/batch/read", json=body)
        (found,) = answer.json()["results"]
        got += [one["toObjectId"] for one in found["to"]]
        asked["after"] = found.get("paging", {}).get("next", {}).get("after")
    assert asked["after"] is None
    assert (len(got), set(got)) == (10, notes)
    single, after = [], None
    path = f"{V4}/objects/companies/{company}/associations/notes"
    while True:
        params = {"limit": 3} | ({"after": after} if after else {})
        page = client.get(path, params=params).json()
        single += [one["toObjectId"] for one in page["results"]]
        if "paging" not in page:
            break
        after = page["paging"]["next"]["after"]
    assert single == got


def test_batches_add_and_take_away(crm, client, company):
    notes = [crm.add("notes", NOTE) for _ in range(2)]
    ends = [{"from": {"id": note}, "to": {"id": company}} for note in notes]
    path = f"{V4}/associations/notes/companies/batch"
    made = client.post(f"{path}/associate/default", json={"inputs": ends[:1]})
    assert (made.status_code, len(made.json()["results"])) == (200, 2)
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}]
    typed = [one | {"types": spec} for one in ends]
    wrong = [{"from": {"id": "4711"}, "to": {"id": company}, "types": spec}]
    assert client.post(f"{path}/create", json={"inputs": typed}).status_code == 201
    mixed = client.post(f"{path}/create", json={"inputs": typed + wrong})
    assert (mixed.status_code, mixed.json()["numErrors"]) == (207, 1)
    assert set(crm.record("companies", company)["associations"]["notes"]) == set(notes)
    gone = [{"from": {"id": notes[0]}, "to": [{"id": company}]}]
    assert client.post(f"{path}/archive", json={"inputs": gone}).status_code == 204
    assert crm.record("companies", company)["associations"]["notes"] == notes[1:]


def test_what_is_archived_is_not_associated_any_more(crm, client, company):
    note = crm.add("notes", NOTE, associations={"companies": company})
    crm.archive("notes", note)
    path = f"{V4}/objects/companies/{company}/associations/notes"
    assert client.get(path).json()["results"] == []
    told = client.get(f"/crm/v3/objects/companies/{company}?associations=notes").json()
    assert "associations" not in told


def test_the_dated_families_have_the_same_and_one_lacks_the_single_read(crm, client, company):
    note = crm.add("notes", NOTE)
    for version, status in (("2026-03", 200), ("2026-09", 404)):
        default = f"/crm/objects/{version}/notes/{note}/associations/default/companies/{company}"
        assert client.put(default).status_code == 200
        answer = client.get(f"/crm/objects/{version}/notes/{note}/associations/companies")
        assert answer.status_code == status
        labels = client.get(f"/crm/associations/{version}/notes/companies/labels").json()
        assert [one["typeId"] for one in labels["results"]] == [190]
    listed = client.get("/crm/objects/2026-09/notes?associations=companies").json()
    assert ids(listed) == [note]
