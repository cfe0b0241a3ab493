"""What changed, what went, what came back: deletions, the bin, merges, late transactions."""

from __future__ import annotations

import pytest

DELTA = (
    "SELECT Id, Name, SystemModstamp FROM Account WHERE SystemModstamp > {0} "
    "ORDER BY SystemModstamp ASC, Id ASC"
)


def span(
    client, which, name="Account", *, start="2026-03-17T09:00:00Z", end="2026-03-18T23:00:00Z"
):
    answer = client.get(f"/sobjects/{name}/{which}/", params={"start": start, "end": end})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def account(org):
    return org.add("Account", Name="Alder Mill")


def test_updated_lists_what_moved_in_the_span(org, client, clock, account):
    clock.move(hours=1)
    other = org.add("Account", Name="Birch")
    said = span(client, "updated")
    assert said == {"ids": [account, other], "latestDateCovered": "2026-03-18T10:30:00.000+0000"}
    late = span(client, "updated", start="2026-03-18T10:00:00Z")
    assert late["ids"] == [other]
    org.delete("Account", other)
    assert span(client, "updated")["ids"] == [account]


def test_deleted_lists_what_went_and_for_how_long(org, client, clock, account):
    org.delete("Account", account)
    said = span(client, "deleted")
    assert said["deletedRecords"] == [
        {"id": account, "deletedDate": "2026-03-18T09:30:00.000+0000"}
    ]
    assert said["earliestDateAvailable"] == "2026-03-03T09:30:00.000+0000"
    clock.move(days=16)
    later = {"start": "2026-03-17T09:00:00Z", "end": "2026-04-02T23:00:00Z"}
    assert span(client, "deleted", **later)["deletedRecords"] == []
    assert client.rows("SELECT Id FROM Account", "queryAll") == []


def test_an_emptied_bin_tells_of_nothing(org, client, account):
    org.delete("Account", account)
    org.purge()
    said = span(client, "deleted")
    assert said["deletedRecords"] == []
    assert said["earliestDateAvailable"] == "2026-03-18T09:30:00.000+0000"
    assert client.get(f"/sobjects/Account/{account}").status_code == 404


def test_one_record_can_go_without_a_trace(org, client, account):
    kept = org.add("Account", Name="Birch")
    org.purge("Account", account)
    assert client.rows("SELECT Id FROM Account", "queryAll") == [{"Id": kept}]
    assert span(client, "deleted")["deletedRecords"] == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-18T09:00:00Z", "2026-03-18T09:00:30Z"),
        ("2026-02-01T09:00:00Z", "2026-03-18T09:00:00Z"),
        ("yesterday", "2026-03-18T09:00:00Z"),
    ],
)
def test_a_span_that_is_none(client, first, last):
    answer = client.get("/sobjects/Account/updated/", params={"start": first, "end": last})
    assert answer.json()[0]["errorCode"] == "INVALID_REPLICATION_DATE"


def test_notes_have_no_such_list(client):
    asked = {"start": "2026-03-17T09:00:00Z", "end": "2026-03-18T09:00:00Z"}
    assert client.get("/sobjects/ContentNote/deleted", params=asked).status_code == 400


def test_what_hangs_on_a_record_goes_and_comes_back_with_it(org, clock, account):
    contact = org.add("Contact", LastName="Vane", AccountId=account)
    task = org.add("Task", Subject="x", WhoId=contact)
    before = org.add("Task", Subject="gone before", WhatId=account)
    org.delete("Task", before)
    clock.move(seconds=5)
    org.delete("Account", account)
    assert org.record("Contact", contact)["IsDeleted"]
    assert org.record("Task", task)["IsDeleted"]
    clock.move(seconds=5)
    org.undelete("Account", account)
    assert not org.record("Contact", contact)["IsDeleted"]
    assert not org.record("Task", task)["IsDeleted"]
    assert org.record("Task", before)["IsDeleted"]
    assert org.record("Account", account)["SystemModstamp"] == "2026-03-18T09:30:10.000+0000"
    with pytest.raises(KeyError):
        org.undelete("Account", account)


def test_a_merge_leaves_the_loser_with_the_winners_id(org, client, clock, account):
    loser = org.add("Account", Name="Alder Mill Ltd")
    contact = org.add("Contact", LastName="Vane", AccountId=loser)
    task = org.add("Task", Subject="x", WhatId=loser)
    clock.move(minutes=1)
    org.merge("Account", account, loser)
    assert client.rows("SELECT Id FROM Account") == [{"Id": account}]
    text = (
        "SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true AND MasterRecordId != null"
    )
    assert client.rows(text, "queryAll") == [{"Id": loser, "MasterRecordId": account}]
    moved = org.record("Contact", contact)
    assert moved["AccountId"] == account
    assert moved["SystemModstamp"] > moved["LastModifiedDate"]
    assert (org.record("Task", task)["WhatId"], org.record("Task", task)["AccountId"]) == (
        account,
        account,
    )
    assert not org.record("Task", task)["IsDeleted"]
    assert client.get(f"/sobjects/Account/{loser}").json()[0]["errorCode"] == "ENTITY_IS_DELETED"
    assert [one["id"] for one in span(client, "deleted")["deletedRecords"]] == [loser]


