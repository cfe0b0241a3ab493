"""Bulk companies: as many as asked for, listed and searched fast."""

from __future__ import annotations

import time

from sync.simulator.hubspot import HubSpotSimulator, bulk_portal
from tests.sync.simulator.hubspot.asking import OBJECTS, ids, search, walk

ASCENDING = [{"propertyName": "hs_object_id", "direction": "ASCENDING"}]


def test_all_of_them_are_listed_once_and_are_companies_like_any_other(start, ask, clock):
    crm = start(bulk_portal(1_234, now=clock(), mine=0.5))
    client = ask(crm)
    every = walk(client, f"{OBJECTS}/companies", limit=100, properties="csm,org_id")
    assert len({one["id"] for one in every}) == len(every) == 1_234
    mine = sum(one["properties"]["csm"] == crm.me for one in every)
    assert 500 < mine < 734
    one = every[7]
    path = f"{OBJECTS}/companies/{one['properties']['org_id']}?idProperty=org_id"
    assert client.get(path).json()["id"] == one["id"]
    clock.move(minutes=1)
    patch = {"properties": {"customer_health": "1.5"}}
    assert client.patch(f"{OBJECTS}/companies/{one['id']}", json=patch).status_code == 200
    newest = search(client, "companies", sorts=["-hs_lastmodifieddate"], limit=1)
    assert ids(newest) == [one["id"]]
    crm.archive("companies", one["id"])
    assert search(client, "companies")["total"] == 1_233


def test_so_many_may_have_changed_in_the_same_millisecond(clock):
    crm = HubSpotSimulator(bulk_portal(40, now=clock(), same_moment=30), clock=clock)
    moments = [one["updatedAt"] for one in crm.records("companies")]
    assert moments.count(moments[0]) >= 30


def test_twenty_five_thousand_start_within_a_second_and_a_page_of_search_takes_few_ms(
    start, ask, clock
):
    begun = time.perf_counter()
    crm = start(bulk_portal(25_000, now=clock()))
    assert time.perf_counter() - begun < 1.0
    client = ask(crm)
    last, took = "0", []
    for _ in range(12):
        begun = time.perf_counter()
        page = search(
            client,
            "companies",
            ("hs_object_id", "GT", last),
            ("hs_lastmodifieddate", "GTE", "0"),
            sorts=ASCENDING,
            limit=200,
            properties=["name", "domain", "csm", "arr_eur"],
        )
        took.append(time.perf_counter() - begun)
        last = ids(page)[-1]
    # The quickest of them says what it costs; the others, who else was at work.
    assert min(took) < 0.02
