"""Choosing the key that opens the capture window from any program; off until one is chosen."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from ui.settings import Settings
from ui.words import say
from ui.writing.pick_list import Option, PickDialog

PROPOSED: Final = ("Ctrl+Alt+Space", "Ctrl+Alt+N", "Ctrl+Alt+J", "Meta+Shift+N")
"""Rarely taken by desktops or other programs."""
_HOLDING: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def ask_key(parent: QWidget, settings: Settings) -> PickDialog:
    """Open the choice; what is picked is a setting, and whoever watches it takes the key."""
    now = settings.choices.capture_key

    def options(text: str) -> list[Option]:
        off = Option(value="", words=say("Off"), now=not now)
        keys = list(dict.fromkeys(key for key in (now, *PROPOSED) if key))
        listed = [Option(value=key, words=native(key), now=key == now) for key in keys]
        if not text:
            return [off, *listed]
        fitting = [one for one in (off, *listed) if text.casefold() in one.words.casefold()]
        return fitting or [_typed(text)]

    asked = PickDialog(
        parent,
        say("Which key opens the capture window from any program"),
        options,
        lambda key: settings.change(capture_key=key),
        placeholder=say("A key: Ctrl+Alt+Space"),
        hint=say(
            "Launchers, password managers and input methods have such keys too. One that is taken "
            "stays theirs; Satchel says so and tries again each minute."
        ),
    )
    asked.open()
    return asked


def global_key(text: str) -> str:
    """A key as settings keep it, empty for one that would take something from other programs."""
    keys = QKeySequence(text.strip())
    if keys.count() != 1:
        return ""
    one: QKeyCombination = keys[0]  # type: ignore[index]
    known = one.key() not in (Qt.Key.Key_unknown, Qt.Key(0))
    held = bool(one.keyboardModifiers() & _HOLDING)
    return keys.toString(QKeySequence.SequenceFormat.PortableText) if known and held else ""


def native(key: str) -> str:
    """A key as this platform names it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def _typed(text: str) -> Option:
    key = global_key(text)
    if key:
        return Option(value=key, words=native(key))
    why = say("A key for every program needs Ctrl, Alt or the system's own key with it.")
    return Option(value="", words=text, below=why, tone="red", refused=True)
