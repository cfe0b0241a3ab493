"""Beside each line stands what it will make, and ending the note makes just that."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import points, tasks
from book.margin import MarginLine
from book.recording_links import recognise
from book.records import AccountId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import make_window, shown
from tests.ui.writing_desk import CTRL, hit, queue, type_in
from ui.look import theme
from ui.note.link_lines import with_links
from ui.note.margin import LEAST_PAGE_U, line_sign
from ui.note.page import NotePage
from ui.window.main_window import MainWindow

ALDER = AccountId(1)
LINES = (
    "[] send docs @fri",
    ">> I owe them the price tomorrow",
    "<< they send the list mon",
    "? can one filter by group",
    "! the CFO is nervous",
    "plain words",
)


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> NotePage:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    found = window.desk.area.pages.currentWidget()
    assert isinstance(found, NotePage)
    return found


def write(qtbot: QtBot, page: NotePage) -> None:
    for line in LINES:
        type_in(qtbot, line, Qt.Key.Key_Return)
        if line.startswith("[]"):
            hit(qtbot, Qt.Key.Key_Return)  # the list ends
    page.margin.look()


def test_each_line_says_what_it_makes(qtbot: QtBot, page: NotePage) -> None:
    write(qtbot, page)
    assert [line.words for line in page.margin.lines] == [
        "Task · Fri 27 Nov, for me",
        "I owe · Wed 25 Nov",
        "They owe · Mon 30 Nov",
        "Question · I answer by Thu 26 Nov",
        "Risk · stays on the account",
    ]
    assert page.tally.whole == "Ending this note makes 5 things"


def test_ending_makes_just_that(
    qtbot: QtBot, window: MainWindow, page: NotePage, store: Store
) -> None:
    write(qtbot, page)
    before = {task.id for task in tasks.tasks_of(store, ALDER)}
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    made = [task for task in tasks.tasks_of(store, ALDER) if task.id not in before]
    assert [(task.title, str(task.due)) for task in made] == [("send docs", "2026-11-27")]
    assert {(one.kind, str(one.due)) for one in points.points_of_account(store, ALDER)} == {
        ("i_owe", "2026-11-25"),
        ("they_owe", "2026-11-30"),
        ("question", "2026-11-26"),
        ("risk", "None"),
    }


def test_one_undo_takes_note_and_things_back(
    qtbot: QtBot, window: MainWindow, page: NotePage, store: Store
) -> None:
    before = len(tasks.tasks_of(store, ALDER))
    write(qtbot, page)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert len(tasks.tasks_of(store, ALDER)) == before
    assert points.points_of_account(store, ALDER) == []


def test_the_margin_follows_the_typing(qtbot: QtBot, page: NotePage) -> None:
    type_in(qtbot, "! risk of price")
    qtbot.waitUntil(lambda: len(page.margin.lines) == 1, timeout=2_000)
    hit(qtbot, Qt.Key.Key_Home)
    hit(qtbot, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.margin.lines == [], timeout=2_000)
    assert page.tally.whole == ""


def test_a_narrow_page_keeps_its_room_for_the_text(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    window = shown(qtbot, make_window(store, clock), (880, 700))
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    assert page.margin.isVisible() == (page.width() >= theme.current().px(LEAST_PAGE_U))
    window.resize(700, 700)
    qtbot.waitUntil(lambda: not page.margin.isVisible(), timeout=2_000)


def test_the_link_of_a_recording_says_that_it_is_logged_and_at_which_second() -> None:
    loom = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"
    task = MarginLine(number=2, kind="task", verb="make", name="Task", detail="Fri 27 Nov")
    text = f"They showed it\n{loom} (at 12:05)\n[] see {loom}\nhttps://example.org/x"
    (link, beside) = with_links(text, [task], ())
    assert (link.number, link.verb, link.words) == (1, "make", "Recording · at 12:05")
    assert line_sign(link)[0] == "circle-play"
    assert beside.words == "Task · Fri 27 Nov, recording"
    key = recognise(loom).key
    (again,) = with_links(loom, [], {key})
    assert (again.verb, again.words) == ("keep", "Recording · logged already")
