"""`satchel engine`, hidden: the process in which all network code of the window runs."""

from __future__ import annotations

import os
import sys
from typing import Final

_NICER_BY: Final = 5


def main() -> int:
    """Steps back behind the window's process, then serves the pipe until it closes."""
    if sys.platform != "win32":
        os.nice(_NICER_BY)  # on Windows the parent chose the priority class when it started us
    from sync.pipe import main as serve

    return serve()
