"""Capture from anywhere, as entries of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.commands import Command
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def capture_commands(window: MainWindow) -> list[Command]:
    """The window for a thought, and the key that opens it from any program."""
    return [
        Command(
            id="capture",
            words=say("Quick capture"),
            menu="note",
            group="new",
            keys=("Ctrl+Shift+N",),
            run=lambda: _open(window),
        ),
        Command(
            id="capture_key",
            words=say("Key for capture from anywhere…"),
            menu="note",
            group="new",
            run=lambda: _ask_key(window),
        ),
    ]


def _open(window: MainWindow) -> None:
    window.acts.capture.open()  # the acts load when first used


def _ask_key(window: MainWindow) -> None:
    from ui.capture.key_choice import ask_key

    ask_key(window, window.settings)
