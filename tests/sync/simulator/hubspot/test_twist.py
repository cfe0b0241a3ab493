"""Faults on command, in HubSpot's own words and shapes."""

from __future__ import annotations

import httpx
import pytest

from tests.sync.simulator.hubspot.asking import OBJECTS, ids, refusal, search

NOTES = f"{OBJECTS}/notes"
NOTE = {"hs_timestamp": "2026-03-17T10:00:00.000Z", "hs_note_body": "x"}


@pytest.mark.parametrize(
    ("status", "category"),
    [
        (400, "VALIDATION_ERROR"),
        (401, "INVALID_AUTHENTICATION"),
        (404, "OBJECT_NOT_FOUND"),
        (409, "CONFLICT"),
        (423, "LOCKED"),
        (429, "RATE_LIMITS"),
        (477, "MIGRATION_IN_PROGRESS"),
        (500, "INTERNAL_ERROR"),
        (502, "INTERNAL_ERROR"),
        (524, "INTERNAL_ERROR"),
    ],
)
def test_a_status_comes_in_hubspots_words_and_nothing_is_done(status, category, crm, client):
    crm.fault("status", NOTES, status=status, method="POST", retry_after="7")
    answer = client.post(NOTES, json={"properties": NOTE})
    refusal(answer, status, category)
    assert answer.headers["retry-after"] == "7"
    assert crm.records("notes") == []
    assert client.post(NOTES, json={"properties": NOTE}).status_code == 201


def test_a_429_of_a_search_is_the_one_second_kind(crm, client):
    crm.fault("status", status=429, times=2)
    policies = [
        client.get(NOTES).json()["policyName"],
        client.post(f"{NOTES}/search", json={}).json()["policyName"],
    ]
    assert policies == ["TEN_SECONDLY_ROLLING", "SECONDLY"]


def test_a_status_may_come_as_html(crm, client):
    crm.fault("status", status=502, html=True)
    answer = client.get(NOTES)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")


def test_a_lost_answer_leaves_its_work_behind(crm, client):
    crm.fault("lost", NOTES, method="POST")
    with pytest.raises(httpx.TransportError):
        client.post(NOTES, json={"properties": NOTE})
    assert len(crm.records("notes")) == 1


@pytest.mark.parametrize("kind", ["close", "truncate"])
def test_a_connection_that_drops(kind, crm, client):
    crm.fault(kind)
    with pytest.raises(httpx.TransportError):
        client.get(NOTES)
    assert client.get(NOTES).status_code == 200


@pytest.fixture
def notes(crm, clock):
    made = []
    for at in range(7):
        made.append(crm.add("notes", NOTE | {"hs_note_body": f"N{at}"}))
        clock.move(minutes=1)
    return made


def test_pages_that_repeat_or_lead_nowhere(crm, client, notes):
    crm.fault("duplicates")
    plain = client.get(NOTES + "?limit=3").json()
    assert len(plain["results"]) == 6
    crm.fault("empty_next")
    page = client.get(NOTES + "?limit=3").json()
    assert page["results"] == []
    after = page["paging"]["next"]["after"]
    assert client.get(NOTES, params={"after": after}).json()["results"]
    crm.fault("loop")
    page = client.get(NOTES, params={"limit": 3, "after": after}).json()
    again = client.get(NOTES, params={"limit": 3, "after": page["paging"]["next"]["after"]})
    assert ids(again.json()) == sorted(notes, key=int)[:3]


def test_a_search_that_leads_back_to_its_start(crm, client, notes):
    crm.fault("loop", f"{NOTES}/search")
    page = search(client, "notes", limit=3, after="3")
    assert page["paging"]["next"]["after"] == "0"


def test_fields_nobody_knows_nulls_and_odd_dates(crm, client, notes):
    path = NOTES + "?properties=hs_note_body,hs_timestamp"
    plain = client.get(path).json()["results"]
    crm.fault("unknown_fields")
    more = client.get(path).json()["results"]
    assert all("addedLater" in one and "hs_of_tomorrow" in one["properties"] for one in more)
    assert ids({"results": more}) == ids({"results": plain})
    crm.fault("nulls")
    for one in client.get(path).json()["results"]:
        assert one["properties"]["hs_note_body"] is None
        assert one["properties"]["hs_object_id"] == one["id"]
    crm.fault("odd_dates")
    odd = client.get(path).json()["results"]
    assert {one["properties"]["hs_timestamp"] for one in odd} >= {"soon", ""}
    assert [one["updatedAt"] for one in odd] == [one["updatedAt"] for one in plain]


def test_one_record_of_the_wrong_shape(crm, client, notes):
    crm.fault("bad_record")
    first, *rest = client.get(NOTES).json()["results"]
    assert first["properties"] == ["not", "an", "object"]
    assert all(isinstance(one["properties"], dict) for one in rest)
    crm.fault("bad_record")
    alone = client.get(f"{NOTES}/{notes[0]}").json()
    assert alone["properties"] == ["not", "an", "object"]


def test_a_row_that_moves_meanwhile_is_missed_by_counting_and_not_by_the_key(crm, client, notes):
    def crawl(name):
        got, after = [], "0"
        while after is not None:
            page = search(client, "notes", sorts=[name], limit=3, after=after)
            got += ids(page)
            after = page.get("paging", {}).get("next", {}).get("after")
        return got

    for name, missed in (("hs_lastmodifieddate", 1), ("hs_object_id", 0)):
        crm.fault("moved", f"{NOTES}/search", skip=1)
        assert len(set(crawl(name))) == 7 - missed
