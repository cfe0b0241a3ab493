"""What the tests of writing share: picks, toasts, and what stands in the book afterwards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from book import outbox, sources
from book.records import Source
from book.rules import load
from book.store import Store
from ui.queue.page import QueuePage
from ui.tables.tasks_page import TasksPage
from ui.window.main_window import MainWindow

STAGES = [stage.label for stage in load().pipeline.stages]
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def queue(window: MainWindow) -> QueuePage:
    """The queue, with the keyboard in its list."""
    window.go("today")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, QueuePage)
    window.desk.focus_list()
    return page


def tasks_page(window: MainWindow) -> TasksPage:
    """The tasks, with the keyboard in their table, on the first row."""
    window.go("tasks")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, TasksPage)
    window.desk.focus_list()
    return page


def dialog(kind: type[QWidget]) -> QWidget:
    """The dialog that is open."""
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind), found
    return found


def back_in(qtbot: QtBot, window: MainWindow) -> None:
    """The window has the keyboard again after a dialog."""
    if not window.isActiveWindow():
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=2_000)


def keyboard(qtbot: QtBot) -> QWidget:
    """Where a key goes: into the dialog that is open, else to whatever has the focus."""
    asked = QApplication.activeModalWidget()
    if asked is None:
        asked = next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))
        back_in(qtbot, asked)  # without a desktop a window is not active for long
    focus = asked.focusWidget()
    assert focus is not None
    return focus


def hit(
    qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a key wherever the keyboard is."""
    qtbot.keyClick(keyboard(qtbot), key, modifier)


def type_in(qtbot: QtBot, text: str, *then: Qt.Key) -> None:
    """Type where the keyboard is, then press keys."""
    qtbot.keyClicks(keyboard(qtbot), text)
    for key in then:
        hit(qtbot, key)


def toast(window: MainWindow) -> str:
    """The words of the toast in view, empty without one."""
    shown = window._toast
    return shown.words.text() if shown is not None and shown.isVisible() else ""


def press_toast(window: MainWindow) -> None:
    """Press the button of the toast."""
    assert window._toast is not None
    assert window._toast.button.isVisible()
    window._toast.button.click()


def marks(store: Store) -> dict[int, tuple[str, str | None]]:
    """Account → where the person stands with it."""
    rows = store.rows("SELECT account_id, state, snoozed_until FROM queue_marks")
    return {row[0]: (row[1], row[2]) for row in rows}


def waiting(store: Store) -> list[tuple[str, str]]:
    """What waits to be sent: the record and what is done with it."""
    return [(entry.record, entry.verb) for entry in outbox.entries(store)]


def edits(store: Store) -> list[str]:
    """What the edits of the person are called, oldest first."""
    return [row[0] for row in store.rows("SELECT words FROM edits ORDER BY id")]


def set_stage(store: Store, account_id: int, label: str) -> None:
    """Put an account at a stage, as its source would."""
    with store.writing() as connection:
        connection.execute(
            "UPDATE accounts SET stage = ?, stage_since = ? WHERE id = ?",
            (label, "2026-11-01T09:00:00.000Z", account_id),
        )


def close_writing(store: Store) -> None:
    """The source is read only."""
    found = sources.source(store, "vitally")
    assert isinstance(found, Source)
    sources.set_option(store, "vitally", "read-only", "true")
