"""GitHub asked in place from the homework log: by Enter alone, chosen by one key, kept a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.errors import Offline
from book.issues import FoundIssues, Issue
from tests.clocks import HandClock
from tests.ui.escalation_desk import begin
from tests.ui.writing_desk import hit
from ui.escalation.homework import PlaceRow
from ui.escalation.issue_look_up import Answered
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

FOUND = FoundIssues(
    issues=(
        Issue(
            repository="pine/boards", number=7, title="Funnels time out", state="open",
            comments=4, updated_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
            url="https://github.com/pine/boards/issues/7",
        ),
        Issue(
            repository="pine/boards", number=9, title="Raise the limit", state="closed",
            is_pull=True, url="https://github.com/pine/boards/pull/9",
        ),
    ),
    total=12,
)  # fmt: skip


class GitHub:
    """What is asked instead of the engine; answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Answered | None = None

    def __call__(self, text: str, _repositories: Sequence[str], answered: Answered) -> None:
        self.asked.append(text)
        self.answer = answered


@pytest.fixture
def github(window: MainWindow) -> GitHub:
    there = GitHub()
    window.ask_issues = there
    return there


@pytest.fixture
def row(qtbot: QtBot, window: MainWindow, github: GitHub) -> PlaceRow:
    found = begin(qtbot, window).aside.rows["github"]
    found.unfold()
    return found


def look_up(qtbot: QtBot, row: PlaceRow, text: str = "funnels time") -> None:
    row.query.setFocus()
    row.query.setText(text)
    hit(qtbot, Qt.Key.Key_Return)


def listed() -> list[tuple[str, str, str]]:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PickDialog)
    return [(one.words, one.beside, one.below) for one in dialog.model.options]


def test_enter_asks_and_a_choice_is_written_down_with_its_link(
    qtbot: QtBot, row: PlaceRow, github: GitHub
) -> None:
    look_up(qtbot, row)
    assert github.asked == ["funnels time"]
    assert row.looking.words == "Asking GitHub…"
    assert github.answer is not None
    github.answer(FOUND, None)
    assert listed() == [
        ("Funnels time out", "open, 4 comments", "pine/boards #7 · changed yesterday"),
        ("Raise the limit", "pull request, closed", "pine/boards #9"),
    ]
    hit(qtbot, Qt.Key.Key_Return)
    done = row.done()
    assert done is not None
    assert done.result == "#7 Funnels time out (open, 4 comments)"
    assert done.link == "https://github.com/pine/boards/issues/7"


def test_nothing_is_asked_by_itself(qtbot: QtBot, row: PlaceRow, github: GitHub) -> None:
    row.query.setFocus()
    qtbot.keyClicks(row.query, "funnels")
    hit(qtbot, Qt.Key.Key_Tab)
    assert github.asked == []


def test_an_answer_is_kept_ten_minutes_and_shown_with_its_age_when_offline(
    qtbot: QtBot, row: PlaceRow, github: GitHub, clock: HandClock
) -> None:
    look_up(qtbot, row)
    assert github.answer is not None
    github.answer(FOUND, None)
    hit(qtbot, Qt.Key.Key_Escape)
    row.unfold()
    look_up(qtbot, row)
    assert len(github.asked) == 1 and len(listed()) == 2
    hit(qtbot, Qt.Key.Key_Escape)
    clock.now += timedelta(minutes=11)
    look_up(qtbot, row)
    github.answer(None, Offline("GitHub cannot be reached."))
    assert len(github.asked) == 2 and len(listed()) == 2
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert "GitHub cannot be reached." in dialog.windowTitle()


def test_why_nothing_came_is_said_and_the_question_stays(
    qtbot: QtBot, row: PlaceRow, github: GitHub
) -> None:
    look_up(qtbot, row)
    assert github.answer is not None
    github.answer(None, Offline("GitHub cannot be reached.", "Check the network."))
    assert row.looking.words == "GitHub cannot be reached. Check the network."
    assert row.query.text() == "funnels time"


def test_nothing_found_is_a_finding(qtbot: QtBot, row: PlaceRow, github: GitHub) -> None:
    look_up(qtbot, row)
    assert github.answer is not None
    github.answer(FoundIssues(), None)
    done = row.done()
    assert done is not None and done.result == "nothing found"
