"""A key for all programs under Windows: RegisterHotKey, heard in Qt's own queue of messages."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication

ALT, CONTROL, SHIFT, WIN, NO_REPEAT = 1, 2, 4, 8, 0x4000
_HOT_KEY_MESSAGE: Final = 0x0312
_OUR_NUMBER: Final = 0x5A7C
"""Any number below 0xC000 that we use for nothing else."""
_FIRST_F: Final = 0x70
_F_KEYS: Final = 24
_NAMED: Final = {
    Qt.Key.Key_Space: 0x20,
    Qt.Key.Key_Return: 0x0D,
    Qt.Key.Key_Pause: 0x13,
    Qt.Key.Key_PageUp: 0x21,
    Qt.Key.Key_PageDown: 0x22,
    Qt.Key.Key_End: 0x23,
    Qt.Key.Key_Home: 0x24,
    Qt.Key.Key_Left: 0x25,
    Qt.Key.Key_Up: 0x26,
    Qt.Key.Key_Right: 0x27,
    Qt.Key.Key_Down: 0x28,
    Qt.Key.Key_Insert: 0x2D,
}


class _Message(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("number", ctypes.c_void_p),
        ("details", ctypes.c_void_p),
    )


def virtual_key(key: Qt.Key) -> int:
    """Windows' number of a key: letters, figures, F keys, some others; else 0."""
    if key in _NAMED:
        return _NAMED[key]
    if ord("A") <= key.value <= ord("Z") or ord("0") <= key.value <= ord("9"):
        return key.value
    at = key.value - Qt.Key.Key_F1.value
    return _FIRST_F + at if 0 <= at < _F_KEYS else 0


def modifier_bits(modifiers: Qt.KeyboardModifier) -> int:
    """Windows' bits for what is held down."""
    held = {
        Qt.KeyboardModifier.AltModifier: ALT,
        Qt.KeyboardModifier.ControlModifier: CONTROL,
        Qt.KeyboardModifier.ShiftModifier: SHIFT,
        Qt.KeyboardModifier.MetaModifier: WIN,
    }
    return sum(bit for modifier, bit in held.items() if modifiers & modifier)


class WindowsGrip(QAbstractNativeEventFilter):
    """One registered key of this thread."""

    def __init__(self, pressed: Callable[[], None], user32: Any = None) -> None:
        """`user32` is the system's library, or what stands in for it."""
        super().__init__()
        self._pressed = pressed
        self._user32 = user32 or ctypes.CDLL("user32")
        self._held = False

    def take(self, key: QKeyCombination) -> str:
        """Register the key: empty, `other` or `unknown`."""
        number = virtual_key(key.key())
        if not number:
            return "unknown"
        bits = modifier_bits(key.keyboardModifiers()) | NO_REPEAT
        if not self._user32.RegisterHotKey(None, _OUR_NUMBER, bits, number):
            return "other"
        self._held = True
        app = QGuiApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self)
        return ""

    def release(self) -> None:
        """Give the key back."""
        if not self._held:
            return
        self._held = False
        self._user32.UnregisterHotKey(None, _OUR_NUMBER)
        app = QGuiApplication.instance()
        if app is not None:
            app.removeNativeEventFilter(self)

    def nativeEventFilter(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Qt's hook: is it our key."""
        said = kind.data() if isinstance(kind, QByteArray) else bytes(kind)
        if said == b"windows_generic_MSG":
            told = _Message.from_address(int(message))
            if told.message == _HOT_KEY_MESSAGE and (told.number or 0) == _OUR_NUMBER:
                self._pressed()
                return True, 0
        return False, 0
