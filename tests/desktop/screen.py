"""A screen of its own with the program on it, and hands at its keyboard.

Xvfb is the screen; xdotool presses keys through the X server's test extension, so that they come
the way a keyboard's do: to whatever has the focus.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.start_trace import VARIABLE
from tests.desktop.conftest import Satchel
from tests.desktop.processes import wait_until

NEEDED = ("Xvfb", "xdotool")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
_PAINTED_SECONDS = 40.0
_DIALOG_SECONDS = 10.0
_CLIPBOARD = (
    "import sys; from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]);"
    " app.clipboard().setText(sys.argv[1]); print('there', flush=True); app.exec()"
)


_PASTED = (
    "from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]);"
    " print(app.clipboard().text())"
)


class Hands:
    """Presses keys on one screen and counts the chords; what is typed between is text."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.chords = 0

    def press(self, *chords: str) -> None:
        """Chords as X names them, one after the other: `Return`, `ctrl+Return`."""
        self.chords += len(chords)
        self._do("key", "--delay", "25", *chords)

    def write(self, text: str) -> None:
        """Types a text as it stands."""
        self._do("type", "--delay", "8", "--", text)

    def wait_for(self, title: str) -> None:
        """Waits until the window of that title has the keyboard, as a person does."""
        assert wait_until(lambda: self._focused().startswith(title), _DIALOG_SECONDS), (
            f"“{title}” did not get the keyboard; “{self._focused()}” has it"
        )

    def back_in_window(self) -> None:
        """Gives the keyboard back to the window after its dialog: nobody else is there to do so."""
        assert wait_until(lambda: len(_windows(self._environment)) == 1, _DIALOG_SECONDS)
        _focus(self._environment)

    def _focused(self) -> str:
        """The title of what has the keyboard; empty where that is the screen itself."""
        found = subprocess.run(
            ["xdotool", "getwindowfocus", "getwindowname"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        return found.stdout.strip()

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, timeout=60)


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """The variables of a screen of its own."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            display = told.readline().strip()
        assert display, "Xvfb did not start"
        yield {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait(timeout=10)


@contextmanager
def program(satchel: Satchel, shown_on: dict[str, str], folder: Path) -> Iterator[Hands]:
    """The window of a profile, painted and with the keyboard; ended afterwards."""
    environment = {**satchel.environment, **shown_on}
    painted = folder / "painted.json"
    process = subprocess.Popen(
        satchel.command(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**environment, VARIABLE: str(painted)},
        cwd=folder,
    )
    try:
        there = wait_until(lambda: painted.exists() or process.poll() is not None, _PAINTED_SECONDS)
        assert there, "the window was not painted"
        assert process.poll() is None, "the program ended before its window was there"
        _focus(environment)
        yield Hands(environment)
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def clipboard(shown_on: dict[str, str], text: str) -> Iterator[None]:
    """Another program on the screen that offers a text to be pasted."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CLIPBOARD, text],
        env={**os.environ, **shown_on},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "there"
        yield
    finally:
        process.kill()
        process.communicate(timeout=10)


def pasted(shown_on: dict[str, str]) -> str:
    """What another program on the screen would paste now."""
    done = subprocess.run(
        [sys.executable, "-c", _PASTED],
        env={**os.environ, **shown_on},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return done.stdout


def _windows(environment: dict[str, str]) -> list[str]:
    """The program's windows that are to be seen."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--class", "satchel"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    return found.stdout.split()


def _focus(environment: dict[str, str]) -> None:
    """Gives the window the keyboard: no window manager is there to do so."""
    found = subprocess.run(
        ["xdotool", "search", "--sync", "--onlyvisible", "--class", "satchel"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    window = found.stdout.split()[-1]
    subprocess.run(["xdotool", "windowfocus", "--sync", window], env=environment, check=True)
    time.sleep(0.2)
