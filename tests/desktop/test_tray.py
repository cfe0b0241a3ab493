"""The sign in the tray: there while a tray is, true when its menu opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from book.store import Store
from desktop.tray import Tray, tooltip_words, tray_icon
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, make_store, make_window, shown
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")
"""What Qt says of itself on a screen that has no tray."""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    clock = HandClock(NOON)
    store = make_store(tmp_path, clock)
    made = shown(qtbot, make_window(store, clock))
    yield made
    made.close()
    store.close()


class Desktop:
    """A desktop whose tray comes and goes, and what was asked of us."""

    def __init__(self, window: MainWindow) -> None:
        self.has_tray = True
        self.captured = 0
        self.tray = Tray(window, open_capture=self.capture, available=lambda: self.has_tray)

    def capture(self) -> None:
        """A capture was asked for."""
        self.captured += 1


@pytest.fixture
def desktop(window: MainWindow) -> Iterator[Desktop]:
    made = Desktop(window)
    made.tray.start()
    yield made
    made.tray.close()


def lines(tray: Tray) -> dict[str, QAction]:
    """The menu's lines as it opens now, by name."""
    assert tray.sign is not None
    menu = tray.sign.contextMenu()
    menu.aboutToShow.emit()
    return {line.objectName(): line for line in menu.actions() if not line.isSeparator()}


def test_it_says_what_is_due(desktop: Desktop) -> None:
    # Of the tasks in the book two are due: one is late, one is of today.
    assert desktop.tray.due == 2
    assert desktop.tray.sign is not None
    assert desktop.tray.sign.toolTip().startswith("Satchel: 2 due, ")
    words = [line.text() for line in lines(desktop.tray).values()]
    assert words[:3] == ["Open Satchel", "Quick capture", "Due today (2)"]
    assert words[-1] == "Quit Satchel"


def test_the_menu_is_true_when_it_opens(desktop: Desktop, window: MainWindow) -> None:
    store: Store = window.reading.store
    with store.writing() as connection:
        connection.execute("UPDATE tasks SET completed_at = '2026-11-24T10:00:00.000Z'")
    window.reading.forget(None)
    assert lines(desktop.tray)["tray-due"].text() == "Nothing due"
    assert desktop.tray.sign is not None
    assert desktop.tray.sign.toolTip().startswith("Satchel: nothing due")


def test_what_is_read_anew_reaches_the_tooltip_by_itself(
    qtbot: QtBot, desktop: Desktop, window: MainWindow
) -> None:
    with window.reading.store.writing() as connection:
        connection.execute("UPDATE tasks SET completed_at = '2026-11-24T10:00:00.000Z'")
    window.refresh()
    sign = desktop.tray.sign
    assert sign is not None
    qtbot.waitUntil(lambda: sign.toolTip().startswith("Satchel: nothing due"), timeout=2_000)


def test_its_lines_lead_where_they_say(qtbot: QtBot, desktop: Desktop, window: MainWindow) -> None:
    found = lines(desktop.tray)
    window.hide()
    found["tray-due"].trigger()
    assert window.isVisible()
    assert window.desk.area.key == "tasks"
    found["tray-capture"].trigger()
    assert desktop.captured == 1
    window.showMinimized()
    found["tray-open"].trigger()
    assert not window.isMinimized()
    with qtbot.waitSignal(window.closing, timeout=2_000):
        found["tray-quit"].trigger()


def test_a_tray_that_goes_takes_the_sign_and_one_that_comes_gets_it(desktop: Desktop) -> None:
    tray = desktop.tray
    desktop.has_tray = False
    tray.look()
    assert tray.sign is None
    tray.tell()  # what is read anew meanwhile has nowhere to go
    desktop.has_tray = True
    tray.look()
    assert tray.sign is not None
    tray.close()
    tray.look()
    assert tray.sign is None


def test_the_mark_is_sharp_at_every_size() -> None:
    sides = {size.width() for size in tray_icon().availableSizes()}
    assert {16, 22, 32} <= sides or not sides  # a theme of the desktop's own may bring it


@pytest.mark.parametrize(
    ("due", "state", "words"),
    [
        (3, "Offline since 13:05", "Satchel: 3 due, Offline since 13:05"),
        (0, "", "Satchel: nothing due"),
    ],
)
def test_the_tooltip_is_words(due: int, state: str, words: str) -> None:
    assert tooltip_words(due, state) == words
