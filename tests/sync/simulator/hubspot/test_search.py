"""Search: what fits, in which order, the limits, the wall, and what it does not know yet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book.clock import moment
from sync.simulator.hubspot import bulk_portal
from tests.sync.simulator.hubspot.asking import OBJECTS, codes, ids, refusal, search

ASCENDING = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]


def epoch(text: str) -> str:
    return str(round(moment(text).timestamp() * 1000))


@pytest.fixture
def companies(crm, clock):
    rows = [
        {"name": "Kestrel Freight", "arr_eur": 900, "contract_end": "2026-04-01"},
        {"name": "Merlin Foods", "arr_eur": 12_000, "health_band": "green"},
        {"name": "Kite & Kestrel", "contract_end": "2026-06-30", "health_band": "red"},
    ]
    made = []
    for row in rows:
        made.append(crm.add("companies", row | {"csm": crm.me}))
        clock.move(minutes=1)
    return made


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ([("name", "EQ", "merlin foods")], [1]),
        ([("name", "NEQ", "Merlin Foods")], [0, 2]),
        ([("name", "IN", ["Merlin Foods", "Kite & Kestrel"])], [1, 2]),
        ([("name", "NOT_IN", ["Merlin Foods"])], [0, 2]),
        ([("name", "CONTAINS_TOKEN", "kestrel")], [0, 2]),
        ([("name", "CONTAINS_TOKEN", "mer*")], [1]),
        ([("name", "NOT_CONTAINS_TOKEN", "kestrel")], [1]),
        ([("arr_eur", "GT", "900")], [1]),
        ([("arr_eur", "GTE", "900")], [0, 1]),
        ([("arr_eur", "LT", "12000")], [0]),
        ([("arr_eur", "LTE", "12000.0")], [0, 1]),
        ([("arr_eur", "HAS_PROPERTY")], [0, 1]),
        ([("arr_eur", "NOT_HAS_PROPERTY")], [2]),
        ([("arr_eur", "NEQ", "900")], [1, 2]),
        ([("contract_end", "LTE", epoch("2026-04-01T00:00:00+00:00"))], [0]),
        ([("contract_end", "GT", epoch("2026-04-01T00:00:00+00:00"))], [2]),
        ([("hs_lastmodifieddate", "GTE", epoch("2026-03-18T09:31:00+00:00"))], [1, 2]),
        ([("hs_lastmodifieddate", "GT", epoch("2026-03-18T09:31:00+00:00"))], [2]),
        ([("hs_lastmodifieddate", "LT", epoch("2026-03-18T09:31:00+00:00"))], [0]),
        ([("health_band", "EQ", "red"), ("name", "CONTAINS_TOKEN", "kestrel")], [2]),
        ([("health_band", "EQ", "amber")], []),
        ([], [0, 1, 2]),
    ],
)
def test_a_search_finds_what_fits_all_its_filters(filters, found, client, companies):
    by_age = {"sorts": [{"propertyName": "createdate", "direction": "ASCENDING"}]}
    answer = search(client, "companies", *filters, **by_age)
    assert ids(answer) == [companies[at] for at in found]
    assert answer["total"] == len(found)


def test_between_holds_both_ends(client, companies):
    one = {"propertyName": "arr_eur", "operator": "BETWEEN", "value": "900", "highValue": "12000"}
    body = {"filterGroups": [{"filters": [one]}]}
    assert client.post(f"{OBJECTS}/companies/search", json=body).json()["total"] == 2


def test_groups_add_up_and_each_row_comes_once(client, companies):
    def group(name, value):
        return {"filters": [{"propertyName": name, "operator": "EQ", "value": value}]}

    groups = [group("health_band", "red"), group("name", "Kite & Kestrel"), group("arr_eur", "900")]
    answer = client.post(f"{OBJECTS}/companies/search", json={"filterGroups": groups}).json()
    assert ids(answer) == [companies[0], companies[2]]


def test_a_query_looks_into_names(client, companies):
    assert ids(search(client, "companies", query="kest")) == [companies[0], companies[2]]
    assert search(client, "companies", query="kest merl")["total"] == 0


def test_associations_can_be_searched_by(crm, client, companies):
    note = crm.add(
        "notes", {"hs_timestamp": "2026-03-17T10:00:00Z"}, associations={"companies": companies[1]}
    )
    crm.add("notes", {"hs_timestamp": "2026-03-17T10:00:00Z"})
    found = search(client, "notes", ("associations.company", "EQ", companies[1]))
    assert ids(found) == [note]
    several = search(client, "notes", ("associations.company", "IN", companies[:2]))
    assert ids(several) == [note]


@pytest.mark.parametrize(
    ("sorts", "order"),
    [
        ([{"propertyName": "arr_eur", "direction": "DESCENDING"}], [1, 0, 2]),
        (["arr_eur"], [0, 1, 2]),
        (["-name"], [1, 2, 0]),
        ([{"propertyName": "hs_lastmodifieddate", "direction": "DESCENDING"}], [2, 1, 0]),
        ([{"propertyName": "hs_lastmodifieddate"}], [0, 1, 2]),
        ([], [0, 1, 2]),
    ],
)
def test_one_order_is_taken(sorts, order, client, companies):
    assert ids(search(client, "companies", sorts=sorts)) == [companies[at] for at in order]


def test_ids_are_ordered_as_numbers(crm, client, companies):
    answer = search(client, "companies", sorts=ASCENDING)
    assert ids(answer) == sorted(companies, key=int)
    middle = ids(answer)[1]
    more = search(client, "companies", ("hs_object_id", "GT", middle), sorts=ASCENDING)
    assert ids(more) == ids(answer)[2:]


def test_pages_are_counted_and_the_rest_is_told(crm, client):
    for at in range(25):
        crm.add("companies", {"name": f"C{at:02d}"})
    got, after = [], "0"
    for _ in range(3):
        answer = search(client, "companies", sorts=ASCENDING, limit=10, after=after)
        got += ids(answer)
        after = answer.get("paging", {}).get("next", {}).get("after")
        assert answer["total"] == 25
    assert after is None
    assert len(set(got)) == 25
    assert len(search(client, "companies")["results"]) == 10


def test_a_result_has_what_was_asked_for_and_no_associations(crm, client, companies):
    answer = search(client, "companies", ("name", "EQ", "Merlin Foods"), properties=["arr_eur"])
    (one,) = answer["results"]
    assert one["properties"].keys() == {
        "arr_eur",
        "createdate",
        "hs_lastmodifieddate",
        "hs_object_id",
    }
    assert "associations" not in one


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 0},
        {"limit": True},
        {"after": "x"},
        {"after": 5},
        {"sorts": ["name", "domain"]},
        {"sorts": [5]},
        {"sorts": ["no_such"]},
        {"filterGroups": [{"filters": []}] * 6},
        {"filterGroups": {}},
        {"filterGroups": [{}]},
        {"filterGroups": [{"filters": [{"operator": "EQ", "value": "1"}]}]},
        {"properties": "name"},
        {"query": "x" * 3_000},
    ],
)
def test_what_search_does_not_take_is_refused(body, client):
    refusal(client.post(f"{OBJECTS}/companies/search", json=body), 400, "VALIDATION_ERROR")


def one_filter(name, operator="EQ", **more):
    return {"filterGroups": [{"filters": [{"propertyName": name, "operator": operator, **more}]}]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (one_filter("no_such", value="1"), "PROPERTY_DOESNT_EXIST"),
        (one_filter("hs_lastmodifieddate", value="2026-03-18"), "INVALID_FILTER_VALUE"),
        (one_filter("arr_eur", value="much"), "INVALID_FILTER_VALUE"),
        (one_filter("name"), None),
        (one_filter("name", "LIKE", value="x"), None),
        (one_filter("name", "IN", value="x"), None),
        (one_filter("name", "HAS_PROPERTY", value="x"), None),
        (one_filter("associations.widget", value="1"), None),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(body, code, client):
    answer = client.post(f"{OBJECTS}/companies/search", json=body)
    refused = refusal(answer, 400, "VALIDATION_ERROR")
    if code:
        assert codes(refused) == [code]


def test_seven_filters_in_a_group_or_nineteen_in_all_are_too_many(client):
    one = {"propertyName": "name", "operator": "HAS_PROPERTY"}
    for sizes, status in (([6, 6, 6], 200), ([7], 400), ([5, 5, 5, 4], 400)):
        body = {"filterGroups": [{"filters": [one] * size} for size in sizes]}
        assert client.post(f"{OBJECTS}/companies/search", json=body).status_code == status


def test_archived_records_are_never_found(crm, client, companies):
    crm.archive("companies", companies[0])
    assert ids(search(client, "companies")) == companies[1:]


def test_search_notices_a_write_only_after_its_lag(start, ask, clock):
    crm = start(search_lag=8)
    client = ask(crm)
    made = crm.add("companies", {"name": "Kestrel"})
    assert search(client, "companies")["total"] == 0
    assert client.get(f"{OBJECTS}/companies/{made}").status_code == 200
    clock.move(seconds=8)
    assert ids(search(client, "companies")) == [made]

    crm.change("companies", made, {"name": "Merlin"})
    clock.move(seconds=4)
    crm.change("companies", made, {"name": "Kite"})
    told = []
    for _ in range(3):
        by = [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}]
        (one,) = search(client, "companies", sorts=by)["results"]
        told.append(one["properties"]["name"])
        clock.move(seconds=4)
    assert told == ["Kestrel", "Merlin", "Kite"]

    crm.change("companies", made, {"name": "Owl"})
    crm.archive("companies", made)
    assert search(client, "companies")["total"] == 0


@pytest.fixture(scope="module")
def many():
    return 10_350


@pytest.fixture
def beyond(start, clock, many):
    """More companies than one query tells, all changed in the same millisecond but for a few."""
    return start(bulk_portal(many, now=clock(), same_moment=many - 50))


def test_there_is_a_wall_at_ten_thousand(beyond, ask, many):
    client = ask(beyond)
    last = search(client, "companies", limit=200, after="9800")
    assert last["total"] == many
    assert last["paging"]["next"]["after"] == "10000"
    for after, limit in (("10000", 200), ("9900", 101), ("10000", 1)):
        body = {"limit": limit, "after": after}
        answer = client.post(f"{OBJECTS}/companies/search", json=body)
        refusal(answer, 400, "VALIDATION_ERROR")


def test_beyond_the_wall_one_gets_by_the_key_and_not_by_the_date(beyond, ask, many):
    client = ask(beyond)
    now = epoch((beyond.now() + timedelta(hours=1)).isoformat())
    got, last = set(), "0"
    while True:
        answer = search(
            client,
            "companies",
            ("hs_lastmodifieddate", "LTE", now),
            ("hs_object_id", "GT", last),
            sorts=ASCENDING,
            limit=200,
        )
        if not answer["results"]:
            break
        got |= set(ids(answer))
        last = ids(answer)[-1]
    assert len(got) == many
    moments = search(client, "companies", sorts=["hs_lastmodifieddate"], limit=200, after="9800")
    first = search(client, "companies", sorts=["hs_lastmodifieddate"], limit=200, after="600")
    dates = {one["updatedAt"] for page in (first, moments) for one in page["results"]}
    assert len(dates) == 1, "a crawl by date alone stands still here"
