"""The key that opens the capture window from any program, where the platform allows one.

Off until the person chooses a key. What cannot be done is said in one sentence, with the way
that leads there all the same: `satchel capture` opens the window from anything that starts a
program by key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, Protocol

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QGuiApplication, QKeySequence

from ui.words import say

ByOther: Final = "other"
Unknown: Final = "unknown"
_TAKEN: Final = ""


class Grip(Protocol):
    """Holds one key for us on one platform."""

    def take(self, key: QKeyCombination) -> str:
        """Take a key: empty when it is ours, `other` or `unknown` where it cannot be had."""
        ...

    def release(self) -> None:
        """Give the key back; nothing happens without one."""
        ...


class HotKey:
    """At most one key for all programs; `pressed` is called when it is hit."""

    def __init__(
        self,
        pressed: Callable[[], None],
        grip: Callable[[Callable[[], None]], Grip | None] | None = None,
    ) -> None:
        """`grip` makes the platform's way to a key, None where there is none."""
        self._pressed = pressed
        self._make = grip or grip_here
        self._grip: Grip | None = None
        self.busy = False
        """Whether another program had the key that was asked for last."""

    @property
    def held(self) -> bool:
        """Whether a key is ours now."""
        return self._grip is not None

    def take(self, key: str) -> str:
        """Let go of the key held so far and take this one, none for an empty text.

        Returns one sentence where it cannot be had, else nothing.
        """
        self.release()
        self.busy = False
        if not key:
            return ""
        named = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        grip = self._make(self._pressed)
        if grip is None:
            return no_way_words(named, sys.platform)
        combination: QKeyCombination = QKeySequence(key)[0]  # type: ignore[index]
        outcome = grip.take(combination)
        if outcome == _TAKEN:
            self._grip = grip
            return ""
        grip.release()
        if outcome == ByOther:
            self.busy = True
            return say(
                "Another program has {key}, such as a launcher or an input method. It is tried "
                "again each minute.",
                key=named,
            )
        return say("{key} cannot be a key for all programs here. Choose another.", key=named)

    def release(self) -> None:
        """Give the key back."""
        if self._grip is not None:
            self._grip.release()
            self._grip = None


def grip_here(pressed: Callable[[], None]) -> Grip | None:
    """This platform's way to a key for all programs; None where there is none."""
    platform = QGuiApplication.platformName()
    if platform == "xcb":
        from desktop import hot_key_x11

        return hot_key_x11.connect(pressed)
    if platform == "windows":
        from desktop.hot_key_windows import WindowsGrip

        return WindowsGrip(pressed)
    return None


def no_way_words(key: str, platform: str) -> str:
    """How to come to a key where no program may take one by itself."""
    if platform == "darwin":
        return say(
            "macOS gives this key to shortcuts: make one that opens satchel://note and give it "
            "{key}.",
            key=key,
        )
    return say(
        "This desktop lets no program take a key: in its keyboard settings, bind {key} to "
        "“satchel capture”.",
        key=key,
    )
