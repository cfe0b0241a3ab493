"""Work measured in processes of its own: wall time, processor time, peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

ROOT = Path(__file__).parents[2]


class Ran(Struct, frozen=True, kw_only=True):
    """How one process did: seconds, peak kilobytes, and the JSON line it printed last."""

    wall: float
    cpu: float
    peak_kb: int
    said: dict[str, Any]


def run(module: str, words: Sequence[str], more: Mapping[str, str] | None = None) -> Ran:
    """Runs `python -m module words…` to its end; raises RuntimeError when it fails."""
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env={**os.environ, **(more or {})},
    )
    assert child.stdout is not None
    output = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if child.returncode:
        raise RuntimeError(f"{module} {' '.join(words)} ended with {child.returncode}")
    lines = output.decode().strip().splitlines()
    said = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    return Ran(wall=wall, cpu=used.ru_utime + used.ru_stime, peak_kb=used.ru_maxrss, said=said)


def resident_kb(pids: Sequence[int]) -> int:
    """The resident memory of some processes together, in kB (Linux)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1])
    return total


def family(pid: int) -> list[int]:
    """A process and all that it started, still running (Linux)."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found
