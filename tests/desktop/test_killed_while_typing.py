"""Killed with -9 while somebody types, the window loses at most the last second of a note."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from book import drafts
from book.profile import Profile
from book.store import Store
from desktop.start_trace import VARIABLE
from sync.simulator import DEMO_EMAIL, Simulator
from tests.conftest import DEEP
from tests.desktop.processes import wait_until
from tests.desktop.typing_hands import BEGINNING, typed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
LOST_AT_MOST_SECONDS = 1.0
KILLS = 12 if DEEP else 3
KEY = "sk_live_pretend_typing_00112233"


def test_at_most_one_second_of_text_is_lost(satchel, tmp_path):
    assert satchel("init", "--encryption", "none").status == 0
    with Simulator(accounts=4, key=KEY) as crm:
        words = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin"]
        assert satchel(*words, said=KEY).status == 0
        assert satchel("sync").status == 0
        lots = random.Random(20261124)
        for turn in range(KILLS):
            log = tmp_path / f"keys-{turn}"
            killed_at = kill_while_typing(satchel, log, after=lots.uniform(2.0, 3.2))
            kept = kept_signs(satchel.profile)
            due = typed_until(log, killed_at - LOST_AT_MOST_SECONDS)
            assert due > 5, "the hands typed for more than a second"
            assert kept >= due, f"kept {kept} signs, {due} were typed more than a second before"


def kill_while_typing(satchel, log: Path, after: float) -> float:
    """Opens the window, lets the hands type for so long, kills it; returns the moment before."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "typing_hands", str(satchel.profile), str(log)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**satchel.environment, "QT_QPA_PLATFORM": "offscreen", VARIABLE: f"{log}-painted"},
        cwd=satchel.profile.parent,
    )
    try:
        assert wait_until(lambda: log.exists() or process.poll() is not None, 40)
        assert process.poll() is None, process.stderr.read()[-2000:]
        wait_until(lambda: False, after)
        moment = time.monotonic()
        os.kill(process.pid, signal.SIGKILL)
        return moment
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def typed_until(log: Path, moment: float) -> int:
    """How many signs had been typed by then."""
    rows = [line.split() for line in log.read_text().splitlines()]
    return max(
        (int(row[0]) for row in rows if len(row) == 2 and float(row[1]) <= moment), default=0
    )


def kept_signs(profile: Path) -> int:
    """How many of the signs the hands typed stand in the newest draft, without a gap."""
    with closing(Store.open(Profile(profile), None)) as store:
        draft, _ = max(drafts.drafts(store), key=lambda one: one[0].id)
    (line,) = (line for line in draft.body.split("\n") if line.startswith(BEGINNING.strip()))
    assert line == typed(len(line)), "what is kept is what was typed, from its first sign on"
    return len(line)
