"""The one door: `satchel` and `python -m desktop`. Decides which part of the program to load.

The window must not pay for the command line, nor the keyring's helper for either, so this
module imports next to nothing and reads the few words that lead to a window by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final, NamedTuple

_INTERRUPTED: Final = 130
_CAPTURE: Final = "satchel://note"
"""The link that opens the capture window, `desktop.links.CAPTURE`; not imported from there, as
most starts need no links."""


class WindowWords(NamedTuple):
    """What was said on a command line that opens the window."""

    profile: str | None
    uri: str | None
    debug: bool
    background: bool = False
    """Whether it starts with the session, with nobody waiting for its window."""


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit status."""
    try:
        status = _run(list(sys.argv[1:] if words is None else words))
    except KeyboardInterrupt:  # while the program was still being loaded
        status = _INTERRUPTED
    if status == _INTERRUPTED:
        import signal

        # A second Ctrl-C would be a traceback while Python shuts down.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return status


def _run(said: list[str]) -> int:
    if said == ["key"]:
        from desktop.keyring_asker import main as answer_questions

        return answer_questions()
    if said == ["engine"]:
        from desktop.engine_process import main as run_engine

        return run_engine()
    if said[:1] == ["simulator"]:
        from sync.simulator.__main__ import main as serve_sample

        return serve_sample(said[1:])
    window = window_words(said)
    if window is not None:
        from desktop.supervisor import supervised

        return supervised(lambda: _open_window(window), debug=window.debug)
    from desktop.command_line import run

    return run(said)


def window_words(said: Sequence[str]) -> WindowWords | None:
    """Reads `[--profile DIR] [--debug] [--in-background] [open [URI] | capture]`; None for
    anything else."""
    profile, debug, background, rest = None, False, False, list(said)
    while rest and rest[0].startswith("--"):
        option, given, value = rest.pop(0).partition("=")
        if option == "--debug" and not given:
            debug = True
        elif option == "--in-background" and not given:
            background = True
        elif option == "--profile" and (value or (not given and rest)):
            profile = value or rest.pop(0)
        else:
            return None
    if rest == ["capture"]:
        rest = [_CAPTURE]
    elif rest[:1] == ["open"]:
        del rest[0]
        if rest and rest[0].startswith("-"):
            return None
    elif rest:
        return None
    if len(rest) > 1:
        return None
    return WindowWords(profile, rest[0] if rest else None, debug, background)


def _open_window(said: WindowWords) -> int:
    from desktop.app import open_window

    return open_window(said.profile, said.uri, debug=said.debug, background=said.background)


if __name__ == "__main__":
    sys.exit(main())
