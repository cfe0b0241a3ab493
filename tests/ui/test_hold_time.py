"""Whatever is edited in the window waits as long as the person chose before it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

import pytest

from book import conflicts, outbox, sources, task_writing
from book.records import AccountId, NoteId, TaskId
from book.store import Store
from tests.book.writing_book import StandIn
from tests.ui.shell_book import TODAY
from tests.ui.writing_desk import STAGES, set_stage
from ui.window.main_window import MainWindow
from ui.writing.task_dialog import TaskDialog

HOLD: Final = 300
ALDER = AccountId(1)
Act = Callable[[MainWindow, Store], object]


def _task(window: MainWindow, store: Store) -> None:
    form = window.acts.tasks.ask_new(ALDER, "Alder Works")
    form.title.setText("Send the plan")
    form.keep()


def _edit(window: MainWindow, store: Store) -> None:
    form = window.acts.tasks.ask_edit_of(TaskId(1))
    assert isinstance(form, TaskDialog)
    form.title.setText("Other words")
    form.keep()


def _reopen(window: MainWindow, store: Store) -> None:
    task_writing.finish(store, window.reading.rules, [TaskId(1)])
    StandIn(store).take_all()
    window.acts.tasks.turn(TaskId(1))


def _snooze(window: MainWindow, store: Store) -> None:
    window.go("tasks")
    shown = window.desk.shown
    assert shown is not None and shown.picked_tasks is not None
    window.acts.tasks.snooze(shown.picked_tasks(), TODAY + timedelta(days=9))


def _delete(window: MainWindow, store: Store) -> None:
    window.go("tasks")
    window.acts.tasks.delete()


def _stage(window: MainWindow, store: Store) -> None:
    set_stage(store, ALDER, STAGES[1])
    window.refresh(None)
    asked = window.acts.accounts.ask_stage()
    assert asked is not None
    asked._take(2)


def _note(window: MainWindow, store: Store) -> None:
    window.acts.notes.new()
    window.acts.notes.page.text.setPlainText("They start in July.")
    window.acts.notes.end()


def _note_edit(window: MainWindow, store: Store) -> None:
    window.acts.notes.edit(NoteId(1))
    window.acts.notes.page.text.setPlainText("They stay.")
    window.acts.notes.end()


def _note_out(window: MainWindow, store: Store) -> None:
    window.acts.notes.new()
    page = window.acts.notes.page
    page.text.setPlainText("Mine for now.")
    page.change(private=True)
    window.acts.notes.end()
    [(number,)] = store.rows("SELECT max(id) FROM notes")
    window.acts.notes.edit(NoteId(number))
    window.acts.notes.turn_private()


def _undo(window: MainWindow, store: Store) -> None:
    task_writing.finish(store, window.reading.rules, [TaskId(1)])
    StandIn(store).take_all()
    window.acts.past._undo_down_to(0)


def _redo(window: MainWindow, store: Store) -> None:
    task_writing.finish(store, window.reading.rules, [TaskId(1)])
    window.acts.past._undo_down_to(0)
    window.acts.past._redo_now()


def _plan(window: MainWindow, store: Store) -> None:
    asked = window.acts.fields.ask("plan")
    assert asked is not None
    asked.field.setText("Teams")
    asked._take(0)


ACTS: Final[dict[str, Act]] = {
    "a new task": _task,
    "a task edited": _edit,
    "a task done": lambda window, _: window.acts.tasks.turn(TaskId(1)),
    "a task open again": _reopen,
    "a task moved": _snooze,
    "a task deleted": _delete,
    "a stage": _stage,
    "a note": _note,
    "a note edited": _note_edit,
    "a note deleted": lambda window, _: window.acts.deletion.delete(NoteId(1)),
    "a note let out": _note_out,
    "an undo": _undo,
    "a redo": _redo,
    "a plan": _plan,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_it_waits_as_long_as_the_person_chose(window: MainWindow, store: Store, act: Act) -> None:
    found = sources.source(store, "vitally")
    assert found is not None
    found.mapping["plan"] = "vitally.custom.plan"
    sources.save(store, found)
    window.refresh(None)
    window.settings.change(hold_seconds=HOLD)
    act(window, store)
    (entry,) = outbox.entries(store)
    assert entry.not_before is not None
    assert entry.not_before - store.clock() == timedelta(seconds=HOLD)


def test_a_settled_conflict_waits_too(window: MainWindow, store: Store) -> None:
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO conflicts (record, record_id, account_id, source, field, base, mine,"
            " theirs, at) VALUES ('task', 1, 1, 'vitally', 'title', 'Task 0', 'Mine', 'Theirs', ?)",
            ("2026-11-24T09:00:00.000Z",),
        )
    (one,) = conflicts.open_conflicts(store)
    window.settings.change(hold_seconds=HOLD)
    window.acts.owed.resolve(one.id, "mine", "Mine")
    (entry,) = outbox.entries(store)
    assert entry.not_before is not None
    assert entry.not_before - store.clock() == timedelta(seconds=HOLD)
