"""Notices on a real bus: shown, pressed, without buttons, and without any service."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.desktop.conftest import ROOT

pytestmark = pytest.mark.skipif(
    shutil.which("dbus-run-session") is None, reason="needs dbus-run-session on this machine"
)


def shown(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.desktop.real_notices", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_it_is_shown_with_its_button_and_the_press_comes_back():
    found = shown("done")
    assert found["took"] and found["buttons"]
    assert found["act"] == ["task:1", "done"]
    seen = found["seen"]
    assert (seen["application"], seen["title"]) == ("Satchel", "Send the plan")
    assert seen["body"] == "Alder ‹b›& Sons"
    assert seen["acts"][-2:] == ["done", "Done"]


def test_a_press_on_the_notice_itself_opens():
    assert shown("default")["act"] == ["task:1", "open"]


def test_a_service_without_buttons_gets_none():
    found = shown("", "plain")
    assert found["took"] and found["buttons"] is False
    assert "done" not in found["seen"]["acts"]


def test_where_nobody_listens_it_is_said_by_a_value():
    assert shown("nobody") == {"took": False, "buttons": None, "act": None}
