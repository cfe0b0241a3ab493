"""A key for all programs under X11: a passive grab on the root window, by libxcb itself.

Both libraries asked for here are what Qt's own xcb plug-in stands on, so they are there wherever
this is loaded; a package for Python in between would be one more thing to keep. The connection
is our own: Qt's is not touched, and what the server refuses is answered to us alone.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Iterator
from ctypes import (
    POINTER,
    Structure,
    c_char_p,
    c_int,
    c_uint,
    c_uint8,
    c_uint16,
    c_uint32,
    c_void_p,
)
from typing import Any, Final

from PySide6.QtCore import QKeyCombination, QObject, QSocketNotifier, Qt

SHIFT, LOCK, CONTROL, ALT, NUM_LOCK, SUPER = 1, 2, 4, 8, 16, 64
"""Bits of the server: the last three are `mod1`, `mod2` and `mod4`, as every layout today has
them."""
_KEY_PRESS: Final = 2
_KIND_OF_EVENT: Final = 0x7F
_ASYNC: Final = 1
_FIRST_F: Final = 0xFFBE
_F_KEYS: Final = 35
_NAMED: Final = {
    Qt.Key.Key_Return: 0xFF0D,
    Qt.Key.Key_Pause: 0xFF13,
    Qt.Key.Key_Home: 0xFF50,
    Qt.Key.Key_Left: 0xFF51,
    Qt.Key.Key_Up: 0xFF52,
    Qt.Key.Key_Right: 0xFF53,
    Qt.Key.Key_Down: 0xFF54,
    Qt.Key.Key_PageUp: 0xFF55,
    Qt.Key.Key_PageDown: 0xFF56,
    Qt.Key.Key_End: 0xFF57,
    Qt.Key.Key_Print: 0xFF61,
    Qt.Key.Key_Insert: 0xFF63,
}


class _Screens(Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint),)


def keysym(key: Qt.Key) -> int:
    """The server's name for a key: Latin letters and signs, F keys, some others; else 0."""
    if key in _NAMED:
        return _NAMED[key]
    if ord(" ") <= key.value <= ord("~"):
        return ord(chr(key.value).lower())
    at = key.value - Qt.Key.Key_F1.value
    return _FIRST_F + at if 0 <= at < _F_KEYS else 0


def modifier_bits(modifiers: Qt.KeyboardModifier) -> int:
    """The server's bits for what is held down."""
    held = {
        Qt.KeyboardModifier.ShiftModifier: SHIFT,
        Qt.KeyboardModifier.ControlModifier: CONTROL,
        Qt.KeyboardModifier.AltModifier: ALT,
        Qt.KeyboardModifier.MetaModifier: SUPER,
    }
    return sum(bit for modifier, bit in held.items() if modifiers & modifier)


def connect(pressed: Callable[[], None]) -> X11Grip | None:
    """A connection of our own to the server of this session; None where there is none."""
    try:
        xcb, keys, libc = (
            ctypes.CDLL(name) for name in ("libxcb.so.1", "libxcb-keysyms.so.1", "libc.so.6")
        )
    except OSError:
        return None
    _declare(xcb, keys, libc)
    grip = X11Grip(xcb, keys, libc, pressed)
    return grip if grip.connected else None


