"""Watching a ticketed thread, as an entry of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.commands import Command
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def thread_commands(window: MainWindow) -> list[Command]:
    """From anywhere: the form, the note or the account in view says whose it is."""
    return [
        Command(
            id="watch_thread",
            words=say("Watch a ticketed thread…"),
            menu="account",
            group="escalation",
            run=lambda: _watch(window),
        )
    ]


def _watch(window: MainWindow) -> None:
    window.acts.threads.ask()  # the acts load when first used
