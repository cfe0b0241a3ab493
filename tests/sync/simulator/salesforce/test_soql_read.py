"""What is SOQL and what is not, and that the service says where it stopped."""

from __future__ import annotations

import pytest

from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.soql_read import read_query
from sync.simulator.salesforce.soql_words import Both, Either, Value, unescaped

ONE = "SELECT Id FROM Account"
JOIN = "Id IN (SELECT AccountId FROM Contact)"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SELECT",
        "SELECT FROM Account",
        "SELECT Id, FROM Account",
        "SELECT Id Account",
        "SELECT * FROM Account",
        "SELECT Id FROM Account a",
        "SELECT MAX(CreatedDate) FROM Account",
        "SELECT COUNT(), Id FROM Account",
        f"{ONE} WHERE",
        f"{ONE} WHERE Name",
        f"{ONE} WHERE Name = ",
        f"{ONE} WHERE Name == 'x'",
        f"{ONE} WHERE Name = 'x",
        f"{ONE} WHERE Name = x",
        f"{ONE} WHERE Name LIKE 5",
        f"{ONE} WHERE Name NOT LIKE 'x'",
        f"{ONE} WHERE Name IN ()",
        f"{ONE} WHERE (Name = 'x'",
        f"{ONE} WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
        f"{ONE} WHERE Name = 'a' OR Name = 'b' AND Name = 'c'",
        f"{ONE} WHERE NOT Name = 'a' AND Name = 'b'",
        f"{ONE} WHERE Name = 'a' AND NOT Name = 'b'",
        f"{ONE} WHERE SystemModstamp > 2026-01-01T00:00:00 00:00",
        f"{ONE} WHERE SystemModstamp > 2026-01-01T00:00:00",
        f"{ONE} WHERE CreatedDate = LAST_N_DAYS",
        f"{ONE} ORDER Name",
        f"{ONE} LIMIT 'x'",
        f"{ONE} LIMIT 5 WHERE Name = 'x'",
        f"{ONE}; DELETE",
        f"{ONE} GROUP BY Name",
        f"{ONE} WHERE {JOIN} OR Name = 'x'",
        f"{ONE} WHERE Name = 'y' AND (Name = 'x' OR {JOIN})",
        f"{ONE} WHERE NOT {JOIN}",
        f"{ONE} WHERE {JOIN} AND {JOIN} AND {JOIN}",
        f"{ONE} WHERE Id IN (SELECT AccountId FROM Contact WHERE {JOIN})",
        f"{ONE} WHERE Id IN (SELECT Id, AccountId FROM Contact)",
        "SELECT Id, (SELECT Id, (SELECT Id FROM Tasks) FROM Contacts) FROM Account",
    ],
)
def test_this_is_refused_as_malformed(text):
    with pytest.raises(Refused) as caught:
        read_query(text)
    assert caught.value.code == "MALFORMED_QUERY"


@pytest.mark.parametrize(
    "text",
    [
        "select id from account",
        "SELECT COUNT() FROM Account WHERE Name != null",
        f"{ONE} WHERE (NOT Name = 'a') AND (Name = 'b' OR Name <> 'c')",
        f"{ONE} WHERE Name = 'a' AND Name = 'b' AND Name = 'c'",
        f"{ONE} WHERE {JOIN} AND (Name = 'a' OR Name = 'b') AND {JOIN}",
        f"{ONE} WHERE Id NOT IN (SELECT AccountId FROM Contact)",
        f"{ONE} WHERE CreatedDate = LAST_N_DAYS:30 AND CreatedDate < TODAY",
        f"{ONE} WHERE CreatedDate > 2026-01-01T00:00:00.000+00:00 AND ARR__c = -4.5",
        f"{ONE} ORDER BY Name DESC NULLS LAST, Id LIMIT 5 OFFSET 2000",
        "SELECT Id, (SELECT Id FROM Contacts WHERE Email != null LIMIT 2) FROM Account",
    ],
)
def test_this_is_a_query(text):
    read_query(text)


def test_a_refusal_points_at_the_place():
    with pytest.raises(Refused) as caught:
        read_query(f"{ONE} WHERE Name = 'a' AND Name = 'b' OR Name = 'c'")
    words = caught.value.text
    assert words.endswith("unexpected token: 'OR'")
    _, line, mark, where, *_ = words.split("\n")
    assert line[mark.index("^") :].startswith("OR")
    assert where == "ERROR at Row:1:Column:56"


def test_joints_keep_their_kind():
    both = read_query(f"{ONE} WHERE Name = 'a' AND (Name = 'b' OR Name = 'c')").where
    assert isinstance(both, Both)
    assert isinstance(both.parts[1], Either)


def test_escapes_of_a_text_are_read():
    assert Value("text", r"it\'s \"so\"\n\\").plain() == 'it\'s "so"\n\\'
    assert unescaped(r"100\% of \'it\'", keep="%_") == r"100\% of 'it'"
    with pytest.raises(Refused):
        Value("text", r"\q").plain()


def test_a_query_has_its_limits():
    with pytest.raises(Refused) as caught:
        read_query(f"{ONE} OFFSET 2001")
    assert caught.value.code == "NUMBER_OUTSIDE_VALID_RANGE"
    with pytest.raises(Refused) as caught:
        read_query(f"{ONE} WHERE Name = '{'x' * 100_000}'")
    assert caught.value.code == "QUERY_TOO_COMPLICATED"
