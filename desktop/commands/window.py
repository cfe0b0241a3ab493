"""`satchel open` and `capture` where they are said with what only the command line knows."""

from __future__ import annotations

from argparse import Namespace

from desktop.app import open_window
from desktop.links import CAPTURE


def open_uri(said: Namespace) -> int:
    """Shows the window, or brings the open one to the front."""
    return open_window(said.profile, said.uri, debug=said.debug)


def capture(said: Namespace) -> int:
    """Shows the capture window, of the window that runs or of one that is started."""
    return open_window(said.profile, CAPTURE, debug=said.debug)
