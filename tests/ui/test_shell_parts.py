"""The small parts of the window, each for itself: pace, midnight, toast, strip, state, fields."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from book.records import Changed
from tests.clocks import HandClock
from ui.look import theme
from ui.look.buttons import Button
from ui.look.empty_state import EmptyState
from ui.look.fields import Field
from ui.look.labels import ElidedLabel, Paragraph
from ui.source_words import Standing
from ui.window import tab_order, toast
from ui.window.day_turn import DayTurn
from ui.window.focus_walk import FocusWalk
from ui.window.notice_strip import NoticeStrip
from ui.window.refresh_pace import RefreshPace
from ui.window.status_bar import StandingButton
from ui.window.toast import Toast

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


# --- the pace of refreshing ----------------------------------------------------------------


def test_the_first_change_is_read_at_once_and_a_storm_together(qtbot: QtBot) -> None:
    read: list[Changed | None] = []
    pace = RefreshPace(read.append)
    pace.ask(Changed({"account": frozenset({1})}))
    assert read == [Changed({"account": frozenset({1})})]
    pace.ask(Changed({"account": frozenset({2})}))
    pace.ask(Changed({"account": frozenset({3}), "task": frozenset({4})}))
    assert len(read) == 1
    qtbot.waitUntil(lambda: len(read) == 2, timeout=2_000)
    assert read[1] == Changed({"account": frozenset({2, 3}), "task": frozenset({4})})


def test_everything_swallows_the_rest(qtbot: QtBot) -> None:
    read: list[Changed | None] = []
    pace = RefreshPace(read.append)
    pace.ask(None)
    pace.ask(Changed({"account": frozenset({2})}))
    pace.ask(None)
    qtbot.waitUntil(lambda: read == [None, None], timeout=2_000)


def test_a_change_that_names_no_record_is_not_lost(qtbot: QtBot) -> None:
    """How a source stands changes without any record changing."""
    read: list[Changed | None] = []
    pace = RefreshPace(read.append)
    pace.ask(Changed())
    pace.ask(Changed())
    qtbot.waitUntil(lambda: read == [Changed(), Changed()], timeout=2_000)


# --- midnight ------------------------------------------------------------------------------


def test_the_day_turns_once(qtbot: QtBot) -> None:
    clock = HandClock(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    turn = DayTurn(clock)
    heard: list[int] = []
    turn.turned.connect(lambda: heard.append(1))
    turn.look()
    assert heard == []
    clock.now += timedelta(days=1)
    turn.look()
    turn.look()
    assert heard == [1]


def test_midnight_is_waited_for_and_not_polled() -> None:
    local = datetime.now().astimezone().tzinfo
    clock = HandClock(datetime(2026, 11, 24, 23, 59, 30, tzinfo=local))
    assert DayTurn(clock)._timer.remainingTime() <= 34_000  # a coarse timer may round up
    clock.now = datetime(2026, 11, 24, 9, 0, tzinfo=local)
    assert DayTurn(clock)._timer.remainingTime() > 3_000_000


# --- toast and strip -----------------------------------------------------------------------


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(600, 400)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_a_toast_stands_above_the_lower_edge_and_goes_by_itself(
    qtbot: QtBot, page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toast, "STAYS_MS", 30)
    shown = Toast(page)
    shown.tell("Copied the name.")
    look = theme.current()
    assert shown.geometry().bottom() == page.height() - look.px(16) - 1
    assert abs(shown.geometry().center().x() - page.width() // 2) <= 1
    assert shown.height() == look.px(38)
    assert not shown.button.isVisible()
    qtbot.waitUntil(lambda: not shown.isVisible(), timeout=2_000)


def test_a_toast_follows_the_size_of_its_page(page: QWidget) -> None:
    shown = Toast(page)
    shown.tell("Copied the name.")
    page.resize(900, 500)
    assert abs(shown.geometry().center().x() - 450) <= 1


def test_a_toast_lies_over_the_list_and_not_over_what_stands_beside_it(page: QWidget) -> None:
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(0)
    rows, pane = QWidget(), QWidget()
    pane.setFixedWidth(250)
    across.addWidget(rows, 1)
    across.addWidget(pane)
    rows.show()
    pane.show()
    across.activate()
    shown = Toast(page, rows)
    shown.tell("Copied the name.")
    assert abs(shown.geometry().center().x() - 175) <= 1
    assert not shown.geometry().intersects(pane.geometry())
    pane.setFixedWidth(100)
    across.activate()
    assert abs(shown.geometry().center().x() - 250) <= 1, "it follows the list"
    shown.tell("A sentence that is so long that the list is not as wide as it is by far, " * 2)
    assert shown.geometry().left() == 0
    rows.hide()
    shown.tell("Copied the name.")
    assert abs(shown.geometry().center().x() - 300) <= 1, "without the list, over all of it"


def test_a_toast_offers_one_thing_at_most(qtbot: QtBot, page: QWidget) -> None:
    undone: list[int] = []
    shown = Toast(page)
    shown.tell("Snoozed 3 rows.", "Undo", lambda: undone.append(1))
    assert shown.button.isVisible()
    qtbot.mouseClick(shown.button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert not shown.isVisible()


def test_a_toast_stays_while_its_button_has_the_keyboard(
    qtbot: QtBot, page: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toast, "STAYS_MS", 20)
    shown = Toast(page)
    shown.tell("Snoozed 3 rows.", "Undo", lambda: None)
    shown.button.setFocus()
    qtbot.wait(80)
    assert shown.isVisible()
    shown.button.clearFocus()
    qtbot.waitUntil(lambda: not shown.isVisible(), timeout=2_000)


def test_the_strip_shows_only_what_it_has_to_say(qtbot: QtBot, page: QWidget) -> None:
    asked: list[int] = []
    strip = NoticeStrip(page)
    assert not strip.isVisible()
    strip.tell("Vitally refused the key.", "Sign in…", lambda: asked.append(1))
    assert strip.isVisible()
    assert strip.accessibleName() == "Notice: Vitally refused the key."
    qtbot.mouseClick(strip.button, Qt.MouseButton.LeftButton)
    assert asked == [1]
    strip.tell("")
    assert not strip.isVisible()


# --- words on widgets ----------------------------------------------------------------------


def test_a_long_line_ends_in_dots_and_shows_whole_in_its_tooltip(page: QWidget) -> None:
    label = ElidedLabel("A sentence that is much longer than its room")
    label.setParent(page)
    label.resize(80, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.whole == label.accessibleName()
    label.resize(600, 20)
    assert label.text() == label.whole
    assert label.toolTip() == ""


def test_a_paragraph_takes_nothing_for_markup(page: QWidget) -> None:
    told = Paragraph("5 < 6 & <b>bold</b>")
    told.setParent(page)
    assert told.words == told.accessibleName() == "5 < 6 & <b>bold</b>"
    assert "&lt;b&gt;" in told.text()
    assert f"line-height: {theme.current().line_height('body')}px" in told.text()


def test_an_empty_state_has_a_button_only_with_something_to_do(qtbot: QtBot) -> None:
    pressed: list[int] = []
    state = EmptyState("No tasks", "They stand here.")
    qtbot.addWidget(state)
    state.show()
    assert not state.button.isVisible()
    assert state.accessibleName() == "No tasks. They stand here."
    state.tell("0 of 3 match", "The filter is “x”.", "Clear filter", lambda: pressed.append(1))
    assert state.button.isVisible()
    qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    assert pressed == [1]
    state.tell("No tasks", "")
    assert not state.button.isVisible()
    assert not state.words.isVisible()


def test_a_standing_shows_words_mark_and_more_in_its_tooltip(qtbot: QtBot) -> None:
    button = StandingButton("Fetching")
    qtbot.addWidget(button)
    button.tell(Standing("Vitally: sign in again", "lock", "amber", "The key was refused."))
    assert button.accessibleName() == "Fetching: Vitally: sign in again"
    assert button.toolTip() == "Vitally: sign in again\nThe key was refused."
    wide = button.sizeHint().width()
    button.tell(Standing("Vitally: sign in again", "", "amber"))
    assert button.sizeHint().width() < wide
    button.tell(Standing("x" * 500, "lock", "red"))
    assert button.sizeHint().width() < theme.current().px(480)


@pytest.mark.parametrize(("tone", "token"), [("plain", "ink2"), ("amber", "amber"), ("red", "red")])
def test_a_standing_takes_the_ink_of_its_tone(qtbot: QtBot, tone: str, token: str) -> None:
    button = StandingButton("Fetching")
    qtbot.addWidget(button)
    button.tell(Standing("MMMMMM", "", tone))  # type: ignore[arg-type]
    button.resize(button.sizeHint())
    image = button.grab().toImage()
    wanted = theme.current().color(token)

    def near(colour: QColor) -> bool:
        parts = (QColor.red, QColor.green, QColor.blue)
        return all(abs(part(colour) - part(wanted)) < 40 for part in parts)

    assert any(
        near(image.pixelColor(x, y)) for x in range(image.width()) for y in range(image.height())
    )


# --- buttons and fields --------------------------------------------------------------------


def test_a_button_is_as_wide_as_its_words_and_key_and_28_high(qtbot: QtBot) -> None:
    plain, keyed = Button("Write"), Button("Write", key="M")
    for button in (plain, keyed):
        qtbot.addWidget(button)
    look = theme.current()
    assert plain.sizeHint().height() == look.px(28) + 6
    assert keyed.sizeHint().width() > plain.sizeHint().width()
    longer = Button("Write a very long mail in German")
    qtbot.addWidget(longer)
    assert longer.minimumSizeHint() == longer.sizeHint()


def test_one_primary_button_is_filled_with_the_accent(qtbot: QtBot) -> None:
    button = Button("Send", kind="primary")
    qtbot.addWidget(button)
    button.resize(button.sizeHint())
    image = button.grab().toImage()
    accent = theme.current().color("accent").name()
    assert image.pixelColor(8, image.height() // 2).name() == accent


def test_esc_empties_the_field_before_any_command_hears_it(qtbot: QtBot, page: QWidget) -> None:
    from ui.commands import Command, Commands

    back: list[int] = []
    commands = Commands(page)
    commands.add(
        Command(id="back", words="Back", menu="go", keys=("Esc",), run=lambda: back.append(1))
    )
    commands.attach(page)
    field = Field("Filter", icon="list-filter", key="/", parent=page)
    field.show()
    field.setFocus()
    field.setText("alder")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), back) == ("", [])
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert back == [1]


def test_a_field_can_be_told_by_its_ring(qtbot: QtBot, page: QWidget) -> None:
    field = Field("Filter", parent=page)
    field.resize(field.sizeHint())
    field.show()
    accent = theme.current().color("accent").name()

    def corner() -> str:
        image = field.grab().toImage()
        return image.pixelColor(image.width() // 2, 0).name()

    assert corner() != accent
    field.setFocus()
    assert corner() == accent


# --- the keyboard's ways -------------------------------------------------------------------


def test_f6_passes_by_what_is_hidden(qtbot: QtBot, page: QWidget) -> None:
    edits = [QLineEdit(page) for _ in range(3)]
    row = QHBoxLayout(page)
    for edit in edits:
        row.addWidget(edit)
        edit.show()
    walk = FocusWalk(lambda: [(edit, edit) for edit in edits])
    edits[0].setFocus()
    edits[1].hide()
    walk.step(1)
    assert edits[2].hasFocus()
    walk.step(1)
    assert edits[0].hasFocus()
    walk.step(-1)
    assert edits[2].hasFocus()


def test_tab_goes_part_by_part_whatever_was_made_first(qtbot: QtBot, page: QWidget) -> None:
    parts = [QWidget(page) for _ in range(3)]
    buttons = {}
    for number in (2, 0, 1):
        buttons[number] = [QPushButton(parts[number]) for _ in range(2)]
    page_row = QHBoxLayout(page)
    for part in parts:
        page_row.addWidget(part)
        part.show()
    tab_order.arrange(page, parts)
    order = [buttons[0][0]]
    for _ in range(5):
        following = order[-1].nextInFocusChain()
        while not isinstance(following, QPushButton):
            assert following is not None
            following = following.nextInFocusChain()
        order.append(following)
    assert order == [*buttons[0], *buttons[1], *buttons[2]]


# --- the start -----------------------------------------------------------------------------


def test_nothing_heavy_is_loaded_for_the_window() -> None:
    """What takes long to import waits until after the first paint."""
    code = """
import sys
import ui.window.main_window, ui.queue.page, ui.settings
heavy = {"sqlite_utils", "httpx", "keyring", "asyncio", "qasync", "cryptography", "PySide6.QtSvg",
         "PySide6.QtNetwork", "ui.account.pane", "ui.today.column", "ui.window.cheat_sheet",
         "ui.window.about", "ui.tables.accounts_page", "ui.tables.tasks_page", "ui.window.toast",
         "ui.window.sources_panel"}
print(sorted(heavy & set(sys.modules)))
"""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
