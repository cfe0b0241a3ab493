"""The whole test run in parts that run beside each other: `python -m tests.beside [pytest words]`.

One part more at a time than there are processors: the tests that start processes wait for them
half of their time. What a part prints is shown as a whole when it
has ended, with the seeds and figures that tests print. Each part has a temporary folder of its
own: pytest clears away what earlier runs left in its usual one, and two that do so at once trip
over each other.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parents[1]
LONGEST_FIRST: Final = (
    "tests/desktop",
    "tests/ui",
    "tests/faults",
    "tests/sync/hubspot",
    "tests/book",
    "tests/laptops",
    "tests/sync/salesforce",
    "tests/sync/simulator",
)
LEFT_OUT: Final = ("tests/project",)
"""What has a step of its own in `dev.py`."""
_NO_TESTS: Final = 5
"""pytest's status where nothing was selected."""


class Part(NamedTuple):
    """Some folders of tests, and the words that make pytest run them alone."""

    name: str
    words: tuple[str, ...]


class Running(NamedTuple):
    """A part under way."""

    part: Part
    process: subprocess.Popen[bytes]
    folder: Path
    begun: float

    @property
    def output(self) -> Path:
        """What it has printed so far."""
        return self.folder / "output.txt"


def parts(words: Sequence[str]) -> list[Part]:
    """The parts; the last is all that the others are not, so that no folder is forgotten."""
    ignored = (f"--ignore={folder}" for folder in (*LONGEST_FIRST, *LEFT_OUT))
    rest = Part("the other tests", (*words, "tests", *ignored))
    return [*(Part(folder, (*words, folder)) for folder in LONGEST_FIRST), rest]


def run(waiting: list[Part], most: int, folder: Path) -> bool:
    """Runs the parts, at most so many at a time; whether all passed."""
    running: list[Running] = []
    passed = True
    while waiting or running:
        while waiting and len(running) < most:
            running.append(_begun(waiting.pop(0), folder / str(len(waiting))))
        time.sleep(0.1)
        for one in [one for one in running if one.process.poll() is not None]:
            running.remove(one)
            passed = _ended(one) and passed
    return passed


def main() -> int:
    """Runs them all; returns the exit status."""
    most = 1 + (os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return 0 if run(parts(sys.argv[1:]), most, Path(folder)) else 1


def _begun(part: Part, folder: Path) -> Running:
    folder.mkdir()
    with (folder / "output.txt").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "pytest", f"--basetemp={folder / 'tmp'}", *part.words],
            cwd=ROOT,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    return Running(part, process, folder, time.monotonic())


def _ended(one: Running) -> bool:
    """Shows what a part said; a part in which nothing was selected has passed."""
    passed = one.process.returncode in (0, _NO_TESTS)
    sys.stdout.write(one.output.read_text(encoding="utf-8", errors="replace"))
    how = "ok" if passed else "FAILED"
    sys.stdout.write(f"-- {one.part.name}: {how}, {time.monotonic() - one.begun:.1f} s\n")
    sys.stdout.flush()
    shutil.rmtree(one.folder, ignore_errors=True)
    return passed


if __name__ == "__main__":
    raise SystemExit(main())
