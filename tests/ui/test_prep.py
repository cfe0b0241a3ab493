"""P before a call, N for its note; questions left open stand in the next template."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import note_writing, rules
from book.records import AccountId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import TODAY, make_window, shown
from tests.ui.writing_desk import hit, queue
from ui.note.page import NotePage
from ui.prep.page import PrepPage
from ui.window.main_window import MainWindow

ALDER = AccountId(1)


@pytest.fixture
def window(qtbot: QtBot, store: Store, clock: HandClock) -> MainWindow:
    note_writing.add_note(
        store,
        rules.load(),
        ALDER,
        subject="Intro",
        body="? who owns the project\n>> I owe the price tomorrow\n! the CFO",
        day=TODAY,
        kind="call",
    )
    return shown(qtbot, make_window(store, clock, template="check_in"))


def prepared(qtbot: QtBot, window: MainWindow) -> PrepPage:
    queue(window)
    hit(qtbot, Qt.Key.Key_P)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, PrepPage)
    return page


def test_it_says_what_is_open_and_esc_goes_back(qtbot: QtBot, window: MainWindow) -> None:
    page = prepared(qtbot, window)
    spoken = [line.spoken for line in page.lines.lines if line.spoken]
    assert spoken[:2] == ["Last call, 24 Nov", "Intro"]
    heads = [line.spoken for line in page.lines.lines if line.kind == "heading"]
    assert heads == ["Last call, 24 Nov", "Open questions", "I owe", "Risks"]
    assert "who owns the project, 26 Nov" in spoken
    assert window.windowTitle().startswith("Prep: Alder Works")
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "today"


def test_the_last_call_is_read_without_the_signs_of_markdown(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    body = "## Next\n- send **the guide**\n- call *Kim*"
    note_writing.add_note(store, rules.load(), ALDER, body=body, day=TODAY, kind="call")
    window.refresh()
    page = prepared(qtbot, window)
    (said,) = [line.spoken for line in page.lines.lines if line.key == "last body"]
    assert said == "Next • send the guide • call Kim"


def test_n_starts_the_note_with_the_questions_left_open(qtbot: QtBot, window: MainWindow) -> None:
    prepared(qtbot, window)
    hit(qtbot, Qt.Key.Key_N)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    assert page.account_id == ALDER
    assert "## Open questions\n[ ] who owns the project\n" in page.text.toPlainText()
    (line,) = [
        one for one in page.margin.lines if "still open" in one.detail or one.kind == "question"
    ]
    assert line.verb == "keep", "it speaks of the question, it makes no second one"
