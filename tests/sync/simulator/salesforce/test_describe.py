"""What the org says it has: versions, resources, objects, fields, and whose they are."""

from __future__ import annotations

import httpx
import pytest

from sync.simulator.salesforce import Quirks


def test_versions_need_no_token(start):
    org = start(quirks=Quirks(versions=(63, 66, 67, 68)))
    said = httpx.get(org.url + "/services/data/", trust_env=False).json()
    assert [one["version"] for one in said] == ["63.0", "66.0", "67.0", "68.0"]
    assert said[2] == {"label": "Summer '26", "url": "/services/data/v67.0", "version": "67.0"}
    assert [one["label"] for one in said] == [
        "Spring '25",
        "Spring '26",
        "Summer '26",
        "Winter '27",
    ]


def test_a_version_that_is_not_there(client):
    answer = client.http.get("/services/data/v30.0/sobjects")
    assert answer.status_code == 404
    assert answer.json()[0]["errorCode"] == "NOT_FOUND"
    assert client.http.get("/services/apexrest/x").status_code == 404


def test_resources_of_a_version(org, client):
    said = client.get("/").json()
    assert said["query"] == "/services/data/v64.0/query"
    assert said["identity"] == f"{org.url}/id/{org.org.id}/{org.me}"
    assert client.http.get("/services/data/v64.0").json() == said


def test_all_objects_briefly(client):
    said = client.get("/sobjects/").json()
    by_name = {one["name"]: one for one in said["sobjects"]}
    assert {"Account", "Contact", "Opportunity", "Case", "Task", "Event", "User"} <= by_name.keys()
    assert by_name["Task"]["keyPrefix"] == "00T"
    assert by_name["TaskStatus"]["createable"] is False
    assert client.get("/sobjects/Task/").json()["objectDescribe"] == by_name["Task"]


@pytest.fixture
def fields(client):
    def of(name):
        whole = client.get(f"/sobjects/{name}/describe").json()
        return {one["name"]: one for one in whole["fields"]}

    return of


def test_fields_say_what_may_be_done_with_them(fields):
    account = fields("Account")
    assert account["ARR__c"]["type"] == "currency"
    assert account["ARR__c"]["custom"] and account["ARR__c"]["updateable"]
    assert account["Health_Score__c"]["calculated"]
    assert not account["Health_Score__c"]["updateable"]
    assert account["CSM__c"]["referenceTo"] == ["User"]
    assert account["CSM__c"]["relationshipName"] == "CSM__r"
    assert not account["Description"]["filterable"]
    assert not account["Name"]["nillable"] and account["Website"]["nillable"]
    assert not account["SystemModstamp"]["createable"]
    task = fields("Task")
    key = task["Satchel_Id__c"]
    assert (key["externalId"], key["unique"], key["length"]) == (True, True, 36)
    assert task["TaskSubtype"]["createable"] and not task["TaskSubtype"]["updateable"]
    assert [one["value"] for one in task["Status"]["picklistValues"]][:2] == [
        "Not Started",
        "In Progress",
    ]
    assert task["WhatId"]["polymorphicForeignKey"]
    assert task["AccountId"]["createable"] is False


def test_a_describe_is_the_users_own(org, ask):
    colleague = org.records("User")[1]["Id"]
    org.hide("Account", "ARR__c", colleague)
    org.org.schema.lock("Account", "Renewal_Date__c", colleague)
    seen = {}
    for who in (org.me, colleague):
        whole = ask(org, org.access.sign_in(who).access).get("/sobjects/Account/describe").json()
        seen[who] = {one["name"]: one["updateable"] for one in whole["fields"]}
    assert seen[org.me]["ARR__c"] and seen[org.me]["Renewal_Date__c"]
    assert "ARR__c" not in seen[colleague]
    assert not seen[colleague]["Renewal_Date__c"]


def test_record_types_and_children(client):
    deal = client.get("/sobjects/Opportunity/describe").json()
    assert [one["developerName"] for one in deal["recordTypeInfos"]] == ["Renewal", "New_business"]
    account = client.get("/sobjects/Account/describe").json()
    below = {one["relationshipName"]: one["childSObject"] for one in account["childRelationships"]}
    assert below["Contacts"] == "Contact"
    assert below["Tasks"] == "Task"


def test_an_org_without_the_field_for_keys(org, client, fields):
    org.remove_field("Task", "Satchel_Id__c")
    assert not [one for one in fields("Task").values() if one["externalId"]]
    answer = client("PATCH", "/sobjects/Task/Satchel_Id__c/k", {"Subject": "x"})
    assert answer.status_code == 404


def test_states_are_the_orgs_own(client):
    rows = client.rows("SELECT ApiName, MasterLabel, IsClosed, IsDefault FROM TaskStatus")
    assert [row["ApiName"] for row in rows if row["IsClosed"]] == ["Completed"]
    assert [row["MasterLabel"] for row in rows if row["IsDefault"]] == ["Not Started"]
    stages = client.rows("SELECT ApiName FROM OpportunityStage WHERE IsWon = true")
    assert stages == [{"ApiName": "Closed Won"}]
