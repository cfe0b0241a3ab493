"""`satchel open` where it is said with options that only the command line knows."""

from __future__ import annotations

from argparse import Namespace

from desktop.app import open_window


def open_uri(said: Namespace) -> int:
    """Shows the window, or brings the open one to the front."""
    return open_window(said.profile, said.uri, debug=said.debug)