def test_a_late_record_shows_behind_those_already_read(org, client, clock):
    org.add("Account", Name="late one", late=True)
    clock.move(minutes=2)
    org.add("Account", Name="seen")
    assert client.names(DELTA.format("2026-03-18T09:00:00Z")) == ["seen"]
    clock.move(minutes=2)
    org.commit()
    assert client.names(DELTA.format("2026-03-18T09:31:00Z")) == ["seen"]
    assert client.names(DELTA.format("2026-03-18T09:20:00Z")) == ["late one", "seen"]


def test_a_late_change_bears_the_moment_it_began(org, client, clock, account):
    clock.move(minutes=1)
    org.change("Account", account, Name="late", late=90)
    assert org.record("Account", account)["Name"] == "Alder Mill"
    clock.move(minutes=1)
    org.change("Account", account, ARR__c=5)
    clock.move(minutes=1)
    row = org.record("Account", account)
    assert (row["Name"], row["ARR__c"]) == ("late", 5.0)
    assert row["SystemModstamp"] == "2026-03-18T09:32:00.000+0000"


def test_a_formula_changes_in_silence(org, client, clock, account):
    before = org.record("Account", account)
    clock.move(hours=1)
    org.change("Account", account, Health_Score__c=7)
    after = org.record("Account", account)
    assert after == before | {"Health_Score__c": 7.0}
    assert client.rows("SELECT Health_Score__c FROM Account") == [{"Health_Score__c": 7.0}]


def test_what_moves_what(org, clock, account):
    clock.move(hours=1)
    org.touch("Account", account)
    row = org.record("Account", account)
    assert (row["SystemModstamp"][11:16], row["LastModifiedDate"][11:16]) == ("10:30", "09:30")
    clock.move(hours=1)
    org.change("Account", account, Name="n", moves="none")
    assert org.record("Account", account)["SystemModstamp"][11:16] == "10:30"
    org.change("Account", account, Name="m")
    assert org.record("Account", account)["LastModifiedDate"][11:16] == "11:30"


def test_old_activities_leave_the_plain_lists(org, client, clock, account):
    done = org.add("Task", Subject="done", Status="Completed", ActivityDate="2025-03-20")
    undated = org.add("Task", Subject="undated", Status="Completed")
    still_open = org.add("Task", Subject="open", ActivityDate="2024-01-01")
    meeting = org.add("Event", Subject="m", EndDateTime="2025-03-19T10:00:00Z")
    assert {row["Id"] for row in client.rows("SELECT Id FROM Task")} == {done, undated, still_open}
    clock.move(days=3)
    assert {row["Id"] for row in client.rows("SELECT Id FROM Task")} == {undated, still_open}
    assert client.rows("SELECT Id FROM Event") == []
    assert client.rows("SELECT Id, IsArchived FROM Event", "queryAll") == [
        {"Id": meeting, "IsArchived": True}
    ]
    assert client.get(f"/sobjects/Task/{done}").status_code == 200
    org.archive("Task", undated)
    assert [row["Id"] for row in client.rows("SELECT Id FROM Task")] == [still_open]


def test_states_follow_from_the_orgs_own_lists(org, account):
    deal = org.add("Opportunity", Name="r", StageName="Negotiation", CloseDate="2026-05-01")
    row = org.record("Opportunity", deal)
    assert (row["Probability"], row["ForecastCategoryName"], row["IsClosed"]) == (
        80.0,
        "Commit",
        False,
    )
    org.change("Opportunity", deal, StageName="Closed Won")
    row = org.record("Opportunity", deal)
    assert (row["IsClosed"], row["IsWon"], row["Probability"]) == (True, True, 100.0)
    case = org.add("Case", Subject="c", AccountId=account)
    org.change("Case", case, Status="Closed")
    assert org.record("Case", case)["ClosedDate"] == "2026-03-18T09:30:00.000+0000"


def test_a_task_on_a_case_has_only_its_contacts_account(org, account):
    case = org.add("Case", Subject="c", AccountId=account)
    contact = org.add("Contact", LastName="Vane", AccountId=account)
    alone = org.add("Task", Subject="x", WhatId=case)
    together = org.add("Task", Subject="y", WhatId=case, WhoId=contact)
    assert org.record("Task", alone)["AccountId"] is None
    assert org.record("Task", together)["AccountId"] == account
