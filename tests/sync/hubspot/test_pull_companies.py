"""Companies into the book: all at first, then what changed, and what went."""

from __future__ import annotations

import pytest

from sync.hubspot.pull_companies import MOST_NAMED
from sync.simulator.hubspot import Property, bulk_portal, sample_portal
from tests.sync.hubspot.company_book import BO, names, with_companies
from tests.sync.hubspot.portals import AT, QUIET, Desk, add_company

WRITTEN_TABLES = ("accounts", "contacts", "notes", "tasks", "deals", "tickets", "outsiders")


@pytest.fixture
def book(desk):
    """A book with two companies of mine and one of a colleague's."""
    return with_companies(desk)


def lists(there):
    """The pages of the plain list that were asked for, by their query."""
    asked = there.requests("/crm/objects")
    return [
        one.query
        for one in asked
        if one.path.endswith("/companies") and "limit=1&" not in one.query
    ]


# -- the first load --------------------------------------------------------------


def test_mine_are_accounts_and_of_the_others_only_id_and_name_is_kept(book):
    assert names(book) == ["Acorn", "Birch"]
    assert book.rows("outsiders", "external_id, name") == [(book.cedar, "Cedar")]


def test_nothing_but_names_and_owners_is_asked_for_of_others(book):
    listed = lists(book.there)
    assert listed
    assert all("hubspot_owner_id" in one and "arr_eur" not in one for one in listed)


def test_the_whole_account_in_many_pages_arrives_once_each(start, store, clock):
    there = start(bulk_portal(1_234, now=clock(), mine=0.3))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    ids = desk.column("accounts", "external_id") + desk.column("outsiders", "external_id")
    assert len(ids) == 1_234
    assert set(ids) == {one["id"] for one in there.records("companies")}


def test_a_load_that_broke_off_goes_on_where_it_stopped(start, store, clock):
    there = start(bulk_portal(900, now=clock(), mine=0.1))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.stop_after = ("accounts", 1)
    assert desk.run().sources[0].cancelled
    desk.stop_after = None
    before = lists(there)
    kept = len(desk.column("accounts", "id") + desk.column("outsiders", "external_id"))
    desk.sync()
    after = lists(there)[len(before) :]
    assert len(after) == 9 - kept // 100
    assert all("after=" in one for one in after)
    ids = desk.column("accounts", "external_id") + desk.column("outsiders", "external_id")
    assert len(set(ids)) == len(ids) == 900


def test_a_stored_place_that_is_taken_no_more_starts_the_list_over(book):
    book.store.rows("SELECT 1")
    with book.store.writing() as connection:
        connection.execute(
            "UPDATE cursors SET value = json_set(value, '$.next', 'bad') WHERE resource='accounts'"
        )
    book.there.fault("status", path="/crm/objects/2026-09/companies", method="GET", status=400)
    book.sync()
    assert names(book) == ["Acorn", "Birch"]


# -- what changed ----------------------------------------------------------------


def test_nothing_new_costs_one_question_for_each_kind(book):
    asked = book.asked(book.sync)
    assert len(asked) == QUIET
    look, *searches = asked
    assert look.endswith("/companies/batch/read")
    assert all(one.endswith("/search") for one in searches)


def test_nothing_new_writes_nothing_but_that_it_was_asked(book):
    def version():
        # But for how much of the day is used up, which each question adds to.
        cursors = book.rows("cursors", "*", "resource <> 'usage'")
        return cursors, *(book.rows(table, "*") for table in (*WRITTEN_TABLES, "changes"))

    before = version()
    book.sync()
    assert version() == before


def test_what_changed_arrives(book):
    book.there.change("companies", book.acorn, {"name": "Acorn Ltd", "arr_eur": "1200.50"})
    book.sync()
    assert book.rows("accounts", "name, arr_cents") == [("Acorn Ltd", 120050), ("Birch", None)]


def test_a_row_near_the_line_is_not_read_again_and_again(book):
    book.there.change("companies", book.acorn, {"name": "Acorn Ltd"})
    book.sync()
    book.clock.move(minutes=2)
    book.sync()
    book.clock.move(minutes=2)
    assert len(book.asked(book.sync)) == QUIET


def test_an_account_that_becomes_mine_brings_what_it_had(book):
    there = book.there
    person = there.add("contacts", {"firstname": "Kim"}, associations={"companies": [book.cedar]})
    there.add(
        "notes",
        {"hs_note_body": "<p>old</p>", "hs_timestamp": AT},
        associations={"companies": [book.cedar]},
    )
    book.clock.move(days=40)
    book.sync()
    assert book.column("contacts", "external_id") == []
    book.clock.move(hours=1)
    there.change("companies", book.cedar, {"hubspot_owner_id": there.me})
    book.sync()
    assert names(book) == ["Acorn", "Birch", "Cedar"]
    assert book.column("contacts", "external_id") == [person]
    assert book.column("notes", "body") == ["old"]
    assert book.column("outsiders", "name") == []


