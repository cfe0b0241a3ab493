"""Owners, properties and stages: asked for once a day, and kept."""

from __future__ import annotations

from tests.sync.hubspot.portals import Desk, add_company


def test_owners_properties_and_stages_are_asked_for_once_a_day(start, store, clock):
    desk = Desk(store, start(), clock)
    add_company(desk.there)
    desk.connect()
    desk.sync()
    clock.move(hours=19)
    asked = desk.asked(desk.sync)
    assert not [one for one in asked if "/crm/v3/" in one]
    clock.move(hours=2)
    asked = desk.asked(desk.sync)
    assert {one for one in asked if "/crm/v3/" in one} == {
        "GET /crm/v3/owners",
        "GET /crm/v3/properties/companies",
        "GET /crm/v3/pipelines/deals",
        "GET /crm/v3/pipelines/tickets",
    }


def test_notes_of_people_who_left_keep_their_name(desk):
    acorn = add_company(desk.there)
    desk.there.add(
        "notes",
        {"hs_note_body": "x", "hs_timestamp": "2026-06-01T00:00:00Z",
         "hubspot_owner_id": "61004776"},
        associations={"companies": [acorn]},
    )  # fmt: skip
    desk.connect()
    desk.sync()
    assert desk.column("notes", "author") == ["Rasmus Ekelöf"]
    desk.clock.move(hours=1)
    desk.sync()
    assert desk.column("notes", "author") == ["Rasmus Ekelöf"]


def test_without_the_right_to_the_catalogue_it_is_asked_for_no_more_than_daily(start, store, clock):
    rights = ("companies", "contacts", "owners")
    there = start(scopes=[f"crm.objects.{one}.read" for one in rights])
    desk = Desk(store, there, clock)
    add_company(there)
    desk.connect()
    desk.sync()
    assert not [one for one in desk.asked(desk.sync) if "/properties/" in one]
    assert desk.column("accounts", "name") == ["Acorn"]
