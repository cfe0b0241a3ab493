"""Putting an edit back: what never left always can, what must not be written is left and named."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from book import (
    account_writing,
    conflicts,
    drafts,
    intake,
    note_writing,
    notes,
    outbox,
    outbox_sending,
    queue_marks,
    sources,
    task_writing,
    tasks,
    undo,
)
from book.accounts import find_account
from book.errors import Offline, Refused
from book.facts import AccountFacts, Page, TaskFacts
from book.records import AccountId, NoteId, TaskId
from book.rules import HouseRules
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, STAGES, StandIn, begin

ACORN, BIRCH, KICK_OFF, PLAN = AccountId(1), AccountId(2), NoteId(1), TaskId(1)
DAY = date(2026, 6, 10)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def never(*fields: str) -> HouseRules:
    words = msgspec.structs.replace(RULES.never_write, fields=fields)
    return msgspec.structs.replace(RULES, never_write=words)


def stage_of(store: Store, account: int = ACORN) -> str | None:
    found = store.row("SELECT stage FROM accounts WHERE id = ?", (account,))
    return found[0] if found else None


def test_what_never_left_is_undone_whatever_the_rules_say_by_now(book: Store) -> None:
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    note_id, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY, tags=["x"])
    note_writing.edit_note(book, RULES, note_id, body="other words", tags=["y"])
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 8))
    forbidding = never("stage", "note", "task.due")
    due = []
    for _ in range(5):
        undone = undo.undo(book, forbidding)
        assert (undone.kept, undone.refused) == ((), ())
        due.append(tasks.task(book, PLAN).due)
    assert due[:2] == [date(2026, 7, 1), date(2026, 6, 20)]
    assert stage_of(book) == STAGES[1]
    assert notes.note(book, note_id) is None
    assert outbox.entries(book) == []
    assert undo.next_undo(book) is None


def test_what_must_not_be_written_any_more_is_left_named_and_blocks_nothing(book: Store) -> None:
    task_writing.finish(book, RULES, [PLAN])
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    since = book.row("SELECT stage_since FROM accounts WHERE id = 1")
    StandIn(book).take_all()
    undone = undo.undo(book, never("account.stage"))
    (left,) = undone.refused
    assert (left.record, left.record_id, left.field) == ("account", ACORN, "stage")
    assert left.why == "The house rules never write an account's stage."
    assert "never_write" in left.advice
    assert not undone.changed
    assert stage_of(book) == STAGES[2]
    assert book.row("SELECT stage_since FROM accounts WHERE id = 1") == since
    assert outbox.entries(book) == []
    # The older edit is next.
    assert undo.undo(book, never("account.stage")).words == "Complete task"
    assert tasks.task(book, PLAN).completed_at is None


def test_of_a_bulk_edit_the_part_that_may_go_back_goes_back(book: Store) -> None:
    there = StandIn(book)
    account_writing.move_stage(book, RULES, [ACORN, BIRCH], STAGES[2])
    first, _ = outbox.entries(book)
    there.take(first)
    undone = undo.undo(book, never("stage"))
    assert [one.record_id for one in undone.refused] == [ACORN]
    assert (stage_of(book, ACORN), stage_of(book, BIRCH)) == (STAGES[2], STAGES[1])
    assert outbox.entries(book) == []


def test_once_the_rule_is_gone_what_was_left_can_still_be_undone(book: Store) -> None:
    there = StandIn(book)
    account_writing.move_stage(book, RULES, [ACORN, BIRCH], STAGES[2])
    there.take(outbox.entries(book)[0])
    undo.undo(book, never("stage"))
    undo.redo(book, RULES)
    assert (stage_of(book, ACORN), stage_of(book, BIRCH)) == (STAGES[2], STAGES[2])
    undone = undo.undo(book, RULES)
    assert (undone.kept, undone.refused) == ((), ())
    assert (stage_of(book, ACORN), stage_of(book, BIRCH)) == (STAGES[1], STAGES[1])


def test_redo_leaves_and_names_what_must_not_be_written(book: Store) -> None:
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    account_writing.set_sentiment(book, RULES, [ACORN], 4)
    undo.undo(book, RULES)
    undo.undo(book, RULES)
    redone = undo.redo(book, never("stage"))
    assert [one.field for one in redone.refused] == ["stage"]
    assert stage_of(book) == STAGES[1]
    assert outbox.entries(book) == []
    undo.redo(book, never("stage"))
    assert book.row("SELECT sentiment FROM accounts WHERE id = 1") == (4,)


def test_redo_does_not_make_a_note_that_must_not_be_written(book: Store) -> None:
    note_id, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY)
    undo.undo(book, RULES)
    (left,) = undo.redo(book, never("note.body")).refused
    assert (left.field, left.why) == ("note", "The house rules never write a note's text.")
    assert (notes.note(book, note_id), outbox.entries(book)) == (None, [])
    # A private one stays here, so nobody's rule is about it.
    secret, _ = note_writing.add_note(book, RULES, ACORN, body="mine", day=DAY, private=True)
    undo.undo(book, never("*"))
    assert undo.redo(book, never("*")).refused == ()
    assert notes.note(book, secret) is not None


def test_a_deletion_that_left_is_not_undone_by_a_note_that_must_not_be_made(book: Store) -> None:
    note_writing.delete_note(book, RULES, KICK_OFF)
    StandIn(book).take_all()
    (left,) = undo.undo(book, never("note.body")).refused
    assert left.field == "archived_at"
    assert outbox.entries(book) == []
    assert book.row("SELECT archived_at IS NULL FROM notes WHERE id = 1") == (0,)


def test_a_deletion_that_did_not_leave_is_undone_under_any_rule(book: Store) -> None:
    note_writing.delete_note(book, RULES, KICK_OFF)
    assert undo.undo(book, never("*")).refused == ()
    assert book.row("SELECT archived_at FROM notes WHERE id = 1") == (None,)
    assert outbox.entries(book) == []


def test_a_note_deleted_before_it_left_is_nobodys_rule(book: Store) -> None:
    note_id, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY)
    note_writing.edit_note(book, RULES, note_id, body="other")
    note_writing.delete_note(book, RULES, note_id)
    # Bringing it back would make it there; the older edit of what stays deleted can be undone.
    assert [one.field for one in undo.undo(book, never("note.body")).refused] == ["archived_at"]
    assert undo.undo(book, never("*")).refused == ()
    assert book.row("SELECT body FROM notes WHERE id = ?", (note_id,)) == ("words",)
    undo.redo(book, RULES)
    undo.redo(book, RULES)
    undo.undo(book, RULES)
    assert undo.redo(book, never("note.archived_at")).refused == ()
    assert (notes.note(book, note_id), outbox.entries(book)) == (None, [])


def test_a_note_that_left_is_not_deleted_where_nothing_may_be_deleted(book: Store) -> None:
    note_id, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY)
    StandIn(book).take_all()
    (left,) = undo.undo(book, never("note.archived_at")).refused
    assert left.why == "The house rules never delete a note."
    assert notes.note(book, note_id) is not None


def test_what_may_have_arrived_counts_as_left(book: Store) -> None:
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    outbox_sending.put_back(book, entry, Offline("Away."), None, uncertain=True)
    assert [one.field for one in undo.undo(book, never("stage")).refused] == ["stage"]
    assert stage_of(book) == STAGES[2]


def test_a_field_that_lost_its_place_in_the_source_blocks_nothing(book: Store) -> None:
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    StandIn(book).take_all()
    known = sources.source(book, SOURCE)
    assert known is not None
    sources.save(book, msgspec.structs.replace(known, mapping={}))
    (left,) = undo.undo(book, RULES).refused
    assert left.why == "The stage is not mapped to a field of Vitally."
    assert undo.next_undo(book) is None


def test_a_side_of_a_conflict_can_be_taken_back_under_any_rule(book: Store) -> None:
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    theirs = TaskFacts(
        external_id="T0", account_external_id="A1", title="Send the plan", due="2026-08-01", mine=1
    )
    intake.apply(book, Page(source=SOURCE, resource="tasks", tasks=(theirs,)))
    assert conflicts.count(book) == 1
    assert undo.undo(book, never("task.due")).refused == ()
    assert tasks.task(book, PLAN).due == date(2026, 6, 20)
    assert outbox.entries(book) == []


def test_a_note_let_go_is_not_let_go_where_it_must_not_be_written(book: Store) -> None:
    note_id, _ = note_writing.add_note(book, RULES, ACORN, body="mine", day=DAY, private=True)
    with pytest.raises(Refused, match="never write a note's text"):
        note_writing.make_public(book, never("note.body"), note_id)
    note_writing.make_public(book, RULES, note_id)
    undo.undo(book, never("note.body"))
    assert notes.note(book, note_id).private
    (left,) = undo.redo(book, never("note.body")).refused
    assert left.field == "private"
    assert outbox.entries(book) == []


def test_a_place_in_the_queue_is_put_back_only_where_it_still_stands(book: Store) -> None:
    acorn = find_account(book, "a1")
    queue_marks.mark(book, acorn, None, "booked")
    queue_marks.mark(book, acorn, None, "contacted")
    with book.writing() as connection:
        # As it is after the account was deleted and another took over what belonged to it.
        connection.execute("DELETE FROM queue_marks")
    assert undo.undo(book, RULES).kept == ("queue_state",)
    assert queue_marks.marks(book) == []


def test_a_draft_comes_back_also_when_its_account_is_gone(book: Store) -> None:
    other = AccountFacts(external_id="A9", name="Cedar", stage=STAGES[1])
    intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=(other,)))
    made = drafts.begin(book, account_id=AccountId(3), body="half", day=DAY)
    drafts.discard(book, RULES, made.id)
    with book.writing() as connection:
        connection.execute("DELETE FROM accounts WHERE id = 3")
    undo.undo(book, never("*"))
    assert [(one.body, one.account_id) for one, _ in drafts.drafts(book)] == [("half", None)]


def test_undo_and_redo_many_times_stay_in_step(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="other words", tags=["call"])
    for _ in range(30):
        undo.undo(book, RULES)
        assert notes.note(book, KICK_OFF).body == "first\nsecond\nthird"
        undo.redo(book, RULES)
        assert notes.note(book, KICK_OFF).body == "other words"
    assert len(outbox.entries(book)) == 1
