"""Stages moved, proposals accepted and feelings kept, by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import accounts
from book.records import AccountId
from book.sentiment import sentiment_of
from book.store import Store
from tests.clocks import HandClock
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    STAGES,
    dialog,
    edits,
    hit,
    press_toast,
    queue,
    set_stage,
    toast,
    type_in,
    waiting,
)
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog
from ui.writing.question import Question

ALDER = AccountId(1)


@pytest.fixture
def at_two(window: MainWindow, store: Store) -> MainWindow:
    """Every account stands at the second stage of the house rules."""
    for number in range(1, 7):
        set_stage(store, number, STAGES[1])
    window.reading.forget(None)
    window.refresh(None)
    queue(window)
    return window


def stage(store: Store, number: AccountId = ALDER) -> str | None:
    found = accounts.account(store, number)
    return found.stage if found else None


def stages_asked(qtbot: QtBot) -> PickDialog:
    hit(qtbot, Qt.Key.Key_G)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    return asked


def test_the_list_of_stages_says_what_the_house_rules_say(
    qtbot: QtBot, at_two: MainWindow, store: Store
) -> None:
    asked = stages_asked(qtbot)
    told = {option.words: (option.below, option.refused) for option in asked.model.options}
    assert list(told) == STAGES
    assert told[STAGES[1]] == ("", False)
    assert told[STAGES[4]] == ("Comes early: no engagement is on record before this call.", False)
    assert told[STAGES[0]][1]
    assert asked.current is not None
    assert asked.current.words == STAGES[2]  # one on from where it stands


def test_one_on_is_g_and_enter(qtbot: QtBot, at_two: MainWindow, store: Store) -> None:
    stages_asked(qtbot)
    hit(qtbot, Qt.Key.Key_Return)
    assert stage(store) == STAGES[2]
    assert waiting(store) == [("account", "update")]
    assert toast(at_two) == f"Alder Works is at “{STAGES[2]}”."
    press_toast(at_two)
    assert stage(store) == STAGES[1]
    assert waiting(store) == []


def test_a_warning_asks_and_enter_leaves_it(qtbot: QtBot, at_two: MainWindow, store: Store) -> None:
    stages_asked(qtbot)
    type_in(qtbot, "4a", Qt.Key.Key_Return)
    question = dialog(Question)
    assert isinstance(question, Question)
    assert question.windowTitle() == f"Move Alder Works to “{STAGES[4]}”?"
    hit(qtbot, Qt.Key.Key_Return)
    assert stage(store) == STAGES[1]
    stages_asked(qtbot)
    type_in(qtbot, "4a", Qt.Key.Key_Return)
    question = dialog(Question)
    assert isinstance(question, Question)
    question.verb.click()
    assert stage(store) == STAGES[4]


def test_a_refusal_explains_and_stays_open(qtbot: QtBot, at_two: MainWindow, store: Store) -> None:
    asked = stages_asked(qtbot)
    type_in(qtbot, "4c", Qt.Key.Key_Return)
    assert asked.isVisible()
    assert "needs" in asked.hint.words.lower()
    assert asked.hint.property("ink") == "red"
    assert stage(store) == STAGES[1]
    asked.reject()


def test_several_accounts_move_together_or_not_at_all(
    qtbot: QtBot, at_two: MainWindow, store: Store
) -> None:
    set_stage(store, 2, STAGES[2])  # it did engage
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    asked = stages_asked(qtbot)
    assert asked.windowTitle() == "Move 2 accounts to"
    refused = next(one for one in asked.model.options if one.words.startswith("6a"))
    assert refused.refused
    assert refused.below.startswith("Birch & Sons: ")
    type_in(qtbot, "3b", Qt.Key.Key_Return)
    assert [stage(store, AccountId(n)) for n in (1, 2)] == [STAGES[3], STAGES[3]]
    assert toast(at_two) == f"2 accounts are at “{STAGES[3]}”."
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert [stage(store, AccountId(n)) for n in (1, 2)] == [STAGES[1], STAGES[2]]


def test_a_booking_proposes_and_a_accepts(
    qtbot: QtBot, at_two: MainWindow, store: Store, clock: HandClock
) -> None:
    assert not at_two.commands.action("accept").isEnabled()
    hit(qtbot, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: at_two.desk.seat.pane.view is not None, timeout=1_000)
    qtbot.waitUntil(
        lambda: at_two.desk.seat.pane.view.proposed is not None,
        timeout=1_000,
    )
    assert stage(store) == STAGES[1]  # nothing moves by itself
    hit(qtbot, Qt.Key.Key_A)
    assert stage(store) == STAGES[3]
    qtbot.waitUntil(
        lambda: at_two.desk.seat.pane.view.proposed is None,
        timeout=1_000,
    )
    assert not at_two.commands.action("accept").isEnabled()


def test_a_proposal_can_be_left(qtbot: QtBot, at_two: MainWindow, store: Store) -> None:
    hit(qtbot, Qt.Key.Key_B)
    at_two.commands.run("leave_stage")
    assert at_two.reading.proposal_of(ALDER) is None
    assert stage(store) == STAGES[1]
    press_toast(at_two)
    assert at_two.reading.proposal_of(ALDER) is not None


def test_my_sentiment_is_a_number_and_stays_here(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_S, CTRL | SHIFT)
    type_in(qtbot, "4", Qt.Key.Key_Return)
    found = sentiment_of(store, ALDER)
    assert found is not None and found.value == 4
    assert waiting(store) == []
    qtbot.waitUntil(
        lambda: window.desk.seat.pane.view.feeling.words == "4, engaged",
        timeout=1_000,
    )


def test_a_source_that_keeps_the_stage_to_itself_says_so(
    qtbot: QtBot, at_two: MainWindow, store: Store
) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE sources SET mapping = '{}'")
    stages_asked(qtbot)
    hit(qtbot, Qt.Key.Key_Return)
    assert toast(at_two) == "The stage is not mapped to a field of Vitally."
    assert stage(store) == STAGES[1]
    assert edits(store) == []
    assert QApplication.activeModalWidget() is None
