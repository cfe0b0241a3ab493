"""Deleting an ended note: from the pane, from its page, and back again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import drafts, notes
from book.records import AccountId, NoteId
from book.store import Store
from tests.ui.writing_desk import CTRL, SHIFT, edits, hit, press_toast, queue, toast, waiting
from ui.window.main_window import MainWindow

KICK_OFF = NoteId(1)


def subjects(store: Store) -> list[str]:
    """The notes of the first account."""
    return [note.subject for note in notes.notes_of(store, AccountId(1))]


def open_in_pane(qtbot: QtBot, window: MainWindow) -> None:
    """The last note of the account in view, opened in the pane."""
    queue(window)
    lines = window.desk.seat.pane.lines
    qtbot.waitUntil(lambda: lines.number_of("note 1") != -1, timeout=1_000)
    lines.act(lines.number_of("note 1"))
    window.commands.refresh()


def test_a_link_below_the_open_note_deletes_it_and_undo_brings_it_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    open_in_pane(qtbot, window)
    lines = window.desk.seat.pane.lines
    lines.act(lines.number_of("delete_note 1"))
    assert subjects(store) == []
    assert waiting(store) == [("note", "archive")]
    assert toast(window) == "Note deleted."
    press_toast(window)
    assert subjects(store) == ["Check-in"]
    assert waiting(store) == []


def test_the_command_is_there_only_with_a_note_at_hand(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    window.commands.refresh()
    assert not window.commands.action("delete_note").isEnabled()
    open_in_pane(qtbot, window)
    assert window.commands.action("delete_note").isEnabled()
    hit(qtbot, Qt.Key.Key_D, CTRL | SHIFT)
    assert subjects(store) == []


def test_del_at_the_line_of_a_note_is_no_tasks_deletion(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    window.go("tasks")
    window.desk.focus_list()
    window.desk.open_account()
    pane = window.desk.seat.pane
    qtbot.waitUntil(lambda: pane.lines.number_of("note 1") != -1, timeout=1_000)
    pane.lines.setFocus()
    pane.lines.stand_at(pane.lines.number_of("note 1"))
    hit(qtbot, Qt.Key.Key_Delete)
    assert edits(store) == ["Delete note"]


def test_from_its_page_it_goes_with_the_words_begun_and_both_come_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    window.acts.notes.edit(KICK_OFF)
    page = window.acts.notes.page
    page.text.setPlainText("They move later.")
    window.commands.refresh()
    hit(qtbot, Qt.Key.Key_D, CTRL | SHIFT)
    assert subjects(store) == []
    assert drafts.drafts(store) == []
    assert window.desk.area.key == "today"
    press_toast(window)
    assert subjects(store) == ["Check-in"]
    ((draft, _),) = drafts.drafts(store)
    assert draft.body == "They move later."


def test_a_new_note_is_nothing_to_delete(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    window.acts.notes.new()
    window.commands.refresh()
    assert not window.commands.action("delete_note").isEnabled()
