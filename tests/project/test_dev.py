"""The doors: when they may touch the system, what they run, and that a second call is quick."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.repository import ROOT, dev

posix = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")


@pytest.mark.skipif(
    Path("/etc/X11/default-display-manager").exists(), reason="somebody's desktop is here"
)
def test_a_bare_machine_is_nobodys_desktop_even_under_xvfb():
    assert not dev.is_persons_desktop({"DISPLAY": ":99", "HOME": "/"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XDG_CURRENT_DESKTOP", "GNOME"),
        ("DESKTOP_SESSION", "plasma"),
        ("WAYLAND_DISPLAY", "wayland-0"),
        ("XDG_SESSION_TYPE", "x11"),
        ("SUDO_UID", "1000"),
    ],
)
def test_a_desktop_session_is_somebodys(name, value):
    assert dev.is_persons_desktop({name: value})


def test_a_missing_library_is_told_by_the_package_that_brings_it():
    assert dev.missing_libraries({"libno-such-thing.so.9": "libno9"}) == ["libno9"]


def test_without_leave_to_install_the_one_command_is_said(monkeypatch):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    with pytest.raises(dev.Stop) as stop:
        dev.apt_install(["libegl1", "python3-venv"])
    assert "libegl1 python3-venv" in str(stop.value)


@pytest.mark.parametrize(
    ("arguments", "some"),
    [
        ([], False),
        (["-q"], False),
        (["-x", "--durations=5"], False),
        (["tests/book"], True),
        (["-k", "queue"], True),
        (["--lf"], True),
    ],
)
def test_a_path_or_an_expression_asks_for_some_tests_only(arguments, some):
    assert dev.names_tests(arguments) is some


@posix
def test_the_gate_runs_every_step_also_after_one_failed(tmp_path, capfd):
    # A stand-in for Python that fails at types and writes down what it was asked.
    asked = tmp_path / "asked"
    stand_in = tmp_path / "python"
    stand_in.write_text(f'#!/bin/sh\necho "$2" >>"{asked}"\ncase "$2" in mypy) exit 3;; esac\n')
    stand_in.chmod(0o755)
    assert dev.run_gate(stand_in, [], deep=False, hints=True) == 1
    assert len(asked.read_text().splitlines()) == len(dev.STATIC_STEPS) + 1
    said = capfd.readouterr().err
    assert "Failed: types" in said
    assert "types: ok" not in said
    assert "lint: ok" in said


@posix
def test_the_gate_passes_when_all_does_and_hands_deep_on(tmp_path):
    stand_in = tmp_path / "python"
    stand_in.write_text(f'#!/bin/sh\necho "$SATCHEL_DEEP" >>"{tmp_path}/deep"\n')
    stand_in.chmod(0o755)
    assert dev.run_gate(stand_in, [], deep=True, hints=False) == 0
    assert set((tmp_path / "deep").read_text().split()) == {"1"}


def test_a_torn_stamp_is_no_stamp(tmp_path, monkeypatch):
    monkeypatch.setattr(dev, "STAMP", tmp_path / "stamp.json")
    assert dev.read_stamp() == {}
    (tmp_path / "stamp.json").write_text('{"base": ')
    assert dev.read_stamp() == {}
    (tmp_path / "stamp.json").write_text(json.dumps({"base": "3.11"}))
    assert dev.read_stamp() == {"base": "3.11"}


def test_an_unknown_command_is_a_usage_error_that_names_the_known():
    done = subprocess.run(
        [sys.executable, "dev.py", "fly"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "run" in done.stderr


def test_ci_calls_the_same_door():
    script = ROOT / ".ci" / "run"
    assert "python3 dev.py test" in script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)
