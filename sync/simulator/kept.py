"""What happened at a simulator, in a file beside a kept sample: a restart forgets nothing of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sync.simulator.seed import Step


def steps_in(file: Path) -> Iterator[Step]:
    """The steps a file holds, in order; none where there is no file, and no damaged line."""
    try:
        lines = file.read_bytes().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Step)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue  # cut off where the last run was


def add_step(file: Path, step: Step) -> None:
    """Writes one more step; the file is its owner's alone, like the book beside it."""
    # Whole before the answer leaves: what the book holds as sent, the next start must know.
    line = msgspec.json.encode(step) + b"\n"
    made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(made, b"\n" + line if _is_cut_off(file) else line)
    finally:
        os.close(made)


def _is_cut_off(file: Path) -> bool:
    with file.open("rb") as read:
        size = read.seek(0, os.SEEK_END)
        if not size:
            return False
        read.seek(size - 1)
        return read.read(1) != b"\n"
