"""Writing to an org over real HTTP: what is sent, what is stored, what is read back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from book.clock import system_clock
from book.editable import tags_of
from book.errors import BadResponse, Refused, ServerTrouble
from book.facts import NoteFacts, TaskFacts
from sync.connectors import connector
from sync.port import Writer
from sync.refusals import AccountGone, Gone, NotAllowed, Overtaken
from sync.salesforce.activities import is_note
from sync.salesforce.connector import SalesforceConnector
from tests.clocks import HandClock
from tests.sync.salesforce.hands import (
    AT,
    DAY,
    NOTE_KEY,
    TASK_KEY,
    Hand,
    changed,
    new_note,
    new_task,
    writes,
)
from tests.sync.salesforce.orgs import account, call, meeting, task

NUMBER = NOTE_KEY.rpartition(":")[2]
KEYLESS = {"task_upsert": ""}


@pytest.fixture
def home(org, clock):
    return account(org, clock, Onboarding_Stage__c="1. New")


@pytest.fixture
def hand(org, clock, home):
    return Hand(org, clock)


@pytest.fixture(params=["a field for keys", "none"])
def either(request, org, clock, home):
    """A hand at an org with a field for our keys, and at one without."""
    return Hand(org, clock, capabilities=KEYLESS if request.param == "none" else None)


def test_the_connector_is_a_writer():
    writer: type[Writer] = SalesforceConnector
    assert connector("salesforce") is SalesforceConnector
    assert writer.writes == {"account", "note", "task"}


# -- creating ---------------------------------------------


def test_a_new_note_stands_there_as_a_call_that_was_made(org, either, home):
    body = "# Summary\nKim said **yes** to 40 seats\n\n- send docs\n> later\n😀 שלום & <b>"
    made = either.write(new_note(home, body=body))
    stored = org.record("Task", made.external_id)
    assert (stored["Subject"], stored["TaskSubtype"], stored["Status"]) == (
        *("Intro", "Call", "Completed"),
    )
    assert (stored["IsClosed"], stored["ActivityDate"]) == (True, DAY)
    assert (stored["WhatId"], stored["OwnerId"]) == (home, org.me)
    assert stored["Description"].startswith(body), "Markdown goes there as it is"
    assert isinstance(made, NoteFacts)
    assert (made.body, made.day, made.kind, made.mine) == (body, DAY, "call", 1)
    assert (made.external_key, made.account_external_id) == (NOTE_KEY, home)


def test_with_a_field_for_keys_the_text_stays_as_it_was_written(org, hand, home):
    made = hand.write(new_note(home))
    stored = org.record("Task", made.external_id)
    assert (stored["Description"], stored["Satchel_Id__c"]) == ("Said **yes**", NUMBER)
    (method, path, _), *more = writes(org)
    assert (method, path) == ("PATCH", f"/services/data/v64.0/sobjects/Task/Satchel_Id__c/{NUMBER}")
    assert more == []


def test_a_new_task_stands_there_whole(org, either, home):
    made = either.write(new_task(home))
    stored = org.record("Task", made.external_id)
    assert (stored["Subject"], stored["ActivityDate"]) == ("Send docs", "2026-06-20")
    assert (stored["IsClosed"], stored["OwnerId"], stored["TaskSubtype"]) == (False, org.me, "Task")
    assert isinstance(made, TaskFacts)
    assert (made.title, made.body, made.due) == ("Send docs", "- one", "2026-06-20")
    assert (made.completed_at, made.mine, made.external_key) == (None, 1, TASK_KEY)
    done = either.write(new_task(home, key=TASK_KEY.replace("7c9e", "8c9e"), completed_at=AT))
    assert org.record("Task", done.external_id)["IsClosed"] is True
    assert done.completed_at is not None


@pytest.mark.parametrize(
    ("kind", "tags"),
    [
        ("call", '["call"]'),
        ("call", '["call","at risk","a_b [c] 100%","é"]'),
        ("call", '["call","meeting"]'),
        ("call", "[]"),
        ("note", '["at risk"]'),
        ("note", "[]"),
        ("meeting", '["meeting"]'),
        ("meeting", "[]"),
    ],
)
@pytest.mark.parametrize("subtype", [True, False])
def test_kind_and_tags_come_back_although_a_task_has_no_field_for_them(
    org, clock, home, kind, tags, subtype
):
    hand = Hand(org, clock, capabilities={"task_subtype": subtype})
    made = hand.write(new_note(home, kind=kind, tags=tags))
    assert (made.kind, set(tags_of(made.tags)), made.body) == (
        *(kind, set(tags_of(tags)), "Said **yes**"),
    )
    assert is_note(org.record("Task", made.external_id))
    after = hand.write(changed("note", made.external_id, body="Other"), made)
    assert (after.kind, after.tags, after.external_key) == (kind, made.tags, NOTE_KEY)


def test_a_note_that_becomes_one_of_a_call_by_its_tag(hand, home):
    made = hand.write(new_note(home, kind="note", tags="[]"))
    after = hand.write(changed("note", made.external_id, tags='["call"]'), made)
    assert (after.kind, after.tags) == ("call", '["call"]')
    after = hand.write(changed("note", made.external_id, tags='["x"]'), after)
    assert (after.kind, after.tags) == ("note", '["x"]')


def test_the_tags_of_somebody_elses_call_are_just_tags(org, clock, hand, home):
    said = call(org, clock, home)
    assert hand.read("note", said).tags == "[]"
    for tags in ('["x"]', '["call","x"]', "[]"):
        after = hand.update(changed("note", said, tags=tags))
        assert (after.kind, after.tags, after.external_key) == ("call", tags, None)


def test_the_closed_status_is_the_orgs_own(org, clock, home):
    for row in org.records("TaskStatus"):
        org.delete("TaskStatus", row["Id"])
    for at, (name, closed) in enumerate(
        {"Offen": False, "Abgesagt": True, "Erledigt": True}.items()
    ):
        org.add("TaskStatus", ApiName=name, MasterLabel=name, IsClosed=closed, SortOrder=at)
    hand = Hand(org, clock)
    assert hand.requests(new_note(home))[0][2]["Status"] == "Erledigt"
    assert hand.requests(new_task(home))[0][2]["Status"] == "Offen"


# -- changing ---------------------------------------------


def test_only_what_changes_is_sent(org, either, home):
    made = either.write(new_note(home, tags='["kept"]', kind="note"))
    org.log.clear()
    after = either.update(changed("note", made.external_id, body="new *text*"))
    (_, path, body), *more = writes(org)
    assert path.endswith(f"/Task/{made.external_id}")
    assert more == []
    assert list(json.loads(body)) == ["Description"]
    assert (after.body, after.tags, after.kind) == ("new *text*", '["kept"]', "note")
    assert after.external_key == NOTE_KEY
    after = either.update(changed("note", made.external_id, tags='["other"]'))
    assert (after.body, after.tags, after.kind) == ("new *text*", '["other"]', "note")


def test_the_other_fields_of_a_note_and_a_task(org, clock, hand, home):
    other = account(org, clock, 1)
    said, todo = call(org, clock, home), task(org, clock, home)
    after = hand.update(changed("note", said, subject="B", day="2026-06-01", account_id=other))
    assert (after.subject, after.day, after.account_external_id) == ("B", "2026-06-01", other)
    after = hand.update(changed("task", todo, title="C", due=None, completed_at=AT))
    assert (after.title, after.due, after.completed_at is not None) == ("C", None, True)
    after = hand.update(changed("task", todo, completed_at=None))
    assert after.completed_at is None
    assert org.record("Task", todo)["Status"] == "Not Started"


def test_a_field_of_an_account(org, hand, home):
    assert hand.do(_writable) == ["stage"]
    after = hand.update(changed("account", home, stage="3. Trial"))
    assert after.stage == "3. Trial"
    assert org.record("Account", home)["Onboarding_Stage__c"] == "3. Trial"


async def _writable(opened):
    facts = ("stage", "plan", "slack_channel", "health", "arr_cents")
    return [fact for fact in facts if opened.writable(fact)]


def test_the_text_of_a_meeting_can_be_changed_but_not_its_day(org, clock, hand, home):
    held = meeting(org, clock, home, clock(), Description="old")
    after = hand.update(changed("note", held, body="new", tags='["x"]'))
    assert (after.body, after.tags, after.kind) == ("new", '["x"]', "meeting")
    with pytest.raises(Refused, match="day of a meeting"):
        hand.update(changed("note", held, day=DAY))


@pytest.mark.parametrize("record", ["note", "task"])
def test_deleting(org, either, home, record):
    made = either.write(new_note(home) if record == "note" else new_task(home))
    entry = changed(record, made.external_id, archived_at=AT)
    assert either.update(entry) is None
    assert org.record("Task", made.external_id)["IsDeleted"] is True
    assert either.write(entry, made) is None, "gone already is as good as done"
    assert either.read(record, made.external_id).archived_at is not None


# -- what is shown is what goes ---------------------------------------------


def test_what_arrives_is_what_was_shown(org, clock, either, home):
    said = call(org, clock, home, Description="old\n\nref S [kept]")
    for entry in (
        new_note(home),
        new_task(home, tags='["a"]'),
        changed("note", said, body="new"),
        changed("note", said, tags="[]"),
        changed("account", home, stage="3. Trial"),
        changed("note", said, archived_at=AT),
    ):
        before = either.read(entry.record, entry.external_id) if entry.external_id else None
        shown = either.requests(entry, before)
        org.log.clear()
        either.write(entry, before)
        assert [(m, p, json.loads(b) if b else None) for m, p, b in writes(org)] == shown


# -- conflicts ---------------------------------------------


@pytest.mark.parametrize("record", ["note", "account"])
def test_a_change_that_was_overtaken_is_not_written(org, clock, hand, home, record):
    external_id = home if record == "account" else call(org, clock, home)
    before = hand.read(record, external_id)
    clock.move(seconds=2)
    kind = "Account" if record == "account" else "Task"
    field = {"Onboarding_Stage__c": "2. Kick-off"} if record == "account" else {"Subject": "Theirs"}
    org.change(kind, external_id, **field)
    mine = {"stage": "3. Trial"} if record == "account" else {"subject": "Mine"}
    with pytest.raises(Overtaken):
        hand.write(changed(record, external_id, **mine), before)
    assert org.record(kind, external_id).items() >= field.items()
    hand.update(changed(record, external_id, **mine))


def test_a_change_right_after_another_of_mine_is_not(org, clock, hand, home):
    made = hand.write(new_note(home))
    for subject in ("A", "B", "C"):
        made = hand.write(changed("note", made.external_id, subject=subject), made)
        assert made.subject == subject


# -- lost answers ---------------------------------------------


def tasks_there(org):
    return [row for row in org.records("Task") if not row["IsDeleted"]]


@pytest.mark.parametrize("entry", [new_note, new_task], ids=["note", "task"])
def test_what_arrived_is_found_again(org, either, home, entry):
    made = either.write(entry(home))
    found = either.find(entry(home).record, entry(home).key, home)
    assert found == made
    assert either.find("note", NOTE_KEY.replace("0f8f", "1f8f"), home) is None


@pytest.mark.parametrize("how", ["moved", "deleted", "rewritten"])
def test_also_when_somebody_touched_it(org, clock, either, home, how):
    made = either.write(new_note(home))
    clock.move(minutes=1)
    if how == "moved":
        org.change("Task", made.external_id, WhatId=account(org, clock, 7))
    elif how == "deleted":
        org.delete("Task", made.external_id)
    else:
        text = org.record("Task", made.external_id)["Description"]
        org.change("Task", made.external_id, Subject="Other", Description=f"Mine: {text}")
    found = either.find("note", NOTE_KEY, home)
    assert found.external_id == made.external_id
    assert (found.archived_at is not None) == (how == "deleted")


def test_also_by_a_laptop_whose_clock_is_weeks_ahead(start_org):
    # What I made of late is what is of late by the org's clock.
    org = start_org(clock=system_clock)
    ahead = HandClock(system_clock() + timedelta(days=60))
    first, other = (account(org, HandClock(system_clock()), number) for number in (1, 2))
    hand = Hand(org, ahead, capabilities=KEYLESS)
    made = hand.write(new_note(first))
    org.change("Task", made.external_id, WhatId=other)
    found = hand.find("note", NOTE_KEY, first)
    assert found is not None
    assert found.external_id == made.external_id


def test_a_lost_answer_leaves_one_record(org, either, home):
    org.fault("lost", "/services/data/v64.0/sobjects/Task")
    with pytest.raises(BadResponse, match="broke off"):
        either.write(new_note(home))
    assert either.find("note", NOTE_KEY, home) is not None
    assert len(tasks_there(org)) == 1


def test_a_second_upsert_while_the_first_still_runs_adopts_its_record(org, clock, hand, home):
    org.slow_commits(late=True)
    org.fault("lost", "/services/data/v64.0/sobjects/Task")
    with pytest.raises(BadResponse, match="broke off"):
        hand.write(new_note(home))
    assert hand.find("note", NOTE_KEY, home) is None, "it is not committed yet"
    waits = []

    async def write(opened):
        async def pause(seconds):
            waits.append(seconds)
            org.commit()

        opened._writer._pause = pause
        return await opened.write(new_note(home), None)

    made = hand.do(write)
    assert waits == [1.5]
    assert len(tasks_there(org)) == 1
    assert made.external_key == NOTE_KEY


def test_one_that_never_shows_is_looked_for_again_later(org, hand, home):
    org.slow_commits(late=True)
    org.fault("lost", "/services/data/v64.0/sobjects/Task")
    with pytest.raises(BadResponse, match="broke off"):
        hand.write(new_note(home))
    with pytest.raises(ServerTrouble, match="is there already, and does not show it"):
        hand.write(new_note(home))
    assert hand.waits == [1.5, 3.0]


def test_a_repeated_upsert_makes_no_second_record(org, hand, home):
    hand.write(new_note(home))
    again = hand.write(new_note(home))
    assert again.external_key == NOTE_KEY
    assert len(tasks_there(org)) == 1


# -- refusals ---------------------------------------------


def test_a_record_that_is_gone(org, clock, hand, home):
    said = call(org, clock, home)
    before = hand.read("note", said)
    org.delete("Task", said)
    with pytest.raises(Gone):
        hand.write(changed("note", said, subject="B"), before)
    assert hand.read("note", said).archived_at is not None
    org.purge("Task", said)
    assert hand.read("note", said) is None
    with pytest.raises(Gone):
        hand.write(changed("note", said, subject="B"), before)


@pytest.mark.parametrize("how", ["deleted", "merged"])
def test_an_account_that_is_gone(org, clock, either, home, how):
    if how == "merged":
        org.merge("Account", account(org, clock, 5), home)
    else:
        org.delete("Account", home)
    with pytest.raises(AccountGone):
        either.write(new_note(home))
    with pytest.raises(Gone):
        either.write(changed("account", home, stage="3. Trial"), None)
    assert either.read("account", home) is None


def test_a_picklist_value_that_is_not_taken_is_named(org, hand, home):
    org.set_values("Account", "Onboarding_Stage__c", "Won", restricted=True)
    with pytest.raises(Refused) as raised:
        hand.update(changed("account", home, stage="3. Trial"))
    assert "“3. Trial” for Onboarding_Stage__c" in raised.value.title


def test_a_locked_record_is_tried_again_later(org, hand, home):
    org.lock_row("Account", home)
    with pytest.raises(ServerTrouble) as raised:
        hand.update(changed("account", home, stage="3. Trial"))
    # The person knows which account this is: its id there would tell nobody anything.
    assert raised.value.title == (
        "Somebody else is just changing the account in Salesforce (UNABLE_TO_LOCK_ROW)."
    )
    assert home not in str(raised.value)
    hand.update(changed("account", home, stage="3. Trial"))


def test_a_rule_of_the_org_is_passed_on_in_its_own_words(org, either, home):
    org.rule("Task", text="Ask Bo first")
    with pytest.raises(Refused, match=r"refused the note .*: Ask Bo first"):
        either.write(new_note(home))


def test_a_record_that_may_not_be_changed(org, clock, hand, home):
    said = call(org, clock, home)
    org.protect("Task", said)
    with pytest.raises(NotAllowed):
        hand.update(changed("note", said, subject="B"))


def test_a_right_that_is_missing_is_named_before_anything_is_sent(org, clock, home):
    org.hide("Task", "Description")
    hand = Hand(org, clock)
    with pytest.raises(Refused, match="do not let you write Description"):
        hand.write(new_note(home))
    assert writes(org) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"subject": "x" * 256}, "subject is too long .*256 characters; 255 fit"),
        ({"body": "x" * 32_001}, "text is too long .*32,0"),
        ({"private": "1"}, "only on this laptop"),
        ({"day": None}, "without a day"),
    ],
)
def test_what_would_be_refused_is_refused_here(org, either, home, fields, words):
    with pytest.raises(Refused, match=words):
        either.write(new_note(home, **fields))
    assert writes(org) == []


def test_what_cannot_be_done_at_all(hand, home):
    with pytest.raises(Refused, match="made in Salesforce"):
        hand.write(
            changed("account", home).__class__(
                record="account", action="create", key="k", external_id=None, account="", fields={}
            )
        )
    with pytest.raises(Refused, match="cannot bring back"):
        hand.write(changed("note", "00T", archived_at=None))
    with pytest.raises(Refused, match="does not take a change of that field"):
        hand.write(changed("account", home, plan="big"))


def test_no_error_repeats_the_text_or_the_token(org, either, home):
    word = "walrus-in-the-bath"
    for code in ("STRING_TOO_LONG", "JSON_PARSER_ERROR"):
        org.refuse(code, text=f"{word} {org.key}", method="PATCH", path="sobjects")
        org.refuse(code, text=f"{word} {org.key}", method="POST", path="sobjects")
        with pytest.raises(Refused) as raised:
            either.write(new_note(home, body=word))
        assert word not in str(raised.value)
        org.api.refusals.clear()
    org.refuse("FIELD_CUSTOM_VALIDATION_EXCEPTION", text=f"no {org.key}", path="sobjects/Task")
    with pytest.raises(Refused) as raised:
        either.write(new_note(home))
    assert org.key not in str(raised.value)
