"""What a query finds, in which order, and how it is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.simulator.salesforce.filling import blank_org
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.soql_run import run
from tests.clocks import HandClock
from tests.sync.simulator.salesforce.asking import NOW

ACCOUNTS: tuple[dict[str, Any], ...] = (
    {"Name": "Alder", "ARR__c": 100.0, "Renewal_Date__c": "2026-03-18", "Type": "Customer"},
    {"Name": "birch", "ARR__c": 20.5, "Renewal_Date__c": "2026-03-20", "Type": "Partner"},
    {"Name": "Cedar 50% off", "ARR__c": None, "Renewal_Date__c": None, "Type": None},
    {"Name": "O'Dogwood", "ARR__c": -3.0, "Renewal_Date__c": "2026-02-01", "Type": "Customer"},
)


def stamped(day: int, second: int = 0) -> dict[str, str]:
    at = f"2026-03-{day:02d}T08:00:{second:02d}.000+0000"
    return {"SystemModstamp": at, "LastModifiedDate": at, "CreatedDate": at}


def new_org() -> Org:
    org = Org(clock=HandClock(NOW), seed=3)
    blank_org()(org)
    return org


@pytest.fixture(scope="module")
def org() -> Org:
    org = new_org()
    people = list(org.table("User").rows)
    for at, fields in enumerate(ACCOUNTS):
        owner = {"OwnerId": people[at % 2], "CSM__c": None if at == 2 else people[0]}
        org.insert("Account", fields | owner | stamped(1 + at), org.me)
    alder, birch = (row["Id"] for row in list(org.table("Account").rows.values())[:2])
    for name, account in (("Ada", alder), ("Bo", alder), ("Cy", birch)):
        fields = {"LastName": name, "AccountId": account, "Email": f"{name.lower()}@x.example"}
        org.insert("Contact", fields | stamped(5), org.me)
    org.insert("AccountTeamMember", {"AccountId": birch, "UserId": org.me}, org.me)
    ada = next(iter(org.table("Contact").rows))
    task = {"Subject": "Call", "WhatId": alder, "WhoId": ada, "Status": "Completed"}
    org.insert("Task", task, org.me)
    return org


def names(org: Org, rest: str, **more: Any) -> list[str]:
    found = run(org, f"SELECT Name FROM Account {rest}", org.me, 64, **more)
    return [str(found.write(row)["Name"]) for row in found.rows]


def code(org: Org, text: str) -> str:
    with pytest.raises(Refused) as caught:
        run(org, text, org.me, 64)
    return caught.value.code


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("Name = 'ALDER'", ["Alder"]),
        ("Name != 'alder' AND Type != null", ["birch", "O'Dogwood"]),
        ("Type = null", ["Cedar 50% off"]),
        ("Type = ''", ["Cedar 50% off"]),
        ("Type != 'Customer'", ["birch", "Cedar 50% off"]),
        ("NOT Type = 'Customer'", ["birch", "Cedar 50% off"]),
        ("ARR__c > 20", ["Alder", "birch"]),
        ("ARR__c <= 20.5", ["birch", "O'Dogwood"]),
        ("ARR__c < 0", ["O'Dogwood"]),
        ("Name LIKE 'b%'", ["birch"]),
        ("Name LIKE '%R'", ["Alder"]),
        ("Name LIKE '_irch'", ["birch"]),
        (r"Name LIKE '%50\% off'", ["Cedar 50% off"]),
        (r"Name LIKE '%5\%%'", []),
        (r"Name = 'O\'Dogwood'", ["O'Dogwood"]),
        ("Name IN ('alder', 'Birch', 'nobody')", ["Alder", "birch"]),
        ("Type NOT IN ('Customer')", ["birch", "Cedar 50% off"]),
        ("Type NOT IN ('Customer', null)", ["birch"]),
        ("Renewal_Date__c = 2026-03-18", ["Alder"]),
        ("Renewal_Date__c >= 2026-03-18", ["Alder", "birch"]),
        ("Renewal_Date__c = TODAY", ["Alder"]),
        ("Renewal_Date__c > TODAY", ["birch"]),
        ("Renewal_Date__c = NEXT_N_DAYS:2", ["birch"]),
        ("Renewal_Date__c = LAST_N_DAYS:60", ["Alder", "O'Dogwood"]),
        ("Renewal_Date__c < YESTERDAY", ["O'Dogwood"]),
        ("CreatedDate >= 2026-03-03T08:00:00Z", ["Cedar 50% off", "O'Dogwood"]),
        ("CreatedDate > 2026-03-03T09:00:00+01:00", ["O'Dogwood"]),
        ("CreatedDate = 2026-03-03T08:00:00.000+0000", ["Cedar 50% off"]),
        ("SystemModstamp > 2026-03-03T00:00:00Z", ["Cedar 50% off", "O'Dogwood"]),
        (
            "SystemModstamp > 2026-03-04T00:00:00Z OR SystemModstamp = 2026-03-02T08:00:00Z",
            ["birch", "O'Dogwood"],
        ),
        ("SystemModstamp > 2026-03-04T00:00:00Z OR Name = 'Alder'", ["Alder", "O'Dogwood"]),
        ("IsDeleted = false AND ARR__c = 100", ["Alder"]),
        ("IsDeleted = true", []),
        ("Owner.Name LIKE 'Ines%'", ["Alder", "Cedar 50% off"]),
        ("CSM__r.Email = 'ines.halvard@pebblemark.example'", ["Alder", "birch", "O'Dogwood"]),
        ("Account.Name = 'birch'", ["birch"]),
        ("(Name = 'Alder' OR ARR__c = null) AND Type = null", ["Cedar 50% off"]),
        ("Id IN (SELECT AccountId FROM Contact)", ["Alder", "birch"]),
        ("Id NOT IN (SELECT AccountId FROM Contact)", ["Cedar 50% off", "O'Dogwood"]),
        ("Id IN (SELECT AccountId FROM Contact WHERE Email LIKE 'c%')", ["birch"]),
        ("Id IN (SELECT AccountId FROM AccountTeamMember) AND ARR__c > 0", ["birch"]),
    ],
)
def test_conditions(org, where, found):
    assert names(org, f"WHERE {where}") == found


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("Name", "Abco"),
        ("Name DESC", "ocbA"),
        ("ARR__c", "cobA"),
        ("ARR__c DESC", "cAbo"),
        ("ARR__c NULLS LAST", "obAc"),
        ("ARR__c DESC NULLS LAST", "Aboc"),
        ("Type NULLS FIRST, ARR__c DESC", "cAob"),
        ("Owner.Name DESC, Name", "Acbo"),
        ("SystemModstamp, Id", "Abco"),
        ("SystemModstamp DESC", "ocbA"),
        ("Id DESC LIMIT 2", "oc"),
        ("Id LIMIT 2 OFFSET 1", "bc"),
        ("SystemModstamp ASC, Id ASC LIMIT 1 OFFSET 3", "o"),
    ],
)
def test_orders(org, order, found):
    initials = {"O'Dogwood": "o", "Cedar 50% off": "c"}
    got = "".join(initials.get(name, name[0]) for name in names(org, f"ORDER BY {order}"))
    assert got == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT Nothing__c FROM Account", "INVALID_FIELD"),
        ("SELECT Nobody.Name FROM Account", "INVALID_FIELD"),
        ("SELECT Name FROM Accounts", "INVALID_TYPE"),
        ("SELECT Id, (SELECT Id FROM Wheels) FROM Account", "INVALID_TYPE"),
        ("SELECT Id, Name, id FROM Account", "MALFORMED_QUERY"),
        ("SELECT Id FROM Account WHERE Description LIKE 'x'", "INVALID_FIELD"),
        ("SELECT Id FROM Account ORDER BY Description", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE SystemModstamp > '2026-01-01T00:00:00Z'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE SystemModstamp > 2026-01-01", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Renewal_Date__c > 2026-01-01T00:00:00Z", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Name = 5", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE ARR__c = '5'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE IsDeleted = 'true'", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Name = TODAY", "INVALID_FIELD"),
        ("SELECT Id FROM Account WHERE Id = 'abc'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Account WHERE Id LIKE '001%'", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Account WHERE IsDeleted > false", "INVALID_QUERY_FILTER_OPERATOR"),
        ("SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)", "INVALID_FIELD"),
        ("SELECT Id FROM ContentDocumentLink", "MALFORMED_QUERY"),
        ("SELECT Id FROM ContentDocumentLink WHERE ShareType = 'V'", "MALFORMED_QUERY"),
    ],
)
def test_what_a_query_may_not_name(org, text, expected):
    assert code(org, text) == expected


def test_a_record_carries_its_kind_its_address_and_its_parents(org):
    fields = "Name, CSM__r.Name, Owner.Email, Owner.Name"
    text = f"SELECT {fields} FROM Account WHERE Name = 'Cedar 50% off'"
    found = run(org, text, org.me, 64)
    row_id = found.rows[0]["Id"]
    owner = found.write(found.rows[0])["Owner"]
    assert found.write(found.rows[0]) == {
        "attributes": {"type": "Account", "url": f"/services/data/v64.0/sobjects/Account/{row_id}"},
        "Name": "Cedar 50% off",
        "CSM__r": None,
        "Owner": owner,
    }
    assert owner["attributes"]["type"] == "User"
    assert owner.keys() == {"attributes", "Email", "Name"}


def test_what_refers_to_several_objects_says_which_it_is(org):
    found = run(org, "SELECT What.Name, What.Type, Who.Name, Account.Name FROM Task", org.me, 64)
    row = found.write(found.rows[0])
    assert row["What"]["attributes"]["type"] == row["What"]["Type"] == "Account"
    assert row["What"]["Name"] == row["Account"]["Name"] == "Alder"
    assert row["Who"]["attributes"]["type"] == "Contact"
    assert row["Who"]["Name"] == "Ada"


def test_records_below_a_record(org):
    text = "SELECT Name, (SELECT Name FROM contacts ORDER BY Name DESC) FROM Account ORDER BY Name"
    found = run(org, text, org.me, 64)
    below = [found.write(row)["contacts"] for row in found.rows]
    assert [one["Name"] for one in below[0]["records"]] == ["Bo", "Ada"]
    assert (below[0]["totalSize"], below[0]["done"]) == (2, True)
    assert below[2] is None


def test_count_counts_and_lists_nothing(org):
    found = run(org, "SELECT COUNT() FROM Contact WHERE Email != null", org.me, 64)
    assert (found.total, found.rows) == (3, [])


def test_deleted_archived_and_unshared_records(org):
    org = new_org()
    for name in ("kept", "gone", "secret"):
        org.insert("Account", {"Name": name}, org.me)
    kept, gone, secret = org.table("Account").rows
    org.put("Account", org.table("Account").rows[gone] | {"IsDeleted": True})
    org.table("Account").unshared.add(secret)
    assert names(org, "") == ["kept"]
    assert names(org, "", everything=True) == ["kept", "gone"]
    assert names(org, "WHERE IsDeleted = true", everything=True) == ["gone"]
    assert names(org, f"WHERE Id IN ('{gone}', '{kept}', '{secret}')") == ["kept"]
    old = {"Subject": "old", "Status": "Completed", "ActivityDate": "2025-03-17"}
    org.insert("Task", old, org.me)
    org.insert("Task", old | {"ActivityDate": "2025-03-19"}, org.me)
    assert run(org, "SELECT COUNT() FROM Task", org.me, 64).total == 1
    everything = "SELECT COUNT() FROM Task WHERE IsArchived = true"
    assert run(org, everything, org.me, 64, everything=True).total == 1


@settings(max_examples=40, deadline=None)
@given(
    stamps=st.lists(st.integers(0, 5), min_size=0, max_size=40),
    size=st.integers(1, 7),
    mine=st.booleans(),
)
def test_a_keyset_walk_meets_every_record_once(stamps, size, mine):
    org = new_org()
    for second in stamps:
        org.insert("Account", {"Name": "x", "CSM__c": org.me} | stamped(2, second), org.me)
    last, last_id = "2026-03-02T07:00:00.000Z", "000000000000000AAA"
    met: list[str] = []
    own = f"CSM__c = '{org.me}' AND " if mine else ""
    while True:
        text = (
            f"SELECT Id, SystemModstamp FROM Account WHERE {own}((SystemModstamp > {last}) OR "
            f"(SystemModstamp = {last} AND Id > '{last_id}')) "
            f"ORDER BY SystemModstamp ASC, Id ASC LIMIT {size}"
        )
        rows = run(org, text, org.me, 64).rows
        if not rows:
            break
        met += [row["Id"] for row in rows]
        last, last_id = rows[-1]["SystemModstamp"], rows[-1]["Id"]
    assert len(met) == len(stamps)
    assert set(met) == set(org.table("Account").rows)
