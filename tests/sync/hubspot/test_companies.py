"""Companies as accounts: what is read of them, and whose they are."""

from __future__ import annotations

import json

import pytest

from book.facts import Teammate
from sync.book_filter import BookFilter
from sync.hubspot.companies import OF_DEALS, CompanyMapper, merged_into
from sync.hubspot.shapes import Row

ME = Teammate(external_id="7001", name="Ida Berg", email="Ida@pebble.example")
BO = Teammate(external_id="7002", name="Bo Lind", email="bo@pebble.example")
TEAM = {"7001": ME, "7002": BO}
MAPPING = {
    "arr_cents": "arr",
    "health": "score",
    "renewal_date": "renews",
    "stage": "stage",
    "segments": "groups",
    "users_count": "users",
    "org_id": "org",
}
CHOICES = {"stage": {"s1": "1. New"}, "groups": {"a": "Annual plan"}}


def row(**properties):
    return Row(
        id="9001",
        properties=properties,
        created_at="2024-01-02T03:04:05.006Z",
        updated_at="2026-06-01T10:02:03.004Z",
    )


def facts(mapping=MAPPING, **properties):
    problems: list[str] = []
    found = CompanyMapper(mapping, CHOICES, TEAM, "EUR").facts(row(**properties), None, problems)
    return found, problems


def test_all_that_is_mapped_is_read_from_texts():
    found, problems = facts(
        name="Hollow Pine Ltd",
        domain="www.HollowPine.example",
        arr="49806.5",
        score="6.8",
        renews="2026-12-14",
        stage="s1",
        groups="a;other",
        users="37",
        org="org-1",
        hubspot_owner_id="7001",
    )
    assert problems == []
    assert (found.name, found.domain) == ("Hollow Pine Ltd", "hollowpine.example")
    assert (found.arr_cents, found.health, found.users_count) == (4_980_650, 6.8, 37)
    assert (found.renewal_date, found.stage, found.currency) == ("2026-12-14", "1. New", "EUR")
    assert json.loads(found.segments) == ["Annual plan", "other"]
    assert (found.external_id, found.org_id) == ("9001", "org-1")
    assert (found.owner_id, found.owner_name, found.owner_email) == (
        "7001",
        "Ida Berg",
        "Ida@pebble.example",
    )
    assert found.remote_created_at == "2024-01-02T03:04:05.006Z"


def test_what_is_empty_or_not_mapped_is_unknown_and_never_nought():
    found, problems = facts(arr="", score=None)
    assert problems == []
    assert (found.arr_cents, found.health, found.stage, found.forecast_cents) == (None,) * 4
    assert (found.name, found.org_id, found.owner_id) == ("9001", "9001", None)


def test_what_cannot_be_read_is_named_and_the_rest_is_taken():
    found, problems = facts(arr="a lot", renews="soon", score="7")
    assert sorted(problems) == ["arr", "renews"]
    assert (found.arr_cents, found.renewal_date, found.health) == (None, None, 7.0)


@pytest.mark.parametrize("value", ["1797206400000", "2026-12-14T00:00:00Z", "2026-12-14"])
def test_a_day_is_read_however_it_is_written(value):
    assert facts(renews=value)[0].renewal_date == "2026-12-14"


def test_a_renewal_from_deals_is_taken_as_it_is():
    mapper = CompanyMapper({"renewal_date": f"{OF_DEALS}7"}, {}, TEAM)
    assert mapper.facts(row(), "2026-09-01", []).renewal_date == "2026-09-01"
    assert mapper.facts(row(), None, []).renewal_date is None
    assert not any(name.startswith(OF_DEALS) for name in mapper.properties)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("7002", ("7002", "Bo Lind", "bo@pebble.example")),
        ("BO@pebble.example", ("7002", "Bo Lind", "bo@pebble.example")),
        ("7002;7001", ("7002", "Bo Lind", "bo@pebble.example")),
        ("7999", ("7999", None, None)),
        ("new@pebble.example", ("new@pebble.example", None, "new@pebble.example")),
        ("", (None, None, None)),
    ],
)
def test_the_csm_may_be_an_id_or_an_address(said, expected):
    found, _ = facts({"owner_id": "csm"}, csm=said, hubspot_owner_id="7001")
    assert (found.owner_id, found.owner_name, found.owner_email) == expected


@pytest.mark.parametrize(
    ("book", "properties", "inside"),
    [
        ("mine", {"hubspot_owner_id": "7001"}, True),
        ("mine", {"hubspot_owner_id": "7002"}, False),
        ("mine", {}, False),
        ("owner:BO@pebble.example", {"hubspot_owner_id": "7002"}, True),
        ("segment:annual plan", {"groups": "a"}, True),
        ("unassigned:other", {"groups": "other"}, True),
        ("unassigned:other", {"groups": "other", "hubspot_owner_id": "7002"}, False),
        ("all", {}, True),
    ],
)
def test_whether_a_company_is_of_the_book(book, properties, inside):
    mapper = CompanyMapper(MAPPING, CHOICES, TEAM)
    wanted = BookFilter.parse(book).with_people("7001", "ida@pebble.example", TEAM.values())
    assert mapper.in_book(row(**properties), wanted) is inside


def test_what_tells_whose_a_company_is_leaves_the_rest_unasked():
    mapper = CompanyMapper(MAPPING, CHOICES, TEAM)
    assert "arr" not in mapper.telling
    assert set(mapper.deciding) == {"hubspot_owner_id", "groups"}
    assert set(mapper.telling) <= set(mapper.properties)


@pytest.mark.parametrize(
    ("said", "expected"), [(None, []), ("", []), ("12; 13;9001;", ["12", "13"]), (5, [])]
)
def test_which_companies_went_into_one(said, expected):
    assert merged_into(row(hs_merged_object_ids=said)) == expected