def test_an_account_that_goes_to_a_colleague_leaves_the_book(book):
    book.there.change("companies", book.acorn, {"hubspot_owner_id": BO})
    book.sync()
    assert names(book) == ["Birch"]
    assert names(book, "status = 'left'") == ["Acorn"]


def test_many_accounts_that_join_at_once_are_read_with_everything(start, store, clock):
    there = start(bulk_portal(MOST_NAMED + 20, now=clock(), mine=0.0))
    desk = Desk(store, there, clock)
    add_company(there)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    for one in there.records("companies"):
        there.change("companies", one["id"], {"hubspot_owner_id": there.me})
    late = there.records("companies")[0]["id"]
    there.add(
        "notes",
        {"hs_note_body": "old", "hs_timestamp": AT, "hs_lastmodifieddate": AT},
        associations={"companies": [late]},
    )
    desk.sync()
    assert len(names(desk)) == MOST_NAMED + 21
    assert desk.column("notes", "body") == ["old"]


# -- what went -------------------------------------------------------------------


@pytest.mark.parametrize("way", ["archive", "remove"])
def test_an_account_that_is_archived_or_purged_goes_with_the_next_day(book, way):
    getattr(book.there, way)("companies", book.acorn)
    book.sync()
    assert names(book) == ["Acorn", "Birch"]
    book.clock.move(days=1)
    book.sync()
    assert names(book) == ["Birch"]
    assert names(book, "status = 'removed'") == ["Acorn"]


def test_a_book_of_which_nothing_is_known_there_is_another_account_s(book):
    add_company(book.there, "Dogwood")
    book.sync()
    for one in book.there.records("companies"):
        book.there.remove("companies", one["id"])
    book.clock.move(days=1)
    error = book.failing()
    assert "none of the 3 accounts" in error["title"]
    assert names(book) == ["Acorn", "Birch", "Dogwood"]


# -- properties ------------------------------------------------------------------


def test_the_book_is_of_those_a_chosen_property_names(desk):
    desk.there.add("companies", {"name": "Of mine", "csm": desk.there.me, "hubspot_owner_id": BO})
    desk.there.add("companies", {"name": "Only sold", "hubspot_owner_id": desk.there.me})
    desk.connect(csm_field="csm")
    desk.sync()
    assert names(desk) == ["Of mine"]
    assert desk.column("accounts", "owner_email") == ["ines.halvard@pebblemark.example"]


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        ("all", ["Acorn", "Birch", "Nobody's"]),
        ("mine", ["Acorn"]),
        ("owner:bartek.wilczur@pebblemark.example", ["Birch"]),
        ("mine,segment:annual plan", ["Acorn", "Birch"]),
        ("unassigned:csm managed", ["Nobody's"]),
    ],
)
def test_which_accounts_are_in_the_book(desk, book, expected):
    add_company(desk.there, "Acorn")
    desk.there.add(
        "companies",
        {"name": "Birch", "hubspot_owner_id": BO, "customer_segment": "Annual Plan;CSM Managed"},
    )
    desk.there.add("companies", {"name": "Nobody's", "customer_segment": "CSM Managed"})
    desk.connect(book=book, segment_field="Segment")
    desk.sync()
    assert names(desk) == expected


def test_other_options_read_everything_anew(book):
    book.connect(book="all")
    book.sync()
    assert names(book) == ["Acorn", "Birch", "Cedar"]


def test_a_full_run_lists_everything_again(book):
    asked = book.asked(lambda: book.sync(full=True))
    assert "GET /crm/objects/2026-09/companies" in asked


def test_the_sample_of_two_weeks_ends_as_it_is_there(start, store, clock):
    there = start(sample_portal(now=clock()))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    there.advance()
    clock.move(days=1)
    desk.sync()
    mine = {
        one["id"]
        for one in there.records("companies")
        if not one["archived"] and one["properties"].get("hubspot_owner_id") == there.me
    }
    assert set(desk.column("accounts", "external_id", "status = 'active'")) == mine


def test_a_picklist_is_read_by_its_labels(desk):
    desk.there.define(
        "companies",
        Property(
            name="cs_stage",
            label="Pipeline stage",
            type="enumeration",
            field_type="select",
            options=(("s1", "1. New"), ("s2", "2. Live")),
        ),
    )
    add_company(desk.there, cs_stage="s2")
    desk.connect(stage_field="cs_stage")
    desk.sync()
    assert desk.column("accounts", "stage") == ["2. Live"]