class X11Grip(QObject):
    """One grab; caps lock and num lock make no difference to it."""

    def __init__(self, xcb: Any, keys: Any, libc: Any, pressed: Callable[[], None]) -> None:
        super().__init__()
        self._xcb, self._keys, self._libc = xcb, keys, libc
        self._pressed = pressed
        self._held: list[tuple[int, int]] = []
        self._bell: QSocketNotifier | None = None
        self._line = xcb.xcb_connect(os.environ.get("DISPLAY", "").encode() or None, None)
        self.connected = not xcb.xcb_connection_has_error(self._line)
        self._root = 0
        if self.connected:
            screens = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(self._line))
            self._root = int(screens.data[0])

    def take(self, key: QKeyCombination) -> str:
        """Grab the key with every state of the locks: empty, `other` or `unknown`."""
        bits = modifier_bits(key.keyboardModifiers())
        codes = list(self._codes(keysym(key.key())))
        if not codes:
            return "unknown"
        for code in codes:
            for lock in (0, LOCK, NUM_LOCK, LOCK | NUM_LOCK):
                if not self._grab(code, bits | lock):
                    self._ungrab()
                    return "other"
        self._bell = QSocketNotifier(
            self._xcb.xcb_get_file_descriptor(self._line), QSocketNotifier.Type.Read, self
        )
        self._bell.activated.connect(self._read)
        return ""

    def release(self) -> None:
        """Give the key back and close the connection."""
        if self._line is None:
            return
        if self._bell is not None:
            self._bell.setEnabled(False)
            self._bell = None
        self._ungrab()
        self._xcb.xcb_disconnect(self._line)
        self._line = None

    def _grab(self, code: int, bits: int) -> bool:
        cookie = self._xcb.xcb_grab_key_checked(
            self._line, 0, self._root, bits, code, _ASYNC, _ASYNC
        )
        refused = self._xcb.xcb_request_check(self._line, cookie)
        if refused:
            self._libc.free(refused)
            return False
        self._held.append((code, bits))
        return True

    def _ungrab(self) -> None:
        for code, bits in self._held:
            self._xcb.xcb_ungrab_key(self._line, code, self._root, bits)
        self._held = []
        self._xcb.xcb_flush(self._line)

    def _codes(self, sym: int) -> Iterator[int]:
        """The keys of this keyboard that have that sign."""
        if not sym:
            return
        table = self._keys.xcb_key_symbols_alloc(self._line)
        found = self._keys.xcb_key_symbols_get_keycode(table, sym)
        if found:
            at = 0
            while found[at]:
                yield int(found[at])
                at += 1
            self._libc.free(ctypes.cast(found, c_void_p))
        self._keys.xcb_key_symbols_free(table)

    def _read(self) -> None:
        hit = False
        while self._line is not None:
            event = self._xcb.xcb_poll_for_event(self._line)
            if not event:
                break
            hit |= (event[0] & _KIND_OF_EVENT) == _KEY_PRESS
            self._libc.free(ctypes.cast(event, c_void_p))
        if self._line is not None and self._xcb.xcb_connection_has_error(self._line):
            if self._bell is not None:
                self._bell.setEnabled(False)  # the server is gone: its socket would ring for ever
            return
        if hit:
            self._pressed()


def _declare(xcb: Any, keys: Any, libc: Any) -> None:
    """Tell ctypes what each function takes: without it pointers are cut to 32 bits."""
    line = c_void_p
    for library, name, result, takes in (
        (xcb, "xcb_connect", c_void_p, (c_char_p, POINTER(c_int))),
        (xcb, "xcb_connection_has_error", c_int, (line,)),
        (xcb, "xcb_get_setup", c_void_p, (line,)),
        (xcb, "xcb_setup_roots_iterator", _Screens, (c_void_p,)),
        (xcb, "xcb_get_file_descriptor", c_int, (line,)),
        (
            xcb, "xcb_grab_key_checked", _Cookie,
            (line, c_uint8, c_uint32, c_uint16, c_uint8, c_uint8, c_uint8),
        ),
        (xcb, "xcb_ungrab_key", _Cookie, (line, c_uint8, c_uint32, c_uint16)),
        (xcb, "xcb_request_check", c_void_p, (line, _Cookie)),
        (xcb, "xcb_poll_for_event", POINTER(c_uint8), (line,)),
        (xcb, "xcb_flush", c_int, (line,)),
        (xcb, "xcb_disconnect", None, (line,)),
        (keys, "xcb_key_symbols_alloc", c_void_p, (line,)),
        (keys, "xcb_key_symbols_get_keycode", POINTER(c_uint8), (c_void_p, c_uint32)),
        (keys, "xcb_key_symbols_free", None, (c_void_p,)),
        (libc, "free", None, (c_void_p,)),
    ):  # fmt: skip
        function = getattr(library, name)
        function.restype = result
        function.argtypes = takes
