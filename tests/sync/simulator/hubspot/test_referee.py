"""HubSpot's own client talks to the simulator; only the host is another one.

What it reads through the simulator is compared with what is stored there, and each kind of
refusal has to reach it as the error it knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hubspot import Client
from hubspot.crm import companies, contacts, owners, properties
from hubspot.crm.associations import v4 as associations
from hubspot.crm.objects import notes, tasks

from sync.simulator import DEMO_EMAIL
from sync.simulator.hubspot import KINDS, SCOPES, HubSpotSimulator, Limits, sample_portal

NAMES = ["name", "domain", "csm", "arr_eur", "contract_end", "health_band"]


def speaking_to(crm: HubSpotSimulator) -> Any:
    """The client, with nothing changed but the host."""
    return Client.create(access_token=crm.key, host=crm.url)


@pytest.fixture
def crm(start, clock) -> HubSpotSimulator:
    made: HubSpotSimulator = start(sample_portal(3, 20, now=clock()))
    return made


@pytest.fixture
def hub(crm) -> Iterator[Any]:
    return speaking_to(crm)


def stored(crm, kind: str, names: list[str]) -> dict[str, dict[str, str | None]]:
    """Id → those properties of every record, as the simulator keeps them."""
    return {
        one["id"]: {name: one["properties"].get(name) for name in names}
        for one in crm.records(kind)
        if not one["archived"]
    }


def told(results: Any, names: list[str]) -> dict[str, dict[str, str | None]]:
    """The same, as the client read it."""
    return {one.id: {name: one.properties[name] for name in names} for one in results}


def test_a_list_over_several_pages_is_what_is_stored(crm, hub):
    read, after = [], None
    while True:
        page = hub.crm.companies.basic_api.get_page(limit=7, after=after, properties=NAMES)
        read += page.results
        if page.paging is None:
            break
        after = page.paging.next.after
    assert len(read) > 21
    assert told(read, NAMES) == stored(crm, "companies", NAMES)
    made = {one["id"]: one["createdAt"] for one in crm.records("companies")}
    assert {one.id: one.created_at for one in read} == {
        row_id: datetime.fromisoformat(text) for row_id, text in made.items()
    }


def test_every_kind_can_be_listed_to_its_end(crm, hub):
    for kind in KINDS:
        names = [KINDS[kind].title, KINDS[kind].modified]
        read = hub.crm.objects.get_all(kind, properties=names)
        assert told(read, names) == stored(crm, kind, names), kind


def test_what_it_makes_changes_and_archives(crm, hub):
    company = crm.records("companies")[0]["id"]
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}
    made = hub.crm.objects.notes.basic_api.create(
        notes.SimplePublicObjectInputForCreate(
            properties={"hs_timestamp": "2026-03-17T10:00:00.000Z", "hs_note_body": "<p>A</p>"},
            associations=[{"to": {"id": company}, "types": [spec]}],
        )
    )
    assert crm.record("notes", made.id)["associations"] == {"companies": [company]}
    read = hub.crm.objects.notes.basic_api.get_by_id(
        made.id, properties=["hs_note_body"], associations=["companies"]
    )
    assert read.properties["hs_note_body"] == "<p>A</p>"
    assert [one.id for one in read.associations["companies"].results] == [company]
    change = notes.SimplePublicObjectInput(properties={"hs_note_body": "<p>B</p>"})
    changed = hub.crm.objects.notes.basic_api.update(made.id, change)
    assert changed.updated_at > made.updated_at
    assert crm.record("notes", made.id)["properties"]["hs_note_body"] == "<p>B</p>"
    hub.crm.objects.notes.basic_api.archive(made.id)
    assert crm.record("notes", made.id)["archived"] is True
    bin_ = hub.crm.objects.notes.basic_api.get_page(archived=True, limit=100)
    assert made.id in [one.id for one in bin_.results]


def test_a_search_over_several_pages(crm, hub):
    mine = [i for i, one in stored(crm, "companies", ["csm"]).items() if one["csm"] == crm.me]
    read, after = [], None
    while True:
        request = companies.PublicObjectSearchRequest(
            filter_groups=[
                {"filters": [{"propertyName": "csm", "operator": "EQ", "value": crm.me}]}
            ],
            sorts=[{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
            properties=NAMES,
            limit=6,
            after=after,
        )
        page = hub.crm.companies.search_api.do_search(request)
        assert page.total == len(mine)
        read += page.results
        if page.paging is None:
            break
        after = page.paging.next.after
    assert [one.id for one in read] == sorted(mine, key=int)
    kept = stored(crm, "companies", NAMES)
    assert told(read, NAMES) == {row_id: kept[row_id] for row_id in mine}


def test_batches(crm, hub):
    known = [one["id"] for one in crm.records("companies")][:3]
    request = companies.BatchReadInputSimplePublicObjectId(
        properties=NAMES, properties_with_history=[], inputs=[{"id": one} for one in known]
    )
    whole = hub.crm.companies.batch_api.read(request)
    kept = stored(crm, "companies", NAMES)
    assert told(whole.results, NAMES) == {row_id: kept[row_id] for row_id in known}
    request.inputs.append({"id": "4711"})
    partly = hub.crm.companies.batch_api.read(request)
    assert (len(partly.results), partly.num_errors) == (3, 1)
    assert partly.errors[0].context == {"ids": ["4711"]}

    task = {"hs_timestamp": "2026-03-20T00:00:00Z", "hs_task_subject": "Ask"}
    made = hub.crm.objects.tasks.batch_api.create(
        tasks.BatchInputSimplePublicObjectBatchInputForCreate(
            inputs=[{"properties": task}, {"properties": task | {"hs_task_subject": "Tell"}}]
        )
    )
    ids = [one.id for one in made.results]
    done = [{"id": one, "properties": {"hs_task_status": "COMPLETED"}} for one in ids]
    changed = hub.crm.objects.tasks.batch_api.update(
        tasks.BatchInputSimplePublicObjectBatchInput(inputs=done)
    )
    assert {one.properties["hs_task_status"] for one in changed.results} == {"COMPLETED"}
    hub.crm.objects.tasks.batch_api.archive(
        tasks.BatchInputSimplePublicObjectId(inputs=[{"id": one} for one in ids])
    )
    assert all(crm.record("tasks", one)["archived"] for one in ids)


def test_an_upsert_by_a_property_of_ones_own(crm, hub):
    hub.crm.properties.core_api.create(
        "notes",
        properties.PropertyCreate(
            name="satchel_id",
            label="Key",
            type="string",
            field_type="text",
            group_name="note_information",
            has_unique_value=True,
        ),
    )
    one = {"hs_timestamp": "2026-03-17T10:00:00Z", "satchel_id": "k1"}
    request = notes.BatchInputSimplePublicObjectBatchInputUpsert(
        inputs=[{"id": "k1", "idProperty": "satchel_id", "properties": one}]
    )
    answers = [hub.crm.objects.notes.batch_api.upsert(request).results[0] for _ in range(2)]
    assert [each.new for each in answers] == [True, False]
    assert answers[0].id == answers[1].id
    assert crm.record("notes", answers[0].id)["properties"]["satchel_id"] == "k1"


def test_associations_both_ways_and_in_batches(crm, hub):
    api = hub.crm.associations.v4
    person, company = crm.records("contacts")[0]["id"], crm.add("companies", {"name": "Kite"})
    api.basic_api.create_default("contacts", person, "companies", company)
    page = api.basic_api.get_page("companies", company, "contacts")
    assert [one.to_object_id for one in page.results] == [person]
    known = [one["id"] for one in crm.records("companies") if "notes" in one["associations"]]
    request = associations.BatchInputPublicFetchAssociationsBatchRequest(
        inputs=[{"id": one} for one in known]
    )
    read = api.batch_api.get_page("companies", "notes", request)
    found = {one._from.id: {each.to_object_id for each in one.to} for one in read.results}
    expected = {one: set(crm.record("companies", one)["associations"]["notes"]) for one in known}
    assert found == expected
    labels = api.schema.definitions_api.get_all("notes", "companies")
    assert [(one.category, one.type_id) for one in labels.results] == [("HUBSPOT_DEFINED", 190)]


def test_owners_pipelines_and_the_catalogue(crm, hub):
    (me,) = hub.crm.owners.owners_api.get_page(email=DEMO_EMAIL).results
    assert (me.id, me.first_name) == (crm.me, "Ines")
    every = [*hub.crm.owners.get_all(), *hub.crm.owners.get_all(archived=True)]
    assert {one.id for one in every} == set(crm.state.owners)
    lines = hub.crm.pipelines.pipelines_api.get_all("deals").results
    stages = {stage.id: stage.metadata["probability"] for line in lines for stage in line.stages}
    assert stages["renewal_won"] == "1.0"
    for kind in KINDS:
        read = {one.name for one in hub.crm.properties.core_api.get_all(kind).results}
        assert read == crm.state.catalogues[kind].live.keys()


def test_a_merge(crm, hub):
    winner, loser = (crm.add("companies", {"name": name}) for name in ("Kestrel", "Kite"))
    request = companies.PublicMergeInput(primary_object_id=winner, object_id_to_merge=loser)
    left = hub.crm.companies.basic_api.merge(request)
    assert left.properties["hs_merged_object_ids"] == loser


def refused(error: Any) -> dict[str, Any]:
    """The body of an error the client raised."""
    body: dict[str, Any] = json.loads(error.value.body)
    return body


def test_a_token_that_expired(crm, hub):
    crm.token_becomes("expired")
    with pytest.raises(companies.exceptions.UnauthorizedException) as caught:
        hub.crm.companies.basic_api.get_page()
    assert refused(caught)["category"] == "EXPIRED_AUTHENTICATION"


def test_a_scope_that_is_missing(crm, hub):
    crm.allow(*(SCOPES - {"crm.objects.contacts.read"}))
    with pytest.raises(contacts.exceptions.ForbiddenException) as caught:
        hub.crm.contacts.basic_api.get_page()
    assert refused(caught)["context"] == {"missingScopes": ["crm.objects.contacts.read"]}


def test_a_record_that_is_not_there(hub):
    with pytest.raises(companies.exceptions.NotFoundException) as caught:
        hub.crm.companies.basic_api.get_by_id("4711")
    assert refused(caught)["category"] == "OBJECT_NOT_FOUND"


def test_a_contact_that_exists(crm, hub):
    email = next(one["properties"]["email"] for one in crm.records("contacts"))
    wish = contacts.SimplePublicObjectInputForCreate(properties={"email": email})
    with pytest.raises(contacts.exceptions.ApiException) as caught:
        hub.crm.contacts.basic_api.create(wish)
    assert (caught.value.status, refused(caught)["category"]) == (409, "CONFLICT")


def test_a_value_that_is_refused(crm, hub):
    wish = companies.SimplePublicObjectInput(properties={"health_band": "blue"})
    with pytest.raises(companies.exceptions.ApiException) as caught:
        hub.crm.companies.basic_api.update(crm.records("companies")[0]["id"], wish)
    assert caught.value.status == 400
    assert refused(caught)["errors"][0]["code"] == "INVALID_OPTION"


def test_a_limit_that_is_reached(start):
    crm = start(limits=Limits(burst=2))
    hub = speaking_to(crm)
    for _ in range(2):
        hub.crm.owners.owners_api.get_page()
    with pytest.raises(owners.exceptions.ApiException) as caught:
        hub.crm.owners.owners_api.get_page()
    assert caught.value.status == 429
    assert caught.value.headers["x-hubspot-ratelimit-remaining"] == "0"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_service_that_is_down(status, crm, hub):
    crm.fault("status", status=status)
    with pytest.raises(companies.exceptions.ServiceException) as caught:
        hub.crm.companies.basic_api.get_page()
    assert caught.value.status == status
