"""What can be done with notes that are there already, as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.commands import Command, platform_keys
from ui.words import say
from ui.writing.act_commands import Rules
from ui.writing.note_links import ask_link

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.acts import Acts


def past_note_commands(window: MainWindow) -> list[Command]:
    """Its versions, its pin, and the notes before and after it."""
    rules = Rules(window)

    def do(act: Callable[[Acts], object]) -> Callable[[], object]:
        return lambda: act(window.acts)

    def at_hand() -> bool:
        return window.awake and window.acts.versions.at_hand() is not None

    return [
        Command(
            id="add_link",
            words=say("Add the link of a recording…"),
            menu="note",
            group="link",
            keys=("Ctrl+L",),
            enabled=rules.on_own_note,
            run=do(lambda acts: ask_link(acts.notes.page)),
        ),
        Command(
            id="previous_note",
            words=say("Previous note of the account"),
            menu="note",
            group="travel",
            # On macOS the arrow with this key goes through words in every text.
            keys=platform_keys(("Alt+Left",), mac=("Ctrl+[",)),
            enabled=lambda: rules.on_note() and window.acts.travel.can_go(-1),
            run=do(lambda acts: acts.travel.go(-1)),
        ),
        Command(
            id="next_note",
            words=say("Next note of the account"),
            menu="note",
            group="travel",
            keys=platform_keys(("Alt+Right",), mac=("Ctrl+]",)),
            enabled=lambda: rules.on_note() and window.acts.travel.can_go(1),
            run=do(lambda acts: acts.travel.go(1)),
        ),
        Command(
            id="note_versions",
            words=say("Versions of the note…"),
            menu="note",
            group="past",
            keys=("Ctrl+Shift+Y",),
            enabled=at_hand,
            run=do(lambda acts: acts.versions.show()),
        ),
        Command(
            id="pin_note",
            words=say("Pinned to the account"),
            menu="note",
            group="past",
            keys=("Ctrl+Shift+I",),
            enabled=at_hand,
            checked=lambda: at_hand() and window.acts.versions.is_pinned(),
            run=do(lambda acts: acts.versions.turn_pin()),
        ),
    ]
