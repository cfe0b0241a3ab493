"""The key for all programs: taken, refused, given back; what is said where there is none."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtWidgets import QApplication

from desktop import hot_key_x11
from desktop.hot_key import ByOther, HotKey, Unknown, grip_here, no_way_words
from desktop.hot_key_windows import ALT, CONTROL, NO_REPEAT, WindowsGrip, virtual_key
from desktop.hot_key_windows import modifier_bits as windows_bits

CTRL, ALT_HELD = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
META, SHIFT = Qt.KeyboardModifier.MetaModifier, Qt.KeyboardModifier.ShiftModifier
CTRL_ALT_SPACE = QKeyCombination(CTRL | ALT_HELD, Qt.Key.Key_Space)


class Hold:
    """Stands in for a platform that answers as it was told."""

    def __init__(self, outcome: str) -> None:
        self.outcome = outcome
        self.taken: list[QKeyCombination] = []
        self.released = 0

    def take(self, key: QKeyCombination) -> str:
        """The answer it was told to give."""
        self.taken.append(key)
        return self.outcome

    def release(self) -> None:
        """Counted."""
        self.released += 1


def held_by(*grips: Hold | None) -> Callable[[Callable[[], None]], Hold | None]:
    """The platform's answers, one for each key that is asked for."""
    line = list(grips)
    return lambda _: line.pop(0)


def test_a_key_is_taken_and_given_back(qapp: QApplication) -> None:
    first, second = Hold(""), Hold("")
    key = HotKey(lambda: None, held_by(first, second))
    assert key.take("Ctrl+Alt+Space") == ""
    assert first.taken == [CTRL_ALT_SPACE]
    assert key.held
    assert key.take("Ctrl+Alt+J") == ""
    assert (first.released, second.released) == (1, 0)
    assert key.take("") == ""
    assert second.released == 1
    assert not key.held


def test_a_clash_is_said_in_one_sentence_and_holds_nothing(qapp: QApplication) -> None:
    other = Hold(ByOther)
    key = HotKey(lambda: None, held_by(other))
    said = key.take("Ctrl+Alt+Space")
    # It said to choose another key, and that was all: now it is asked for again.
    assert said.startswith("Another program has Ctrl+Alt+Space, such as a launcher")
    assert (key.held, key.busy, other.released) == (False, True, 1)


def test_a_key_nobody_has_is_said_too(qapp: QApplication) -> None:
    key = HotKey(lambda: None, held_by(Hold(Unknown)))
    assert "cannot be a key for all programs here" in key.take("Ctrl+Alt+Home")


def test_without_a_way_it_says_how_else(qapp: QApplication) -> None:
    key = HotKey(lambda: None, held_by(None))
    assert key.take("Ctrl+Alt+Space") != ""
    assert not key.held
    assert "satchel capture" in no_way_words("Ctrl+Alt+Space", "linux")
    assert "satchel://note" in no_way_words("Ctrl+Alt+Space", "darwin")


def test_where_nobody_sees_anything_there_is_no_way(qapp: QApplication) -> None:
    assert qapp.platformName() == "offscreen"
    assert grip_here(lambda: None) is None


@pytest.mark.parametrize(
    ("key", "sym", "number"),
    [
        (Qt.Key.Key_Space, 0x20, 0x20),
        (Qt.Key.Key_J, ord("j"), ord("J")),
        (Qt.Key.Key_7, ord("7"), ord("7")),
        (Qt.Key.Key_F9, 0xFFC6, 0x78),
        (Qt.Key.Key_Insert, 0xFF63, 0x2D),
        (Qt.Key.Key_Slash, ord("/"), 0),
        (Qt.Key.Key_MediaPlay, 0, 0),
        (Qt.Key.Key_Odiaeresis, 0, 0),
    ],
)
def test_both_systems_names_of_a_key(key: Qt.Key, sym: int, number: int) -> None:
    assert (hot_key_x11.keysym(key), virtual_key(key)) == (sym, number)


def test_both_systems_bits_for_what_is_held() -> None:
    assert hot_key_x11.modifier_bits(CTRL | ALT_HELD | SHIFT | META) == 4 + 8 + 1 + 64
    assert windows_bits(CTRL | ALT_HELD | SHIFT | META) == 2 + 1 + 4 + 8


class User32:
    """Stands in for the system's library: says yes to all keys but the taken ones."""

    def __init__(self, *taken: int) -> None:
        self.taken = taken
        self.held: dict[int, tuple[int, int]] = {}

    def RegisterHotKey(self, _window: None, number: int, bits: int, key: int) -> int:
        """As the system's."""
        if key in self.taken:
            return 0
        self.held[number] = (bits, key)
        return 1

    def UnregisterHotKey(self, _window: None, number: int) -> int:
        """As the system's."""
        return int(self.held.pop(number, None) is not None)


class Message(ctypes.Structure):
    """The beginning of a message of Windows."""

    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("number", ctypes.c_void_p),
        ("details", ctypes.c_void_p),
    )


def test_under_windows_it_is_registered_heard_and_freed(qapp: QApplication) -> None:
    heard: list[bool] = []
    system = User32()
    grip = WindowsGrip(lambda: heard.append(True), system)
    assert grip.take(CTRL_ALT_SPACE) == ""
    ((number, kept),) = system.held.items()
    assert kept == (CONTROL | ALT | NO_REPEAT, 0x20)
    told = Message(None, 0x0312, number, None)
    strange = Message(None, 0x0100, number, None)
    assert grip.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(strange)) == (False, 0)
    assert grip.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told)) == (True, 0)
    assert grip.nativeEventFilter(b"xcb_generic_event_t", ctypes.addressof(told)) == (False, 0)
    assert heard == [True]
    grip.release()
    assert system.held == {}


def test_under_windows_a_taken_key_is_another_programs(qapp: QApplication) -> None:
    assert WindowsGrip(lambda: None, User32(0x20)).take(CTRL_ALT_SPACE) == ByOther
    media = QKeyCombination(CTRL, Qt.Key.Key_MediaPlay)
    assert WindowsGrip(lambda: None, User32()).take(media) == Unknown


@pytest.mark.screen
def test_under_x11_a_key_has_one_holder(qapp: QApplication) -> None:
    first, second = hot_key_x11.connect(lambda: None), hot_key_x11.connect(lambda: None)
    assert first is not None
    assert second is not None
    assert first.take(CTRL_ALT_SPACE) == ""
    assert second.take(CTRL_ALT_SPACE) == ByOther
    first.release()
    assert second.take(CTRL_ALT_SPACE) == ""
    second.release()
    second.release()


@pytest.mark.skipif(os.name != "posix", reason="no X11")
def test_without_an_x_server_there_is_no_grip(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":4711")
    assert hot_key_x11.connect(lambda: None) is None
