"""A ready-made client of other people's works with the org as with the real one.

It speaks TLS to the name of a My Domain; an adapter leads that name to loopback and changes
nothing else. Whatever it reads is compared with what is stored.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from simple_salesforce.api import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceGeneralError,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceRefusedRequest,
    SalesforceResourceNotFound,
)
from simple_salesforce.format import format_soql

from sync.simulator.salesforce import Quirks, sample_org
from sync.simulator.salesforce.fields import text
from tests.sync.simulator.salesforce.throw_away_tls import Elsewhere, certificates, relay

HOST = "pebblemark.my.salesforce.com"


@pytest.fixture(scope="module")
def pems(tmp_path_factory):
    return certificates(tmp_path_factory.mktemp("tls"), HOST)


@pytest.fixture
def org(start):
    filling = sample_org(5, 30)
    return start(filling, instance=f"https://{HOST}", quirks=Quirks(page_size=40))


@pytest.fixture
def connect(org, pems):
    """Makes clients with a token; their connections end with the test."""
    authority, chain = pems
    sessions: list[requests.Session] = []
    with relay(chain, int(org.url.rpartition(":")[2])) as port:

        def client(token: str) -> Salesforce:
            session = requests.Session()
            session.trust_env = False
            session.verify = str(authority)
            session.mount(f"https://{HOST}", Elsewhere(HOST, port))
            sessions.append(session)
            return Salesforce(
                instance_url=f"https://{HOST}", session_id=token, version="64.0", session=session
            )

        yield client
        for session in sessions:
            session.close()


@pytest.fixture
def sf(org, connect):
    return connect(org.key)


def stored(org, name, row):
    """What the org holds of a record, in the fields that a row of an answer has."""
    kept = org.record(name, row["Id"])
    return {key: kept.get(key) for key in row if key != "attributes"}


def content(caught) -> Any:
    """The body of an answer that became an exception: the client takes it for bytes."""
    return caught.value.content


def code(caught) -> str:
    return str(content(caught)[0]["errorCode"])


def plain(row):
    return {key: value for key, value in row.items() if key != "attributes"}


def test_the_certificate_is_looked_at(connect, org, tmp_path):
    stranger, _ = certificates(tmp_path, HOST)
    client = connect(org.key)
    client.session.verify = str(stranger)
    with pytest.raises(requests.exceptions.SSLError):
        client.limits()
    assert org.requests() == []


def test_a_record_is_created_read_changed_put_and_deleted(sf, org):
    account = org.records("Account")[0]["Id"]
    made = sf.Task.create({"Subject": "Ring them", "WhatId": account, "ActivityDate": "2026-04-01"})
    assert made["success"] is True
    read = sf.Task.get(made["id"])
    assert plain(read) == stored(org, "Task", read)
    assert read["AccountId"] == account
    assert sf.Task.update(made["id"], {"Status": "Completed"}) == 204
    assert org.record("Task", made["id"])["IsClosed"] is True
    assert sf.Task.upsert("Satchel_Id__c/k1", {"Subject": "New"}) == 201
    assert sf.Task.upsert("Satchel_Id__c/k1", {"Subject": "Newer"}) == 204
    by_key = sf.Task.get_by_custom_id("Satchel_Id__c", "k1")
    assert by_key["Subject"] == org.record("Task", "k1")["Subject"] == "Newer"
    assert sf.Task.delete(made["id"]) == 204
    assert org.record("Task", made["id"])["IsDeleted"] is True


def test_a_query_over_several_pages(sf, org):
    query = format_soql(
        "SELECT Id, LastName, Email, Title, AccountId, SystemModstamp FROM Contact "
        "WHERE SystemModstamp >= {} ORDER BY SystemModstamp, Id",
        datetime(2020, 1, 1, tzinfo=UTC),
    )
    rows = sf.query_all(query)
    assert rows["totalSize"] == len(org.records("Contact", deleted=False)) > 100
    assert [plain(row) for row in rows["records"]] == [
        stored(org, "Contact", row) for row in rows["records"]
    ]
    assert len(org.requests("/services/data/v64.0/query")) >= 3
    first = sf.query(query)
    assert first["done"] is False
    more = sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)
    assert more["records"][0]["Id"] == rows["records"][40]["Id"]
    name = first["nextRecordsUrl"].rpartition("/")[2]
    assert sf.query_more(name)["records"] == more["records"]


def test_what_was_deleted_is_found_where_it_is_asked_for(sf, org):
    row = org.records("Contact")[0]
    org.delete("Contact", row["Id"])
    query = format_soql("SELECT Id, IsDeleted, Name FROM Contact WHERE Id = {}", row["Id"])
    assert sf.query_all(query)["records"] == []
    (found,) = sf.query_all(query, include_deleted=True)["records"]
    assert plain(found) == {"Id": row["Id"], "IsDeleted": True, "Name": row["Name"]}
    day = datetime(2026, 3, 17, tzinfo=UTC), datetime(2026, 3, 19, tzinfo=UTC)
    assert row["Id"] in [one["id"] for one in sf.Contact.deleted(*day)["deletedRecords"]]
    made = sf.Contact.create({"LastName": "Vane"})["id"]
    assert made in sf.Contact.updated(*day)["ids"]


def test_what_there_is(sf, org):
    assert "Account" in [one["name"] for one in sf.describe()["sobjects"]]
    described = {one["name"]: one for one in sf.Account.describe()["fields"]}
    assert described.keys() == {one.name for one in org.org.schema.kind("Account").fields}
    assert described["Product_Id__c"]["externalId"] is True
    assert sf.Account.metadata()["objectDescribe"]["keyPrefix"] == "001"
    assert sf.is_sandbox() is False
    limits = sf.limits()
    assert limits["DailyApiRequests"]["Max"] == 100_000
    used = sf.api_usage["api-usage"]
    assert (used.used, used.total) == (org.usage.used, 100_000)
    assert sf.oauth2("userinfo")["user_id"] == org.me


def test_text_in_a_query_is_what_it_is(sf, org):
    name = 'O\'Hara & "Söhne" \\ 100%_\n'
    made = sf.Account.create({"Name": name})["id"]
    kept = org.record("Account", made)["Name"]
    (row,) = sf.query(format_soql("SELECT Id FROM Account WHERE Name = {}", kept))["records"]
    assert row["Id"] == made
    like = format_soql("SELECT Id FROM Account WHERE Name LIKE '%{:like}'", "100%_")
    assert [one["Id"] for one in sf.query(like)["records"]] == [made]


def test_400(sf):
    with pytest.raises(SalesforceMalformedRequest) as caught:
        sf.query("SELECT Nothing__c FROM Account")
    assert code(caught) == "INVALID_FIELD"
    with pytest.raises(SalesforceMalformedRequest) as caught:
        sf.Task.create({"Subject": "x" * 256})
    assert code(caught) == "STRING_TOO_LONG"


def test_401_and_a_new_token(sf, org, connect):
    tokens = org.access.sign_in(org.me)
    org.expire_tokens()
    with pytest.raises(SalesforceExpiredSession) as caught:
        sf.limits()
    assert code(caught) == "INVALID_SESSION_ID"
    fresh = connect(org.access.refresh(tokens.refresh).access)
    assert fresh.limits()["DailyApiRequests"]["Max"] == 100_000


def test_403(sf, org):
    org.use_up()
    with pytest.raises(SalesforceRefusedRequest) as caught:
        sf.query("SELECT Id FROM Account")
    assert code(caught) == "REQUEST_LIMIT_EXCEEDED"


def test_404(sf):
    with pytest.raises(SalesforceResourceNotFound):
        sf.Task.get("00T000000000000AAA")


def test_300(sf, org):
    org.org.schema.add_field("Account", text("Product_Id__c", 36, external=True))
    ids = [org.add("Account", Name=name, Product_Id__c="twice") for name in "ab"]
    with pytest.raises(SalesforceMoreThanOneRecord) as caught:
        sf.Account.upsert("Product_Id__c/twice", {"Name": "c"})
    assert [one.rpartition("/")[2] for one in content(caught)] == ids


def test_500_and_the_like(sf, org):
    org.refuse("UNKNOWN_EXCEPTION", status=500)
    with pytest.raises(SalesforceGeneralError) as caught:
        sf.limits()
    assert (caught.value.status, code(caught)) == (500, "UNKNOWN_EXCEPTION")
    org.fault("status", status=503, html=True)
    with pytest.raises(SalesforceGeneralError) as caught:
        sf.limits()
    assert caught.value.status == 503
