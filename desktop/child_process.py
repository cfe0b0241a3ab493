"""How Satchel starts itself again: the command line and the environment of its children."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PASSPHRASE_VARIABLE: Final = "SATCHEL_PASSPHRASE"
_INSTALLED: Final = ("site-packages", "dist-packages")


def child_command(*words: str) -> list[str]:
    """The words that start this same program with a command, frozen or from source."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    # -P keeps the folder we happen to stand in off the import path: a `book/` there is not ours.
    return [sys.executable, "-P", "-m", "desktop", *words]


def module_command(module: str, *words: str) -> list[str]:
    """The words that run one of our modules in a process of its own (from source only)."""
    return [sys.executable, "-P", "-m", module, *words]


def child_environment() -> dict[str, str]:
    """This process's environment for a child, without the passphrase it has no use for."""
    environment = {k: v for k, v in os.environ.items() if k != PASSPHRASE_VARIABLE}
    if not getattr(sys, "frozen", False) and ROOT.name not in _INSTALLED:
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{known}" if known else str(ROOT)
    return environment
