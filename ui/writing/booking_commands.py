"""What can be done with booking links, as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.commands import Command
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.booking_acts import BookingActs


def booking_commands(window: MainWindow) -> list[Command]:
    """They can be given anywhere: a link is wanted in the middle of something else."""

    def do(act: Callable[[BookingActs], object]) -> Callable[[], object]:
        return lambda: act(window.acts.booking)

    return [
        Command(
            id="copy_booking_link",
            words=say("Copy booking link…"),
            menu="account",
            group="booking",
            keys=("Ctrl+Shift+B",),
            run=do(lambda acts: acts.ask_link()),
        ),
        Command(
            id="new_group_event",
            words=say("New group event…"),
            menu="account",
            group="booking",
            keys=("Ctrl+Shift+G",),
            run=do(lambda acts: acts.new_group()),
        ),
    ]
