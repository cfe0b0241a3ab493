"""The window over a real book: pages, pane, keys, and how it shares its room."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from book import sources
from book.records import AccountId, Source
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import (
    MIDDLING,
    NARROW,
    NOON,
    WIDE,
    application,
    make_store,
    make_window,
    press,
    resize,
    settings,
    shown,
)
from ui.account.pane import AccountPane
from ui.look import theme
from ui.look.empty_state import EmptyPage
from ui.tables.record_page import RecordPage
from ui.window.cheat_sheet import CheatSheet
from ui.window.main_window import MainWindow
from ui.window.pages import KEYS
from ui.words import time_words

# --- what stands on it ---------------------------------------------------------------------


def test_it_opens_on_the_queue_with_the_pane_and_the_column(window: MainWindow) -> None:
    assert window.windowTitle() == "Today: Wren's book"
    assert window.desk.area.key == "today"
    assert window.desk.seat.isVisible()
    assert window.desk.today.isVisible()
    assert window.desk.seat.pane.view is not None


def test_a_sample_says_so_in_the_title(qtbot: QtBot, store: Store, clock: HandClock) -> None:
    from book.rules import load

    theme.apply(application(), "light")
    kept = settings(store)
    made = MainWindow(store, load(), kept, clock, on_sync=lambda: None, sample=True)
    qtbot.addWidget(made)
    assert made.windowTitle() == "Today: Wren's book (SAMPLE)"


def test_the_status_bar_counts_and_says_how_it_stands(window: MainWindow) -> None:
    assert window.status.counts.whole == "6 to contact of 6 in the queue"
    # The look's hint names what is done most with a row, not only how to move.
    assert window.status.hint.whole == "J K move · E done · H snooze"
    assert window.status.saved.standing.words == "Saved here"
    assert window.status.sync.standing.words == f"Up to date {time_words(NOON)}"


def test_the_sidebar_counts(window: MainWindow) -> None:
    told = {place.key: place.count for place in window.sidebar.view.places.places}
    assert told["accounts"] == 6
    assert told["tasks"] == 3
    assert told["today"] == window.reading.to_contact
    assert told["week"] is None


def test_an_empty_book_says_so(
    qtbot: QtBot, store: Store, tmp_path: Path, clock: HandClock
) -> None:
    empty = make_store(tmp_path / "empty", clock, accounts=0)
    window = shown(qtbot, make_window(empty, clock))
    assert window.status.counts.whole == "No accounts yet"
    assert window.status.hint.whole == ""
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "No accounts yet"
    window.close()
    empty.close()


@pytest.mark.parametrize("key", KEYS)
def test_every_page_can_be_shown_and_is_named(window: MainWindow, key: str) -> None:
    window.go(key)
    assert window.desk.area.key == key
    assert window.windowTitle().endswith(": Wren's book")
    assert window.desk.area.pages.currentWidget().accessibleName()


def test_an_unknown_page_is_the_first(window: MainWindow) -> None:
    window.go("board")
    assert window.desk.area.key == "today"


# --- commands and keys ---------------------------------------------------------------------


def actions_of(menu: QMenu) -> list[QAction]:
    found = []
    for action in menu.actions():
        inner = action.menu()
        found += actions_of(inner) if isinstance(inner, QMenu) else [action]
    return found


def test_every_command_stands_in_a_menu(window: MainWindow) -> None:
    in_menus = {
        action.objectName()
        for top in window.menuBar().actions()
        for action in actions_of(top.menu())  # type: ignore[arg-type]
        if not action.isSeparator()
    }
    assert in_menus == {command.id for command in window.commands}


def test_no_two_commands_share_a_key(window: MainWindow) -> None:
    keys = [
        key.toString()
        for command in window.commands
        for key in window.commands.action(command.id).shortcuts()
    ]
    assert len(keys) == len(set(keys))
    assert {"F5", "Ctrl+Q", "Ctrl+W", "F6", "Ctrl+1", "J", "K", "/", "?", "Esc"} <= set(keys)


def test_every_command_can_be_given(qtbot: QtBot, window: MainWindow) -> None:
    """Each one once, whatever it does; none may raise (pytest-qt would report it)."""
    for command in list(window.commands):
        if command.id not in ("close", "quit", "full_screen"):
            window.commands.run(command.id)
            qtbot.wait(1)
            box = QApplication.activeModalWidget()
            if box is not None:
                box.close()


@pytest.mark.parametrize(("number", "key"), list(enumerate(KEYS, start=1)))
def test_ctrl_and_a_digit_goes_to_a_page(
    qtbot: QtBot, window: MainWindow, number: int, key: str
) -> None:
    window.go("accounts" if key == "today" else "today")
    press(qtbot, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert window.desk.area.key == key


@pytest.mark.parametrize("key", ["today", "accounts", "tasks"])
def test_j_and_k_move_in_the_list_and_the_pane_follows(
    qtbot: QtBot, window: MainWindow, key: str
) -> None:
    window.go(key)
    window.desk.area.open_pane()
    window.desk.focus_list()
    rows = window.desk.rows
    assert rows is not None
    first = rows.current_account()
    press(qtbot, Qt.Key.Key_J)
    second = rows.current_account()
    assert second not in (None, first)
    view = window.desk.seat.pane.view
    assert view is not None
    assert view.account_id == second
    press(qtbot, Qt.Key.Key_K)
    assert rows.current_account() == first


def test_the_slash_leads_to_the_filter_and_enter_back(qtbot: QtBot, window: MainWindow) -> None:
    window.go("accounts")
    window.desk.focus_list()
    press(qtbot, Qt.Key.Key_Slash)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    assert page.filter.hasFocus()
    qtbot.keyClicks(page.filter, "jk birch")
    assert page.filter.text() == "jk birch"
    assert page.model.rowCount() == 0
    assert page.empty.isVisible()
    press(qtbot, Qt.Key.Key_Escape)
    assert page.filter.text() == ""
    assert page.model.rowCount() == 6
    qtbot.keyClicks(page.filter, "birch")
    press(qtbot, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    assert page.bar.beside.whole == "1 of 6"


def test_letters_switched_off_do_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.run("letter_keys")
    rows = window.desk.rows
    assert rows is not None
    window.desk.focus_list()
    first = rows.current_account()
    press(qtbot, Qt.Key.Key_J)
    assert rows.current_account() == first
    press(qtbot, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert rows.current_account() != first
    assert window.status.hint.whole == "Alt+Up Alt+Down move"


def test_f6_walks_the_parts_both_ways(qtbot: QtBot, window: MainWindow) -> None:
    window.sidebar.view.setFocus()
    visited: list[QWidget] = []
    parts = [window.sidebar, window.desk.area.pages, window.desk.seat, window.desk.today]
    for _ in range(5):
        press(qtbot, Qt.Key.Key_F6)
        focus = QApplication.focusWidget()
        assert focus is not None
        visited.append(focus)
    for part, focus in zip([*parts[1:], window.status, parts[0]], visited, strict=True):
        assert part.isAncestorOf(focus), part
    press(qtbot, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.status.isAncestorOf(focus)


def test_f5_asks_for_a_sync(qtbot: QtBot, window: MainWindow, synced: list[int]) -> None:
    press(qtbot, Qt.Key.Key_F5)
    assert synced == [1]


def test_the_sheet_of_keys_names_every_key(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, Qt.Key.Key_Question)
    sheet = QApplication.activeModalWidget()
    assert isinstance(sheet, CheatSheet)
    told = [str(label.property("text")) for label in sheet.findChildren(QWidget)]
    for command in window.commands:
        keys = window.commands.all_key_words(command.id)
        if keys:
            assert ", ".join(keys) in told, command.id
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert QApplication.activeModalWidget() is None


# --- room ----------------------------------------------------------------------------------


def test_with_less_room_the_pane_takes_the_columns_place(window: MainWindow) -> None:
    resize(window, MIDDLING)
    assert window.desk.seat.isVisible()
    assert not window.desk.today.isVisible()
    window.commands.run("pane")
    assert not window.desk.seat.isVisible()
    assert window.desk.today.isVisible()
    window.commands.run("pane")
    assert window.desk.seat.isVisible()


def test_narrow_it_folds_and_the_pane_opens_as_a_page(qtbot: QtBot, window: MainWindow) -> None:
    resize(window, NARROW)
    assert window.sidebar.folded
    assert window.sidebar.width() == theme.current().px(44)
    assert not window.desk.seat.isVisible()
    assert not window.desk.today.isVisible()
    window.desk.focus_list()
    press(qtbot, Qt.Key.Key_Return)
    assert window.desk.seat.isVisible()
    assert not window.desk.area.pages.isVisible()
    assert window.desk.rows is None
    press(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.pages.isVisible()
    assert not window.desk.seat.isVisible()
    resize(window, WIDE)
    assert not window.sidebar.folded
    assert window.desk.seat.isVisible()


def test_esc_leads_from_the_pane_to_the_list(qtbot: QtBot, window: MainWindow) -> None:
    window.desk.focus_list()
    press(qtbot, Qt.Key.Key_Return)
    assert window.desk.seat.has_focus
    press(qtbot, Qt.Key.Key_Escape)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.desk.area.pages.isAncestorOf(focus)
    assert window.desk.seat.isVisible()


def test_pages_without_accounts_have_no_pane(window: MainWindow) -> None:
    window.go("week")
    assert not window.desk.seat.isVisible()
    assert not window.desk.today.isVisible()
    assert not window.commands.action("pane").isEnabled()
    window.go("accounts")
    assert not window.desk.seat.isVisible()
    assert window.commands.action("pane").isEnabled()
    window.go("today")
    assert window.desk.seat.isVisible()


def test_the_week_says_what_it_cannot_yet_and_offers_a_calendar(
    window: MainWindow, store: Store
) -> None:
    opened: list[int] = []
    window.on_connect = lambda: opened.append(1)
    window.go("week")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, EmptyPage)
    assert page.state.heading.text() == "No calendar is connected"
    assert page.state.button.isVisible()
    window.desk.focus_list()
    assert QApplication.focusWidget() is page.state.button
    asked: list[str] = []
    window.desk.asked.connect(asked.append)
    page.state.button.click()
    assert asked == ["sources"], "the same as in Today"
    sources.save(store, Source(name="ics", url="https://calendar.test"))
    window.go("today")
    window.refresh()
    window.go("week")
    window.desk.pages.spoil(frozenset())
    window.desk.pages.of("week")
    assert page.state.heading.text() == "No plan for the week"
    assert not page.state.button.isVisible()


def test_the_pane_is_read_only_while_it_is_in_view(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    settings(store).change(pane_open=False)
    window = shown(qtbot, make_window(store, clock))
    assert window.findChildren(AccountPane) == []
    window.commands.run("pane")
    assert len(window.findChildren(AccountPane)) == 1


def test_a_due_task_of_the_column_opens_its_account(window: MainWindow) -> None:
    window.desk.today.column.task_chosen.emit(3)
    view = window.desk.seat.pane.view
    assert view is not None
    assert view.account_id == AccountId(3)
