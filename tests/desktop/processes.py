"""What runs on this machine, read from /proc: descendants, their words, their environment."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def children(pid: int) -> list[int]:
    """The processes started by a process, and by those, and so on."""
    found: list[int] = []
    for parent, child in _parents().items():
        if child == pid:
            found += [parent, *children(parent)]
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def exposed(pid: int) -> bytes:
    """What every user of the machine's process list, or a child, could read of a process."""
    try:
        return b"".join((PROC / str(pid) / name).read_bytes() for name in ("cmdline", "environ"))
    except OSError:
        return b""


def wait_until(true: Callable[[], object], seconds: float = 20.0) -> bool:
    """Waits for something to become so; False when it does not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return bool(true())


def _parents() -> dict[int, int]:
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if fields[0] != "Z":
                found[int(folder.name)] = int(fields[1])
    return found
