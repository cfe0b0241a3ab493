"""Undo and redo: single edits, and any twenty of them with sends in between."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import (
    account_writing,
    changes,
    drafts,
    intake,
    note_writing,
    notes,
    outbox,
    queue_marks,
    task_writing,
    tasks,
    undo,
)
from book.accounts import find_account
from book.errors import Refused
from book.facts import NoteFacts, Page
from book.profile import Profile
from book.records import AccountId, NoteId, TaskId
from book.store import Store
from tests.book.writing_book import RULES, STAGES, StandIn, begin
from tests.clocks import HandClock
from tests.new_books import lay_plain

ACORN, KICK_OFF, PLAN = AccountId(1), NoteId(1), TaskId(1)
DAY = date(2026, 6, 10)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def test_nothing_to_undo_is_said(book: Store) -> None:
    assert undo.next_undo(book) is None
    with pytest.raises(Refused, match="nothing to undo"):
        undo.undo(book, RULES)
    with pytest.raises(Refused, match="nothing to redo"):
        undo.redo(book, RULES)


def test_undo_names_what_it_takes_back_and_redo_brings_it_again(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="other words")
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    found = undo.next_undo(book)
    assert found is not None
    assert (found.words, found.was_sent) == ("Move task", False)
    undo.undo(book, RULES)
    undo.undo(book, RULES)
    note = notes.note(book, KICK_OFF)
    assert note is not None
    assert note.body == "first\nsecond\nthird"
    redo = undo.next_redo(book)
    assert redo is not None
    assert redo.words == "Edit note"
    undo.redo(book, RULES)
    undo.redo(book, RULES)
    task = tasks.task(book, PLAN)
    assert task is not None
    assert task.due == date(2026, 7, 1)
    assert undo.next_redo(book) is None


def test_a_new_edit_ends_what_could_be_redone(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, subject="A")
    undo.undo(book, RULES)
    task_writing.finish(book, RULES, [PLAN])
    assert undo.next_redo(book) is None
    assert [undo.undo(book, RULES).words] == ["Complete task"]
    redo = undo.next_redo(book)
    assert redo is not None
    assert redo.words == "Complete task"


def test_a_bulk_edit_is_one_edit(book: Store) -> None:
    task_writing.add_task(book, RULES, ACORN, "Second", due=None)
    before = _rows(book)
    task_writing.snooze(book, RULES, [PLAN, TaskId(2)], date(2026, 8, 1))
    assert undo.undo(book, RULES).words == "Move 2 tasks"
    assert _rows(book) == before


def test_a_field_that_changed_since_is_left_and_named(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, subject="Mine", body="mine")
    with book.writing() as connection:
        connection.execute("UPDATE notes SET subject = 'Theirs' WHERE id = 1")
    undone = undo.undo(book, RULES)
    note = notes.note(book, KICK_OFF)
    assert undone.kept == ("subject",)
    assert note is not None
    assert (note.subject, note.body) == ("Theirs", "first\nsecond\nthird")


def test_undoing_what_was_sent_says_so_and_reverses_it_there(book: Store) -> None:
    there = StandIn(book)
    start = there.living()["task"]["T0"].copy()
    task_writing.edit_task(book, RULES, PLAN, title="Send the other plan")
    there.take_all()
    found = undo.next_undo(book)
    assert found is not None
    assert found.was_sent
    undo.undo(book, RULES)
    (entry,) = outbox.entries(book)
    assert entry.intent == {"title": "Send the plan"}
    there.take_all()
    assert there.living()["task"]["T0"] == start


def test_undoing_an_ended_note_brings_its_draft_back(book: Store) -> None:
    draft = drafts.begin(book, account_id=ACORN, body="half a thought", day=DAY)
    note_id, _ = drafts.end(book, RULES, draft.id)
    assert notes.note(book, note_id) is not None
    undo.undo(book, RULES)
    assert notes.note(book, note_id) is None
    assert [one.body for one, _ in drafts.drafts(book)] == ["half a thought"]
    assert outbox.entries(book) == []


Step = Callable[[Store, Any], object]


def _a_note(store: Store, draw: Any) -> NoteId | None:
    found = notes.notes_of(store, ACORN)
    return draw(st.sampled_from([one.id for one in found])) if found else None


def _a_task(store: Store, draw: Any) -> TaskId | None:
    found = tasks.tasks_of(store, ACORN)
    return draw(st.sampled_from([one.id for one in found])) if found else None


def _edit_note(store: Store, draw: Any) -> object:
    note_id = _a_note(store, draw)
    words = draw(st.sampled_from(["alpha", "beta\ngamma", "first\nsecond\nthird", "x"]))
    return note_id and note_writing.edit_note(store, RULES, note_id, body=words)


def _end_draft(store: Store, draw: Any) -> object:
    made = drafts.begin(store, account_id=ACORN, body="sitting", day=DAY)
    return drafts.end(store, RULES, made.id)


def _delete_note(store: Store, draw: Any) -> object:
    note_id = _a_note(store, draw)
    return note_id and note_writing.delete_note(store, RULES, note_id)


def _task_step(store: Store, draw: Any) -> object:
    task_id = _a_task(store, draw)
    if task_id is None:
        return None
    act = draw(st.sampled_from(["finish", "reopen", "snooze", "title", "delete"]))
    if act == "finish":
        return task_writing.finish(store, RULES, [task_id])
    if act == "reopen":
        return task_writing.reopen(store, RULES, [task_id])
    if act == "snooze":
        days = draw(st.integers(0, 3))
        return task_writing.snooze(store, RULES, [task_id], DAY + timedelta(days=days))
    if act == "title":
        title = draw(st.sampled_from(["one", "two", "Send the plan"]))
        return task_writing.edit_task(store, RULES, task_id, title=title)
    return task_writing.delete_task(store, RULES, task_id)


def _stage(store: Store, draw: Any) -> object:
    label = draw(st.sampled_from(STAGES))
    if account_writing.check_move(store, RULES, ACORN, label).verdict == "refuse":
        return None
    return account_writing.move_stage(store, RULES, [ACORN, AccountId(2)][:1], label)


def _mark(store: Store, draw: Any) -> object:
    account = find_account(store, "a1")
    state = draw(st.sampled_from(["contacted", "booked", "done", "snoozed"]))
    until = DAY + timedelta(days=9) if state == "snoozed" else None
    renewal = draw(st.sampled_from([None, DAY]))
    return queue_marks.mark(store, account, renewal, state, until)


STEPS: dict[str, Step] = {
    "add note": lambda s, d: note_writing.add_note(s, RULES, ACORN, body="new words", day=DAY),
    "private note": lambda s, d: note_writing.add_note(
        s, RULES, ACORN, body="for me", day=DAY, private=True
    ),
    "edit note": _edit_note,
    "end draft": _end_draft,
    "delete note": _delete_note,
    "add task": lambda s, d: task_writing.add_task(s, RULES, ACORN, "new task", due=DAY),
    "task": _task_step,
    "stage": _stage,
    "sentiment": lambda s, d: account_writing.set_sentiment(
        s, RULES, [ACORN, AccountId(2)], d(st.integers(1, 5))
    ),
    "mark": _mark,
}
"""Ways to edit; each makes at most one edit."""


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), sending=st.booleans())
def test_twenty_edits_and_as_many_undos_give_the_start(data: Any, sending: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "book")
        lay_plain(profile)
        store = Store.open(profile, None, clock=HandClock())
        try:
            _try_twenty(store, data.draw, sending=sending)
        finally:
            store.close()


def _try_twenty(store: Store, draw: Any, *, sending: bool) -> None:
    begin(store)
    there = StandIn(store)
    start, start_there = _rows(store), there.living()
    start_there = {
        kind: {k: dict(v) for k, v in all_.items()} for kind, all_ in start_there.items()
    }
    left: set[tuple[str, int]] = set()
    for _ in range(20):
        STEPS[draw(st.sampled_from(sorted(STEPS)))](store, draw)
        if sending and draw(st.integers(0, 3)) == 0:
            left |= {(one.record, one.record_id) for one in outbox.entries(store)}
            there.take_all()
    log = changes.latest(store)
    while undo.next_undo(store) is not None:
        undo.undo(store, RULES)
        assert changes.latest(store) >= log
        log = changes.latest(store)
    assert _rows(store) == start
    waiting = outbox.entries(store)
    assert {(one.record, one.record_id) for one in waiting} <= left
    assert len({(one.record, one.record_id) for one in waiting}) == len(waiting)
    there.take_all()
    assert _settled(there.living()) == _settled(start_there)


def _settled(records: dict[str, dict[str, dict[str, Any]]]) -> Any:
    """Records by what they say: a note that had to be made anew has another id there."""
    return {
        kind: sorted(
            repr(
                sorted(
                    (n, _said(n, v)) for n, v in fields.items() if n not in ("archived_at", "kind")
                )
            )
            for fields in of_kind.values()
        )
        for kind, of_kind in records.items()
    }


def _said(name: str, value: Any) -> Any:
    return bool(value) if name == "completed_at" else value


def _rows(store: Store) -> Any:
    """Everything the person sees: living records, marks, drafts."""
    return (
        store.rows(
            "SELECT id, account_id, subject, body, day, tags, private FROM notes"
            " WHERE archived_at IS NULL ORDER BY id"
        ),
        store.rows(
            "SELECT id, account_id, title, body, due, completed_at IS NULL, tags FROM tasks"
            " WHERE archived_at IS NULL ORDER BY id"
        ),
        store.rows("SELECT id, stage, stage_since, sentiment FROM accounts ORDER BY id"),
        store.rows("SELECT account_id, renewal_date, state, snoozed_until FROM queue_marks"),
        store.rows("SELECT * FROM account_figures ORDER BY account_id"),
        [
            row
            for row in store.rows("SELECT subject, body, account_id FROM drafts")
            if row[1] != "sitting"
        ],
    )


def test_undo_does_not_delete_what_somebody_else_wrote_in_a_note_of_mine(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="mine", day=DAY)
    StandIn(book).take_all()
    (key, external) = book.rows(
        "SELECT external_key, external_id FROM notes WHERE id = ?", (number,)
    )[0]
    theirs = NoteFacts(
        external_id=external,
        external_key=key,
        account_external_id="A1",
        body="mine\nand theirs",
        day=DAY.isoformat(),
    )
    intake.apply(book, Page(source="vitally", resource="notes", notes=(theirs,)))
    assert undo.undo(book, RULES).kept == ("note",)
    found = notes.note(book, number)
    assert found is not None
    assert (found.body, outbox.entries(book)) == ("mine\nand theirs", [])
