"""What I write arrives once, over the real engine: lost answers, edits, a pull in between."""

from __future__ import annotations

from datetime import date

import pytest

from book import note_writing, outbox, task_writing
from book.records import AccountId, NoteId
from book.rules import load
from tests.new_books import lay_plain
from tests.sync.salesforce.orgs import OrgDesk, account

RULES = load()
DAY = date(2026, 6, 10)
TASKS = "/services/data/v64.0/sobjects/Task"


@pytest.fixture(params=["a field for keys", "none"])
def writing(request, desk, org, clock):
    """A synced book that may write, at an org with a field for our keys, and at one without."""
    account(org, clock)
    found = desk.connect(csm_field="OwnerId")
    if request.param == "none":
        desk.connect(
            {"capabilities": {**found.capabilities, "task_upsert": ""}}, csm_field="OwnerId"
        )
    desk.sync()
    return desk


def add_note(desk, body="Said **yes**", kind="call", **more):
    return note_writing.add_note(
        *(desk.store, RULES, _home(desk)),
        subject="Intro",
        body=body,
        day=DAY,
        kind=kind,
        hold_seconds=0,
        **more,
    )[0]


def _home(desk):
    return AccountId(desk.store.row("SELECT id FROM accounts")[0])


def send(desk, **options):
    desk.clock.move(seconds=61)
    return desk.run(rules=RULES, **options).sources[0]


def there(org):
    return [row for row in org.records("Task") if not row["IsDeleted"]]


def notes(desk):
    return desk.store.rows(
        "SELECT external_id, body, kind, tags FROM notes WHERE archived_at IS NULL"
    )


def test_a_note_arrives_and_comes_back_as_it_is(writing, org):
    add_note(writing, kind="meeting", tags=("at risk",))
    assert send(writing).pushed == 1
    (row,) = there(org)
    writing.clock.move(hours=1)
    writing.sync(full=True, rules=RULES)
    assert notes(writing) == [(row["Id"], "Said **yes**", "meeting", '["at risk","meeting"]')]
    assert outbox.entries(writing.store) == []


@pytest.mark.parametrize(
    "kind", ["lost", "close", "truncate", "status", "html", "not_json", "slow"]
)
def test_whatever_breaks_it_is_there_once_in_the_end(writing, org, kind):
    add_note(writing)
    more = {"status": 503} if kind == "status" else {}
    org.fault(kind, TASKS, seconds=0.1, **more)
    for _ in range(4):
        send(writing, by_hand=True)
        writing.clock.move(minutes=2)
    (row,) = there(org)
    assert notes(writing) == [(row["Id"], "Said **yes**", "call", '["call"]')]
    assert outbox.entries(writing.store) == []


def test_a_pull_right_after_a_lost_answer_recognises_it(writing, org):
    add_note(writing)
    # It is stored, and what follows breaks in a way that lets the run go on to fetch.
    org.fault("lost", TASKS)
    org.refuse("UNABLE_TO_LOCK_ROW", path="queryAll", times=2)
    send(writing, by_hand=True)
    send(writing, by_hand=True)
    assert len(notes(writing)) == 1
    assert len(there(org)) == 1
    assert outbox.entries(writing.store) == []


def test_an_edit_after_a_lost_answer_becomes_a_change(writing, org):
    note = add_note(writing)
    org.fault("lost", TASKS)
    send(writing, by_hand=True)
    note_writing.edit_note(writing.store, RULES, note, body="Said no", hold_seconds=0)
    for _ in range(3):
        send(writing, by_hand=True)
    (row,) = there(org)
    assert row["Description"].startswith("Said no")
    assert [body for _, body, _, _ in notes(writing)] == ["Said no"]


def test_two_people_who_write_on_one_note_keep_both(writing, org):
    note = add_note(writing, body="first\nsecond\nthird")
    send(writing)
    (row,) = there(org)
    writing.clock.move(minutes=5)
    theirs = row["Description"].replace("first", "FIRST")
    org.change("Task", row["Id"], Description=theirs)
    note_writing.edit_note(writing.store, RULES, note, body="first\nsecond\nTHIRD", hold_seconds=0)
    send(writing)
    assert org.record("Task", row["Id"])["Description"].startswith("FIRST\nsecond\nTHIRD")
    assert writing.column("conflicts", "id") == []


def test_one_that_was_overtaken_between_look_and_write_is_merged_in_the_next_run(writing, org):
    note = add_note(writing, body="first\nsecond\nthird")
    send(writing)
    (row,) = there(org)
    writing.clock.move(minutes=5)
    note_writing.edit_note(writing.store, RULES, note, body="first\nsecond\nTHIRD", hold_seconds=0)
    org.refuse("PRECONDITION_FAILED", status=412, method="PATCH", path="sobjects/Task")
    assert not send(writing).ok
    org.change("Task", row["Id"], Description=row["Description"].replace("first", "FIRST"))
    assert send(writing, by_hand=True).ok
    assert org.record("Task", row["Id"])["Description"].startswith("FIRST\nsecond\nTHIRD")


def test_a_task_is_made_done_and_deleted(writing, org):
    made, _ = task_writing.add_task(
        writing.store, RULES, _home(writing), title="Send docs", due=DAY, hold_seconds=0
    )
    send(writing)
    task_writing.finish(writing.store, RULES, [made], hold_seconds=0)
    send(writing)
    (row,) = there(org)
    assert (row["IsClosed"], row["ActivityDate"]) == (True, "2026-06-10")


def test_two_laptops_have_one_book(writing, org, clock, tmp_path):
    from book.profile import Profile
    from book.store import Store

    profile = Profile(tmp_path / "other")
    lay_plain(profile)
    with_store = Store.open(profile, None, clock=clock)
    try:
        other = OrgDesk(with_store, org, clock)
        other.connect(csm_field="OwnerId")
        other.sync()
        add_note(writing, tags=("a",))
        send(writing)
        clock.move(minutes=20)
        other.sync()
        (found,) = other.store.rows("SELECT id FROM notes")
        note_writing.edit_note(other.store, RULES, NoteId(found[0]), body="Said no", hold_seconds=0)
        send(other)
        writing.sync(rules=RULES)
        assert [row[1:] for row in notes(writing)] == [("Said no", "call", '["a","call"]')]
        assert len(there(org)) == 1
    finally:
        with_store.close()


def test_nothing_is_sent_in_the_background_of_a_spared_org_until_it_is_time(writing, org):
    add_note(writing)
    org.usage.add(80_000)
    assert send(writing).pushed == 1, "what I wrote goes all the same"
    assert len(there(org)) == 1
