"""What the window itself can be told to do, as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.channel import commands as channel_commands
from ui.commands import Command, Commands, Menu, platform_keys
from ui.escalation import thread_commands
from ui.window import notice_commands, window_dialogs
from ui.window.desk import sidebar_places
from ui.window.pages import SYNC_LOG_PAGE
from ui.words import say
from ui.writing import (
    act_commands,
    booking_commands,
    call_commands,
    capture_commands,
    escalation_commands,
    note_commands,
    recording_commands,
    task_commands,
)

if TYPE_CHECKING:
    from ui.look.tokens import Density
    from ui.queue.bands import Sort
    from ui.settings import SchemeChoice, Settings
    from ui.window.main_window import MainWindow


def add_all(commands: Commands, window: MainWindow) -> None:
    """Enter the window's commands; ids that are taken already stay with whoever took them."""
    wanted = [
        *_file(window),
        *act_commands.edit_commands(window),
        *_edit(window),
        *_view(window, window.settings),
        *_go(window),
        *_account(window),
        *act_commands.account_commands(window),
        *act_commands.note_commands(window),
        *note_commands.past_note_commands(window),
        *capture_commands.capture_commands(window),
        *call_commands.call_commands(window),
        *recording_commands.recording_commands(window),
        *task_commands.task_commands(window),
        *booking_commands.booking_commands(window),
        *escalation_commands.escalation_commands(window),
        *thread_commands.thread_commands(window),
        *channel_commands.channel_commands(window),
        *notice_commands.notice_commands(window),
        *_help(window),
    ]
    commands.add(*(command for command in wanted if command.id not in commands))


def name_what_changes(window: MainWindow, menu: Menu) -> None:
    """A menu is about to be seen: name in it what has another name each time."""
    if menu == "edit":
        window.acts.name_undo()


def _file(window: MainWindow) -> list[Command]:
    return [
        Command(
            id="sync",
            words=say("Sync now"),
            menu="file",
            keys=platform_keys(("F5",), mac=("Ctrl+R",)),
            run=lambda: _sync(window),
        ),
        Command(
            id="sources",
            words=say("Sources"),
            menu="file",
            run=lambda: window_dialogs.show_sources(window),
        ),
        Command(
            id="connect",
            words=say("Connect a source…"),
            menu="file",
            run=lambda: _connect(window),
            enabled=lambda: window.on_connect is not None,
        ),
        Command(
            id="close",
            words=say("Close window"),
            menu="file",
            group="leave",
            keys=("Ctrl+W",),
            run=lambda: _close(window),
        ),
        Command(
            id="quit",
            words=say("Quit Satchel"),
            menu="file",
            group="leave",
            # Qt has no standard key for this where no desktop theme is loaded.
            keys=("Ctrl+Q",),
            role="quit",
            run=lambda: _quit(window),
        ),
    ]


def _connect(window: MainWindow) -> None:
    if window.on_connect is not None:
        window.on_connect()


def _sync(window: MainWindow) -> None:
    if window.reading.sources:
        window.on_sync()
    else:
        window.tell(say("No source is connected, so there is nothing to fetch."))


def _close(window: MainWindow) -> None:
    window.close()


def _quit(window: MainWindow) -> None:
    window.quitting = True
    window.close()


def _edit(window: MainWindow) -> list[Command]:
    return [
        Command(
            id="filter",
            words=say("Filter the list"),
            menu="edit",
            group="filter",
            keys=("/", "Ctrl+F"),
            enabled=lambda: window.desk.rows is not None,
            run=window.desk.focus_filter,
        )
    ]


def _view(window: MainWindow, settings: Settings) -> list[Command]:
    def density(name: Density, words: str) -> Command:
        return Command(
            id=f"density_{name}",
            words=words,
            menu="view",
            group="density",
            checked=lambda: settings.choices.density == name,
            run=lambda: settings.change(density=name),
        )

    def scheme(name: SchemeChoice, words: str) -> Command:
        return Command(
            id=f"scheme_{name}",
            words=words,
            menu="view",
            group="scheme",
            checked=lambda: settings.choices.scheme == name,
            run=lambda: settings.change(scheme=name),
        )

    return [
        Command(
            id="pane",
            words=say("Account pane"),
            menu="view",
            group="parts",
            keys=("Ctrl+Shift+A",),
            enabled=lambda: window.desk.area.has_pane,
            checked=lambda: window.desk.area.pane_open,
            run=window.desk.toggle_pane,
        ),
        Command(
            id="full_screen",
            words=say("Full screen"),
            menu="view",
            group="parts",
            keys=platform_keys(("F11",), mac=("Meta+Ctrl+F",)),
            checked=window.isFullScreen,
            run=lambda: _toggle_full_screen(window),
        ),
        *_queue_order(window, settings),
        density("comfortable", say("Comfortable rows")),
        density("compact", say("Compact rows")),
        scheme("system", say("Colours of the system")),
        scheme("light", say("Light colours")),
        scheme("dark", say("Dark colours")),
        Command(
            id="letter_keys",
            words=say("Single-letter keys"),
            menu="view",
            group="ease",
            checked=lambda: settings.choices.letter_keys,
            run=lambda: settings.change(letter_keys=not settings.choices.letter_keys),
        ),
        Command(
            id="less_motion",
            words=say("Less motion"),
            menu="view",
            group="ease",
            checked=lambda: settings.choices.less_motion,
            run=lambda: settings.change(less_motion=not settings.choices.less_motion),
        ),
    ]


