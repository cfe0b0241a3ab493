"""People, notes and tasks over real HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest

from book import cursors
from sync.simulator import Quirks
from sync.vitally.place import place
from tests.sync.books import COLLEAGUE, note, small_book, task
from tests.sync.conftest import Desk

# Vitally has neither deals nor tickets; a report counts them for every source.
# Recordings are counted since a source has them.
KINDS = ("accounts", "contacts", "notes", "tasks", "deals", "tickets", "recordings", "meetings")
NOTHING = dict.fromkeys(KINDS, 0)


def living(desk, table):
    return desk.column(table, "external_id", "archived_at IS NULL")


def test_a_first_sweep_of_notes_goes_on_where_it_broke_off(store, simulate, clock):
    book = small_book(clock, mine=1, others=0, notes_each=250)
    desk = Desk(store, simulate(book), clock)
    desk.service.fault("status", "/resources/notes", status=401, skip=2)
    desk.failing()
    assert desk.column("notes", "count(*)") == [100]
    assert place(cursors.cursor(store, "vitally", "notes")).unfinished
    asked = [one for one in desk.asked(desk.sync) if "/resources/notes?" in one]
    assert "from=" in asked[0]
    assert desk.column("notes", "count(*)") == [250]


def test_a_new_note_a_changed_task_and_a_new_person_arrive(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.add("notes", **note(50, "acc-0000", desk.clock, updatedAt=None))
    desk.service.change("tasks", "task-0001", completedAt="2026-06-10T09:05:00.000Z")
    desk.service.add("users", name="Eve", email="eve@c.example", accounts=["acc-0000"])
    report = desk.sync()
    assert report.pulled == NOTHING | {"contacts": 1, "notes": 1, "tasks": 1}


def test_what_belongs_to_others_never_arrives(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.add("notes", **note(60, "acc-0004", desk.clock, updatedAt=None))
    desk.service.add("tasks", **task(60, "acc-0004", desk.clock, updatedAt=None))
    report = desk.sync()
    assert not report.anything_new
    assert report.homeless == 2


def test_a_note_moved_to_an_account_of_others_goes(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("notes", "note-0000", accountId="acc-0004")
    desk.service.change("tasks", "task-0000", accountId="acc-0004")
    report = desk.sync()
    assert report.removed["notes"] == 1
    assert report.removed["tasks"] == 1
    assert "note-0000" not in desk.column("notes", "external_id")


def test_a_note_moved_between_accounts_of_mine_moves(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("notes", "note-0000", accountId="acc-0002")
    desk.sync()
    home = desk.column("accounts", "id", "external_id = 'acc-0002'")
    assert desk.column("notes", "account_id", "external_id = 'note-0000'") == home


def test_a_person_at_two_accounts_of_mine_is_known_at_both(desk):
    desk.service.change("users", "user-0000", accounts=["acc-0000", "acc-0001", "acc-0004"])
    desk.sync()
    assert desk.column("contacts", "count(*)", "external_id = 'user-0000'") == [2]


def test_a_person_who_goes_to_others_is_no_contact_any_more(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("users", "user-0000", accounts=["acc-0004"])
    desk.sync()
    gone = desk.column("contacts", "deactivated_at", "external_id = 'user-0000'")
    assert gone != [None]


def test_archived_notes_and_tasks_go(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.archive("notes", "note-0001")
    desk.service.archive("tasks", "task-0001")
    report = desk.sync()
    assert report.removed == NOTHING | {"notes": 1, "tasks": 1}
    assert "note-0001" not in living(desk, "notes")
    assert not desk.sync().anything_new


def test_what_was_archived_before_the_first_run_is_never_taken_in(desk):
    desk.service.archive("notes", "note-0000")
    report = desk.sync()
    assert report.pulled["notes"] == 5
    assert report.removed["notes"] == 0


def test_archiving_that_moves_no_updated_at_is_found_by_the_daily_look(store, simulate, clock):
    quirks = Quirks(archive_moves_updated=False)
    desk = Desk(store, simulate(small_book(clock), quirks=quirks), clock)
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.archive("notes", "note-0000")
    desk.sync()
    assert "note-0000" in living(desk, "notes")
    desk.clock.move(hours=21)
    desk.sync()
    assert "note-0000" not in living(desk, "notes")


def test_a_long_archive_is_swept_weekly_only(store, simulate, clock):
    book = small_book(clock)
    at = (clock() - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    book.records["notes"] += [
        note(n, "acc-0000", clock, archivedAt=at, updatedAt=at) for n in range(1000, 2100)
    ]
    desk = Desk(store, simulate(book), clock)

    def swept() -> bool:
        asked = desk.asked(desk.sync)
        lines = [one for one in asked if "/notes?" in one and "archived=true" in one]
        return len(lines) > 5

    assert not swept()  # nothing of it can be here yet
    days = []
    for day in range(1, 17):
        desk.clock.move(days=1)
        if swept():
            days.append(day)
    assert days == [1, 8, 15]


@pytest.mark.parametrize("included", [True, False])
def test_it_does_not_matter_what_a_list_without_the_word_holds(store, simulate, clock, included):
    quirks = Quirks(archived_when_omitted=included)
    desk = Desk(store, simulate(small_book(clock), quirks=quirks), clock)
    desk.service.archive("notes", "note-0000")
    desk.sync()
    assert len(desk.column("notes", "id")) == 5


def test_a_note_that_is_archived_in_a_list_of_the_living_goes(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    # Its archivedAt is set, and yet it stands in the answer: by a fault or by a race.
    desk.service.state.change("notes", "note-0000", {"archivedAt": "2026-06-10T09:09:00.000Z"})
    desk.sync()
    assert "note-0000" not in living(desk, "notes")


def test_one_bad_note_costs_itself_and_is_named(desk):
    desk.service.fault("bad_record", "/resources/notes", skip=1)
    report = desk.sync()
    assert report.pulled["notes"] == 5
    assert report.bad == 1


def test_an_account_that_left_takes_no_more_notes(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.change("accounts", "acc-0000", csmId=COLLEAGUE)
    desk.service.change("notes", "note-0000", subject="Secret of theirs")
    desk.sync()
    assert "Secret of theirs" not in desk.column("notes", "subject")


def test_an_empty_workspace_is_no_trouble(store, simulate, clock):
    book = small_book(clock, accounts=[], users=[], notes=[], tasks=[])
    desk = Desk(store, simulate(book), clock)
    desk.sync()
    desk.clock.move(minutes=1)
    desk.service.add("accounts", id="acc-9", name="First", csmId="adm-me")
    desk.service.add("notes", **note(1, "acc-9", desk.clock))
    report = desk.sync()
    assert report.pulled["accounts"] == 1
    assert report.pulled["notes"] == 1
