"""Plan and Slack channel by key: typed or chosen, one account or several, refused in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import accounts, sources
from book.records import AccountId
from book.store import Store
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    dialog,
    edits,
    hit,
    press_toast,
    queue,
    toast,
    type_in,
    waiting,
)
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

ALDER, BIRCH = AccountId(1), AccountId(2)


@pytest.fixture
def mapped(window: MainWindow, store: Store) -> MainWindow:
    """Both fields have a place in the source; one account has a plan and a channel."""
    found = sources.source(store, "vitally")
    assert found is not None
    found.mapping.update({"plan": "vitally.custom.plan", "slack_channel": "slack"})
    sources.save(store, found)
    with store.writing() as connection:
        connection.execute("UPDATE accounts SET plan = 'Teams', slack_channel = 'birch' WHERE id=2")
    window.refresh(None)
    queue(window)
    return window


def plan(store: Store, account: AccountId) -> str | None:
    """The plan of an account."""
    found = accounts.account(store, account)
    assert found is not None
    return found.plan


def asked() -> PickDialog:
    """The question that is open."""
    found = dialog(PickDialog)
    assert isinstance(found, PickDialog)
    return found


def test_a_plan_others_have_is_chosen(qtbot: QtBot, mapped: MainWindow, store: Store) -> None:
    hit(qtbot, Qt.Key.Key_P, CTRL | SHIFT)
    assert asked().windowTitle() == "Plan of Alder Works"
    assert [one.words for one in asked().model.options] == ["Teams"]
    hit(qtbot, Qt.Key.Key_Return)
    assert plan(store, ALDER) == "Teams"
    assert waiting(store) == [("account", "update")]
    assert toast(mapped) == "Saved for Alder Works."
    press_toast(mapped)
    assert plan(store, ALDER) is None
    assert waiting(store) == []


def test_a_new_one_is_typed(qtbot: QtBot, mapped: MainWindow, store: Store) -> None:
    hit(qtbot, Qt.Key.Key_P, CTRL | SHIFT)
    type_in(qtbot, "Team", Qt.Key.Key_Return)  # not “Teams”, which only begins so
    assert plan(store, ALDER) == "Team"


def test_what_stands_is_marked_and_can_be_taken_away(
    qtbot: QtBot, mapped: MainWindow, store: Store
) -> None:
    mapped.desk.step(1)
    hit(qtbot, Qt.Key.Key_P, CTRL | SHIFT)
    told = [(one.words, one.beside) for one in asked().model.options]
    assert told == [("Teams", "stands here"), ("None", "")]
    hit(qtbot, Qt.Key.Key_Down)
    hit(qtbot, Qt.Key.Key_Return)
    assert plan(store, BIRCH) is None


def test_a_channel_is_mended_where_it_stands(
    qtbot: QtBot, mapped: MainWindow, store: Store
) -> None:
    mapped.desk.step(1)
    hit(qtbot, Qt.Key.Key_K, CTRL | SHIFT)
    assert asked().field.selectedText() == "birch"
    hit(qtbot, Qt.Key.Key_End)
    type_in(qtbot, "-eu", Qt.Key.Key_Return)
    found = accounts.account(store, BIRCH)
    assert found is not None and found.slack_channel == "birch-eu"


def test_several_accounts_are_one_edit(qtbot: QtBot, mapped: MainWindow, store: Store) -> None:
    hit(qtbot, Qt.Key.Key_A, CTRL)
    hit(qtbot, Qt.Key.Key_P, CTRL | SHIFT)
    assert asked().windowTitle() == "Plan of 6 accounts"
    type_in(qtbot, "Start", Qt.Key.Key_Return)
    assert {plan(store, AccountId(number)) for number in range(1, 7)} == {"Start"}
    assert edits(store) == ["Set plan for 6 accounts"]


def test_what_must_not_be_written_is_said_and_not_asked(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_P, CTRL | SHIFT)
    assert QApplication.activeModalWidget() is None
    assert toast(window) == "The plan is not mapped to a field of Vitally."


def test_the_pane_offers_it_where_it_can_be_written(
    qtbot: QtBot, mapped: MainWindow, store: Store
) -> None:
    pane = mapped.desk.seat.pane
    qtbot.waitUntil(lambda: pane.view is not None and bool(pane.view.writable), timeout=1_000)
    assert pane.view is not None
    assert pane.view.writable == {"plan", "slack_channel"}
    line = next(one for one in pane.lines.lines if one.label == "Plan")
    pane.lines.act(pane.lines.number_of(line.key))
    assert asked().windowTitle() == "Plan of Alder Works"
    asked().reject()
