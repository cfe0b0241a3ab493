"""What a simulator keeps in a file: a second one on it knows what the first was told."""

from __future__ import annotations

import sys

import pytest

from book import note_writing, task_writing
from book.clock import local_day
from book.records import AccountId
from book.rules import load
from sync.simulator import Simulator, blank_book
from sync.simulator.kept import steps_in
from tests.clocks import HandClock
from tests.sync.books import small_book
from tests.sync.conftest import Desk


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def blank(kept, clock) -> Simulator:
    return Simulator(blank_book(now=clock()), clock=clock, kept=kept)


def test_what_was_added_changed_deleted_and_removed_is_so_again(tmp_path, clock):
    kept = tmp_path / "kept"
    first = blank(kept, clock)
    account = first.add("accounts", name="Alder Works", traits={"plan": "old", "region": "EU"})
    first.change("accounts", account, traits={"plan": "new", "region": None})
    note = first.add("notes", accountId=account, note="<p>Hi</p>", subject="Hello")
    first.archive("notes", note)
    gone = first.add("tasks", accountId=account, name="Gone")
    first.remove("tasks", gone)
    clock.move(days=3)
    again = blank(kept, clock)
    for resource in ("accounts", "notes", "tasks"):
        assert again.records(resource) == first.records(resource)


def test_an_id_that_was_given_away_is_not_given_again(tmp_path, clock):
    kept = tmp_path / "kept"
    made = [blank(kept, clock).add("accounts", name=name) for name in ("One", "Two", "Three")]
    assert len(set(made)) == 3
    assert {one["name"] for one in blank(kept, clock).records("accounts")} == {
        "One", "Two", "Three",
    }  # fmt: skip


def test_a_line_that_was_cut_off_costs_itself_alone(tmp_path, clock):
    kept = tmp_path / "kept"
    for name in ("One", "Two"):
        blank(kept, clock).add("accounts", name=name)
    kept.write_bytes(kept.read_bytes()[:-9])
    blank(kept, clock).add("accounts", name="Three")
    assert [one.record["name"] for one in steps_in(kept)] == ["One", "Three"]
    assert len(blank(kept, clock).records("accounts")) == 2


def test_a_step_on_what_is_no_longer_in_the_sample_is_left_out(tmp_path, clock):
    kept = tmp_path / "kept"
    first = Simulator(small_book(clock), clock=clock, kept=kept)
    first.change("accounts", "acc-0000", name="Other")
    assert blank(kept, clock).records("accounts") == []


@pytest.mark.skipif(sys.platform == "win32", reason="has other rights")
def test_the_file_is_its_owners_alone(tmp_path, clock):
    kept = tmp_path / "kept"
    blank(kept, clock).add("accounts", name="One")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_what_a_person_wrote_outlives_the_service_it_was_sent_to(store, tmp_path, clock):
    kept, rules = tmp_path / "kept", load()
    with Simulator(small_book(clock), clock=clock, kept=kept) as first:
        desk = Desk(store, first, clock)
        desk.sync()
        account = AccountId(desk.column("accounts", "min(id)")[0])
        note, _ = note_writing.add_note(
            store, rules, account, subject="Mine", body="Hello", day=local_day(clock())
        )
        task, _ = task_writing.add_task(store, rules, account, "Send it", due=None)
        clock.move(minutes=2)
        desk.sync()
        assert desk.column("notes", "external_id", f"id = {note}") != [None]
    clock.move(hours=30)
    with Simulator(small_book(clock), clock=clock, kept=kept) as second:
        desk.service = second
        desk.connect()
        desk.sync(full=True)
        assert desk.column("notes", "archived_at", f"id = {note}") == [None]
        assert desk.column("tasks", "archived_at", f"id = {task}") == [None]
        # A deletion there is a deletion here: what is kept is no shield.
        second.archive("notes", desk.column("notes", "external_id", f"id = {note}")[0])
        clock.move(minutes=10)
        desk.sync(full=True)
        assert desk.column("notes", "archived_at", f"id = {note}") != [None]
