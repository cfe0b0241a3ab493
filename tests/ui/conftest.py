"""The window over a small real book, for the tests that need the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, make_store, make_window, shown
from ui.window.main_window import MainWindow


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOON)


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
