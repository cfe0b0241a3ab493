"""Scopes that are lost and given back: the rest goes on, what was read stays, all are named."""

from __future__ import annotations

import pytest

from book.errors import Auth
from sync.hubspot.kinds import KINDS
from sync.hubspot.rights import RIGHTS, SCOPES
from sync.simulator.hubspot import Quirks
from tests.sync.hubspot.portals import AT, ME_EMAIL, QUIET, Desk, add_company

ALL = tuple(dict.fromkeys(SCOPES.values()))
DEALS = "crm.objects.deals.read"
CONTACTS = "crm.objects.contacts.read"
TABLES = ("accounts", "contacts", "notes", "tasks", "deals", "tickets")
OF_KINDS = {
    "contacts": {"firstname": "Kim"},
    "notes": {"hs_note_body": "<p>words</p>", "hs_timestamp": AT},
    "tasks": {"hs_task_subject": "Send", "hs_timestamp": AT},
    "deals": {"dealname": "Seats", "pipeline": "default", "dealstage": "contractsent"},
    "tickets": {"subject": "Slow", "hs_pipeline": "0", "hs_pipeline_stage": "2"},
}


def filled(desk, **options):
    """One account with a record of each kind, read an hour ago."""
    desk.acorn = add_company(desk.there, "Acorn")
    desk.made = {
        kind: desk.there.add(kind, properties, associations={"companies": [desk.acorn]})
        for kind, properties in OF_KINDS.items()
    }
    desk.clock.move(hours=1)
    desk.connect(**options)
    desk.sync()
    desk.clock.move(hours=1)
    return desk


@pytest.fixture
def book(desk):
    return filled(desk)


def without(desk, *scopes):
    desk.there.allow(*(one for one in ALL if one not in scopes))


def held(desk):
    """How many records of each table live."""
    ended = {"accounts": "status <> 'active'", "contacts": "deactivated_at IS NOT NULL"}
    return {
        table: len(desk.column(table, "id", f"NOT ({ended.get(table, 'archived_at IS NOT NULL')})"))
        for table in TABLES
    }


@pytest.mark.parametrize("told", ["context", "errors"])
def test_the_rest_goes_on_and_every_missing_scope_is_named(start, store, clock, told):
    book = filled(Desk(store, start(quirks=Quirks(scopes_told=told)), clock))
    before = held(book)
    without(book, DEALS, "tickets")
    book.there.change("companies", book.acorn, {"name": "Acorn Ltd"})
    book.there.change("notes", book.made["notes"], {"hs_note_body": "<p>new</p>"})
    report = book.sync()
    assert len(report.notices) == 1
    assert f"lacks the scopes {DEALS} and tickets: deals and tickets cannot" in report.notices[0]
    assert "Add them to the key" in report.notices[0]
    assert book.column("sources", "detail") == [report.notices[0]]
    assert book.column("sources", "state") == ["up_to_date"]
    assert held(book) == before
    assert book.column("accounts", "name") == ["Acorn Ltd"]
    assert book.column("notes", "body") == ["new"]


def test_each_run_says_it_and_asks_once_for_what_is_missing(book):
    without(book, DEALS, "tickets")
    said = book.sync().notices
    book.clock.move(hours=1)
    reports = []
    asked = book.asked(lambda: reports.append(book.sync()))
    assert reports[0].notices == said
    assert [one for one in asked if "deals" in one or "tickets" in one] == [
        "GET /crm/objects/2026-09/deals",
        "GET /crm/objects/2026-09/tickets",
    ]


def test_a_key_with_all_rights_is_asked_nothing_more(book):
    book.sync()
    assert len(book.asked(book.sync)) == QUIET
    assert book.rows("cursors", "resource", f"resource = '{RIGHTS}'") == []


@pytest.mark.parametrize("hours", [1, 30])
def test_a_scope_that_is_given_back_has_everything_read_again(book, hours):
    without(book, DEALS, "tickets")
    book.sync()
    # Changed, gone and new, while nobody could see it; the change without a trace in a search.
    book.there.change("deals", book.made["deals"], {"dealname": "More"}, moves=False)
    book.there.remove("tickets", book.made["tickets"])
    late = book.there.add("deals", {"dealname": "Late"}, associations={"companies": [book.acorn]})
    book.clock.move(hours=hours)
    book.sync()
    assert book.column("deals", "name") == ["Seats"]
    book.there.allow(*ALL)
    book.clock.move(hours=1)
    report = book.sync()
    assert report.notices == []
    assert book.column("sources", "detail") == [""]
    assert book.rows("deals", "external_id, name") == sorted(
        [(book.made["deals"], "More"), (late, "Late")]
    )
    assert held(book)["tickets"] == 0
    assert len(book.asked(book.sync)) == QUIET


def test_one_of_two_that_is_given_back_is_read_and_the_other_still_missing(book):
    without(book, DEALS, "tickets")
    book.sync()
    without(book, DEALS)
    book.there.change("tickets", book.made["tickets"], {"subject": "Fast"}, moves=False)
    book.clock.move(hours=1)
    (words,) = book.sync().notices
    assert f"lacks the scope {DEALS}: deals cannot" in words
    assert book.column("tickets", "subject") == ["Fast"]


def test_stages_keep_their_names_while_nobody_tells_them_and_come_back(book):
    without(book, DEALS, "tickets")
    book.clock.move(hours=25)
    book.sync()
    book.there.allow(*ALL)
    book.clock.move(hours=1)
    book.sync()
    assert book.column("deals", "stage") == ["Contract sent"]
    assert book.column("tickets", "status") == ["Waiting on contact"]


