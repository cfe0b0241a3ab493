"""What can be done to the log of recordings, as entries of the registry."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ui.commands import Command
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.recording_acts import RecordingActs
    from ui.writing.recording_places import RecordingPlaces

RECORDINGS: Final = "recordings"


def recording_commands(window: MainWindow) -> list[Command]:
    """They act on the page of recordings alone."""

    def here() -> bool:
        return window.desk.area.key == RECORDINGS

    def on_one() -> bool:
        shown = window.desk.shown if here() else None
        return (
            shown is not None
            and shown.rows is not None
            and shown.rows.current_account() is not None
        )

    def on_moment() -> bool:
        page = window.acts.recordings.page if on_one() and window.awake else None
        return page is not None and page.moment() is not None

    def is_shared() -> bool:
        page = window.acts.recordings.page if on_one() and window.awake else None
        one = page.recording() if page is not None else None
        return one is not None and one.shared_on is not None

    def do(act: Callable[[RecordingActs], object]) -> Callable[[], object]:
        return lambda: act(window.acts.recordings)

    def command(
        name: str,
        words: str,
        act: Callable[[RecordingActs], object],
        *keys: str,
        enabled: Callable[[], bool] = on_one,
        checked: Callable[[], bool] | None = None,
    ) -> Command:
        return Command(
            id=name,
            words=words,
            menu="edit",
            group="recordings",
            keys=keys,
            enabled=enabled,
            checked=checked,
            run=do(act),
        )

    return [
        command("paste_recording", say("Log the link on the clipboard"), lambda acts: acts.paste(),
                "Ctrl+V", enabled=here),
        command("copy_recording", say("Copy link at this moment"), lambda acts: acts.copy(),
                "Ctrl+C"),
        command("add_moment", say("Add moment…"), lambda acts: acts.ask_moment(), "+"),
        command("share_recording", say("The customer has the recording"),
                lambda acts: acts.share(), "Y", checked=is_shared),
        command("name_recording", say("Name the recording…"), lambda acts: acts.ask_title(),
                "Ctrl+Shift+E"),
        command("delete_moment", say("Delete moment"), lambda acts: acts.delete_moment(),
                enabled=on_moment),
        command("delete_recording", say("Delete from the log"), lambda acts: acts.delete(),
                "Ctrl+Del"),
        *_places(window, here, on_one),
    ]  # fmt: skip


def _places(
    window: MainWindow, here: Callable[[], bool], on_one: Callable[[], bool]
) -> list[Command]:
    """Folders, what a recording hangs on, and when it began."""
    settings = window.settings

    def can_align() -> bool:
        page = window.acts.recordings.page if on_one() and window.awake else None
        one = page.recording() if page is not None else None
        return one is not None and any(each.clock_s is not None for each in one.moments)

    def command(
        name: str,
        words: str,
        act: Callable[[RecordingPlaces], object],
        *keys: str,
        enabled: Callable[[], bool] = on_one,
    ) -> Command:
        return Command(
            id=name,
            words=words,
            menu="edit",
            group="recording_places",
            keys=keys,
            enabled=enabled,
            run=lambda: act(window.acts.places),
        )

    return [
        command("align_recording", say("Align the call's marks"),
                lambda acts: acts.focus_align(), "=", enabled=can_align),
        command("move_recording", say("Move to a folder…"), lambda acts: acts.ask_folder(), "V"),
        command("show_folder", say("Show one folder…"), lambda acts: acts.ask_shown(),
                "Ctrl+Shift+F", enabled=here),
        command("open_folder", say("Open its folder"), lambda acts: acts.open_folder(), "Ctrl+O"),
        command("attach_recording", say("Attach to a ticket or note…"),
                lambda acts: acts.ask_attach(), "Ctrl+Shift+H"),
        Command(
            id="ask_loom",
            words=say("Ask Loom for titles"),
            menu="edit",
            group="recording_titles",
            checked=lambda: settings.choices.ask_loom == "yes",
            run=lambda: settings.change(
                ask_loom="no" if settings.choices.ask_loom == "yes" else "yes"
            ),
        ),
    ]  # fmt: skip
