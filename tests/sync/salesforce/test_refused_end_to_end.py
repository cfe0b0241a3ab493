"""What becomes of what I wrote when an org refuses it: one clear sentence, and the right place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from book import account_writing, note_writing, outbox
from book.records import AccountId
from book.rules import load
from tests.sync.salesforce.orgs import account, task

RULES = load()
TASKS = "/services/data/v64.0/sobjects/Task"
STAGE = "Onboarding_Stage__c"


@pytest.fixture
def home(org, clock):
    return account(org, clock, Onboarding_Stage__c="1. New")


@pytest.fixture
def writing(desk, home):
    """A synced book that may write."""
    # A field of the org's own that is free text here, so that no rule of the house decides.
    desk.connect(csm_field="OwnerId", stage_field="none", plan_field=STAGE)
    desk.sync()
    return desk


def number(desk, external_id):
    return AccountId(desk.one("accounts", external_id)["id"])


def note(desk, home, subject="Intro"):
    return note_writing.add_note(
        *(desk.store, RULES, number(desk, home)),
        subject=subject,
        body="Said **yes**",
        day=date(2026, 6, 10),
        kind="call",
        hold_seconds=0,
    )[0]


def staged(desk, home, stage="3. Trial"):
    account_writing.write_field(
        *(desk.store, RULES, [number(desk, home)], "plan", stage), hold_seconds=0
    )


def send(desk, **options: Any):
    desk.clock.move(seconds=61)
    return desk.run(rules=RULES, **options).sources[0]


def entry(desk):
    (found,) = outbox.entries(desk.store)
    return found


def words(desk):
    error = entry(desk).error
    return f"{error['title']} | {error['advice']}"


def there(org):
    return [row for row in org.records("Task") if not row["IsDeleted"]]


# -- stopped, with a sentence ---------------------------------------------


def test_a_rule_of_the_org_stops_one_entry_and_speaks_for_itself(writing, org, home):
    org.rule("Task", field="Subject", value="Intro", text="A call needs a reason code")
    note(writing, home)
    note(writing, home, "Other")
    report = send(writing)
    assert (report.pushed, report.parked) == (1, 1)
    assert (entry(writing).state, entry(writing).reason) == ("parked", "refused")
    assert words(writing) == (
        "Salesforce refused the note (Subject) (FIELD_CUSTOM_VALIDATION_EXCEPTION):"
        " A call needs a reason code."
        " | Change it and send it again, or discard the entry."
    )
    org.writes.rules.clear()
    outbox.retry(writing.store, entry(writing).id)
    assert send(writing).pushed == 1
    assert len(there(org)) == 2


def test_a_value_that_a_list_does_not_have_is_named_with_its_field(writing, org, home):
    org.set_values("Account", STAGE, "1. New", "Won", restricted=True)
    staged(writing, home)
    assert send(writing).parked == 1
    assert (entry(writing).state, entry(writing).reason) == ("parked", "refused")
    assert f"Salesforce does not take “3. Trial” for {STAGE} of the account" in words(writing)
    # Salesforce's own words say the same once more.
    assert (words(writing).count("3. Trial"), words(writing).count(STAGE)) == (1, 1)
    assert writing.one("accounts", home)["plan"] == "3. Trial", "mine stays until I decide"


@pytest.mark.parametrize("way", ["try again", "move there"])
def test_the_account_of_a_note_was_merged_into_another(writing, org, clock, home, way):
    winner = account(org, clock, 5)
    writing.sync(full=True)
    note(writing, home)
    org.merge("Account", winner, home)
    report = send(writing)
    assert (report.pushed, report.parked) == (0, 1)
    stopped = entry(writing)
    # The same run learns of the merge: the note is at the account that stayed, and asks.
    assert (stopped.state, stopped.reason) == ("parked", "account_back")
    assert stopped.account_id == number(writing, winner)
    assert words(writing).startswith("The account was merged into Customer 0005 in Salesforce. ")
    assert "Try again to send it there" in words(writing)
    if way == "try again":
        outbox.retry(writing.store, stopped.id)
    else:
        # It lies there already: that was refused, with nothing said of how it goes on.
        outbox.move_entry_to(writing.store, RULES, stopped.id, stopped.account_id, hold_seconds=0)
    assert send(writing).pushed == 1
    assert [row["WhatId"] for row in there(org)] == [winner]


def test_the_account_of_a_note_was_merged_into_a_colleague_s(writing, org, clock, home):
    me, lone = org.me, number(writing, home)
    colleague = next(one["Id"] for one in org.records("User") if one["Id"] != me)
    winner = account(org, clock, 5, OwnerId=colleague)
    note(writing, home)
    org.merge("Account", winner, home)
    assert send(writing).parked == 1
    assert words(writing) == (
        "The account was merged into “Customer 0005” in Salesforce, which is not in your book."
        " | Try again to send it there, move it to another account, or discard it."
    )
    assert there(org) == [], "not behind one's back"
    outbox.retry(writing.store, entry(writing).id)
    assert send(writing).pushed == 1
    assert [row["WhatId"] for row in there(org)] == [winner]
    # Once it is mine, all that hung here on the one that is gone is back.
    org.change("Account", winner, OwnerId=me)
    writing.sync(full=True)
    assert writing.one("accounts", winner)["id"] == lone
    assert writing.one("accounts", winner)["status"] == "active"


def test_the_account_of_a_note_is_deleted(writing, org, clock, home):
    account(org, clock, 5)
    writing.sync(full=True)
    note(writing, home)
    org.delete("Account", home)
    assert send(writing).parked == 1
    assert (entry(writing).state, entry(writing).reason) == ("parked", "account_gone")
    assert "not in Salesforce any more" in words(writing)


def test_a_change_of_an_account_that_was_merged_away(writing, org, clock, home):
    winner = account(org, clock, 5)
    writing.sync(full=True)
    staged(writing, home)
    org.merge("Account", winner, home)
    assert send(writing).parked == 1
    assert entry(writing).state == "parked"
    assert org.record("Account", winner).get(STAGE) is None


# -- waiting, and gone by itself ---------------------------------------------


def test_a_locked_record_waits_and_goes_by_itself(writing, org, home):
    org.lock_row("Account", home)
    staged(writing, home)
    report = send(writing)
    assert (report.parked, entry(writing).state) == (0, "queued")
    assert "UNABLE_TO_LOCK_ROW" in words(writing)
    assert send(writing).ok
    assert outbox.entries(writing.store) == []
    assert org.record("Account", home)[STAGE] == "3. Trial"


def test_a_second_attempt_while_the_first_still_runs_makes_one_record(writing, org, home):
    note(writing, home)
    org.slow_commits(late=200.0)
    org.fault("lost", TASKS)
    assert not send(writing).ok
    assert entry(writing).uncertain
    assert there(org) == []
    # The first is not committed: the second is told that its key is taken, and finds nothing.
    report = send(writing, by_hand=True)
    assert (report.parked, entry(writing).state) == (0, "queued")
    assert "is there already, and does not show it yet" in words(writing)
    writing.clock.move(seconds=200)
    report = send(writing, by_hand=True)
    assert (report.ok, report.pushed) == (True, 1)
    assert len(there(org)) == 1
    assert outbox.entries(writing.store) == []


@pytest.mark.parametrize("text", ["ConcurrentPerOrgLongTxn Limit exceeded.", "concurrent requests"])
def test_a_limit_on_what_runs_at_once_is_no_days_limit(writing, org, home, text):
    org.refuse("REQUEST_LIMIT_EXCEEDED", text=text, status=403, path="sobjects/Task")
    note(writing, home)
    report = send(writing)
    assert (report.error["kind"], entry(writing).state) == ("server", "queued")
    assert send(writing).pushed == 1


# -- a field that is hidden ---------------------------------------------


def test_a_change_of_a_field_that_is_hidden_stops_and_says_how_it_goes_on(writing, org, home):
    staged(writing, home)
    note(writing, home)
    org.hide("Account", STAGE)
    report = send(writing)
    assert (report.pushed, report.parked, report.conflicts) == (1, 1, 0)
    assert (entry(writing).state, entry(writing).reason) == ("parked", "hidden")
    assert words(writing) == (
        f"The field {STAGE} of Account is hidden from you in Salesforce, or gone."
        " | It goes by itself once the field is shown to you again; or discard it."
    )
    stood = outbox.events(writing.store, entry(writing).id)
    # What is not to be seen is not empty: nothing meets it, and mine stays as I wrote it.
    for hours in (1, 21):
        writing.clock.move(hours=hours)
        report = send(writing)
        assert (report.ok, report.conflicts) == (True, 0)
        assert "what was read of it last stays" in report.notices[0]
        assert writing.one("accounts", home)["plan"] == "3. Trial"
        assert outbox.events(writing.store, entry(writing).id) == stood, "looking is no attempt"
    org.show("Account", STAGE)
    # It was an answer to something that is over: nobody has to remember to say it again.
    report = send(writing)
    assert (report.pushed, report.notices) == (1, [])
    assert org.record("Account", home)[STAGE] == "3. Trial"


@pytest.mark.parametrize("field", ["Description", "Satchel_Id__c"])
def test_a_note_whose_field_is_hidden_is_not_made_without_it(writing, org, clock, home, field):
    task(org, clock, home)
    note(writing, home)
    org.hide("Task", field)
    report = send(writing)
    assert (report.parked, len(there(org))) == (1, 1)
    assert "It goes by itself once" in words(writing)
    assert (send(writing).parked, entry(writing).state) == (0, "parked")
    asked = writing.asked(lambda: send(writing, send_only=True))
    assert [one.partition("?")[0] for one in asked] == [
        "GET /services/data/v64.0/sobjects/Task/describe"
    ]
    org.show("Task", field)
    assert send(writing).pushed == 1
    assert len(there(org)) == 2


def test_a_field_that_may_only_be_read(writing, org, home):
    words_there = "Unable to create/update fields: Onboarding_Stage__c. Check the security."
    org.refuse("INVALID_FIELD_FOR_INSERT_UPDATE", text=words_there, path="sobjects/Account")
    staged(writing, home)
    note(writing, home)
    report = send(writing)
    assert (report.pushed, report.parked) == (1, 1)
    assert "Your rights in Salesforce do not let you write" in words(writing)
    assert "It goes by itself once you have the right" in words(writing)
    # Here it was one answer only: the right is there, and the next run sends it.
    assert send(writing).pushed == 1


def test_a_right_that_was_missing_when_it_was_connected_is_noticed_too(writing, org, home):
    org.only_read("Task")
    writing.connect(csm_field="OwnerId", stage_field="none", plan_field=STAGE)
    writing.sync()
    note(writing, home)
    assert send(writing).parked == 1
    assert "do not let you write" in words(writing)
    assert send(writing).parked == 0
    org.only_read("Task", False)
    # “Connect again” was the only way; nobody is told when the right has come back.
    assert send(writing).pushed == 1
    assert len(there(org)) == 1
