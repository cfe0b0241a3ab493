"""`start`: process start to the queue painted, against a bare widget.

With `SATCHEL_BENCH_PLATFORM` unset the Qt platform is the environment's, else `offscreen`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.books import make_book
from tests.bench.children import ROOT
from tests.bench.figures import Figure, middle, spread

SIZE = 1_000
_PATIENCE_SECONDS = 30.0

_PRIVATE_BUS = """
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec {python} -m tests.bench.start_on_bus "$@"
"""


def measure(rounds: int) -> list[Figure]:
    """The bars: twice the bare widget with the key at hand, 3.2 times with a real keyring."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder) / "book"
        key = make_book(profile, SIZE, SIZE)
        assert key is not None
        bare, ours = [], []
        for _ in range(rounds + 1):
            bare.append(bare_window())
            ours.append(
                painted([sys.executable, "-m", "tests.bench.window", str(profile), key.hex()])
            )
        # The first of each warms the disk cache.
        figures = [_figure("key at hand", ours[1:], bare[1:], 2.0)]
        kept = with_keyring(profile, key.hex(), rounds)
    if kept:
        figures.append(_figure("key from a real Secret Service", kept, bare[1:], 3.2))
    else:
        figures.append(
            Figure(
                bench="start",
                name="key from a real Secret Service",
                value=0,
                unit="not run",
                note="needs dbus-run-session and gnome-keyring-daemon",
            )
        )
    return figures


def bare_window() -> float:
    """Seconds from process start to the first paint of a bare QWidget."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.floor_window"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=screen(),
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        return time.perf_counter() - began


def painted(command: Sequence[str]) -> float:
    """Seconds from process start to the queue painted; the window is then closed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "trace.json"
        began = time.time()
        child = subprocess.Popen(
            command, cwd=ROOT, env=screen() | {"SATCHEL_TRACE_START": str(report)}
        )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not report.exists():
            if child.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the window was never painted")
            time.sleep(0.005)
        child.terminate()
        child.wait(timeout=20)
        reached: float = json.loads(report.read_text())["reached"]["painted"]
    return reached - began


def with_keyring(profile: Path, key: str, rounds: int) -> list[float]:
    """The same through a real Secret Service on a bus of its own; empty where there is none."""
    if not (shutil.which("dbus-run-session") and shutil.which("gnome-keyring-daemon")):
        return []
    with tempfile.TemporaryDirectory() as home:
        script = _PRIVATE_BUS.format(python=sys.executable)
        words = ["dbus-run-session", "--", "bash", "-c", script, "start", str(profile), key]
        env = screen() | {"HOME": home}
        env.pop("PYTHON_KEYRING_BACKEND", None)
        done = subprocess.run(
            [*words, str(rounds)], cwd=ROOT, env=env, capture_output=True, timeout=300, check=False
        )
    lines = done.stdout.decode().strip().splitlines()
    if done.returncode or not lines:
        raise RuntimeError(f"the start with a keyring failed: {done.stderr.decode()[-400:]}")
    found: list[float] = json.loads(lines[-1])
    return found


def screen() -> dict[str, str]:
    """The environment of a window under measurement."""
    found = dict(os.environ)
    # An installed program has its bytecode at hand; a first round of each kind writes it here.
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    if not (found.get("DISPLAY") or found.get("WAYLAND_DISPLAY")):
        found.setdefault("QT_QPA_PLATFORM", "offscreen")
    return found


def _figure(name: str, ours: Sequence[float], bare: Sequence[float], bar: float) -> Figure:
    return Figure(
        bench="start",
        name=f"{SIZE:,} accounts, {name}, against a bare widget",
        value=middle(ours) / middle(bare),
        unit="×",
        bar=bar,
        note=f"{middle(ours):.3f} s ({spread(ours)}), bare {middle(bare):.3f} s ({spread(bare)})",
    )
