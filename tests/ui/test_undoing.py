"""Undo and redo in the window: their names, what was sent, what changed since."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from book import note_writing, notes, outbox, outbox_sending, sources, task_writing, tasks
from book.records import AccountId, Changed, NoteId, TaskId
from book.reversing import NotWritten
from book.store import Store
from book.undo import Undone
from tests.book.writing_book import StandIn
from tests.ui.shell_book import TODAY
from tests.ui.writing_desk import CTRL, SHIFT, dialog, hit, marks, queue, toast, waiting
from ui.window.main_window import MainWindow
from ui.writing.question import Question
from ui.writing.undoing import act_words, left_out

ALDER = AccountId(1)


def named(window: MainWindow) -> tuple[str, str]:
    """What the menu calls undo and redo when it is opened."""
    menu = next(a.menu() for a in window.menuBar().actions() if a.text() == "&Edit")
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return window.commands.action("undo").text(), window.commands.action("redo").text()


def test_with_nothing_done_there_is_nothing_to_undo(window: MainWindow) -> None:
    assert named(window) == ("Undo", "Redo")
    assert not window.commands.action("undo").isEnabled()
    assert not window.commands.action("redo").isEnabled()


def test_the_menu_names_the_act_and_the_keys_go_to_and_fro(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_C)
    assert named(window) == ("Undo “Mark contacted”", "Redo")
    assert window.commands.action("undo").isEnabled()
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert marks(store) == {}
    assert toast(window) == "Undone: Mark contacted."
    assert named(window) == ("Undo", "Redo “Mark contacted”")
    hit(qtbot, Qt.Key.Key_Z, CTRL | SHIFT)
    assert marks(store) == {1: ("contacted", None)}
    assert toast(window) == "Done again: Mark contacted."


def test_a_day_in_an_acts_name_reads_as_a_day() -> None:
    words = act_words("Mark snoozed until 2026-11-30: 30 accounts", date(2026, 11, 24))
    assert words == "Mark snoozed until Mon 30 Nov: 30 accounts"


@pytest.fixture
def sent(window: MainWindow, store: Store) -> NoteId:
    """A note that was written here and arrived in its source."""
    number, _ = note_writing.add_note(
        store, window.reading.rules, ALDER, subject="Intro", body="x", day=TODAY
    )
    StandIn(store).take_all()
    assert outbox.counts(store)["queued"] == 0
    window.acts.past.spoil()
    window.refresh(None)
    window.commands.refresh()
    return number


def test_what_was_sent_is_said_before_it_is_undone(
    qtbot: QtBot, window: MainWindow, store: Store, sent: NoteId
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    question = dialog(Question)
    assert isinstance(question, Question)
    assert question.windowTitle() == "Undo “Add note”?"
    words = "The note is in Vitally already. Undo deletes it there too."
    assert question.accessibleDescription() == words
    hit(qtbot, Qt.Key.Key_Return)
    assert notes.note(store, sent) is not None
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    question = dialog(Question)
    assert isinstance(question, Question)
    question.verb.click()
    assert notes.note(store, sent) is None
    assert waiting(store) == [("note", "archive")]


def test_what_changed_since_stays_and_is_named(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    rules = window.reading.rules
    task_writing.edit_task(store, rules, TaskId(1), title="Mine", due=date(2026, 12, 1))
    with store.writing() as connection:
        connection.execute("UPDATE tasks SET due = '2026-12-24' WHERE id = 1")
    window.acts.past.spoil()
    window.commands.refresh()
    queue(window)
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    found = tasks.task(store, TaskId(1))
    assert found is not None
    assert (found.title, found.due) == ("Task 0", date(2026, 12, 24))
    assert toast(window) == "Undone: Edit task. Changed since, so it stays: due day."


def test_the_toast_takes_back_only_its_own_act(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_E)
    assert window._toast is not None
    task_writing.finish(store, window.reading.rules, [TaskId(1)])  # a command line, meanwhile
    window._toast.button.click()
    assert toast(window) == "Something else was done since; undo takes that back first."
    assert marks(store) == {1: ("done", None)}


def test_an_entry_on_its_way_counts_as_sent(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    task_writing.finish(store, window.reading.rules, [TaskId(1)])
    (entry,) = outbox.entries(store)
    assert outbox_sending.claim(store, entry)
    window.acts.past.spoil()
    window.commands.refresh()
    queue(window)
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    question = dialog(Question)
    assert question.accessibleDescription() == (
        "Vitally has it already. Undo changes it back there too."
    )
    question.close()


def test_what_the_house_rules_forbid_meanwhile_is_left_and_named(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    task_writing.finish(store, window.reading.rules, [TaskId(1)])
    StandIn(store).take_all()
    rules = window.reading.rules
    window.reading.rules = replace(
        rules, never_write=replace(rules.never_write, fields=("tasks.completed_at",))
    )
    window.acts.past.spoil()
    window.commands.refresh()
    queue(window)
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    question = dialog(Question)
    assert isinstance(question, Question)
    question.verb.click()
    strip = window.desk.area.strip
    assert strip.isVisible()
    assert strip.words.words == (
        "“Complete task” was not undone."
        " The house rules never write a task's state, open or done."
        " Change it in Vitally itself, or take it out of never_write."
    )
    assert toast(window) == ""  # nothing was undone, so nothing says so
    window.refresh(None)
    assert strip.isVisible()  # it stays until the person has seen it
    strip.button.click()
    assert not strip.isVisible()


def test_the_notice_gives_way_to_what_a_source_wants(window: MainWindow, store: Store) -> None:
    sources.note_state(store, "vitally", "needs_sign_in")
    window.refresh(None)
    strip = window.desk.area.strip
    refused = strip.words.words
    assert refused.startswith("Vitally refused the key.")
    window.teller.tell_notice("“Edit task” was not undone.")
    assert strip.words.words == "“Edit task” was not undone."
    strip.button.click()
    assert strip.words.words == refused
    assert not strip.button.isVisible()


@pytest.mark.parametrize(
    ("again", "changed", "lead"),
    [
        (False, Changed(), "“Edit task” was not undone."),
        (False, Changed({"task": frozenset({1})}), "“Edit task” is undone in part."),
        (True, Changed(), "“Edit task” was not done again."),
        (True, Changed({"task": frozenset({1})}), "“Edit task” is done again in part."),
    ],
)
def test_how_what_was_left_out_is_said(again: bool, changed: Changed, lead: str) -> None:
    why = NotWritten(record="task", record_id=1, field="due", why="Never that.", advice="Ask.")
    twice = NotWritten(record="task", record_id=1, field="title", why="Never that.", advice="Ask.")
    one = Undone("Edit task", changed, refused=(why, twice))
    assert left_out([one], TODAY, again=again) == f"{lead} Never that. Ask."
    assert left_out([Undone("Edit task", changed)], TODAY, again=again) == ""
