"""How a record is opened by its number: from a choice of the palette and from a stranger's link."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import recording_writing
from book.escalation_form import EscalationForm
from book.escalation_writing import begin_escalation
from book.recording_links import recognise
from book.recordings import RecordingId, all_recordings
from book.records import AccountId
from book.store import Store
from tests.ui.writing_desk import CTRL, dialog, hit, queue, toast, type_in
from ui.note.page import NotePage
from ui.palette.ways import open_record
from ui.recordings.page import RecordingsPage
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog
from ui.writing.task_dialog import TaskDialog


def logged(window: MainWindow, store: Store) -> list[RecordingId]:
    """Two recordings of one account, shown."""
    for number in ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "1a1b2c3d4e5f60718293a4b5c6d7e8f9"):
        recording_writing.log_recording(
            store, window.reading.rules, AccountId(4),
            recognise(f"https://www.loom.com/share/{number}"), title=f"Film {number[0]}",
            day=window.reading.day,
        )  # fmt: skip
    window.refresh(None)
    return [one.id for one, _ in all_recordings(store)]


def some(store: Store, table: str) -> int:
    return int(store.rows(f"SELECT min(id) FROM {table} WHERE archived_at IS NULL")[0][0])


def test_a_note_is_opened_and_nothing_is_begun(window: MainWindow, store: Store) -> None:
    queue(window)
    number = some(store, "notes")
    open_record(window, "note", number)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    assert page.keeper.note_id == number
    assert store.rows("SELECT count(*) FROM drafts WHERE note_id IS NOT NULL") == [(0,)]


def test_a_task_is_opened_where_it_can_be_read(window: MainWindow, store: Store) -> None:
    queue(window)
    ((number,),) = store.rows(
        "SELECT max(id) FROM tasks WHERE archived_at IS NULL AND account_id <> ?",
        (window.desk.account,),
    )
    open_record(window, "task", number)
    form = dialog(TaskDialog)
    assert isinstance(form, TaskDialog)
    title, home = store.rows("SELECT title, account_id FROM tasks WHERE id = ?", (number,))[0]
    assert form.title.text() == title
    assert window.desk.account == home, "the form does not say whose task it is"


def test_of_several_recordings_that_one_past_any_filter(window: MainWindow, store: Store) -> None:
    first, second = logged(window, store)
    for number in (first, second, first):
        window.go("recordings")
        page = window.desk.area.pages.currentWidget()
        assert isinstance(page, RecordingsPage)
        page.filter.setText("nothing is called so")
        open_record(window, "recording", number)
        shown = page.recording()
        assert shown is not None
        assert shown.id == number


def test_an_escalation_is_opened_as_its_form(window: MainWindow, store: Store) -> None:
    queue(window)
    form = EscalationForm(kind="refund", answers={"subject": "Too much"})
    number, _ = begin_escalation(store, window.reading.rules, AccountId(4), form)
    open_record(window, "escalation", number)
    assert window.desk.area.key == "escalation"
    one = window.acts.escalations.current
    assert one is not None
    assert (one.id, one.subject) == (number, "Too much")


@pytest.mark.parametrize("kind", ["account", "note", "draft", "task", "recording", "escalation"])
def test_what_is_not_there_is_said_and_opens_nothing(window: MainWindow, kind: str) -> None:
    queue(window)
    stood = window.desk.account
    open_record(window, kind, 10**17)
    assert toast(window) == "That link leads to nothing in this book: it may be deleted."
    assert (window.desk.area.key, window.desk.account) == ("today", stood)
    assert QApplication.activeModalWidget() is None


def test_what_is_typed_in_a_dialog_comes_before_a_link(window: MainWindow, store: Store) -> None:
    queue(window)
    open_record(window, "task", some(store, "tasks"))
    form = dialog(TaskDialog)
    open_record(window, "note", some(store, "notes"))
    assert dialog(TaskDialog) is form
    assert window.desk.area.key == "today"
    assert toast(window) == "Close the dialog that is open, then follow the link again."


def test_the_palette_opens_the_recording_it_names(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    logged(window, store)
    queue(window)
    hit(qtbot, Qt.Key.Key_K, CTRL)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "Film 0", Qt.Key.Key_Return)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordingsPage)
    shown = page.recording()
    assert shown is not None
    assert shown.title == "Film 0"
