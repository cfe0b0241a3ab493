"""The list of notices and their pause, as entries of the registry."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from book.clock import stamp
from book.errors import SatchelError
from ui import days
from ui.commands import Command
from ui.window.pages import NOTICES_PAGE
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def notice_commands(window: MainWindow) -> list[Command]:
    """The list; an hour, until work begins tomorrow, and the end of a pause."""
    return [
        Command(
            id="go_notices",
            words=say("Notices"),
            menu="go",
            group="pages",
            keys=("Ctrl+0",),
            run=lambda: window.desk.go(NOTICES_PAGE),
        ),
        Command(
            id="start_with_session",
            words=say("Start when I sign in"),
            menu="file",
            group="session",
            enabled=lambda: window.autostart is not None,
            checked=lambda: window.autostart is not None and window.autostart.is_on(),
            run=lambda: _turn_autostart(window),
        ),
        Command(
            id="pause_notices",
            words=say("Pause notices for an hour"),
            menu="view",
            group="notices",
            run=lambda: _pause(window, window.reading.now + timedelta(hours=1)),
        ),
        Command(
            id="pause_notices_day",
            words=say("Pause notices until tomorrow"),
            menu="view",
            group="notices",
            run=lambda: _pause(window, _tomorrow(window)),
        ),
        Command(
            id="end_pause",
            words=say("Ring again now"),
            menu="view",
            group="notices",
            enabled=lambda: is_paused(window),
            run=lambda: _pause(window, None),
        ),
    ]


def _turn_autostart(window: MainWindow) -> None:
    entry = window.autostart
    if entry is None:
        return
    on = not entry.is_on()
    try:
        if on:
            entry.turn_on()
        else:
            entry.turn_off()
    except SatchelError as error:
        window.show_status(error.title, error.advice)
        return
    window.commands.refresh()
    window.tell(
        say("Satchel starts when you sign in, and goes on when its window is closed.")
        if on
        else say("Satchel starts only when you start it, and ends with its window.")
    )


def is_paused(window: MainWindow) -> bool:
    """Whether notices wait for the end of a pause."""
    until = window.settings.paused_until
    return until is not None and window.reading.now < until


def _pause(window: MainWindow, until: datetime | None) -> None:
    window.settings.change(paused_until=stamp(until) if until is not None else "")
    if until is None:
        window.tell(say("Notices ring again."))
        return
    local = until.astimezone()
    at = f"{local:%H:%M}"
    if local.date() != window.reading.day:
        at = f"{days.day_words(local.date(), window.reading.day)} {at}"
    window.tell(say("No notice until {time}. What comes due waits in the list.", time=at))


def _tomorrow(window: MainWindow) -> datetime:
    from book.reminders import moment_of  # not before the first paint

    begins = time.fromisoformat(window.settings.choices.work_from)
    return moment_of(window.reading.day + timedelta(days=1), begins)
