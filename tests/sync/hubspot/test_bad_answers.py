"""Answers no decent service gives: a run ends well or with a sentence, and the next mends it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sync.hubspot.portals import AT, Desk, add_company

FAULTS: dict[str, dict[str, Any]] = {
    "unknown_fields": {},
    "nulls": {},
    "odd_dates": {},
    "duplicates": {},
    "empty_next": {},
    "loop": {},
    "moved": {},
    "bad_record": {},
    "truncate": {},
    "html": {},
    "not_json": {},
    "wrong_host": {},
    "redirect": {"location": "https://elsewhere.example/"},
    "close": {},
    "huge": {"megabytes": 33},
    "status": {"status": 500, "times": 9},
}
PLACES = {
    "the list": "/crm/objects/2026-09/companies",
    "the search": "/crm/objects/2026-09/companies/search",
    "companies in batches": "/crm/objects/2026-09/companies/batch/read",
    "links": "/crm/associations/2026-09",
    "notes in batches": "/crm/objects/2026-09/notes/batch/read",
    "owners": "/crm/v3/owners",
    "the catalogue": "/crm/v3/properties",
    "pipelines": "/crm/v3/pipelines",
}
TELLING = ("nulls", "duplicates", "loop", "bad_record", "not_json", "wrong_host")
CASES = [
    (fault, place)
    for fault in FAULTS
    for place in PLACES
    if fault in TELLING or place == "notes in batches"
]


@pytest.mark.parametrize(("fault", "place"), CASES)
def test_one_bad_answer(start, store, clock, fault, place):
    there = start()
    desk = Desk(store, there, clock)
    for n in range(3):
        home = add_company(there, f"Company {n}", arr_eur="10")
        there.add(
            "notes",
            {"hs_note_body": f"<p>{n}</p>", "hs_timestamp": AT},
            associations={"companies": [home]},
        )
    desk.connect()
    there.fault(fault, path=PLACES[place], **FAULTS[fault])
    first = desk.run().sources[0]
    assert first.ok or (first.error is not None and first.error["title"])
    there.faults.clear()
    for one in there.records("companies"):
        there.change("companies", one["id"], {"phone": "1"})
    clock.move(hours=25)
    desk.sync()
    expected = [(f"Company {n}", 1000) for n in range(3)]
    assert desk.rows("accounts", "name, arr_cents", "status = 'active'") == expected
    assert desk.column("notes", "body", "archived_at IS NULL") == ["0", "1", "2"]


@pytest.mark.parametrize("fault", TELLING)
@pytest.mark.parametrize("place", ["the search", "links", "companies in batches"])
def test_one_bad_answer_later_ends_nothing_that_lives(start, store, clock, fault, place):
    there = start()
    desk = Desk(store, there, clock)
    homes = [add_company(there, f"Company {n}") for n in range(3)]
    for home in homes:
        there.add(
            "notes",
            {"hs_note_body": "<p>x</p>", "hs_timestamp": AT},
            associations={"companies": [home]},
        )
    desk.connect()
    desk.sync()
    clock.move(hours=25)
    there.change("companies", homes[0], {"name": "Changed"})
    there.fault(fault, path=PLACES[place], **FAULTS[fault])
    desk.run()
    there.faults.clear()
    clock.move(hours=25)
    desk.sync()
    assert desk.column("accounts", "name", "status = 'active'") == [
        "Changed",
        "Company 1",
        "Company 2",
    ]
    assert len(desk.column("notes", "id", "archived_at IS NULL")) == 3
