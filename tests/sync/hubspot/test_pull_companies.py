"""Companies into the book: all at first, then what changed, what went, and what became one."""

from __future__ import annotations

import pytest

from book import note_writing, outbox
from book.account_writing import move_stage
from book.records import AccountId
from sync.hubspot.pull_companies import MOST_NAMED
from sync.simulator.hubspot import Property, Quirks, bulk_portal, sample_portal
from tests.sync.hubspot.portals import AT, QUIET, RULES, Desk, add_company

BO = "61004724"
WRITTEN_TABLES = ("accounts", "contacts", "notes", "tasks", "deals", "tickets", "outsiders")


@pytest.fixture
def book(desk):
    """A book with two companies of mine and one of a colleague's."""
    desk.acorn = add_company(desk.there, "Acorn", domain="acorn.example")
    desk.birch = add_company(desk.there, "Birch")
    desk.cedar = add_company(desk.there, "Cedar", hubspot_owner_id=BO, arr_eur="5")
    desk.clock.move(hours=1)
    desk.connect()
    desk.sync()
    desk.clock.move(hours=1)
    return desk


def lists(there):
    """The pages of the plain list that were asked for, by their query."""
    asked = there.requests("/crm/objects")
    return [
        one.query
        for one in asked
        if one.path.endswith("/companies") and "limit=1&" not in one.query
    ]


def names(desk, where="status = 'active'"):
    return desk.column("accounts", "name", where)


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


def test_a_change_that_the_index_shows_late_is_not_lost(start, store, clock):
    there = start(search_lag=200.0)
    desk = Desk(store, there, clock)
    acorn, birch = add_company(there, "Acorn"), add_company(there, "Birch")
    clock.move(hours=1)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    there.change("companies", birch, {"name": "Early"})
    clock.move(seconds=100)
    there.change("companies", acorn, {"name": "Late"})
    clock.move(seconds=110)
    desk.sync()
    # What was seen draws the line beyond the moment of what was not.
    assert names(desk) == ["Acorn", "Early"]
    clock.move(seconds=100)
    desk.sync()
    assert names(desk) == ["Early", "Late"]


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


def test_the_search_wall(start, store, clock):
    """25,000 companies, half of them changed in one millisecond: none missed, none doubled."""
    there = start(bulk_portal(25_000, now=clock(), mine=0.01, same_moment=12_500))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    clock.move(days=1)
    for one in there.records("companies"):
        there.change("companies", one["id"], {"name": "New " + one["id"]})
    searched = desk.asked(desk.sync)
    assert sum(one.endswith("/companies/search") for one in searched) == 125
    found = dict(desk.rows("accounts", "external_id, name"))
    found |= dict(desk.rows("outsiders", "external_id, name"))
    assert len(found) == 25_000
    assert all(name == "New " + one for one, name in found.items())


def test_changes_while_the_search_goes_on_neither_shift_nor_double(start, store, clock):
    there = start(bulk_portal(1_000, now=clock(), mine=1.0))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    ids = [one["id"] for one in there.records("companies")]
    for one in ids:
        there.change("companies", one, {"name": "once"})
    clock.move(minutes=1)
    seen = 0

    def meddle(progress):
        """While pages come in, others change, are archived, and are added."""
        nonlocal seen
        if progress.resource == "accounts" and progress.done and seen < 2:
            seen += 1
            clock.move(seconds=5)
            there.change("companies", ids[seen * 7], {"name": "twice"})
            there.change("companies", ids[-seen * 7], {"name": "twice"})
            there.archive("companies", ids[-1 - seen])
            add_company(there, f"added {seen}")

    desk.run(progress=meddle)
    assert seen == 2
    clock.move(minutes=6)
    desk.sync()
    clock.move(days=1)
    desk.sync()
    living = {one["id"]: one for one in there.records("companies") if not one["archived"]}
    stood = desk.rows("accounts", "external_id, name", "status = 'active'")
    assert len(stood) == len(set(stood)) == len(living) == 1_000
    assert dict(stood) == {one: row["properties"]["name"] for one, row in living.items()}


def test_a_search_that_broke_off_goes_on_where_it_stopped(start, store, clock):
    there = start(bulk_portal(1_500, now=clock(), mine=1.0))
    desk = Desk(store, there, clock)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    for one in there.records("companies"):
        there.change("companies", one["id"], {"name": "changed"})
    desk.stop_after = ("accounts", 1)
    assert desk.run().sources[0].cancelled
    done = len(desk.column("accounts", "id", "name = 'changed'"))
    assert 0 < done < 1_500
    desk.stop_after = None
    asked = desk.asked(desk.sync)
    pages = sum(one.endswith("/companies/search") for one in asked)
    assert pages < 8
    assert desk.column("accounts", "DISTINCT name") == ["changed"]


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


