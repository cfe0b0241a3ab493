"""A due task is ticked in Today, in a real window: done in the book, and undone from the toast."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from book import tasks
from book.store import Store
from tests.ui.writing_desk import press_toast, toast
from ui.window.main_window import MainWindow


def test_the_box_of_a_due_task_ticks_it_and_the_toast_takes_it_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    column = window.desk.today.column
    qtbot.waitUntil(lambda: bool(column.view.due), timeout=2_000)
    before = column.view.due
    lines, account = column.lines, window.desk.account
    box = lines.box(lines.number_of("due 0"))
    QTest.mouseClick(lines, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box.center())
    done = tasks.task(store, before[0].task_id)
    assert done is not None
    assert done.completed_at is not None
    assert window.desk.account == account, "it does not lead away"
    qtbot.waitUntil(lambda: len(column.view.due) == len(before) - 1, timeout=2_000)
    assert toast(window)
    press_toast(window)
    again = tasks.task(store, before[0].task_id)
    assert again is not None
    assert again.completed_at is None
