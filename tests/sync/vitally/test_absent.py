"""Records that no list names any more, over real HTTP: they end, whatever became of them."""

from __future__ import annotations

import pytest

from book import living
from tests.sync.books import small_book
from tests.sync.conftest import Desk

DEAD = ("note-0000", "task-0000")


def alive(desk, table):
    return set(desk.column(table, "external_id", "archived_at IS NULL"))


def home_of(desk, external_id):
    return desk.column("accounts", "id", f"external_id = '{external_id}'")


@pytest.mark.parametrize("full", [False, True])
def test_what_a_deleted_account_had_ends_when_it_is_back_under_a_new_id(desk, full):
    desk.sync()
    desk.clock.move(hours=21)
    new = desk.service.reimport("acc-0000")
    desk.sync(full=full)
    desk.clock.move(minutes=10)
    desk.sync(full=full)
    assert home_of(desk, new)
    assert not alive(desk, "notes") & set(DEAD)
    assert not alive(desk, "tasks") & set(DEAD)
    assert alive(desk, "notes") and alive(desk, "tasks")


def test_so_does_what_an_heir_took_over_that_was_here_before_the_other_went(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    # A second record of the same customer is seen first, the loss of the old one a day later.
    facts = desk.service.record("accounts", "acc-0000")
    heir = desk.service.add(
        "accounts", externalId=facts["externalId"], name="Again", csmId=facts["csmId"]
    )
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.remove("accounts", "acc-0000")
    desk.sync()
    assert "note-0000" in alive(desk, "notes"), "nobody knows yet"
    desk.clock.move(hours=21)
    desk.sync()
    assert home_of(desk, heir)
    assert not alive(desk, "notes") & set(DEAD)
    assert not alive(desk, "tasks") & set(DEAD)
    assert living.heirs(desk.store, "vitally") == frozenset()


def test_an_heir_is_asked_about_in_the_next_run_when_this_one_broke_off(desk):
    desk.sync()
    facts = desk.service.record("accounts", "acc-0000")
    desk.clock.move(minutes=10)
    heir = desk.service.add(
        "accounts", externalId=facts["externalId"], name="Again", csmId=facts["csmId"]
    )
    desk.sync()
    desk.service.remove("accounts", "acc-0000")
    desk.clock.move(hours=21)
    desk.service.fault("status", f"/resources/accounts/{heir}/users", status=401)
    desk.failing()
    assert living.heirs(desk.store, "vitally") == {heir}
    assert "note-0000" in alive(desk, "notes")
    desk.clock.move(minutes=10)
    desk.sync()
    assert "note-0000" not in alive(desk, "notes")


def test_a_note_that_went_without_a_trace_ends_with_a_complete_sweep(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    desk.service.remove("notes", "note-0000")
    desk.service.remove("tasks", "task-0001")
    desk.service.remove("users", "user-0000")
    desk.sync()
    assert "note-0000" in alive(desk, "notes"), "a delta cannot know"
    report = desk.sync(full=True)
    assert report.removed["notes"] == 1 and report.removed["tasks"] == 1
    assert "note-0000" not in alive(desk, "notes")
    assert "task-0001" not in alive(desk, "tasks")
    assert desk.column("contacts", "deactivated_at", "external_id = 'user-0000'") != [None]


def test_a_note_that_a_sweep_missed_while_it_moved_lives_on(store, simulate, clock):
    desk = Desk(store, simulate(small_book(clock, notes_each=60)), clock)
    desk.sync()
    clock.move(minutes=10)
    stood = alive(desk, "notes")
    # The page is answered as if it had no rows: all of its notes are asked for by their ids.
    desk.service.fault("empty_next", "/resources/notes", skip=1)
    asked = [
        one for one in desk.asked(lambda: desk.sync(full=True)) if "/resources/notes/note-" in one
    ]
    assert alive(desk, "notes") == stood
    assert len(asked) <= len(stood)


def test_a_sweep_without_losses_asks_for_nothing_by_id(desk):
    desk.sync()
    desk.clock.move(minutes=10)
    asked = desk.asked(lambda: desk.sync(full=True))
    assert not [one for one in asked if "note-" in one or "task-" in one or "user-" in one]


def test_which_records_count_as_alive(desk):
    desk.sync()
    assert "note-0000" in living.record_ids(desk.store, "vitally", "notes")
    of_one = living.record_ids(desk.store, "vitally", "notes", "acc-0000")
    assert of_one == {"note-0000", "note-0001"}
    desk.service.archive("notes", "note-0000")
    desk.clock.move(minutes=10)
    desk.sync()
    assert living.record_ids(desk.store, "vitally", "notes", "acc-0000") == {"note-0001"}
    assert living.record_ids(desk.store, "hubspot", "notes") == frozenset()
    with pytest.raises(KeyError):
        living.record_ids(desk.store, "vitally", "teammates")
