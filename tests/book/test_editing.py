"""Every act of a person that owes a source something says how long it can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from book import (
    account_writing,
    conflicts,
    drafts,
    intake,
    note_writing,
    outbox,
    outbox_sending,
    task_writing,
    undo,
)
from book.facts import Page, TaskFacts
from book.outbox_entry import OutboxEntry
from book.records import AccountId, NoteId, TaskId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, STAGES, StandIn, begin
from tests.clocks import HandClock

ACORN, BIRCH, KICK_OFF, PLAN = AccountId(1), AccountId(2), NoteId(1), TaskId(1)
DAY = date(2026, 6, 10)
HOLD = 7.0


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _reopened(store: Store) -> object:
    task_writing.finish(store, RULES, [PLAN])
    StandIn(store).take_all()
    return task_writing.reopen(store, RULES, [PLAN], hold_seconds=HOLD)


def _public(store: Store) -> object:
    number, _ = note_writing.add_note(store, RULES, ACORN, body="w", day=DAY, private=True)
    return note_writing.make_public(store, RULES, number, hold_seconds=HOLD)


def _undone(store: Store) -> object:
    task_writing.finish(store, RULES, [PLAN])
    StandIn(store).take_all()
    return undo.undo(store, RULES, hold_seconds=HOLD)


def _redone(store: Store) -> object:
    task_writing.finish(store, RULES, [PLAN])
    undo.undo(store, RULES)
    return undo.redo(store, RULES, hold_seconds=HOLD)


def _resolved(store: Store) -> object:
    task_writing.snooze(store, RULES, [PLAN], date(2026, 7, 1))
    theirs = TaskFacts(
        external_id="T0", account_external_id="A1", title="Send the plan", due="2026-08-01", mine=1
    )
    intake.apply(store, Page(source=SOURCE, resource="tasks", tasks=(theirs,)))
    (one,) = conflicts.open_conflicts(store)
    return conflicts.resolve(store, RULES, one.id, "mine", hold_seconds=HOLD)


def _ended(store: Store) -> object:
    draft = drafts.begin(store, account_id=ACORN, body="w", day=DAY)
    return drafts.end(store, RULES, draft.id, hold_seconds=HOLD)


def _moved(store: Store) -> object:
    note_writing.add_note(store, RULES, ACORN, body="w", day=DAY)
    (entry,) = outbox.entries(store)
    return outbox.move_entry_to(store, RULES, entry.id, BIRCH, hold_seconds=HOLD)


ACTS: dict[str, Callable[[Store], object]] = {
    "add_note": lambda s: note_writing.add_note(
        s, RULES, ACORN, body="w", day=DAY, hold_seconds=HOLD
    ),
    "edit_note": lambda s: note_writing.edit_note(s, RULES, KICK_OFF, body="w", hold_seconds=HOLD),
    "delete_note": lambda s: note_writing.delete_note(s, RULES, KICK_OFF, hold_seconds=HOLD),
    "make_public": _public,
    "add_task": lambda s: task_writing.add_task(s, RULES, ACORN, "t", due=None, hold_seconds=HOLD),
    "edit_task": lambda s: task_writing.edit_task(s, RULES, PLAN, title="t", hold_seconds=HOLD),
    "finish": lambda s: task_writing.finish(s, RULES, [PLAN], hold_seconds=HOLD),
    "reopen": _reopened,
    "snooze": lambda s: task_writing.snooze(s, RULES, [PLAN], DAY, hold_seconds=HOLD),
    "delete_task": lambda s: task_writing.delete_task(s, RULES, PLAN, hold_seconds=HOLD),
    "delete_tasks": lambda s: task_writing.delete_tasks(s, RULES, [PLAN], hold_seconds=HOLD),
    "move_stage": lambda s: account_writing.move_stage(
        s, RULES, [ACORN], STAGES[2], hold_seconds=HOLD
    ),
    "write_field": lambda s: account_writing.write_field(
        s, RULES, [ACORN], "slack_channel", "#acorn", hold_seconds=HOLD
    ),
    "undo": _undone,
    "redo": _redone,
    "resolve": _resolved,
    "end": _ended,
    "move_entry_to": _moved,
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_says_how_long_it_can_be_taken_back(book: Store, clock: HandClock, act: str) -> None:
    with book.writing() as connection:
        mapping = '{"stage": "vitally.custom.stage", "slack_channel": "vitally.custom.slack"}'
        connection.execute("UPDATE sources SET mapping = ?", (mapping,))
    ACTS[act](book)
    (entry,) = waiting(book)
    assert entry.not_before == clock() + timedelta(seconds=HOLD)


def waiting(store: Store) -> list[OutboxEntry]:
    """What has not left yet."""
    return outbox.entries(store)


def test_a_note_kept_here_after_all_waits_for_nothing(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="w", day=DAY)
    note_writing.make_private(book, RULES, number, hold_seconds=HOLD)
    assert waiting(book) == []


def test_nothing_is_owed_for_what_is_on_its_way_as_it_stands(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="w", day=DAY)
    (entry,) = waiting(book)
    outbox_sending.claim(book, entry)
    outbox_sending.recover(book, SOURCE)
    outbox.move_entry_to(book, RULES, entry.id, BIRCH)
    (one,) = waiting(book)
    assert (one.id, one.uncertain, one.intent["account_id"]) == (entry.id, True, BIRCH)
    assert book.row("SELECT account_id FROM notes WHERE id = ?", (number,)) == (BIRCH,)
