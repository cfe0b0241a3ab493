"""Capture as the running program offers it: warm soon, the key as a setting, gone at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from desktop.capture_service import WARM_AFTER_MS, CaptureService
from desktop.hot_key import ByOther, HotKey
from desktop.tray import Tray
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, make_store, make_window, shown
from tests.ui.writing_desk import toast
from ui.window.main_window import MainWindow


class Keyboard:
    """Stands in for a platform: keys, and those that other programs have."""

    def __init__(self) -> None:
        self.taken = {"Ctrl+Alt+J"}
        self.ours: list[str] = []
        self.press: Callable[[], None] = lambda: None

    def grip(self, pressed: Callable[[], None]) -> Keyboard:
        """A way to a key."""
        self.press = pressed
        return self

    def take(self, key: QKeyCombination) -> str:
        """As the platform answers."""
        name = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
        if name in self.taken:
            return ByOther
        self.ours.append(name)
        return ""

    def release(self) -> None:
        """Given back."""
        self.ours.clear()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    clock = HandClock(NOON)
    store = make_store(tmp_path, clock)
    made = shown(qtbot, make_window(store, clock))
    yield made
    made.close()
    store.close()


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


@pytest.fixture
def service(window: MainWindow, keyboard: Keyboard) -> Iterator[CaptureService]:
    made = CaptureService(
        window,
        window.settings,
        tray=Tray(window, open_capture=window.acts.capture.open, available=lambda: False),
        hot_key=HotKey(window.acts.capture.open, keyboard.grip),
    )
    made.start()
    yield made
    made.stop()
    made.close()


def test_it_is_made_soon_after_the_start_and_not_before(
    qtbot: QtBot, window: MainWindow, service: CaptureService
) -> None:
    assert not window.acts.capture.made
    qtbot.waitUntil(lambda: window.acts.capture.made, timeout=WARM_AFTER_MS + 3_000)
    assert not window.acts.capture.window.isVisible()


def test_the_key_is_off_until_it_is_chosen(
    qtbot: QtBot, window: MainWindow, service: CaptureService, keyboard: Keyboard
) -> None:
    qtbot.waitUntil(lambda: window.acts.capture.made, timeout=WARM_AFTER_MS + 3_000)
    assert keyboard.ours == []
    window.settings.change(capture_key="Ctrl+Alt+Space")
    assert keyboard.ours == ["Ctrl+Alt+Space"]
    window.settings.change(density="compact")
    assert keyboard.ours == ["Ctrl+Alt+Space"]
    keyboard.press()
    assert window.acts.capture.window.isVisible()
    window.settings.change(capture_key="")
    assert keyboard.ours == []


def test_a_clash_is_told_in_a_toast(
    qtbot: QtBot, window: MainWindow, service: CaptureService, keyboard: Keyboard
) -> None:
    qtbot.waitUntil(lambda: window.acts.capture.made, timeout=WARM_AFTER_MS + 3_000)
    window.settings.change(capture_key="Ctrl+Alt+J")
    # It said to choose another key, and that was all: now it is asked for again.
    assert toast(window).startswith("Another program has Ctrl+Alt+J, such as a launcher")


def test_a_key_that_was_busy_is_taken_once_it_is_free(
    qtbot: QtBot, window: MainWindow, service: CaptureService, keyboard: Keyboard
) -> None:
    qtbot.waitUntil(lambda: window.acts.capture.made, timeout=WARM_AFTER_MS + 3_000)
    window.settings.change(capture_key="Ctrl+Alt+J")
    window.tell("something else")
    assert service.again.isActive()
    service.again.timeout.emit()
    assert toast(window) == "something else", "still busy: that was said"
    assert service.again.isActive()
    keyboard.taken.clear()
    service.again.stop()
    service.again.timeout.emit()
    assert keyboard.ours == ["Ctrl+Alt+J"]
    assert toast(window) == "Ctrl+Alt+J opens the capture window from any program now."
    assert not service.again.isActive()


def test_a_key_that_was_chosen_is_confirmed_and_another_choice_ends_the_trying(
    qtbot: QtBot, window: MainWindow, service: CaptureService, keyboard: Keyboard
) -> None:
    qtbot.waitUntil(lambda: window.acts.capture.made, timeout=WARM_AFTER_MS + 3_000)
    window.settings.change(capture_key="Ctrl+Alt+J")
    window.settings.change(capture_key="Ctrl+Alt+N")
    assert toast(window) == "Ctrl+Alt+N opens the capture window from any program now."
    assert not service.again.isActive()


def test_at_the_end_key_and_window_are_gone(
    qtbot: QtBot, window: MainWindow, service: CaptureService, keyboard: Keyboard
) -> None:
    qtbot.waitUntil(lambda: window.acts.capture.made, timeout=WARM_AFTER_MS + 3_000)
    window.settings.change(capture_key="Ctrl+Alt+Space")
    service.open()
    capture = window.acts.capture.window
    service.stop()
    assert keyboard.ours == []
    assert not capture.isVisible()
    window.settings.change(capture_key="Ctrl+Alt+N")
    assert keyboard.ours == []
