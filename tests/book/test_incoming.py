"""A pull beside unsent work: merged, kept in conflict, recognised; nothing overwritten."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from book import (
    account_writing,
    changes,
    conflicts,
    intake,
    note_writing,
    notes,
    outbox,
    outbox_answers,
    outbox_sending,
    task_writing,
    tasks,
    undo,
)
from book.errors import Offline, Refused, Usage
from book.facts import AccountFacts, Applied, NoteFacts, Page, TaskFacts
from book.merge import three_way
from book.records import AccountId, NoteId, TaskId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, STAGES, StandIn, begin

ACORN, KICK_OFF, PLAN = AccountId(1), NoteId(1), TaskId(1)
DAY = date(2026, 6, 10)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _pull_note(store: Store, **fields: Any) -> Applied:
    stood: dict[str, Any] = {
        "external_id": "N0",
        "account_external_id": "A1",
        "subject": "Kick-off",
        "body": "first\nsecond\nthird",
        "day": "2026-06-01",
        "mine": 1,
    }
    note = NoteFacts(**(stood | fields))
    return intake.apply(store, Page(source=SOURCE, resource="notes", notes=(note,)))


def _pull_task(store: Store, **fields: Any) -> Applied:
    stood: dict[str, Any] = {
        "external_id": "T0",
        "account_external_id": "A1",
        "title": "Send the plan",
        "due": "2026-06-20",
        "mine": 1,
    }
    task = TaskFacts(**(stood | fields))
    return intake.apply(store, Page(source=SOURCE, resource="tasks", tasks=(task,)))


def _body(store: Store, number: NoteId = KICK_OFF) -> str:
    found = notes.note(store, number)
    assert found is not None
    return found.body


def test_different_fields_merge_by_themselves(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    assert _pull_note(book, subject="Their title").conflicts == 0
    found = notes.note(book, KICK_OFF)
    assert found is not None
    assert (found.subject, found.body, found.sync) == ("Their title", "mine", "queued")


def test_different_lines_of_one_text_merge(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="FIRST\nsecond\nthird")
    assert _pull_note(book, body="first\nsecond\nTHIRD").conflicts == 0
    assert _body(book) == "FIRST\nsecond\nTHIRD"
    (entry,) = outbox.entries(book)
    assert entry.base["body"] == "first\nsecond\nTHIRD"
    assert entry.intent["body"] == "FIRST\nsecond\nTHIRD"


def test_a_real_overlap_keeps_both_and_asks_once(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine\nsecond\nthird")
    assert _pull_note(book, body="theirs\nsecond\nthird").conflicts == 1
    assert _pull_note(book, body="theirs\nsecond\nthird").conflicts == 0
    (one,) = conflicts.open_conflicts(book)
    assert (one.mine, one.theirs) == ("mine\nsecond\nthird", "theirs\nsecond\nthird")
    assert _body(book) == "mine\nsecond\nthird"
    assert outbox.entries(book) == []
    assert notes.note(book, KICK_OFF).sync == "conflict"


def test_further_changes_of_either_side_become_part_of_the_conflict(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine\nsecond\nthird")
    _pull_note(book, body="theirs\nsecond\nthird")
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine again\nsecond\nthird")
    _pull_note(book, body="theirs again\nsecond\nthird")
    (one,) = conflicts.open_conflicts(book)
    assert (one.mine, one.theirs) == ("mine again\nsecond\nthird", "theirs again\nsecond\nthird")
    assert outbox.entries(book) == []
    past = {row.new for row in changes.of_record(book, "note", KICK_OFF)}
    assert {"theirs\nsecond\nthird", "theirs again\nsecond\nthird"} <= past


def test_a_conflict_that_ends_by_itself_is_settled(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    _pull_note(book, body="theirs")
    _pull_note(book, body="mine")
    assert conflicts.open_conflicts(book) == []
    assert notes.note(book, KICK_OFF).sync == "synced"


@pytest.mark.parametrize(
    ("keep", "body", "waits"),
    [
        ("mine", "mine\nsecond\nthird", True),
        ("theirs", "theirs\nsecond\nthird", False),
        ("both", "mine\ntheirs\nsecond\nthird", True),
    ],
)
def test_a_decision_keeps_the_other_text_in_the_history(
    book: Store, keep: conflicts.Keep, body: str, waits: bool
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine\nsecond\nthird")
    _pull_note(book, body="theirs\nsecond\nthird")
    (one,) = conflicts.open_conflicts(book)
    conflicts.resolve(book, RULES, one.id, keep)
    assert _body(book) == body
    entries = outbox.entries(book)
    assert bool(entries) == waits
    if entries:
        assert entries[0].base == {"body": "theirs\nsecond\nthird"}
    past = changes.of_record(book, "note", KICK_OFF)
    texts = {text for row in past for text in (row.old, row.new)} | {_body(book)}
    assert {"mine\nsecond\nthird", "theirs\nsecond\nthird"} <= texts
    with pytest.raises(Refused):
        conflicts.resolve(book, RULES, one.id, keep)


def test_a_decision_can_be_undone_until_it_has_left(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    _pull_note(book, body="theirs")
    (one,) = conflicts.open_conflicts(book)
    conflicts.resolve(book, RULES, one.id, "theirs")
    undo.undo(book, RULES)
    assert [again.id for again in conflicts.open_conflicts(book)] == [one.id]
    assert (_body(book), outbox.entries(book)) == ("mine", [])
    conflicts.resolve(book, RULES, one.id, "mine", value="what I made of both")
    StandIn(book).take_all()
    undo.undo(book, RULES)
    assert conflicts.open_conflicts(book) == []


def test_a_due_day_cannot_be_two(book: Store) -> None:
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    _pull_task(book, due="2026-08-01")
    (one,) = conflicts.open_conflicts(book)
    with pytest.raises(Usage, match="Both cannot be kept"):
        conflicts.resolve(book, RULES, one.id, "both")
    assert conflicts.count(book) == 1
    conflicts.resolve(book, RULES, one.id, "theirs")
    assert tasks.task(book, PLAN).due == date(2026, 8, 1)


def test_finished_stays_finished_whoever_did_it(book: Store) -> None:
    task_writing.finish(book, RULES, [PLAN])
    assert _pull_task(book, completed_at="2026-06-09T08:00:00.000Z").conflicts == 0
    assert outbox.entries(book) == []
    task_writing.reopen(book, RULES, [PLAN])
    assert _pull_task(book, completed_at="2026-06-09T08:00:00.000Z").conflicts == 0
    assert [entry.verb for entry in outbox.entries(book)] == ["reopen"]


def test_tags_of_both_sides_come_together(book: Store) -> None:
    _pull_note(book, tags='["a","b"]')
    note_writing.edit_note(book, RULES, KICK_OFF, tags=["a", "mine"])
    assert _pull_note(book, tags='["b","a","theirs"]').conflicts == 0
    found = notes.note(book, KICK_OFF)
    assert found is not None
    assert set(found.tags) == {"a", "mine", "theirs"}


def test_the_same_change_on_both_sides_leaves_nothing_to_send(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="agreed")
    _pull_note(book, body="agreed")
    assert outbox.entries(book) == []
    assert notes.note(book, KICK_OFF).sync == "synced"


def test_a_stage_moved_here_is_not_moved_back_by_a_pull(book: Store) -> None:
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    since = book.row("SELECT stage_since FROM accounts WHERE id = 1")
    again = AccountFacts(external_id="A1", name="Acorn & Co", stage=STAGES[1])
    intake.apply(book, Page(source=SOURCE, resource="accounts", accounts=(again,)))
    assert book.row("SELECT name, stage FROM accounts WHERE id = 1") == ("Acorn & Co", STAGES[2])
    assert book.row("SELECT stage_since FROM accounts WHERE id = 1") == since
    assert len(outbox.entries(book)) == 1


def test_a_source_that_tidies_up_is_not_contradicted(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="* one\n* two", day=DAY)
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    tidy: dict[str, Any] = {"external_id": "N9", "external_key": entry.key, "day": DAY.isoformat()}
    facts = NoteFacts(**tidy, account_external_id="A1", body="- one\n- two")
    assert outbox_answers.settle(book, entry, facts)[1] == ()
    for _ in range(2):
        _pull_note(book, **tidy, subject="", body="- one\n- two")
    assert _body(book, number) == "* one\n* two"
    assert (outbox.entries(book), conflicts.count(book)) == ([], 0)
    # Their next edit is put on the text as I wrote it.
    _pull_note(book, **tidy, subject="", body="- one\n- two\n\nthree")
    assert _body(book, number) == "* one\n* two\n\nthree"
    _pull_note(book, **tidy, subject="", body="- one\n- two\n\nthree")
    assert _body(book, number) == "* one\n* two\n\nthree"


def test_a_creation_whose_answer_was_lost_is_recognised(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="* said once", day=DAY)
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    outbox_sending.put_back(book, entry, Offline("cut off"), None, uncertain=True)
    note_writing.edit_note(book, RULES, number, body="* said once\n* and more")
    _pull_note(
        book, external_id="N9", external_key=entry.key, subject="", body="- said once",
        day=DAY.isoformat(),
    )  # fmt: skip
    assert book.row("SELECT count(*) FROM notes") == (2,)
    (rest,) = outbox.entries(book)
    assert (rest.action, rest.intent) == ("update", {"body": "* said once\n* and more"})
    assert _body(book, number) == "* said once\n* and more"


def test_what_may_have_arrived_tidied_up_is_said_again_not_disputed(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="* point\n* other")
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    outbox_sending.put_back(book, entry, Offline("cut off"), None, uncertain=True)
    assert _pull_note(book, body="- point\n- other").conflicts == 0
    assert _body(book) == "* point\n* other"
    assert [one.intent for one in outbox.entries(book)] == [{"body": "* point\n* other"}]


def test_an_answer_that_took_only_half_is_not_called_sent(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, title="New words", due=date(2026, 7, 1))
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    half = TaskFacts(
        external_id="T0", account_external_id="A1", title="New words", due="2026-06-20"
    )
    assert outbox_answers.settle(book, entry, half)[1] == ("due",)
    task = tasks.task(book, PLAN)
    assert task is not None
    assert (task.due, task.sync) == (date(2026, 7, 1), "parked")
    (rest,) = outbox.entries(book)
    assert (rest.state, rest.intent) == ("parked", {"due": "2026-07-01"})


def test_an_overtaken_edit_stands_in_the_history(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine, sent")
    StandIn(book).take_all()
    _pull_note(book, body="theirs, later")
    newest = changes.of_record(book, "note", KICK_OFF)[0]
    assert (newest.field, newest.old, newest.new, newest.by) == (
        "body",
        "mine, sent",
        "theirs, later",
        SOURCE,
    )


@pytest.mark.parametrize(
    ("name", "base", "mine", "theirs", "value", "overlap"),
    [
        ("subject", "a", "a", "b", "b", False),
        ("subject", "a", "b", "a", "b", False),
        ("subject", "a", "b", "b", "b", False),
        ("subject", "a", "b", "c", "b", True),
        ("day", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-02", True),
        ("body", "a\nb", "A\nb", "a\nB", "A\nB", False),
        ("body", "a", "b", "c", "b\nc", True),
        ("tags", '["x","y"]', '["x"]', '["x","y","z"]', '["x","z"]', False),
        ("archived_at", None, "2026-01-01", None, "2026-01-01", False),
    ],
)
def test_three_way(name: str, base: Any, mine: Any, theirs: Any, value: Any, overlap: bool) -> None:
    outcome = three_way("note", name, base, mine, theirs)
    assert (outcome.value, outcome.overlap) == (value, overlap)


def test_a_call_of_mine_is_one_wherever_it_is_read_and_no_longer_than_it_is_tagged(
    book: Store,
) -> None:
    # It stayed a call on the laptop that wrote it, and was none on the other: now its tag says it.
    number, _ = note_writing.add_note(book, RULES, ACORN, body="x", day=DAY, kind="call")
    StandIn(book).take_all()
    key = book.row("SELECT external_id, external_key FROM notes WHERE id = ?", (number,))
    assert key is not None
    brought = {"external_id": key[0], "external_key": key[1], "subject": "New", "body": "x"}
    _pull_note(book, **brought, kind="call", tags='["call"]')
    assert book.row("SELECT kind, subject FROM notes WHERE id = ?", (number,)) == ("call", "New")
    # A tag of mine that has not left yet counts as well.
    note_writing.edit_note(book, RULES, number, tags=["renewal"])
    _pull_note(book, **brought, kind="call", tags='["call"]')
    mine = book.row("SELECT kind, tags FROM notes WHERE id = ?", (number,))
    assert mine == ("note", '["renewal"]')
    _pull_note(book, **brought, kind="note", tags="[]")
    assert book.row("SELECT kind FROM notes WHERE id = ?", (number,)) == ("note",)


def test_an_edit_of_a_line_the_source_had_tidied_leaves_my_other_lines_alone(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="a  1\nb  2\nc  3", day=DAY)
    (entry,) = outbox.entries(book)
    outbox_sending.claim(book, entry)
    tidy: dict[str, Any] = {"external_id": "N9", "external_key": entry.key, "day": DAY.isoformat()}
    read = NoteFacts(**tidy, account_external_id="A1", body="a 1\nb 2\nc 3")
    outbox_answers.settle(book, entry, read)
    note_writing.edit_note(book, RULES, number, body="a  1\nb  2\nc  3, mine")
    for _ in range(2):
        _pull_note(book, **tidy, subject="", body="a 1\nb 2, theirs\nc 3")
    assert conflicts.count(book) == 0
    assert _body(book, number) == "a  1\nb 2, theirs\nc  3, mine"
