"""The window over a real book: pages, pane, keys, what it remembers, what a reader hears."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from book import sources
from book.records import AccountId, Changed, SyncProgress
from book.store import Store
from tests.ui.shell_book import NAMES, NOON, HandClock, application, fill, make_store, make_window
from ui import theme
from ui.account_pane import AccountPane
from ui.cheat_sheet import CheatSheet
from ui.main_window import MainWindow
from ui.pages import KEYS
from ui.record_page import RecordPage
from ui.settings import Settings
from ui.words import time_words

WIDE, MIDDLING, NARROW = (1440, 900), (1150, 800), (880, 700)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def store(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """Open until the window over it is closed: a window reads the book when it goes."""
    made = make_store(tmp_path, clock)
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.close()
            shiboken6.delete(window)
    made.close()


@pytest.fixture
def synced() -> list[int]:
    return []


@pytest.fixture
def window(qtbot: QtBot, store: Store, clock: HandClock, synced: list[int]) -> MainWindow:
    made = make_window(store, clock, on_sync=lambda: synced.append(1))
    return shown(qtbot, made)


def shown(qtbot: QtBot, window: MainWindow, size: tuple[int, int] = WIDE) -> MainWindow:
    qtbot.addWidget(window)
    resize(window, size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: window.status.sync.standing.words != "", timeout=2_000)
    return window


def settings(store: Store) -> Settings:
    """The settings of a book before its window is made."""
    return Settings.of_profile(store.profile.folder)


def resize(window: MainWindow, size: tuple[int, int]) -> None:
    look = theme.current()
    window.resize(look.px(size[0]), look.px(size[1]))


def press(
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)


def walk(window: MainWindow) -> list[QWidget]:
    """Every widget of the window that can take the keyboard now."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and widget.isVisibleTo(window)
    ]


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
    assert window.status.counts.whole == "6 to contact of 6 accounts"
    assert window.status.hint.whole == "J K move"
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


# --- what changes --------------------------------------------------------------------------


