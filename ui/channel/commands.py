"""Setting a channel up, as an entry of the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.commands import Command
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def channel_commands(window: MainWindow) -> list[Command]:
    """For the account in view, or one that is asked for."""
    return [
        Command(
            id="set_up_channel",
            words=say("Set up the channel…"),
            menu="account",
            group="channel",
            run=lambda: _open(window),
        )
    ]


def _open(window: MainWindow) -> None:
    window.acts.channel.open()  # the acts load when first used
