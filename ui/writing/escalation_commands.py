"""What can be done with escalations, as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.commands import Command
from ui.window.pages import ESCALATION_PAGE
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.acts import Acts


Asked = Callable[[], bool]
Doing = Callable[[Callable[["Acts"], object]], Callable[[], object]]


def escalation_commands(window: MainWindow) -> list[Command]:
    """Begin one from anywhere; close, open again and delete the one whose form is open."""

    def do(act: Callable[[Acts], object]) -> Callable[[], object]:
        return lambda: act(window.acts)

    def on_form() -> bool:
        return window.desk.area.key == ESCALATION_PAGE

    def is_closed() -> bool:
        if not on_form() or not window.awake:
            return False
        one = window.acts.escalations.current
        return one is not None and one.closed_at is not None

    return [
        Command(
            id="new_escalation",
            words=say("New escalation…"),
            menu="account",
            group="escalation",
            keys=("Ctrl+E",),
            run=do(lambda acts: acts.escalations.beginnings.here()),
        ),
        Command(
            id="close_escalation",
            words=say("Close escalation…"),
            menu="account",
            group="escalation",
            keys=("Ctrl+Shift+X",),
            enabled=lambda: on_form() and not is_closed(),
            run=do(lambda acts: acts.escalations.follow_up.close()),
        ),
        Command(
            id="reopen_escalation",
            words=say("Open escalation again"),
            menu="account",
            group="escalation",
            enabled=is_closed,
            run=do(lambda acts: acts.escalations.follow_up.reopen()),
        ),
        Command(
            id="delete_escalation",
            words=say("Delete escalation"),
            menu="account",
            group="escalation",
            enabled=on_form,
            run=do(lambda acts: acts.escalations.changes.delete()),
        ),
        *_follow_up(do, lambda: on_form() and not is_closed(), is_closed),
    ]


def _follow_up(do: Doing, on_open: Asked, is_closed: Asked) -> list[Command]:
    """What is done with one that left: nudged, told, marked, summed up."""
    return [
        Command(
            id="nudge_escalation",
            words=say("Copy a nudge"),
            menu="account",
            group="escalation",
            keys=("Ctrl+Shift+J",),
            enabled=on_open,
            run=do(lambda acts: acts.escalations.follow_up.nudge()),
        ),
        Command(
            id="escalation_told",
            words=say("They have heard of it…"),
            menu="account",
            group="escalation",
            enabled=on_open,
            run=do(lambda acts: acts.escalations.follow_up.told()),
        ),
        Command(
            id="escalation_crm",
            words=say("Set the mark of risk in the CRM"),
            menu="account",
            group="escalation",
            keys=("Ctrl+Shift+O",),
            enabled=on_open,
            run=do(lambda acts: acts.escalations.follow_up.open_crm()),
        ),
        Command(
            id="escalation_summary",
            words=say("Take the summary from the call's note"),
            menu="account",
            group="escalation",
            keys=("Ctrl+Shift+T",),
            enabled=on_open,
            run=do(lambda acts: acts.escalations.follow_up.take_note()),
        ),
        Command(
            id="escalation_mail",
            words=say("Write what came of it to the customer"),
            menu="account",
            group="escalation",
            enabled=is_closed,
            run=do(lambda acts: acts.escalations.follow_up.mail()),
        ),
    ]
