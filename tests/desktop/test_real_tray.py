"""A real tray on a real bus: it gets the sign, its menu is ours, and a line of it does its work."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.desktop.book_at_hand import small_book
from tests.desktop.conftest import ROOT, Satchel

NEEDED = ("Xvfb", "dbus-run-session")


@pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason="needs Xvfb and dbus-run-session on this machine"
)
def test_the_tray_shows_the_sign_and_its_menu_opens_a_capture(satchel: Satchel) -> None:
    with small_book(satchel.profile.parent):
        pass
    words = ["dbus-run-session", "--", sys.executable, "-m", "tests.desktop.real_tray"]
    done = subprocess.run(
        [*words, str(satchel.profile)],
        cwd=ROOT,
        env=satchel.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [one["kind"] for one in said[:3]] == ["ready", "sign", "menu"], done.stderr
    assert said[1]["id"] == "satchel"
    assert said[1]["tooltip"].startswith("Satchel: ")
    assert said[2]["lines"][:2] == ["Open Satchel", "Quick capture"]
    assert said[2]["lines"][-1] == "Quit Satchel"
    assert "shown" in done.stdout.splitlines()
