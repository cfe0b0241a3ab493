"""Kill -9 in the middle of sync and save: nothing is lost, nothing is doubled.

Twenty kills, two hundred with --deep. Who is killed and while doing what is drawn by lot, the
moment inside it too; what a kill hit is read from memory that outlives the child, and counted.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial

import pytest

from sync.simulator import DEMO_EMAIL, RateLimit, Simulator, launch
from tests.conftest import DEEP
from tests.desktop.conftest import Satchel
from tests.desktop.processes import wait_until
from tests.faults.crashes import CLASSES, ROOT, Crashes

KILLS = 200 if DEEP else 20
PROGRAM_KILLS = 40 if DEEP else 5
KEY = "sk_live_pretend_0123456789abcdef"
LEAST = 0.1
SEED = int(os.environ.get("SATCHEL_SEED", "0")) or (time.time_ns() % 2**31 if DEEP else 3)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.mark.timeout(3000 if DEEP else 400)
def test_a_crash_loses_nothing_and_doubles_nothing(tmp_path):
    with launch(accounts=4, rate_limit=None, folder=ROOT, quiet=True) as service:
        crashes = Crashes(tmp_path, service, SEED)
        try:
            for _ in range(KILLS):
                crashes.at_work()
                doing = crashes.kill()
                crashes.halt()
                crashes.classify(doing)
                assert crashes.check().startswith("0 ok:")
                crashes.settle()
        finally:
            crashes.stop()
        counted = ", ".join(f"{crashes.hit[name]} in {name}" for name in CLASSES)
        print(
            f"\n{KILLS} kills (seed {SEED}): {counted};"
            f" requests: {dict(crashes.requests)}; {crashes.saves} saves all there once"
        )
        doubled = {key: count for key, count in crashes.posted().items() if count > 1}
        assert not doubled
        assert crashes.saves > KILLS
        for name in CLASSES:
            assert crashes.hit[name] >= LEAST * KILLS, f"too few kills hit: {name}"


@pytest.mark.timeout(1500 if DEEP else 200)
def test_the_program_itself_is_killed_at_a_save_and_as_the_service_takes_a_write(tmp_path):
    """`satchel note` at any moment of its life, `satchel sync` as soon as a write is in the log."""
    chance = random.Random(SEED)
    with Simulator(accounts=4, key=KEY, limit=RateLimit(units=None)) as crm:
        satchel = Satchel(tmp_path, dict(os.environ))
        assert satchel("init", "--encryption", "none").status == 0
        words = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin"]
        assert satchel(*words, said=KEY).status == 0
        assert satchel("sync").status == 0
        name = satchel("accounts", "--json").json[0]["name"]
        began = time.monotonic()
        assert satchel("note", name, "words", "--subject", "Whole").status == 0
        life = time.monotonic() - began
        said, unsaid, sending = {"Whole"}, set[str](), 0
        for number in range(PROGRAM_KILLS):
            subject = f"Cut {number}"
            saving = satchel.start("note", name, "words", "--subject", subject)
            wait_until(partial(ended, saving), chance.uniform(life / 2, life * 1.1))
            saving.kill()
            out, _ = saving.communicate()
            (said if out.strip() else unsaid).add(subject)
            before = len(crm.requests("/resources", "POST"))
            assert satchel("task", name, f"Do {number}", "--due", "+2d").status == 0
            syncing = satchel.start("sync")
            assert wait_until(partial(more_than, crm, before))
            syncing.kill()
            syncing.communicate()
            sending += syncing.returncode == -signal.SIGKILL
            assert satchel("check").status == 0
        assert satchel("sync").status == 0
        assert satchel("outbox", "--json").json == []
        subjects = Counter(one["subject"] for one in crm.records("notes"))
        tasks = Counter(one["name"] for one in crm.records("tasks"))
        taken = Counter(
            json.loads(one.body)["externalId"]
            for one in crm.requests("/resources", "POST")
            if one.status == 200
        )
    print(f"\n{PROGRAM_KILLS} saves cut, {len(said) - 1} of them had said so; {sending} syncs cut")
    assert {subject: subjects[subject] for subject in said} == dict.fromkeys(said, 1)
    assert all(subjects[subject] <= 1 for subject in unsaid)
    names = [f"Do {number}" for number in range(PROGRAM_KILLS)]
    assert {name: tasks[name] for name in names} == dict.fromkeys(names, 1)
    assert set(taken.values()) == {1}
    assert sending > PROGRAM_KILLS // 2


def more_than(crm: Simulator, count: int) -> bool:
    """Whether more records than that were asked to be made."""
    return len(crm.requests("/resources", "POST")) > count


def ended(process: subprocess.Popen[str]) -> bool:
    """Whether a process is over."""
    return process.poll() is not None
