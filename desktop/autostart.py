"""Whether Satchel starts when the person signs in: an entry of the system's own, on or off.

Linux: a file in the autostart folder of the XDG autostart specification. macOS: a launch agent.
Windows: a value under the person's Run key, which the task manager shows.
"""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from configparser import ConfigParser, Error
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Protocol

from book.errors import Refused
from desktop.app import APP_ID
from desktop.child_process import child_command, child_environment

IN_BACKGROUND: Final = "--in-background"
"""The word of a start that nobody asked for just now."""
_RUN_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
_NAME: Final = "Satchel"
_GROUP: Final = "Desktop Entry"
_RESERVED: Final = frozenset(" \t\n\"'\\><~|&;$*?#()`")


class Autostart(Protocol):
    """The entry of one person on one system. All raise Refused where it cannot be read or made."""

    def is_on(self) -> bool:
        """Whether Satchel starts with the session."""

    def turn_on(self) -> None:
        """From the next sign-in on it starts."""

    def turn_off(self) -> None:
        """It does not start by itself any more."""


def autostart(profile: Path, environment: Mapping[str, str] = os.environ) -> Autostart:
    """This system's entry, for the profile in that folder."""
    command = child_command("--profile", str(profile), IN_BACKGROUND)
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "win32":
        return RunKey(command)
    more = {name: value for name, value in child_environment().items() if name == "PYTHONPATH"}
    if sys.platform == "darwin":
        return LaunchAgent(command, home / "Library" / "LaunchAgents", more)
    config = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    return AutostartFile(command, config / "autostart", more)


class AutostartFile:
    """`satchel.desktop` among what the desktop starts with the session."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.file = folder / f"{APP_ID}.desktop"
        words = [f"{name}={value}" for name, value in (environment or {}).items()]
        self._words = ["env", *words, *command] if words else list(command)

    def is_on(self) -> bool:
        """A file that says `Hidden=true` is off, as desktops write it."""
        entry = ConfigParser(interpolation=None, strict=False)
        entry.optionxform = str  # type: ignore[assignment,method-assign]  # its keys have capitals
        try:
            entry.read(self.file, encoding="utf-8")
        except (Error, OSError, UnicodeDecodeError):
            return False
        if _GROUP not in entry:
            return False
        hidden = entry[_GROUP].get("Hidden", "false").lower() == "true"
        held = entry[_GROUP].get("X-GNOME-Autostart-enabled", "true").lower() == "false"
        return not hidden and not held

    def turn_on(self) -> None:
        """Writes the file anew, so that it starts the program that is running now."""
        line = " ".join(exec_word(word) for word in self._words)
        text = (
            f"[{_GROUP}]\nType=Application\nName={_NAME}\nExec={line}\nIcon={APP_ID}\n"
            "Terminal=false\nX-GNOME-Autostart-enabled=true\n"
        )
        _write(self.file, text.encode())

    def turn_off(self) -> None:
        """Takes the file away."""
        _remove(self.file)


class LaunchAgent:
    """A property list that launchd reads when the person signs in."""

    def __init__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.file = folder / f"{APP_ID}.plist"
        self._wanted = {
            "Label": APP_ID,
            "ProgramArguments": list(command),
            "EnvironmentVariables": dict(environment or {}),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }

    def is_on(self) -> bool:
        """Whether there is one that starts the program and is not switched off."""
        try:
            stands = plistlib.loads(self.file.read_bytes())
        except (OSError, ValueError):
            return False
        return bool(stands.get("RunAtLoad")) and not stands.get("Disabled", False)

    def turn_on(self) -> None:
        """Writes it anew."""
        _write(self.file, plistlib.dumps(self._wanted))

    def turn_off(self) -> None:
        """Takes it away."""
        _remove(self.file)


class RunKey:
    """A value in the registry of Windows; `registry` is Python's own module for it."""

    def __init__(self, command: Sequence[str], registry: Any = None) -> None:
        self._line = subprocess.list2cmdline(command)
        self._registry = registry if registry is not None else import_module("winreg")

    def is_on(self) -> bool:
        """Whether the value is there."""
        reg = self._registry
        try:
            with reg.OpenKey(reg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                return bool(reg.QueryValueEx(key, _NAME)[0])
        except OSError:
            return False

    def turn_on(self) -> None:
        """Sets the value."""
        reg = self._registry
        try:
            with reg.CreateKey(reg.HKEY_CURRENT_USER, _RUN_KEY) as key:
                reg.SetValueEx(key, _NAME, 0, reg.REG_SZ, self._line)
        except OSError as error:
            raise _refused(error) from error

    def turn_off(self) -> None:
        """Deletes the value."""
        reg = self._registry
        try:
            with reg.OpenKey(reg.HKEY_CURRENT_USER, _RUN_KEY, 0, reg.KEY_SET_VALUE) as key:
                reg.DeleteValue(key, _NAME)
        except FileNotFoundError:
            return
        except OSError as error:
            raise _refused(error) from error


def exec_word(word: str) -> str:
    """One word as the `Exec` key of a desktop entry quotes it (Desktop Entry Specification)."""
    plain = word.replace("%", "%%")
    if plain and not set(plain) & _RESERVED:
        return plain
    for sign in ("\\", '"', "`", "$"):
        plain = plain.replace(sign, f"\\{sign}")
    # The value is a string of the file's too, where a backslash is written twice.
    return '"' + plain.replace("\\", "\\\\") + '"'


def _write(file: Path, content: bytes) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as error:
        raise _refused(error) from error


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise _refused(error) from error


def _refused(error: OSError) -> Refused:
    return Refused(
        f"What starts when you sign in cannot be changed ({error.strerror}).",
        "Change it in your system's own settings.",
    )