def test_a_scope_missing_from_the_start_is_asked_for_in_the_run_and_taken_up(start, store, clock):
    desk = Desk(store, start(scopes=[one for one in ALL if one != DEALS]), clock)
    filled(desk)
    assert held(desk)["deals"] == 0
    assert [DEALS in one for one in desk.sync().notices] == [True]
    desk.there.allow(*ALL)
    desk.clock.move(hours=1)
    assert desk.sync().notices == []
    assert desk.rows("deals", "name, stage") == [("Seats", "Contract sent")]


def test_people_notes_calls_and_tasks_ride_on_one_scope(book):
    before = held(book)
    without(book, CONTACTS)
    book.there.change("companies", book.acorn, {"name": "Acorn Ltd"})
    (words,) = book.sync().notices
    assert f"lacks the scope {CONTACTS}: people, notes, calls and tasks cannot" in words
    assert held(book) == before
    assert book.column("accounts", "name") == ["Acorn Ltd"]
    book.there.allow(*ALL)
    book.there.change("notes", book.made["notes"], {"hs_note_body": "<p>new</p>"}, moves=False)
    book.clock.move(hours=1)
    book.sync()
    assert book.column("notes", "body") == ["new"]


def test_without_the_right_to_owners_names_stay(desk):
    desk.there.add("companies", {"name": "Acorn", "hubspot_owner_id": desk.there.me})
    desk.connect()
    desk.sync()
    (named,) = desk.rows("accounts", "owner_name, owner_email")
    assert named[1] == ME_EMAIL
    without(desk, SCOPES["owners"])
    desk.clock.move(hours=25)
    (words,) = desk.sync().notices
    assert "crm.objects.owners.read: the names of colleagues cannot be read" in words
    assert desk.rows("accounts", "owner_name, owner_email") == [named]


def test_an_account_that_joins_meanwhile_gets_its_deals_with_the_scope(book):
    without(book, DEALS)
    book.sync()
    birch = add_company(book.there, "Birch")
    book.there.add("deals", {"dealname": "Its"}, associations={"companies": [birch]})
    book.clock.move(hours=1)
    book.sync()
    assert book.column("accounts", "name") == ["Acorn", "Birch"]
    book.there.allow(*ALL)
    book.clock.move(hours=1)
    book.sync()
    assert book.column("deals", "name") == ["Its", "Seats"]


def test_renewals_from_deals_stay_as_they_were_and_that_is_said(desk):
    acorn = add_company(desk.there, "Acorn")
    deal = desk.there.add(
        "deals",
        {"dealname": "R", "closedate": "2026-09-01T00:00:00Z", "pipeline": "renewals_2024",
         "dealstage": "renewal_open"},
        associations={"companies": [acorn]},
    )  # fmt: skip
    desk.connect(renewal_pipeline="renewals")
    desk.sync()
    assert desk.column("accounts", "renewal_date") == ["2026-09-01"]
    desk.clock.move(hours=1)
    without(desk, DEALS)
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    (words,) = desk.sync().notices
    assert "Renewal dates come from deals" in words
    assert desk.rows("accounts", "name, renewal_date") == [("Acorn Ltd", "2026-09-01")]
    desk.clock.move(hours=25)
    desk.sync()
    assert desk.rows("accounts", "name, renewal_date") == [("Acorn Ltd", "2026-09-01")]
    desk.there.allow(*ALL)
    desk.there.change("deals", deal, {"closedate": "2026-10-01T00:00:00Z"})
    desk.clock.move(hours=1)
    assert desk.sync().notices == []
    assert desk.rows("accounts", "name, renewal_date") == [("Acorn Ltd", "2026-10-01")]


def test_without_the_right_to_companies_the_run_ends_and_names_all_that_is_missing(book):
    before = held(book)
    lost = (SCOPES["companies"], DEALS, "tickets")
    without(book, *lost)
    error = book.failing()
    assert error["kind"] == "auth"
    assert all(one in error["title"] for one in lost)
    assert CONTACTS not in error["title"]
    assert held(book) == before
    book.there.allow(*ALL)
    assert book.sync().notices == []


def test_whoever_made_the_key_being_gone_is_no_missing_right(book):
    book.there.token_becomes("user_removed")
    assert book.failing()["kind"] == "auth"
    book.there.token_becomes("valid")
    assert book.sync().notices == []


def test_a_403_that_says_nothing_is_told_as_such(book):
    before = held(book)
    book.there.fault("status", path="/crm/objects/2026-09/tickets/search", status=403)
    (words,) = book.sync().notices
    assert "does not let this key read tickets (403)" in words
    assert held(book) == before
    book.clock.move(hours=1)
    assert book.sync().notices == []


def test_a_first_look_names_all_that_is_missing_at_once(desk):
    lost = (SCOPES["companies"], SCOPES["owners"], "tickets")
    without(desk, *lost)
    with pytest.raises(Auth) as refused:
        desk.look()
    assert all(one in refused.value.title for one in lost)
    assert DEALS not in refused.value.title


def test_what_is_kept_that_cannot_be_read_is_nothing(book):
    with book.store.writing() as connection:
        connection.execute(f"INSERT INTO cursors VALUES ('hubspot', '{RIGHTS}', 'junk')")
    assert book.sync().notices == []


def test_every_kind_has_its_scope():
    assert KINDS.keys() < SCOPES.keys()