@pytest.mark.parametrize("daily", [False, True], ids=["at once", "only in the daily look"])
@pytest.mark.parametrize(
    "quirks",
    [Quirks(), Quirks(merged_id_leads_on=True), Quirks(merge_makes_new_id=True)],
    ids=["plain", "old id leads on", "new id"],
)
def test_merged_companies_become_one_and_keep_what_was_on_both(start, store, clock, quirks, daily):
    there = start(quirks=quirks)
    desk = Desk(store, there, clock)
    acorn, birch = add_company(there, "Acorn"), add_company(there, "Birch")
    for home in (acorn, birch):
        there.add(
            "notes",
            {"hs_note_body": f"at {home}", "hs_timestamp": AT},
            associations={"companies": [home]},
        )
    desk.connect()
    desk.sync()
    (number,) = desk.column("accounts", "id", f"external_id = '{acorn}'")
    note_writing.add_note(store, RULES, AccountId(number), body="unsent", day=clock().date())
    clock.move(seconds=1 if daily else 3600)
    left = there.merge("companies", birch, acorn)
    if daily:
        clock.move(days=1)
    desk.run(send_only=False)
    clock.move(days=1)
    desk.run()
    assert desk.column("accounts", "external_id", "status = 'active'") == [left]
    (home,) = desk.column("accounts", "id", "status = 'active'")
    bodies = desk.column("notes", "body", f"account_id = {home} AND archived_at IS NULL")
    assert sorted(bodies) == sorted([f"at {acorn}", f"at {birch}", "unsent"])
    # What had not left is offered to the account that is left, not sent behind one's back.
    assert [entry.reason for entry in outbox.entries(store)] in (["account_back"], [])


def test_what_waits_for_a_merged_company_is_offered_to_the_one_it_was_merged_into(book):
    there, store = book.there, book.store
    ids = dict(book.rows("accounts", "name, id"))
    facts = "arr_cents, health, stage, name"
    there.change("companies", book.acorn, {"arr_eur": "90", "customer_health": "3"})
    book.sync()
    stood = book.rows("accounts", facts, "name = 'Acorn'")
    move_stage(store, RULES, [AccountId(ids["Acorn"])], "2. Onboarding Initiated")
    note_writing.add_note(
        store, RULES, AccountId(ids["Acorn"]), body="unsent", day=book.clock().date()
    )
    book.clock.move(hours=1)
    there.merge("companies", book.birch, book.acorn)
    report = book.run().sources[0]
    assert (report.conflicts, report.parked) == (0, 2)
    for entry in outbox.entries(store):
        assert entry.account_id == ids["Birch"]
        assert entry.error is not None
        assert entry.error["title"] == "The account was merged into Birch in HubSpot."
    # What is known of the one that is gone stays as it was, but for what I wrote of it.
    assert book.rows("accounts", facts, "name = 'Acorn'") == [
        (*stood[0][:2], "2. Onboarding Initiated", "Acorn")
    ]
    for entry in outbox.entries(store):
        outbox.move_entry_to(store, RULES, entry.id, AccountId(ids["Birch"]), hold_seconds=0)
    book.clock.move(hours=1)
    assert book.sync().pushed == 2
    left = there.record("companies", book.birch)["properties"]
    assert left["onboarding_stage"] == "2. Onboarding Initiated"
    assert outbox.entries(store) == []


def test_what_hung_on_a_merged_company_hangs_on_the_one_that_is_left(book):
    there = book.there
    person = there.add("contacts", {"firstname": "Kim"}, associations={"companies": [book.acorn]})
    deal = there.add("deals", {"dealname": "More"}, associations={"companies": [book.acorn]})
    note = {"hs_note_body": "words", "hs_timestamp": AT}
    there.add("notes", note, associations={"companies": [book.acorn]})
    dead = there.add("notes", note, associations={"companies": [book.acorn]})
    book.sync()
    book.clock.move(hours=1)
    there.archive("notes", dead)
    there.merge("companies", book.birch, book.acorn)
    book.sync()
    (home,) = book.column("accounts", "id", "status = 'active'")
    # What is handed over is asked about at once: not all of it need live.
    assert book.column("notes", "body", f"account_id = {home} AND archived_at IS NULL") == ["words"]
    assert book.column("contacts", "external_id", f"account_id = {home}") == [person]
    assert book.column("deals", "external_id", f"account_id = {home}") == [deal]


@pytest.mark.parametrize("leads_on", [False, True])
def test_a_merger_no_search_shows_is_found_by_asking_for_the_ids(start, store, clock, leads_on):
    there = start(search_lag=10_000_000.0, quirks=Quirks(merged_id_leads_on=leads_on))
    desk = Desk(store, there, clock)
    acorn, birch = add_company(there, "Acorn"), add_company(there, "Birch")
    desk.connect()
    desk.sync()
    (number,) = desk.column("accounts", "id", f"external_id = '{acorn}'")
    note_writing.add_note(
        store, RULES, AccountId(number), body="mine", day=clock().date(), private=True
    )
    clock.move(hours=1)
    there.merge("companies", birch, acorn)
    desk.sync()
    assert names(desk) == ["Acorn", "Birch"]
    clock.move(days=1)
    desk.sync()
    (home,) = desk.column("accounts", "id", "status = 'active'")
    assert desk.column("notes", "body", f"account_id = {home}") == ["mine"]


def test_a_company_merged_into_a_colleague_s_is_gone_and_comes_back_with_it(book):
    (number,) = book.column("accounts", "id", "name = 'Acorn'")
    note_writing.add_note(
        book.store, RULES, AccountId(number), body="mine", day=book.clock().date(), private=True
    )
    left = book.there.merge("companies", book.cedar, book.acorn)
    book.sync()
    assert names(book) == ["Birch"]
    # What is known of it stays as it was; its name was the other's before, and all else emptied.
    assert names(book, "status = 'removed'") == ["Acorn"]
    book.clock.move(hours=1)
    book.there.change("companies", left, {"hubspot_owner_id": book.there.me})
    book.sync()
    assert book.rows("accounts", "id, name", "status = 'active' AND name <> 'Birch'") == [
        (number, "Cedar")
    ]
    assert book.column("notes", "body", f"account_id = {number}") == ["mine"]


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
