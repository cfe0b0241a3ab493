"""What a person stumbles over: nothing connected, where the keyboard goes, what a key says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QStandardItemModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import sources
from book.profile import Profile
from book.records import Changed, Source
from book.store import Store
from tests.clocks import HandClock
from tests.new_books import lay_plain
from tests.ui.shell_book import make_window, press, shown
from ui.look.focus_ring import draw_ring
from ui.queue.empty import CONNECT_COMMAND
from ui.queue.page import QueuePage
from ui.tables.record_page import RecordPage
from ui.tables.row_table import RowTable
from ui.window.main_window import MainWindow


@pytest.fixture
def bare(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    """A book without any source."""
    profile = Profile(tmp_path / "bare")
    lay_plain(profile)
    store = Store.open(profile, None, clock=clock)
    yield store
    store.close()


@pytest.fixture
def bare_window(qtbot: QtBot, bare: Store, clock: HandClock, synced: list[int]) -> MainWindow:
    return shown(qtbot, make_window(bare, clock, on_sync=lambda: synced.append(1)))


def queue_page(window: MainWindow) -> QueuePage:
    page = window.desk.area.pages.widget(0)
    assert isinstance(page, QueuePage)
    return page


def empty_of(window: MainWindow) -> tuple[str, str, str]:
    """Heading, command and button of the empty queue."""
    state = queue_page(window)._list._empty
    return state.heading.text(), state.command.text(), state.button.text()


def test_without_a_source_it_says_how_to_connect_one(bare_window: MainWindow) -> None:
    assert empty_of(bare_window) == ("No source is connected", CONNECT_COMMAND, "Copy the command")
    queue_page(bare_window)._list._empty.button.click()
    assert QGuiApplication.clipboard().text() == CONNECT_COMMAND
    bare_window.close()


def test_syncing_without_a_source_says_why_nothing_happens(
    bare_window: MainWindow, synced: list[int]
) -> None:
    bare_window.commands.run("sync")
    assert synced == []
    assert bare_window._toast is not None
    assert bare_window._toast.isVisible()
    bare_window.close()


def test_a_source_connected_elsewhere_is_heard_of(bare_window: MainWindow, bare: Store) -> None:
    sources.save(bare, Source(name="vitally", url="https://crm.test"))
    bare_window.refresh(Changed())
    assert empty_of(bare_window) == ("Not fetched yet", "", "Sync now")
    bare_window.close()


@pytest.mark.parametrize("number", [2, 3])
def test_the_keyboard_comes_along_to_the_list(
    qtbot: QtBot, window: MainWindow, number: int
) -> None:
    window.desk.focus_list()
    press(qtbot, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    assert QApplication.focusWidget() is page.table
    press(qtbot, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is queue_page(window).main


def test_in_the_sidebar_the_keyboard_stays(window: MainWindow) -> None:
    window.sidebar.view.setFocus()
    window.go("accounts")
    assert QApplication.focusWidget() is window.sidebar.view


def test_one_key_orders_by_renewal_and_back(qtbot: QtBot, window: MainWindow) -> None:
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    window.desk.focus_list()
    press(qtbot, Qt.Key.Key_R, both)
    assert window.commands.action("order_renewal").isChecked()
    press(qtbot, Qt.Key.Key_R, both)
    assert not window.commands.action("order_renewal").isChecked()
    assert window.settings.choices.queue_sort == "act_by"


def test_the_status_bar_counts_what_the_filter_shows(window: MainWindow) -> None:
    queue_page(window).set_filter("birch")
    assert window.status.counts.whole == "1 of 6 match"
    queue_page(window).set_filter("")
    assert window.status.counts.whole == "6 to contact of 6 in the queue"
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    page.filter.setText("birch")
    assert window.status.counts.whole == "1 of 6 match"


def test_enter_opens_what_the_status_bar_tells(qtbot: QtBot, window: MainWindow) -> None:
    window.status.sync.setFocus()
    with qtbot.waitSignal(window.status.asked, timeout=500):
        press(qtbot, Qt.Key.Key_Return)
    box = QApplication.activeModalWidget()
    assert box is not None
    box.close()


def test_a_ring_fills_nothing() -> None:
    """Whatever brush the painting before it has left."""
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setBrush(QColor("black"))
    draw_ring(painter, image.rect().toRectF(), QColor("red"), 4)
    painter.end()
    assert image.pixelColor(20, 10) == QColor("white")


def test_a_note_that_is_opened_is_brought_into_sight(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(window.width(), 420)
    pane = window.desk.seat.pane
    lines = pane.lines
    lines.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_End)
    press(qtbot, Qt.Key.Key_Return)
    assert pane.note_text.isVisible()

    def in_sight() -> bool:
        text = pane.note_text.geometry()
        top = pane.scroller.verticalScrollBar().value()
        return top <= text.top() and text.bottom() <= top + pane.scroller.viewport().height()

    qtbot.waitUntil(in_sight, timeout=1_000)


def test_a_long_text_grows_into_the_room_the_first_column_has_to_spare(qtbot: QtBot) -> None:
    table = RowTable("Rows")
    qtbot.addWidget(table)
    table.setModel(QStandardItemModel(1, 3))
    table.resize(600, 200)
    for width in (600, 360, 250):
        table.resize(width, 200)
        table.set_widths([100, 100, 50], [0, 180, 0])
        inside = table.viewport().width()
        grown = 100 + min(80, max(0, inside - 250))
        assert table.columnWidth(1) == grown
        assert table.columnWidth(2) == 50
        assert table.columnWidth(0) == max(100, inside - grown - 50)


def test_every_page_names_the_keys_that_act_there(window: MainWindow) -> None:
    told = {}
    for key in ("today", "accounts", "tasks", "outbox", "conflicts", "week"):
        window.go(key)
        told[key] = window.status.hint.whole
    assert told == {
        "today": "J K move · E done · H snooze",
        "accounts": "J K move",
        "tasks": "J K move · E done · H snooze · L next list",
        "outbox": "Sends 60 s after an edit",
        "conflicts": "",
        "week": "",
    }
    assert window.status.counts.whole == ""
    window.go("conflicts")
    assert window.status.counts.whole == "No conflicts"
    window.settings.change(letter_keys=False)
    window.go("tasks")
    assert window.status.hint.whole == "Alt+Up Alt+Down move"


def test_what_was_done_silently_ends_the_offer_of_an_older_toast(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.desk.focus_list()
    window.commands.run("done")
    assert window._toast is not None and window._toast.isVisible()
    window.commands.run("contacted")
    assert not window._toast.isVisible()


def test_a_toast_keeps_the_way_of_the_interface_whatever_the_first_name(
    window: MainWindow,
) -> None:
    name = "\N{ARABIC LETTER BEH}\N{ARABIC LETTER REH}"
    window.tell(f"{name} is done.")
    assert window._toast is not None
    assert window._toast.words.text() == f"\N{LEFT-TO-RIGHT MARK}{name} is done."
    window.tell("Birch is done.")
    assert window._toast.words.text() == "Birch is done."
