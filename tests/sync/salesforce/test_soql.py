"""Questions put together from parts: what is in them, and what never gets into them."""

from __future__ import annotations

import pytest

from book.errors import Usage
from sync.salesforce import soql
from sync.salesforce.soql import Mark

AT = "2026-06-10T09:00:00.000Z"
ID = "001000000000001AAA"


def test_a_whole_question():
    assert soql.select(
        ("Id", "Owner.Name"),
        "Account",
        ("OwnerId = '005'", "", soql.since("SystemModstamp", AT)),
        order=soql.in_order("SystemModstamp"),
        limit=5,
    ) == (
        "SELECT Id,Owner.Name FROM Account WHERE OwnerId = '005' AND SystemModstamp >= "
        f"{AT} ORDER BY SystemModstamp ASC, Id ASC LIMIT 5"
    )
    assert soql.select(("Id",), "Case") == "SELECT Id FROM Case"
    assert soql.counting("Case", ("",)) == "SELECT COUNT() FROM Case"


def test_behind_a_mark_rows_of_the_same_moment_come_by_their_id():
    assert soql.after("SystemModstamp", Mark(AT, ID)) == (
        f"(SystemModstamp > {AT} OR (SystemModstamp = {AT} AND Id > '{ID}'))"
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("O'Hara", r"'O\'Hara'"),
        ("a\\b", r"'a\\b'"),
        ("' OR Name != '", r"'\' OR Name != \''"),
        ("two\nlines\t\r", r"'two\nlines\t\r'"),
        ("100 % _ ü 😀", "'100 % _ ü 😀'"),
        ("", "''"),
    ],
)
def test_a_value_stays_a_value(value, said):
    assert soql.text(value) == said


@pytest.mark.parametrize("name", ["", "a b", "Id FROM User--", "a.b.c", "1a", "Ä", "a'", ".a"])
def test_what_is_no_name_of_a_field(name):
    with pytest.raises(Usage):
        soql.name(name)


@pytest.mark.parametrize("stamp", ["", "2026-06-10", AT + " OR Id != null", AT.replace("Z", "")])
def test_what_is_no_moment(stamp):
    with pytest.raises(ValueError, match="not a stored moment"):
        soql.moment(stamp)


def test_any_of_none_is_nothing():
    assert soql.any_of("OwnerId", []) == "Id = null"
    assert soql.any_of("OwnerId", ["a", "b"]) == "OwnerId IN ('a','b')"


def test_lists_of_ids_fit_into_an_address():
    ids = [f"001{n:015}" for n in range(2_000)]
    size = soql.room(2_500)
    parts = list(soql.chunks(ids, size))
    assert [one for part in parts for one in part] == sorted(ids)
    from urllib.parse import quote_plus

    longest = max(len(quote_plus(soql.any_of("AccountId", part))) for part in parts)
    assert longest <= soql.LONGEST_URL - 2_500 + 40
    assert soql.room(10**6) == 10
