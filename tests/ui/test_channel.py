"""Setting a channel up: texts to copy, steps that are one task, and the name in the CRM."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import checklists, sources
from book.channel_task import TITLE
from book.store import Store
from book.tasks import tasks_of
from tests.ui.escalation_desk import ALDER
from tests.ui.writing_desk import hit, queue, type_in
from ui.account.lines import SET_UP_CHANNEL, lines_of
from ui.channel.dialog import ChannelDialog
from ui.channel.sheet import read_sheet
from ui.window import window_dialogs
from ui.window.main_window import MainWindow


@pytest.fixture
def managed(window: MainWindow, store: Store) -> MainWindow:
    """The first account is managed, and the CRM has a field for its channel."""
    found = sources.source(store, "vitally")
    assert found is not None
    found.mapping["slack_channel"] = "slack"
    sources.save(store, found)
    with store.writing() as connection:
        connection.execute("""UPDATE accounts SET segments = '["CSM Managed"]' WHERE id = 1""")
    # Of an account's reasons only the weightiest are shown.
    rules = window.reading.rules
    points = replace(rules.reasons.points, no_channel=99)
    window.reading.rules = replace(rules, reasons=replace(rules.reasons, points=points))
    window.refresh(None)
    queue(window)
    return window


def channel(window: MainWindow) -> ChannelDialog:
    """The dialog of the account in view."""
    window.commands.run("set_up_channel")
    found = QApplication.activeModalWidget()
    assert isinstance(found, ChannelDialog)
    return found


def reasons(window: MainWindow) -> list[str]:
    window.desk.open_account()
    view = window.desk.seat.pane.view
    assert view is not None
    return [line.key for line in lines_of(view)]


def steps_tasks(store: Store) -> list[str]:
    return [one.body for one in tasks_of(store, ALDER) if one.title == TITLE]


def test_each_text_is_copied_by_the_keyboard_and_its_button_says_so(
    qtbot: QtBot, managed: MainWindow
) -> None:
    dialog = channel(managed)
    assert dialog.rows["name"].text == "posthog-alder-works"
    hit(qtbot, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "posthog-alder-works"
    first, welcome = dialog.rows["name"].copy, dialog.rows["welcome"].copy
    assert (first.text(), first.accessibleName()) == ("Copied", "Copied the channel name")
    hit(qtbot, Qt.Key.Key_Tab)
    hit(qtbot, Qt.Key.Key_Tab)
    hit(qtbot, Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == dialog.rows["welcome"].text
    assert (first.text(), welcome.text()) == ("Copy", "Copied")
    hit(qtbot, Qt.Key.Key_Tab)
    hit(qtbot, Qt.Key.Key_Space)
    assert dialog.ticks[0].isChecked() and dialog.ticks[0].accessibleName().startswith("Make the")


def test_the_first_tick_makes_one_task_and_a_second_opening_shows_its_ticks(
    qtbot: QtBot, managed: MainWindow, store: Store
) -> None:
    dialog = channel(managed)
    assert steps_tasks(store) == [], "looking makes nothing"
    dialog.ticks[2].click()
    dialog.ticks[0].click()
    assert dialog.progress.text().startswith("2 of ")
    hit(qtbot, Qt.Key.Key_Escape)
    again = channel(managed)
    assert [tick.isChecked() for tick in again.ticks[:4]] == [True, False, True, False]
    again.ticks[0].click()
    assert len(steps_tasks(store)) == 1 and again.keep.isHidden()
    assert checklists.progress(steps_tasks(store)[0]) == (1, len(again.ticks))


def test_the_menu_of_a_row_offers_it(qtbot: QtBot, managed: MainWindow) -> None:
    menu = window_dialogs.show_row_menu(managed, QPoint(5, 5))
    assert managed.commands.action("set_up_channel") in menu.actions()
    menu.close()


def test_with_the_last_step_the_task_is_done_and_with_the_name_the_reason_goes(
    qtbot: QtBot, managed: MainWindow, store: Store
) -> None:
    assert SET_UP_CHANNEL in reasons(managed)
    managed.desk.seat.pane.lines.chosen.emit(SET_UP_CHANNEL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ChannelDialog)
    for tick in dialog.ticks:
        tick.click()
    assert dialog.progress.text() == "All steps are done, and so is the task."
    assert dialog.told.words == "The queue asks for it until it stands here: write it now."
    assert SET_UP_CHANNEL in reasons(managed), "the queue's rule looks at the channel, not the task"
    dialog.field.setFocus()
    type_in(qtbot, "posthog-alder", Qt.Key.Key_Return)
    assert dialog.told.words == "posthog-alder, told by Vitally."
    hit(qtbot, Qt.Key.Key_Escape)
    # The list and the pane are drawn anew a moment after a write.
    qtbot.waitUntil(lambda: SET_UP_CHANNEL not in reasons(managed), timeout=2_000)
    assert read_sheet(managed.reading, ALDER) is not None


def test_what_was_ticked_elsewhere_is_not_overwritten(
    qtbot: QtBot, managed: MainWindow, store: Store
) -> None:
    dialog = channel(managed)
    dialog.keep.click()
    with store.writing() as connection:
        connection.execute(
            "UPDATE tasks SET body = replace(body, '- [ ] Enable', '- [x] Enable') WHERE title = ?",
            (TITLE,),
        )
    dialog.ticks[0].click()
    assert dialog.trouble.words.startswith("The task was changed elsewhere.")
    ticks = [tick.accessibleName() for tick in dialog.ticks if tick.isChecked()]
    assert ticks == ["Enable"]


def test_on_a_low_screen_the_steps_give_way(
    qtbot: QtBot, managed: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = channel(managed)
    tall, steps = whole.height(), whole.area.height()
    whole.reject()
    monkeypatch.setattr(ChannelDialog, "_room", lambda _: tall - 100)
    low = channel(managed)
    assert (low.height(), low.area.height()) == (tall - 100, steps - 100)


def test_an_unmapped_field_is_said_and_texts_the_rules_lack_show_their_braces(
    qtbot: QtBot, window: MainWindow
) -> None:
    queue(window)
    rules = window.reading.rules
    window.reading.rules = replace(rules, channel=replace(rules.channel, role=""))
    dialog = channel(window)
    assert dialog.field.isHidden() and "not mapped" in dialog.told.words
    assert dialog.lacks.words.startswith("Nobody told what stands in braces: {role}, {me}.")
    assert "{role}" in dialog.rows["description"].text
