"""`memory`: all processes of an open window at rest, against a bare widget."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.books import make_book
from tests.bench.children import ROOT, family, resident_kb
from tests.bench.figures import Figure, middle
from tests.bench.start import screen

SETTLED_SECONDS = 3.0
PATIENCE_SECONDS = 30.0
"""The engine ends by itself some seconds after its run; only then is the window at rest."""
LARGE, SMALL = (5_000, 200_000), (100, 1_000)


def measure(rounds: int) -> list[Figure]:
    """At most 2.6 times a bare widget; at most 1.3 times the same with 100 accounts."""
    bare = [at_rest(["tests.bench.floor_window", "stay"]) for _ in range(rounds)]
    sizes: dict[tuple[int, int], float] = {}
    for size in (LARGE, SMALL):
        with tempfile.TemporaryDirectory() as folder:
            profile = Path(folder) / "book"
            key = make_book(profile, *size)
            assert key is not None
            words = ["tests.bench.window", str(profile), key.hex()]
            sizes[size] = middle([at_rest(words) for _ in range(rounds)])
    return [
        Figure(
            bench="memory",
            name="5,000 accounts, 200,000 notes, against a bare widget",
            value=sizes[LARGE] / middle(bare),
            unit="×",
            bar=2.6,
            note=f"{sizes[LARGE] / 1024:.0f} MB, bare {middle(bare) / 1024:.0f} MB",
        ),
        Figure(
            bench="memory",
            name="the same against 100 accounts",
            value=sizes[LARGE] / sizes[SMALL],
            unit="×",
            bar=1.3,
            note=f"100 accounts: {sizes[SMALL] / 1024:.0f} MB",
        ),
    ]


def at_rest(words: list[str]) -> float:
    """Resident kB of a window and all that it started, some seconds after it was opened."""
    child = subprocess.Popen(
        [sys.executable, "-m", *words], cwd=ROOT, env=screen(), stdout=subprocess.DEVNULL
    )
    try:
        time.sleep(SETTLED_SECONDS)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(family(child.pid)) > 1 and time.monotonic() < deadline:
            time.sleep(0.2)
        if child.poll() is not None:
            raise RuntimeError(f"{words[0]} ended before it was measured")
        return float(resident_kb(family(child.pid)))
    finally:
        child.terminate()
        child.wait(timeout=20)
