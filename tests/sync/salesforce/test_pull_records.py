"""What accounts have, over real HTTP: how it is mapped, what changes, what ends and what stays."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace

from book import sources
from book.clock import stamp
from sync.simulator.salesforce import Field
from tests.sync.salesforce.orgs import (
    account,
    call,
    case,
    contact,
    meeting,
    opportunity,
    task,
)
from tests.sync.scripted import Said, Scripted

SHORTEN = re.compile('"((?:00[0-9A-Z]|500)[0-9a-zA-Z]{12})[A-Z0-5]{3}"')
"""Ids of eighteen characters as they stand in an answer, the first fifteen apart."""


@pytest.fixture
def home(desk, org, clock):
    """The id of an account in a connected book that was synced once."""
    made = account(org, clock)
    desk.connect()
    desk.sync()
    clock.move(hours=1)
    return made


# -- mapping ---------------------------------------------


def test_people_deals_and_cases_arrive_as_they_stand_there(desk, org, clock, home):
    who = contact(org, clock, home, Email="ada@x.example", Title="CTO", **now(clock))
    deal = opportunity(org, clock, home, Type="Existing Business - Renewal", **now(clock))
    hang = case(org, clock, home, Priority="High", **now(clock))
    desk.sync()
    row = desk.one("contacts", who)
    assert (row["name"], row["email"], row["role"]) == ("Ada Berg", "ada@x.example", "CTO")
    row = desk.one("deals", deal)
    assert (row["name"], row["amount_cents"], row["close_day"]) == ("Renewal", 120050, "2026-09-01")
    assert (row["stage"], row["is_open"], row["is_won"], row["is_renewal"]) == (
        *("Negotiation", 1, 0, 1),
    )
    assert row["currency"] is None, "an org with one currency says none: it is the account's"
    row = desk.one("tickets", hang)
    assert (row["subject"], row["status"], row["priority"]) == ("It hangs", "New", "High")
    assert (row["is_open"], row["number"]) == (1, org.record("Case", hang)["CaseNumber"])


def test_a_deal_has_its_own_currency_where_the_org_has_several(desk, org, clock, home):
    field = Field(name="CurrencyIsoCode", kind="picklist", label="Currency", length=3)
    for kind in ("Account", "Opportunity"):
        org.org.schema.add_field(kind, field)
    org.change("Account", home, CurrencyIsoCode="EUR")
    deal = opportunity(org, clock, home, CurrencyIsoCode="CHF", **now(clock))
    clock.move(hours=21)
    desk.sync()
    assert desk.one("accounts", home)["currency"] == "EUR"
    row = desk.one("deals", deal)
    assert (row["amount_cents"], row["currency"]) == (120050, "CHF")


def test_an_open_task_is_a_task_and_a_call_that_was_made_is_a_note(desk, org, clock, home):
    todo = task(org, clock, home, Description="- one\r\n- two", **now(clock))
    done = task(org, clock, home, Status="Completed", **now(clock))
    said = call(org, clock, home, **now(clock))
    planned = call(org, clock, home, Status="Not Started", **now(clock))
    desk.sync()
    assert desk.alive("notes") == {said}
    assert desk.alive("tasks") == {todo, done, planned}
    row = desk.one("tasks", todo)
    assert (row["title"], row["body"], row["due"]) == ("Send docs", "- one\n- two", "2026-06-20")
    assert (row["completed_at"], row["mine"], row["assignee_id"]) == (None, 1, org.me)
    assert desk.one("tasks", done)["completed_at"] is not None
    note = desk.one("notes", said)
    assert (note["subject"], note["body"], note["day"]) == ("Intro", "Said **yes**", "2026-06-02")
    assert (note["kind"], note["mine"], note["author_id"]) == ("call", 1, org.me)


def test_a_planned_call_becomes_a_note_once_it_is_made_and_a_task_again(desk, org, clock, home):
    made = call(org, clock, home, Status="Not Started", **now(clock))
    desk.sync()
    assert (desk.alive("tasks"), desk.alive("notes")) == ({made}, set())
    for status, tasks, notes in (
        ("Completed", set(), {made}),
        ("Not Started", {made}, set()),
        ("Completed", set(), {made}),
    ):
        clock.move(minutes=20)
        org.change("Task", made, Status=status)
        desk.sync()
        assert (desk.alive("tasks"), desk.alive("notes")) == (tasks, notes)


def test_a_meeting_is_a_note_once_it_is_over(desk, org, clock, home):
    past = meeting(org, clock, home, clock() - timedelta(days=1), Subject="Was", **now(clock))
    coming = meeting(org, clock, home, clock() + timedelta(hours=2), **now(clock))
    desk.sync()
    assert desk.alive("notes") == {past}
    assert desk.one("notes", past)["kind"] == "meeting"
    clock.move(hours=4)
    asked = desk.asked(desk.sync)
    assert desk.alive("notes") == {past, coming}
    assert sum("FROM Event" in one for one in asked) == 2
    asked = desk.asked(desk.sync)
    assert sum("FROM Event" in one for one in asked) == 1, "it is not looked for again"


def test_a_meeting_that_is_moved_into_the_future_is_no_note_any_more(desk, org, clock, home):
    made = meeting(org, clock, home, clock() - timedelta(days=1), **now(clock))
    desk.sync()
    clock.move(minutes=20)
    start = clock() + timedelta(days=2)
    end = stamp(start + timedelta(hours=1))
    org.change("Event", made, StartDateTime=stamp(start), EndDateTime=end)
    desk.sync()
    assert desk.alive("notes") == set()
    clock.move(days=3)
    desk.sync()
    assert desk.alive("notes") == {made}


def test_private_meetings_are_nobodys_business(desk, org, clock, home):
    meeting(org, clock, home, clock() - timedelta(days=1), IsPrivate=True, **now(clock))
    desk.sync()
    assert desk.alive("notes") == set()


def test_a_task_on_a_case_without_a_person_is_at_the_account_of_the_case(desk, org, clock, home):
    hang = case(org, clock, home, **now(clock))
    made = task(org, clock, hang, **now(clock))
    assert org.record("Task", made).get("AccountId") is None
    desk.sync()
    home_row = desk.column("accounts", "id", f"external_id = '{home}'")
    assert [desk.one("tasks", made)["account_id"]] == home_row


def test_a_task_of_mine_that_is_nowhere_near_the_book_is_not_kept(desk, org, clock, home):
    other = account(org, clock, 9, OwnerId=someone(org))
    task(org, clock, other, **now(clock))
    task(org, clock, None, **now(clock))
    desk.sync()
    assert desk.alive("tasks") == set()


def test_a_record_is_one_in_whichever_length_its_id_comes(desk, org, clock, home):
    hang = case(org, clock, home, **now(clock))
    made = {task(org, clock, where, **now(clock)) for where in (home, hang)}
    made |= {call(org, clock, home, **now(clock))}
    desk.connect({"me_id": org.me[:15]})
    desk.sync()
    stood = desk.store.rows("SELECT external_id, mine, assignee_id FROM tasks")
    assert {row[1:] for row in stood} == {(1, org.me)}
    # A service in between, or an older version, says the short form everywhere.
    clock.move(minutes=20)
    cut: list[str] = []

    def shorter(path: str) -> Said:
        answer = httpx.get(
            org.url + path, headers={"authorization": f"Bearer {org.key}"}, trust_env=False
        )
        cut.extend(SHORTEN.findall(answer.text))
        body = SHORTEN.sub(r'"\1"', answer.text)
        return Said(status=answer.status_code, body=body.encode())

    with Scripted(shorter) as between:
        stands = sources.source(desk.store, "salesforce")
        assert stands is not None
        sources.save(desk.store, replace(stands, url=between.url))
        for one in made:
            org.touch("Task", one)
        desk.sync(full=True)
        sources.save(desk.store, stands)
    assert len(cut) > 10
    assert desk.alive("tasks") | desk.alive("notes") == made
    assert desk.column("accounts", "external_id") == [home]
    assert desk.store.rows("SELECT external_id, mine, assignee_id FROM tasks") == stood
    clock.move(minutes=20)
    assert not desk.sync(full=True).anything_new


# -- changes, and what is seen late ---------------------------------------------


def test_only_what_changed_is_asked_for(desk, org, clock, home):
    old = [task(org, clock, home, Subject=f"T{n}") for n in range(5)]
    desk.sync(full=True)
    clock.move(hours=1)
    org.change("Task", old[3], Subject="Other")
    report = desk.sync()
    assert (report.pulled["tasks"], desk.one("tasks", old[3])["title"]) == (1, "Other")


def test_a_row_that_becomes_visible_late_is_not_missed(desk, org, clock, home):
    clock.move(minutes=30)
    slow = task(org, clock, home, late=600, **now(clock))
    clock.move(minutes=5)
    quick = task(org, clock, home, **now(clock))
    desk.sync()
    assert desk.alive("tasks") == {quick}, "the other one is still in its transaction"
    clock.move(minutes=6)
    desk.sync()
    assert desk.alive("tasks") == {quick, slow}


def test_what_was_just_read_is_not_taken_twice(desk, org, clock, home):
    task(org, clock, home, **now(clock))
    desk.sync()
    clock.move(minutes=5)
    report = desk.sync()
    assert not report.anything_new
    assert report.requests <= 8


def test_many_rows_of_one_moment_are_all_read(store, start_org, clock, make_desk):
    from sync.simulator.salesforce import Quirks, blank_org

    org = start_org(blank_org(), quirks=Quirks(page_size=10))
    home = account(org, clock)
    at = now(clock)
    made = {task(org, clock, home, **at) for _ in range(47)}
    desk = make_desk(org)
    desk.connect()
    desk.sync()
    assert desk.alive("tasks") == made


# -- what ends ---------------------------------------------


def test_what_was_deleted_ends(desk, org, clock, home):
    gone = {
        "contacts": ("Contact", contact(org, clock, home, **now(clock))),
        "deals": ("Opportunity", opportunity(org, clock, home, **now(clock))),
        "tickets": ("Case", case(org, clock, home, **now(clock))),
        "tasks": ("Task", task(org, clock, home, **now(clock))),
        "notes": ("Task", call(org, clock, home, **now(clock))),
    }
    desk.sync()
    for table, (_, made) in gone.items():
        assert desk.alive(table) == {made}
    clock.move(minutes=30)
    for name, made in gone.values():
        org.delete(name, made)
    desk.sync()
    for table in gone:
        assert desk.alive(table) == set(), table


def test_what_was_taken_out_of_the_bin_lives_again(desk, org, clock, home):
    made = task(org, clock, home, **now(clock))
    desk.sync()
    clock.move(minutes=30)
    org.delete("Task", made)
    desk.sync()
    clock.move(minutes=30)
    org.undelete("Task", made)
    desk.sync()
    assert desk.alive("tasks") == {made}


def test_an_archived_activity_was_not_deleted(desk, org, clock, home):
    made = call(org, clock, home, **now(clock))
    desk.sync()
    org.archive("Task", made)
    clock.move(days=20)
    asked = desk.asked(lambda: (desk.sync(), desk.sync(full=True)))
    assert desk.alive("notes") == {made}
    assert not any("Id IN ('00T" in one for one in asked), "nobody missed it"


def test_after_a_long_absence_all_ids_are_compared(desk, org, clock, home):
    kept = {
        "contacts": contact(org, clock, home, **now(clock)),
        "tasks": task(org, clock, home, **now(clock)),
    }
    lost = {
        "contacts": contact(org, clock, home, **now(clock)),
        "deals": opportunity(org, clock, home, **now(clock)),
    }
    desk.sync()
    org.delete("Contact", lost["contacts"])
    org.delete("Opportunity", lost["deals"])
    clock.move(days=20)
    org.purge()
    desk.sync()
    assert desk.alive("contacts") == {kept["contacts"]}
    assert desk.alive("deals") == set()
    assert desk.alive("tasks") == {kept["tasks"]}


def test_after_a_long_absence_accounts_cases_and_words_are_compared_too(desk, org, clock, home):
    gone, stays = account(org, clock, 1), account(org, clock, 2)
    hangs = [case(org, clock, stays, **now(clock)) for _ in range(2)]
    said = [call(org, clock, stays, **now(clock)) for _ in range(2)]
    desk.sync()
    org.delete("Account", gone)
    org.delete("Case", hangs[0])
    org.delete("Task", said[0])
    clock.move(days=10)
    joined = account(org, clock, 3, OwnerId=someone(org))
    old = task(org, clock, joined)
    org.change("Account", joined, moves="none", OwnerId=org.me)
    clock.move(days=10)
    org.purge()
    report = desk.sync()
    rows = desk.store.rows("SELECT external_id, status FROM accounts")
    assert dict(rows) == {home: "active", gone: "left", stays: "active", joined: "active"}
    assert desk.alive("tickets") == {hangs[1]}
    assert desk.alive("tasks") == {old}, "what joined meanwhile brings what it had"
    # Purged words cannot be told from hidden ones: mine stay, and are named.
    assert desk.alive("notes") == set(said)
    assert f"{said[0]} (no longer visible" in desk.log()
    assert f"{gone} (no longer visible" in desk.log()
    assert report.bad == 2
    clock.move(minutes=10)
    assert not desk.sync().anything_new


def test_words_that_are_not_to_be_seen_any_more_stay_and_are_named(desk, org, clock, home):
    hidden, purged = (call(org, clock, home, **now(clock)) for _ in range(2))
    desk.sync()
    org.unshare("Task", hidden)
    org.delete("Task", purged)
    org.purge("Task", purged)
    desk.sync()
    assert desk.alive("notes") == {hidden, purged}, "absent is not deleted"
    clock.move(days=20)
    report = desk.sync()
    assert desk.alive("notes") == {hidden, purged}
    assert report.bad == 2
    assert f"{hidden} (no longer visible to you" in desk.log()


def test_a_record_that_was_shared_anew_is_found_by_its_id(desk, org, clock, home):
    made = task(org, clock, home, **now(clock))
    org.unshare("Task", made)
    desk.sync()
    clock.move(hours=1)
    desk.sync()
    org.share("Task", made)
    desk.sync()
    assert desk.alive("tasks") == set(), "no date of it moved"
    clock.move(days=8)
    desk.sync()
    assert desk.alive("tasks") == {made}


# -- moves ---------------------------------------------


def test_a_person_who_moves_to_another_account_is_there_once(desk, org, clock, home):
    other = account(org, clock, 1)
    who = contact(org, clock, home, **now(clock))
    desk.sync()
    clock.move(minutes=30)
    org.change("Contact", who, AccountId=other)
    desk.sync()
    rows = desk.store.rows(
        "SELECT a.external_id FROM contacts c JOIN accounts a ON a.id = c.account_id"
        " WHERE c.external_id = ? AND c.deactivated_at IS NULL",
        (who,),
    )
    assert rows == [(other,)]


def test_what_moved_out_of_the_book_is_let_go(desk, org, clock, home):
    outside = account(org, clock, 1, OwnerId=someone(org))
    moved = task(org, clock, home, **now(clock))
    sold = opportunity(org, clock, home, **now(clock))
    desk.sync()
    assert desk.alive("tasks") == {moved}
    clock.move(minutes=30)
    org.change("Task", moved, WhatId=outside)
    org.change("Opportunity", sold, AccountId=outside)
    clock.move(days=8)
    desk.sync()
    assert desk.column("tasks", "external_id") == []
    assert desk.column("deals", "external_id") == []


# -- footers ---------------------------------------------


def test_the_line_below_a_text_is_read_and_not_shown(desk, org, clock, home):
    text = "Said yes\n\nref S [at_risk] [50%25]"
    made = call(org, clock, home, Description=text, **now(clock))
    desk.sync()
    note = desk.one("notes", made)
    assert (note["body"], note["kind"], note["tags"]) == (
        *("Said yes", "call", '["at risk","50%"]'),
    )


def now(clock):
    """The moments of a record that is made just now."""
    at = stamp(clock())
    return {"CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at}


def someone(org):
    """A colleague's id."""
    return next(row["Id"] for row in org.records("User") if row["Id"] != org.me)
