"""Where what I write goes, at a customer that several sources know."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from book import (
    account_writing,
    note_writing,
    notes,
    outbox,
    outbox_sending,
    sources,
    task_writing,
    tasks,
    twins,
    undo,
)
from book.errors import Refused
from book.home import Candidate, choose, home_of
from book.records import Source
from tests.book.two_sources import account, shown, take
from tests.book.writing_book import RULES, STAGES


def test_a_record_of_mine_goes_to_one_source():
    both = [Candidate(1, "vitally", False), Candidate(2, "hubspot", True)]
    assert choose(both) == 2, "where writing is allowed"
    assert choose(both, named="vitally") == 1, "the house rules have the word"
    assert choose([Candidate(1, "vitally", False)]) == 1
    mapped = [Candidate(1, "a", True), Candidate(2, "b", True, frozenset({"plan"}))]
    assert choose(mapped, fact="plan") == 2 and choose(mapped, fact="stage") == 1


def test_the_home_of_a_note_is_the_leading_account_where_it_may_be_written(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    assert home_of(two.connection, leader.id, "note") == leader.id
    assert home_of(two.connection, leader.id, "note", {"note": "hubspot"}) == leader.twins[0].id
    silent = Source(name="vitally", url="https://v.example", options={"read-only": "true"})
    sources.save(two, silent)
    assert home_of(two.connection, leader.id, "note") == leader.twins[0].id


def test_what_is_written_at_a_customer_of_two_goes_to_its_one_home(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    number, _ = note_writing.add_note(two, RULES, leader.id, body="Said", day=date(2026, 6, 1))
    task_writing.add_task(
        two, replace(RULES, home={"task": "hubspot"}), leader.id, "Send", due=None
    )
    assert {(one.record, one.source) for one in outbox.entries(two)} == {
        ("note", "vitally"),
        ("task", "hubspot"),
    }
    written = notes.note(two, number)
    assert written is not None and written.account_id == leader.id
    assert [one.title for one in tasks.tasks_of(two, leader.id)] == ["Send"]


def test_a_stage_is_moved_where_it_is_kept(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    hubspot = Source(name="hubspot", url="https://h.example", mapping={"stage": "onboarding_stage"})
    sources.save(two, hubspot)
    take(two, "hubspot", accounts=(account(1, name="Customer One", stage=STAGES[1]),))
    account_writing.move_stage(two, RULES, [leader.id], STAGES[2])
    (entry,) = outbox.entries(two)
    assert (entry.source, entry.record_id) == ("hubspot", leader.twins[0].id)
    assert shown(two)["Customer 1"].stage == STAGES[2]


def test_a_stage_that_a_silent_source_tells_waits_there_instead_of_going_elsewhere(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    mapping = {"stage": "stage"}
    sources.save(two, Source(name="hubspot", url="https://h.example", mapping=mapping))
    silent = {"read-only": "true"}
    vitally = Source(name="vitally", url="https://v.example", mapping=mapping, options=silent)
    sources.save(two, vitally)
    take(two, "vitally", accounts=(account(1, stage=STAGES[1]),))
    account_writing.move_stage(two, RULES, [leader.id], STAGES[2])
    (entry,) = outbox.entries(two)
    assert entry.source == "vitally"
    assert shown(two)["Customer 1"].stage == STAGES[2]


def _stopped(two):
    """A note at a customer of two sources, whose account is gone from the leading one."""
    twins.match(two)
    leader = shown(two)["Customer 1"]
    number, _ = note_writing.add_note(two, RULES, leader.id, body="Said", day=date(2026, 6, 1))
    (entry,) = outbox.entries(two)
    outbox_sending.park(two, entry, "account_gone", Refused("It is gone.", "Wait."))
    return leader.id, leader.twins[0].id, number


def test_what_no_source_can_have_goes_to_the_twin_that_lives_and_undo_takes_it_back(two):
    gone, lives, number = _stopped(two)
    (entry,) = outbox.entries(two)
    outbox.move_entry_to(two, RULES, entry.id, lives)
    (moved,) = outbox.entries(two)
    assert (moved.source, moved.account_id, moved.state) == ("hubspot", lives, "queued")
    assert moved.intent["account_id"] == lives and moved.key == entry.key
    # A note is shown at the customer; where it stands is asked of the table.
    assert two.row("SELECT account_id FROM notes WHERE id = ?", (number,)) == (lives,)
    later = moved.not_before
    assert later is not None
    assert outbox_sending.ready(two, "vitally", later, by_hand=True) == [], "never to two"
    assert outbox_sending.ready(two, "hubspot", later, by_hand=True) == [moved]
    undo.undo(two, RULES)
    (back,) = outbox.entries(two)
    assert (back.source, back.account_id, back.intent["account_id"]) == ("vitally", gone, gone)


def test_nothing_moves_to_the_account_that_was_just_called_gone(two):
    gone, _, _ = _stopped(two)
    (entry,) = outbox.entries(two)
    with pytest.raises(Refused, match="is the one that is gone from Vitally"):
        outbox.move_entry_to(two, RULES, entry.id, gone)
    assert outbox.entries(two) == [entry]


def test_what_is_new_goes_to_the_twin_that_lives(two):
    gone, lives, _ = _stopped(two)
    assert home_of(two.connection, gone, "note") == lives
    assert home_of(two.connection, gone, "note", {"note": "vitally"}) == lives
    task_writing.add_task(two, RULES, gone, "Send", due=None)
    assert [(one.record, one.source) for one in outbox.entries(two)] == [
        ("note", "vitally"),
        ("task", "hubspot"),
    ]
