"""The entry that starts Satchel with the session: on, off, and what a desktop makes of it."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import pytest

from book.errors import Refused
from desktop.autostart import (
    IN_BACKGROUND,
    AutostartFile,
    LaunchAgent,
    RunKey,
    autostart,
    exec_word,
)


def entry(file: Path) -> dict[str, str]:
    read = ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(file)
    return dict(read["Desktop Entry"])


def words_of(line: str) -> list[str]:
    """What a desktop starts: the value as a string of the file, then split as a shell would."""
    said = line.replace("\\\\", "\\")
    done = subprocess.run(["sh", "-c", f"printf '%s\\0' {said}"], capture_output=True, check=True)
    return [word.replace("%%", "%") for word in done.stdout.decode().split("\0")[:-1]]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the entry of Linux")
def test_on_it_starts_this_program_on_this_profile_and_off_it_is_gone(tmp_path):
    one = autostart(tmp_path / "My book", {"HOME": str(tmp_path)})
    assert not one.is_on()
    one.turn_on()
    assert one.is_on()
    file = tmp_path / ".config" / "autostart" / "satchel.desktop"
    words = words_of(entry(file)["Exec"])
    assert words[-3:] == ["--profile", str(tmp_path / "My book"), IN_BACKGROUND]
    assert sys.executable in words
    one.turn_off()
    assert not one.is_on() and not file.exists()
    one.turn_off()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_switched_off_by_the_desktop_it_is_off_and_can_be_turned_on_again(tmp_path, line):
    one = AutostartFile(["satchel"], tmp_path)
    one.file.write_text(f"[Desktop Entry]\nType=Application\nExec=satchel\n{line}\n")
    assert not one.is_on()
    one.turn_on()
    assert one.is_on()


def test_a_file_that_is_none_counts_as_off(tmp_path):
    one = AutostartFile(["satchel"], tmp_path)
    one.file.write_bytes(b"\xff\xfe no entry")
    assert not one.is_on()


@pytest.mark.skipif(sys.platform == "win32", reason="asks a shell")
@pytest.mark.parametrize(
    "word", ["satchel", "/a b/c", 'say "so"', "50%", "$HOME", "back\\slash", "tick`", ""]
)
def test_a_word_comes_back_as_it_was(word):
    assert words_of(exec_word(word)) == [word]


def test_a_launch_agent_says_what_to_start_and_can_be_disabled(tmp_path):
    one = LaunchAgent(["/Apps/satchel", IN_BACKGROUND], tmp_path, {"PYTHONPATH": "/src"})
    one.turn_on()
    stands = plistlib.loads(one.file.read_bytes())
    assert stands["ProgramArguments"] == ["/Apps/satchel", IN_BACKGROUND]
    assert one.is_on()
    one.file.write_bytes(plistlib.dumps({**stands, "Disabled": True}))
    assert not one.is_on()
    one.turn_off()
    assert not one.file.exists()


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="root may write")
def test_a_folder_that_takes_no_writes_is_said(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Refused, match="cannot be changed"):
        AutostartFile(["satchel"], tmp_path / "autostart").turn_on()


def test_a_file_in_the_folders_place_is_said(tmp_path):
    (tmp_path / "autostart").write_text("")
    with pytest.raises(Refused, match="cannot be changed"):
        AutostartFile(["satchel"], tmp_path / "autostart").turn_on()


class Registry:
    """As much of `winreg` as is asked for, over a dictionary."""

    HKEY_CURRENT_USER, REG_SZ, KEY_SET_VALUE = "HKCU", 1, 2

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    @contextmanager
    def OpenKey(self, _root: str, path: str, _reserved: int = 0, _access: int = 0):
        assert path.endswith(r"CurrentVersion\Run")
        yield path

    CreateKey = OpenKey

    def QueryValueEx(self, _key: str, name: str) -> tuple[str, int]:
        if name not in self.values:
            raise FileNotFoundError(name)
        return self.values[name], self.REG_SZ

    def SetValueEx(self, _key: str, name: str, _zero: int, kind: int, value: str) -> None:
        assert kind == self.REG_SZ
        self.values[name] = value

    def DeleteValue(self, _key: str, name: str) -> None:
        if self.values.pop(name, None) is None:
            raise FileNotFoundError(name)


def test_a_value_in_the_registry_quotes_its_words():
    registry = Registry()
    one = RunKey([r"C:\Program Files\satchel.exe", IN_BACKGROUND], registry)
    assert not one.is_on()
    one.turn_on()
    assert one.is_on()
    assert registry.values == {"Satchel": rf'"C:\Program Files\satchel.exe" {IN_BACKGROUND}'}
    one.turn_off()
    one.turn_off()
    assert not one.is_on()
