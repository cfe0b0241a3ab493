"""What went wrong that nobody foresaw: one place to write it down, without secrets.

The window has no terminal to complain on, so it keeps a small file in the profile's `logs`
folder; before a profile is known, standard error has to do.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from desktop.redaction import redacted

FILE_NAME: Final = "faults.log"
LARGEST_BYTES: Final = 512 * 1024


class _Place:
    """Where faults are written, once it is known."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.debug = False


_place = _Place()


def keep_in(folder: Path, *, debug: bool = False) -> None:
    """Writes faults to that folder from now on; with `debug` also to standard error."""
    _place.folder = folder
    _place.debug = debug


def record(where: str, error: BaseException) -> None:
    """Writes one fault down with its traceback, secrets taken out."""
    text = "".join(traceback.format_exception(error))
    when = datetime.now(UTC).isoformat(timespec="seconds")
    _write(f"{when} {where}\n{redacted(text)}\n")
    print(f"satchel: {where} failed ({type(error).__name__}).", file=sys.stderr, flush=True)


def install() -> None:
    """Sends to `record` what would otherwise end as a traceback: slots, callbacks, threads."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        record("The window", error.with_traceback(trace))

    sys.excepthook = hook


def _write(text: str) -> None:
    if _place.debug:
        print(text, file=sys.stderr, flush=True)
    if _place.folder is None:
        return
    file = _place.folder / FILE_NAME
    try:
        if file.exists() and file.stat().st_size > LARGEST_BYTES:
            file.replace(file.with_suffix(".old.log"))
        handle = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as out:
            out.write(text)
    except OSError:
        print("satchel: the log of faults cannot be written.", file=sys.stderr, flush=True)
