"""The sample org: whole, the same every time, and full of the customers of the other services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.simulator.salesforce import SalesforceSimulator, sample_org
from sync.simulator.sample import sample_book
from tests.clocks import HandClock
from tests.sync.simulator.salesforce.asking import NOW


def test_the_same_seed_gives_the_same_org():
    twice = [SalesforceSimulator(sample_org(5, 9), clock=HandClock(NOW), seed=5) for _ in range(2)]
    for name in twice[0].org.schema.names():
        assert twice[0].records(name) == twice[1].records(name)
    assert twice[0].access.sign_in(twice[0].me) == twice[1].access.sign_in(twice[1].me)


def test_the_customers_are_those_of_the_other_simulators():
    org = SalesforceSimulator(seed=4, accounts=60, clock=HandClock(NOW))
    book = sample_book(4, 60, now=NOW)
    names = {row["Name"]: row for row in org.records("Account")}
    for one in book.records["accounts"]:
        row = names[one["name"]]
        assert row["Website"] == f"https://www.{one['traits']['domain']}"
        assert row["Product_Id__c"] == one["externalId"]
    mine = [row for row in org.records("Account") if row.get("CSM__c") == org.me]
    assert len(mine) >= 60


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_reference_leads_somewhere_and_nothing_is_of_tomorrow(seed):
    org = SalesforceSimulator(seed=seed, accounts=14, clock=HandClock(NOW + timedelta(days=seed)))
    now = org.org.now()
    for name in org.org.schema.names():
        kind = org.org.schema.kind(name)
        for row in org.records(name):
            assert row["CreatedDate"] <= row["SystemModstamp"] <= now, (name, row)
            for field in kind.fields:
                value = row.get(field.name)
                if field.kind == "reference" and value and "ContentVersion" not in field.refers:
                    found = org.org.whose(value)
                    assert found is not None, (name, field.name)
                    assert found[0] in field.refers or found[0] == "ContentNote"
                if field.required and field.createable:
                    assert value not in (None, ""), (name, field.name)


def test_there_is_some_of_everything(shared, ask):
    client = ask(shared)
    for text in (
        "SELECT COUNT() FROM Task WHERE IsClosed = false AND ActivityDate < TODAY",
        "SELECT COUNT() FROM Task WHERE TaskSubtype = 'Call' AND IsClosed = true",
        "SELECT COUNT() FROM Event WHERE StartDateTime > TODAY",
        "SELECT COUNT() FROM Opportunity WHERE Type = 'Renewal' AND IsClosed = false",
        "SELECT COUNT() FROM Case WHERE IsClosed = false",
        "SELECT COUNT() FROM ContentNote",
        "SELECT COUNT() FROM AccountTeamMember",
    ):
        assert client.query(text).json()["totalSize"] > 0, text


def test_two_weeks_bring_changes_that_a_delta_finds(clock):
    org = SalesforceSimulator(sample_org(2, 20), clock=clock)
    before = {row["Id"]: row for row in org.records("Account")}
    clock.move(days=14)
    assert org.advance(1) == 1
    assert org.advance() > 2
    assert org.advance() == 0
    after = {row["Id"]: row for row in org.records("Account")}
    changed = [after[one] for one in before if after[one] != before[one]]
    silent = [row for row in changed if row["SystemModstamp"][:10] != "2026-04-01"]
    assert {one for row in silent for one in row if row[one] != before[row["Id"]].get(one)} == {
        "Health_Score__c"
    }
    assert len(changed) > len(silent) > 0
    arrived = [row["Name"] for one, row in after.items() if one not in before]
    assert arrived == ["Siltstone Observatory"]
