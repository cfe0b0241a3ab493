"""Faults on command: what each does to an answer of this service."""

from __future__ import annotations

import httpx
import pytest

from sync.simulator.salesforce import Quirks, bulk_org

TEXT = (
    "SELECT Id, Name, SystemModstamp, Renewal_Date__c, Owner.Name FROM Account "
    "ORDER BY SystemModstamp, Id"
)


@pytest.fixture
def org(start):
    return start(bulk_org(12), quirks=Quirks(page_size=5))


def records(client):
    return client.query(TEXT).json()["records"]


def test_unknown_fields(org, client):
    plain = records(client)
    org.fault("unknown_fields")
    spoilt = records(client)
    assert [row.keys() - plain[0].keys() for row in spoilt] == [
        {"AddedLater__c", "Parent2__r", ""}
    ] * 5
    org.fault("unknown_fields", "/services/data/v64.0/limits")
    assert "AddedLater__c" in client.get("/limits").json()


def test_nulls_in_every_field_that_may_be_null(org, client):
    org.fault("nulls")
    row = records(client)[0]
    assert row["Owner"] is None
    assert row["Renewal_Date__c"] is None
    assert row["Name"] and row["Id"] and row["SystemModstamp"]
    org.fault("nulls", "/services/data/v64.0/sobjects")
    assert client.get(f"/sobjects/Account/{row['Id']}").json()["ARR__c"] is None


def test_odd_dates_leave_the_ones_of_the_service(org, client):
    good = records(client)
    org.fault("odd_dates")
    spoilt = records(client)
    changed = [row["Renewal_Date__c"] for row in spoilt]
    assert changed != [row["Renewal_Date__c"] for row in good]
    assert "1970-01-01T00:00:00.000Z" in changed
    stamps = [[row["SystemModstamp"] for row in rows] for rows in (spoilt, good)]
    assert stamps[0] == stamps[1]


def test_duplicates_and_a_bad_record(org, client):
    org.fault("duplicates")
    assert len(records(client)) == 10
    org.fault("bad_record")
    first, second, *_ = records(client)
    assert isinstance(first["Name"], list)
    assert isinstance(second["Name"], str)


def test_an_empty_page_leads_on(org, client):
    org.fault("empty_next")
    page = client.query(TEXT).json()
    assert (page["records"], page["done"]) == ([], False)
    following = client.http.get(page["nextRecordsUrl"]).json()
    assert len(following["records"]) == 5
    org.fault("empty_next")
    last = client.query(TEXT + " LIMIT 1").json()
    assert len(client.http.get(last["nextRecordsUrl"]).json()["records"]) == 1


def test_a_loop_leads_back_to_the_first_page(org, client):
    first = client.query(TEXT).json()
    org.fault("loop")
    second = client.http.get(first["nextRecordsUrl"]).json()
    back = client.http.get(second["nextRecordsUrl"]).json()
    assert back["records"] == first["records"]
    org.fault("loop")
    again = client.query(TEXT).json()
    assert client.http.get(again["nextRecordsUrl"]).json()["records"] == first["records"]


def test_a_row_that_moves_while_it_is_read(org, client):
    oldest = org.records("Account")[0]["Id"]
    org.fault("moved")
    assert oldest not in [row["Id"] for row in records(client)]
    assert org.records("Account")[-1]["Id"] == oldest


def test_errors_are_never_spoilt(org, client):
    org.fault("nulls")
    assert client.error("SELECT Nope FROM Account") == "INVALID_FIELD"


def test_a_lost_answer_leaves_its_work_and_a_closed_door_none(org, client):
    org.fault("lost", "/services/data/v64.0/sobjects/Task")
    with pytest.raises(httpx.TransportError):
        client("POST", "/sobjects/Task", {"Subject": "done"})
    org.fault("close", method="POST")
    with pytest.raises(httpx.TransportError):
        client("POST", "/sobjects/Task", {"Subject": "not done"})
    assert [row["Subject"] for row in org.records("Task")] == ["done"]


def test_a_fault_waits_under_the_data_by_itself(org, client):
    org.fault("status", status=502)
    page = client.http.get("/services/oauth2/userinfo")
    assert page.status_code == 200
    assert client.get("/limits").status_code == 502
    assert [line.status for line in org.requests("/services/data")] == [502]
