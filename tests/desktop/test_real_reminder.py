"""A notice on a real bus: a service shows what is due, and its button finishes the task."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import time

import pytest

from book import task_writing
from book.clock import local_day, system_clock
from book.records import AccountId
from book.rules import load
from tests.desktop.book_at_hand import small_book
from tests.desktop.conftest import ROOT, Satchel
from ui.settings import Settings

NEEDED = ("Xvfb", "dbus-run-session")


@pytest.mark.skipif(
    not all(map(shutil.which, NEEDED)), reason="needs Xvfb and dbus-run-session on this machine"
)
def test_the_button_of_the_notice_finishes_the_task(satchel: Satchel) -> None:
    with small_book(satchel.profile.parent) as store:
        task_writing.add_task(
            store,
            load(),
            AccountId(1),
            "Send the plan",
            due=local_day(system_clock()),
            at_time=time(0),
        )
    Settings.of_profile(satchel.profile).change(
        quiet_from="", quiet_to="", silent_kinds=("digest",)
    )
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-m", "tests.desktop.real_reminder",
         str(satchel.profile)],
        cwd=ROOT, env=satchel.environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [one["kind"] for one in said] == ["ready", "notice", "pressed"], done.stderr
    assert said[1]["title"] == "Send the plan"
    assert said[1]["acts"][-6:] == ["done", "Done", "later", "Snooze 1 h", "open", "Open"]
    assert "done" in done.stdout.splitlines()
