"""What the window does when something changes, and what it remembers when it is closed."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import sources, view_filters
from book.records import Changed, Source, SyncProgress
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, fill, make_window, resize, settings, shown
from ui.look import theme
from ui.queue.page import QueuePage
from ui.tables.record_page import RecordPage
from ui.window.main_window import MainWindow
from ui.words import time_words

# --- what changes --------------------------------------------------------------------------


def test_a_change_is_read_at_once(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    fill(store, 2, first=6)
    window.refresh(Changed({"account": frozenset({7, 8})}))
    assert window.status.counts.whole.endswith("of 8 in the queue")
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
    assert window.reading.rows
    assert window.reading.forget(Changed({"contact": frozenset({1})})) == frozenset()
    # Recordings are a list of their own since there is a log of them.
    every = {"rows", "accounts", "tasks", "recordings"}
    assert window.reading.forget(Changed({"moon": frozenset({1})})) == every
    assert window.reading.forget(None) == every
    assert window.reading.forget(Changed({"meeting": frozenset({1})})) == frozenset()


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
    qtbot.waitUntil(window.desk.area.strip.isVisible, timeout=2_000)
    told = window.desk.area.strip.words.words
    assert told == f"Vitally refused the key. Your 6 accounts are as of {time_words(NOON)}."
    assert window.status.sync.standing.words == "Vitally: sign in again"
    sources.note_state(store, "vitally", "up_to_date", last_success=NOON)
    window.refresh(Changed())
    qtbot.waitUntil(lambda: not window.desk.area.strip.isVisible(), timeout=2_000)


def test_a_refused_key_is_mended_from_the_strip(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    strip = window.desk.area.strip
    sources.save(store, Source(name="hubspot", url="https://crm.test"))
    for name in ("hubspot", "vitally"):
        sources.note_state(store, name, "needs_sign_in", "The key was refused.")
    window.refresh(Changed())
    qtbot.waitUntil(strip.isVisible, timeout=2_000)
    assert not strip.button.isVisible()  # nobody could be asked yet
    asked: list[str] = []
    window.teller.offer_connecting(asked.append)
    assert strip.button.text() == "Connect HubSpot again…"
    strip.button.click()
    assert asked == ["hubspot"]
    sources.note_state(store, "hubspot", "up_to_date", last_success=NOON)
    window.refresh(Changed())
    qtbot.waitUntil(lambda: strip.button.text() == "Connect Vitally again…", timeout=2_000)


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
    # What is typed may name a customer: the book keeps it, not the plain file.
    assert b"birch" not in again.settings.file.read_bytes()
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
    from ui.window.window_state import screen_set

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


def test_the_order_of_the_queue_is_chosen_in_the_menu_and_kept(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    assert window.commands.action("order_act_by").isChecked()
    window.commands.run("order_score")
    assert window.commands.action("order_score").isChecked()
    assert not window.commands.action("order_act_by").isChecked()
    assert settings(store).choices.queue_sort == "score"
    window.go("week")
    assert not window.commands.action("order_score").isEnabled()


def test_the_filter_of_the_queue_is_kept_in_the_book_and_in_no_file(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, QueuePage)
    page.set_filter("birch")
    window.close()
    again = make_window(store, clock)
    qtbot.addWidget(again)
    second = again.desk.area.pages.currentWidget()
    assert isinstance(second, QueuePage)
    assert second.filter_text() == "birch"
    second.set_filter("")
    again.close()
    assert view_filters.kept(store) == {}
    assert b"birch" not in again.settings.file.read_bytes()
