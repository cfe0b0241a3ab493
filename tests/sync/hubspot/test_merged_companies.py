"""Companies that were merged there: one account is left, with what hung on both."""

from __future__ import annotations

import pytest

from book import note_writing, outbox
from book.account_writing import move_stage
from book.records import AccountId
from sync.simulator.hubspot import Quirks
from tests.sync.hubspot.company_book import names, with_companies
from tests.sync.hubspot.portals import AT, RULES, Desk, add_company


@pytest.fixture
def book(desk):
    """A book with two companies of mine and one of a colleague's."""
    return with_companies(desk)


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


def test_what_waits_for_a_company_merged_into_a_colleague_s_names_it_and_can_go_there(book):
    (number,) = book.column("accounts", "id", "name = 'Acorn'")
    note_writing.add_note(
        *(book.store, RULES, AccountId(number)),
        body="unsent",
        day=book.clock().date(),
        hold_seconds=0,
    )
    left = book.there.merge("companies", book.cedar, book.acorn)
    report = book.run().sources[0]
    assert (report.pushed, report.parked) == (0, 1)
    (entry,) = outbox.entries(book.store)
    assert (entry.state, entry.reason) == ("parked", "account_back")
    assert entry.error is not None
    assert entry.error["title"] == (
        "The account was merged into “Cedar” in HubSpot, which is not in your book."
    )
    outbox.retry(book.store, entry.id)
    book.clock.move(hours=1)
    assert book.sync().pushed == 1
    (sent,) = book.there.records("notes")
    assert "unsent" in sent["properties"]["hs_note_body"]
    assert str(left) in str(sent["associations"]), "by the id of the one that stayed"
    assert book.acorn == left or book.acorn not in str(sent["associations"])


def test_a_company_merged_into_a_colleague_s_is_gone_and_comes_back_with_it(book):
    (number,) = book.column("accounts", "id", "name = 'Acorn'")
    note_writing.add_note(
        book.store, RULES, AccountId(number), body="mine", day=book.clock().date(), private=True
    )
    left = book.there.merge("companies", book.cedar, book.acorn)
    book.sync()
    assert names(book) == ["Birch"]
    # What is known of it stays as it was; its name was the other's before, and all else emptied.
    # It left the book rather than being deleted: its row stands for the colleague's by then, so
    # that what waits can be sent there.
    assert names(book, "status = 'left'") == ["Acorn"]
    book.clock.move(hours=1)
    book.there.change("companies", left, {"hubspot_owner_id": book.there.me})
    book.sync()
    assert book.rows("accounts", "id, name", "status = 'active' AND name <> 'Birch'") == [
        (number, "Cedar")
    ]
    assert book.column("notes", "body", f"account_id = {number}") == ["mine"]