def test_a_change_is_read_at_once(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    fill(store, 2, first=6)
    window.refresh(Changed({"account": frozenset({7, 8})}))
    assert window.status.counts.whole.endswith("of 8 accounts")
    window.go("accounts")
    assert window.desk.shown is not None
    assert window.desk.shown.status() == "8 accounts"


def test_a_page_that_was_not_in_view_is_filled_when_it_is_shown(
    window: MainWindow, store: Store
) -> None:
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    window.go("today")
    fill(store, 1, first=6)
    window.refresh(Changed({"account": frozenset({7})}))
    assert page.model.total == 6
    window.go("accounts")
    assert page.model.total == 7


def test_a_change_in_tasks_reads_no_accounts_anew(window: MainWindow) -> None:
    before = window.reading.accounts
    window.refresh(Changed({"contact": frozenset({1})}))
    assert window.reading.accounts is before
    dropped = window.reading.forget(Changed({"task": frozenset({1})}))
    assert dropped == {"rows", "accounts", "tasks"}
    assert window.reading.forget(Changed({"source": frozenset({1})})) == {"rows"}
    assert window.reading.forget(Changed({"contact": frozenset({1})})) == frozenset()
    assert window.reading.forget(Changed({"moon": frozenset({1})})) == {"rows", "accounts", "tasks"}
    assert window.reading.forget(None) == {"rows", "accounts", "tasks"}


def test_the_current_row_stays_through_a_change(window: MainWindow, store: Store) -> None:
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    page.table.selectRow(3)
    kept = page.current_account()
    fill(store, 2, first=6)
    window.refresh(None)
    assert page.current_account() == kept
    page.sort_by(4)
    assert page.current_account() == kept


def test_how_a_fetch_gets_on_is_told(window: MainWindow) -> None:
    window.show_progress(SyncProgress(source="vitally", resource="accounts", done=40, total=104))
    assert window.status.sync.standing.words == "Fetching 40 of 104"
    assert "Fetching 40 of 104" in window.status.sync.accessibleName()
    window.show_progress(None)
    assert window.status.sync.standing.words.startswith("Up to date")


def test_trouble_stands_until_the_next_fetch(window: MainWindow) -> None:
    window.show_status("The engine stopped.", "Sync now starts it again.")
    assert window.status.sync.standing.words == "The engine stopped."
    assert "Sync now starts it again." in window.status.sync.toolTip()
    window.show_progress(SyncProgress(source="vitally", resource="accounts", done=1))
    window.show_progress(None)
    assert window.status.sync.standing.words.startswith("Up to date")


def test_a_refused_key_raises_the_strip_and_a_good_one_takes_it_away(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    sources.note_state(store, "vitally", "needs_sign_in", "The key was refused.")
    window.refresh(Changed())
    qtbot.waitUntil(lambda: window.desk.area.strip.isVisible(), timeout=2_000)
    told = window.desk.area.strip.words.words
    assert told == f"Vitally refused the key. Your 6 accounts are as of {time_words(NOON)}."
    assert window.status.sync.standing.words == "Vitally: sign in again"
    sources.note_state(store, "vitally", "up_to_date", last_success=NOON)
    window.refresh(Changed())
    qtbot.waitUntil(lambda: not window.desk.area.strip.isVisible(), timeout=2_000)


def test_the_sources_panel_opens_from_the_status_bar(
    qtbot: QtBot, window: MainWindow, synced: list[int]
) -> None:
    qtbot.mouseClick(window.status.sync, Qt.MouseButton.LeftButton)
    panel = QApplication.activeModalWidget()
    assert panel is not None
    assert panel.accessibleName() == "Sources"
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert synced == [1]
    assert QApplication.activeModalWidget() is None


def test_another_day_moves_the_words(qtbot: QtBot, window: MainWindow, clock: HandClock) -> None:
    window.go("tasks")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    assert page.model.index(1, 1).data() == "today"
    clock.now += timedelta(days=1)
    window._day_turn.look()
    assert page.model.index(1, 1).data() == "1 day late"


# --- what it remembers ---------------------------------------------------------------------


def test_it_opens_again_as_it_was_closed(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    window.commands.run("density_compact")
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    page.filter.setText("birch")
    resize(window, (1300, 700))
    with qtbot.waitSignal(window.closing, timeout=1_000):
        window.close()
    again = shown_again = make_window(store, clock)
    qtbot.addWidget(shown_again)
    assert again.desk.area.key == "accounts"
    assert again.settings.choices.density == "compact"
    second = again.desk.area.pages.currentWidget()
    assert isinstance(second, RecordPage)
    assert second.filter.text() == "birch"
    assert second.model.rowCount() == 1
    assert again.settings.last_change is not None


def test_a_window_kept_for_other_screens_is_not_used(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    settings(store).change(geometry={"640x480+0+0": "AdnQywADAAA="})
    window = make_window(store, clock)
    qtbot.addWidget(window)
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert window.width() <= screen.width()
    assert window.width() > 600


def test_garbage_for_these_screens_is_not_used(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    from ui.window_state import screen_set

    settings(store).change(geometry={screen_set(): "žgarbage"})
    window = make_window(store, clock)
    qtbot.addWidget(window)
    assert window.width() > 600


def test_what_could_not_be_read_of_the_settings_is_told_once(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    (store.profile.folder / "window.json").write_text("{")
    window = shown(qtbot, make_window(store, clock))
    assert window._toast is not None
    assert "could not be read" in window._toast.words.text()


def test_the_scheme_switches_live_and_everything_follows(window: MainWindow) -> None:
    before = window.grab().toImage().pixelColor(30, window.height() - 60)
    window.commands.run("scheme_dark")
    after = window.grab().toImage().pixelColor(30, window.height() - 60)
    assert before.name() == "#f1eee8"
    assert after.name() == "#1a1816"
    assert window.commands.action("scheme_dark").isChecked()
    assert not window.commands.action("scheme_light").isChecked()
    window.commands.run("scheme_light")


def test_density_reaches_every_page(window: MainWindow) -> None:
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    look = theme.current()
    assert page.table.verticalHeader().defaultSectionSize() == look.px(32)
    window.commands.run("density_compact")
    assert page.table.verticalHeader().defaultSectionSize() == look.px(26)
    assert window.status.height() == look.px(25)


# --- for everyone --------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_whatever_takes_the_keyboard_has_a_name(
    window: MainWindow, key: str, size: tuple[int, int]
) -> None:
    resize(window, size)
    window.go(key)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in walk(window)
        if not widget.accessibleName()
    ]
    assert nameless == []


def test_whatever_can_be_clicked_is_large_enough(window: MainWindow) -> None:
    from PySide6.QtWidgets import QAbstractButton

    small = [
        (type(button).__name__, button.size())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.height() < min(24, window.status.height() - 1)
    ]
    assert small == []


def test_tab_reaches_every_part_in_reading_order(qtbot: QtBot, window: MainWindow) -> None:
    window.sidebar.view.setFocus()
    seen: list[QWidget] = []
    for _ in range(20):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        press(qtbot, Qt.Key.Key_Tab)

    def first(part: QWidget) -> int:
        return next(
            n for n, widget in enumerate(seen) if part is widget or part.isAncestorOf(widget)
        )

    order = [
        window.sidebar,
        window.desk.area.pages,
        window.desk.seat,
        window.desk.today,
        window.status,
    ]
    places = [first(part) for part in order]
    assert places == sorted(places)


def test_names_are_those_of_the_book(window: MainWindow) -> None:
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    assert [page.model.index(row, 0).data() for row in range(6)] == sorted(NAMES)