def _queue_order(window: MainWindow, settings: Settings) -> list[Command]:
    def in_queue() -> bool:
        return window.desk.shown is not None and window.desk.shown.ask_columns is not None

    def order(name: Sort, words: str, *keys: str) -> Command:
        return Command(
            id=f"order_{name}",
            words=words,
            menu="view",
            group="queue",
            keys=keys,
            enabled=in_queue,
            checked=lambda: settings.choices.queue_sort == name,
            run=lambda: choose(name),
        )

    def choose(name: Sort) -> None:
        """Given again, the order in use gives way to the usual one: one key goes to and fro."""
        again = settings.choices.queue_sort == name
        settings.change(queue_sort="act_by" if again else name)

    def ask_columns() -> None:
        shown = window.desk.shown
        if shown is not None and shown.ask_columns is not None:
            shown.ask_columns()

    return [
        order("act_by", say("Order by act-by day")),
        order("renewal", say("Order by next renewal"), "Ctrl+Shift+R"),
        order("score", say("Order by score")),
        Command(
            id="columns",
            words=say("Columns…"),
            menu="view",
            group="queue",
            keys=("Ctrl+Shift+C",),
            enabled=in_queue,
            run=ask_columns,
        ),
    ]


def _toggle_full_screen(window: MainWindow) -> None:
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()


def _go(window: MainWindow) -> list[Command]:
    def to(key: str) -> Callable[[], None]:
        return lambda: window.go(key)

    pages = [
        Command(
            id=f"go_{place.key}",
            words=place.words,
            menu="go",
            group="pages",
            keys=(f"Ctrl+{number}",),
            run=to(place.key),
        )
        for number, place in enumerate(sidebar_places(), start=1)
    ]
    return [
        Command(
            id="palette",
            words=say("Search or do…"),
            menu="go",
            group="palette",
            keys=("Ctrl+K",),
            run=lambda: _search_or_do(window),
        ),
        *pages,
        Command(
            id="go_sync_log",
            words=say("Sync log"),
            menu="go",
            group="pages",
            keys=("Ctrl+9",),
            run=lambda: window.desk.go(SYNC_LOG_PAGE),
        ),
        *_steps(window),
    ]


def _steps(window: MainWindow) -> list[Command]:
    return [
        Command(
            id="next_row",
            words=say("Next row"),
            menu="go",
            group="rows",
            keys=("J", "Alt+Down"),
            enabled=lambda: window.desk.rows is not None,
            run=lambda: window.desk.step(1),
        ),
        Command(
            id="previous_row",
            words=say("Previous row"),
            menu="go",
            group="rows",
            keys=("K", "Alt+Up"),
            enabled=lambda: window.desk.rows is not None,
            run=lambda: window.desk.step(-1),
        ),
        Command(
            id="next_part",
            words=say("Next part of the window"),
            menu="go",
            group="parts",
            keys=("F6",),
            run=lambda: window.walk.step(1),
        ),
        Command(
            id="previous_part",
            words=say("Previous part of the window"),
            menu="go",
            group="parts",
            keys=("Shift+F6",),
            run=lambda: window.walk.step(-1),
        ),
        Command(
            id="back",
            words=say("Back to the list"),
            menu="go",
            group="parts",
            keys=("Esc",),
            enabled=window.desk.can_go_back,
            run=window.desk.go_back,
        ),
    ]


def _search_or_do(window: MainWindow) -> None:
    window.acts.palette.open()  # the acts load when first used


def _account(window: MainWindow) -> list[Command]:
    return [
        Command(
            id="open_account",
            words=say("Open account"),
            menu="account",
            list_keys=("Return",),
            enabled=lambda: window.desk.account is not None,
            run=window.desk.open_account,
        )
    ]


def _help(window: MainWindow) -> list[Command]:
    return [
        Command(
            id="keys",
            words=say("Keyboard shortcuts"),
            menu="help",
            keys=("?", "Ctrl+/"),
            run=lambda: window_dialogs.show_keys(window),
        ),
        Command(
            id="about",
            words=say("About Satchel"),
            menu="help",
            group="about",
            role="about",
            run=lambda: window_dialogs.show_about(window),
        ),
    ]
