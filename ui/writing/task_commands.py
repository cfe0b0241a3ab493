"""What can be done to tasks and points, as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ui.commands import Command
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.acts import Acts

_TASKS: Final = "tasks"


def task_commands(window: MainWindow) -> list[Command]:
    """All but the first act on the page of tasks alone."""

    def here() -> bool:
        return window.desk.area.key == _TASKS

    def on_row() -> bool:
        return here() and window.desk.account is not None

    def on_task() -> bool:
        shown = window.desk.shown if on_row() else None
        return shown is not None and shown.picked_tasks is not None and bool(shown.picked_tasks())

    def command(
        name: str,
        words: str,
        act: Callable[[Acts], object],
        *keys: str,
        enabled: Callable[[], bool] = on_task,
    ) -> Command:
        return Command(
            id=name,
            words=words,
            menu="edit",
            group="tasks",
            keys=keys,
            enabled=enabled,
            run=lambda: act(window.acts),
        )

    def follow_up() -> object:
        return window.acts.tasks.ask_follow_up()

    def turn_view() -> None:
        shown = window.desk.shown
        if shown is not None and shown.turn_view is not None:
            shown.turn_view()

    return [
        Command(
            id="follow_up",
            words=say("Follow up…"),
            menu="account",
            group="new",
            keys=("U", "Ctrl+Shift+U"),
            enabled=lambda: window.desk.account is not None,
            run=follow_up,
        ),
        command("task_due", say("Due day…"), lambda acts: acts.bulk.ask_day("due"), "Shift+D"),
        command("task_do_on", say("Day to do it on…"), lambda acts: acts.bulk.ask_day("do_on"),
                "Shift+T"),
        command("move_task", say("Move task to another account…"),
                lambda acts: acts.bulk.ask_account(), "Shift+A"),
        command("tie_task", say("What the task belongs to…"),
                lambda acts: acts.bulk.ask_belonging(), "Shift+B"),
        command("open_belonging", say("Open what it belongs to"),
                lambda acts: acts.bulk.open_belonging(), "O", enabled=on_row),
        Command(
            id="next_task_list",
            words=say("Next list of tasks and promises"),
            menu="view",
            group="lists",
            keys=("L",),
            enabled=here,
            run=turn_view,
        ),
    ]  # fmt: skip
