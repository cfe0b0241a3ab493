"""Disks that can be filled: a small one where one can be mounted, and a limit on files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

_SIZE: Final = "3m"
_BLOCK: Final = 4096


class Disk(Protocol):
    """A folder whose disk can be filled to the brim and emptied again."""

    folder: Path

    def fill(self) -> None:
        """Leaves no room for another byte."""

    def make_room(self) -> None:
        """Lets go of what filled it."""


class SmallDisk:
    """A mounted disk of a few megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Writes until nothing more goes in."""
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(_BLOCK))
            except OSError:
                return

    def make_room(self) -> None:
        """Takes the filler away."""
        self._filler.unlink()

    def only_read(self, *, yes: bool) -> None:
        """Makes the disk one that can only be read, or takes that back."""
        way = "ro" if yes else "rw"
        subprocess.run(["mount", "-o", f"remount,{way}", self.folder], check=True)


class LimitedDisk:
    """A folder in which this process cannot make a file any longer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        """No write of this process succeeds, wherever in a file."""
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))

    def make_room(self) -> None:
        """Lifts the limit."""
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@contextmanager
def mounted(folder: Path) -> Iterator[SmallDisk | None]:
    """A small disk of its own at that folder; None where nothing may be mounted here."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        yield None
        return
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={_SIZE},mode=0700", "satchel-test", str(folder)]
    try:
        done = subprocess.run(words, check=False, capture_output=True)
    except FileNotFoundError:
        yield None
        return
    if done.returncode:
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def limited(folder: Path) -> Iterator[LimitedDisk]:
    """A folder of this process's own disk, with the limit lifted at the end in any case."""
    folder.mkdir()
    disk = LimitedDisk(folder)
    try:
        yield disk
    finally:
        disk.make_room()
