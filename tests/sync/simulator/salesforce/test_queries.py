"""Pages of a query over HTTP: their size, their locators, and how those end."""

from __future__ import annotations

import pytest

from sync.simulator.salesforce import Quirks, bulk_org

ALL = "SELECT Id, Name, SystemModstamp FROM Account ORDER BY SystemModstamp, Id"


@pytest.fixture
def many(start):
    return start(bulk_org(120, tied=7), quirks=Quirks(page_size=50))


@pytest.fixture
def client(many, ask):
    return ask(many)


def test_pages_follow_one_another_until_done(client):
    first = client.query(ALL).json()
    assert (first["totalSize"], first["done"], len(first["records"])) == (120, False, 50)
    second = client.http.get(first["nextRecordsUrl"]).json()
    third = client.http.get(second["nextRecordsUrl"]).json()
    assert third["done"]
    assert "nextRecordsUrl" not in third
    rows = [row["Id"] for page in (first, second, third) for row in page["records"]]
    assert len(rows) == len(set(rows)) == 120
    assert first["nextRecordsUrl"].startswith("/services/data/v64.0/query/01g")


def test_sixty_pages_are_cheap(start, ask):
    org = start(bulk_org(300), quirks=Quirks(page_size=5))
    assert len(ask(org).rows(ALL)) == 300
    assert len(org.requests("/services/data/v64.0/query")) == 60


@pytest.mark.parametrize(
    ("options", "size"),
    [("batchSize=200", 200), ("batchSize = 50", 200), ("batchSize=5000", 450), ("other=3", 450)],
)
def test_a_batch_size_is_between_200_and_2000(start, ask, options, size):
    client = ask(start(bulk_org(450)))
    page = client.query(ALL, headers={"Sforce-Query-Options": options}).json()
    assert len(page["records"]) == size


def test_a_locator_leads_to_what_was_there_when_it_was_made(many, client):
    first = client.query(ALL).json()
    for row in many.records("Account")[50:]:
        many.change("Account", row["Id"], Name="changed since")
    many.add("Account", Name="new since")
    second = client.http.get(first["nextRecordsUrl"]).json()
    assert second["totalSize"] == 120
    assert all(row["Name"].startswith("Bulk") for row in second["records"])


def test_a_locator_lives_two_days(many, client, clock):
    following = client.query(ALL).json()["nextRecordsUrl"]
    clock.move(hours=47)
    assert client.http.get(following).status_code == 200
    clock.move(hours=2)
    gone = client.http.get(following)
    assert (gone.status_code, gone.json()[0]["errorCode"]) == (400, "INVALID_QUERY_LOCATOR")


@pytest.mark.parametrize(
    "locator", ["01g000000000000AAA-50", "nonsense", "01gab0000010001AAA-9999"]
)
def test_a_locator_that_is_none(client, locator):
    said = client.get(f"/query/{locator}").json()[0]
    assert said["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_a_locator_is_nobody_elses(many, client, ask):
    following = client.query(ALL).json()["nextRecordsUrl"]
    colleague = many.records("User")[1]["Id"]
    other = ask(many, many.access.sign_in(colleague).access)
    assert other.http.get(following).json()[0]["errorCode"] == "INVALID_QUERY_LOCATOR"


def test_query_all_shows_what_query_hides(many, client):
    gone = many.records("Account")[3]["Id"]
    many.delete("Account", gone)
    text = "SELECT Id, IsDeleted FROM Account WHERE IsDeleted = true"
    assert client.rows(text) == []
    assert client.rows(text, "queryAll") == [{"Id": gone, "IsDeleted": True}]
    assert len(client.rows(ALL)) == 119
    assert len(client.rows(ALL, "queryAll")) == 120


def test_an_address_has_a_longest_length(client):
    ids = ",".join(f"'{'0' * 18}'" for _ in range(900))
    assert client.query(f"SELECT Id FROM Account WHERE Id IN ({ids})").status_code == 414
    short = client.query(ALL, headers={"X-Long": "x" * 16_300})
    assert short.status_code == 431
    fits = ",".join(f"'{'0' * 18}'" for _ in range(400))
    assert client.query(f"SELECT Id FROM Account WHERE Id IN ({fits})").status_code == 200


def test_a_plus_that_is_not_escaped_is_a_blank(client):
    raw = (
        "/services/data/v64.0/query?q=SELECT+Id+FROM+Account+WHERE+CreatedDate>2026-01-01T00:00:00"
    )
    assert client.http.get(raw + "%2B00:00").status_code == 200
    assert client.http.get(raw + "+00:00").json()[0]["errorCode"] == "MALFORMED_QUERY"


def test_without_a_query_there_is_nothing_to_run(client):
    assert client.get("/query").json()[0]["errorCode"] == "MALFORMED_QUERY"
    assert client("POST", "/query", {}).status_code == 405
