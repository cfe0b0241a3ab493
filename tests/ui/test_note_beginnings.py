"""A note begins with the team's template; a template nobody wrote into is no note."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import drafts, notes
from book.records import AccountId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import make_window, shown
from tests.ui.writing_desk import CTRL, dialog, hit, queue, toast, type_in
from ui.note.page import NotePage
from ui.window.main_window import MainWindow
from ui.writing.note_beginnings import first_free_line
from ui.writing.pick_list import PickDialog

ALDER = AccountId(1)


@pytest.fixture
def window(qtbot: QtBot, store: Store, clock: HandClock) -> MainWindow:
    return shown(qtbot, make_window(store, clock, template="check_in"))


def begun(qtbot: QtBot, window: MainWindow) -> NotePage:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    return page


def test_it_stands_filled_with_the_cursor_in_the_first_line(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = begun(qtbot, window)
    assert page.subject.text() == "Call with Alder Works"
    assert page.template_button.text() == "Check-in, five lines"
    type_in(qtbot, "Funnels per plant")
    lines = page.text.toPlainText().split("\n")
    assert lines[:3] == ["## What matters to them", "Funnels per plant", "## What we did"]
    assert "[ ] Task 0" in lines, "what is open stands under the next step"


def test_looked_at_only_it_leaves_nothing(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    page = begun(qtbot, window)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert toast(window) == "The note has no words in it. Write at least a line."
    assert page.isVisible()
    hit(qtbot, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []
    assert window.desk.area.key == "today"


def test_ended_it_is_a_note(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    begun(qtbot, window)
    type_in(qtbot, "Funnels per plant")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (made,) = [one for one in notes.notes_of(store, ALDER) if one.subject != "Check-in"]
    assert made.subject == "Call with Alder Works"
    assert made.body.startswith("## What matters to them\nFunnels per plant\n")


def test_another_template_and_undo_brings_the_words_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = begun(qtbot, window)
    type_in(qtbot, "Typed before")
    before = page.text.toPlainText()
    page.template_button.click()
    assert isinstance(dialog(PickDialog), PickDialog)
    type_in(qtbot, "renewal", Qt.Key.Key_Return)
    assert page.subject.text() == "Renewal with Alder Works"
    assert page.text.toPlainText().startswith("## Who decides, who signs\n")
    page.text.undo()
    assert page.text.toPlainText() == before
    hit(qtbot, Qt.Key.Key_Escape)
    ((draft, _name),) = drafts.drafts(store)
    assert draft.body == before


def test_another_account_fills_an_untouched_template_anew(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = begun(qtbot, window)
    page.account.click()
    type_in(qtbot, "Birch", Qt.Key.Key_Return)
    assert page.subject.text() == "Call with Birch & Sons"
    hit(qtbot, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []


def test_another_account_leaves_what_was_typed(qtbot: QtBot, window: MainWindow) -> None:
    page = begun(qtbot, window)
    type_in(qtbot, "Mine")
    page.account.click()
    type_in(qtbot, "Birch", Qt.Key.Key_Return)
    assert page.subject.text() == "Call with Alder Works"
    assert "\nMine\n" in page.text.toPlainText()


@pytest.mark.parametrize(
    ("body", "place"),
    [("## A\n\n## B\n", 5), ("With: x\n\n## A\n\n", 8), ("", 0), ("one line", 8), ("\n\nx", 1)],
)
def test_where_one_begins_to_write(body: str, place: int) -> None:
    assert first_free_line(body) == place
