"""Kill -9 in the middle of sync and save: nothing is lost, nothing is doubled.

Twenty kills at Vitally and six at each other service; two hundred each with --deep. Who is killed
and while doing what is drawn by lot, the moment inside it too; what a kill hit is read from memory
that outlives the child, and counted.
"""

from __future__ import annotations

import faulthandler
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from functools import partial

import pytest

from tests.conftest import DEEP
from tests.desktop.conftest import Satchel
from tests.desktop.processes import wait_until
from tests.faults.crashes import CLASSES, Crashes
from tests.faults.crms import Crm
from tests.faults.faces import FACES, MAIN
from tests.faults.looks import writes

KILLS = {
    face: int(os.environ.get("SATCHEL_KILLS", "0")) or (200 if DEEP else most)
    for face, most in {**dict.fromkeys(FACES, 6), "vitally": 20}.items()
}
"""Another number may be named, for a look at one service alone."""
PROGRAM_KILLS = {
    "vitally": 40 if DEEP else 5,
    "salesforce": 40 if DEEP else 0,
    # For each of these the real program sits out, in the end, the half minute in which HubSpot may
    # not show a new record.
    "hubspot": 6 if DEEP else 0,
}
KEY = "sk_live_pretend_0123456789abcdef"
LEAST = 0.1
SEED = int(os.environ.get("SATCHEL_SEED", "0")) or (time.time_ns() % 2**31 if DEEP else 3)


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


@pytest.mark.parametrize("face", FACES if DEEP else MAIN, indirect=True)
@pytest.mark.timeout(3000 if DEEP else 400)
def test_a_crash_loses_nothing_and_doubles_nothing(tmp_path, face, request):
    faulthandler.cancel_dump_traceback_later()  # what is slow here does not hang
    kills = KILLS[request.node.callspec.params["face"]]
    crm = face.launched(4)
    with crm.service:
        crashes = Crashes(tmp_path, crm, SEED)
        try:
            # A few kills may miss a class; then there are a few more, and all of them count.
            while crashes.kills < kills or (missed(crashes) and crashes.kills < 2 * kills):
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
            f"\n{crm.title}: {crashes.kills} kills (seed {SEED}): {counted};"
            f" requests: {dict(crashes.requests)}; {crashes.saves} saves all there once"
        )
        doubled = {key: count for key, count in crashes.created().items() if count > 1}
        assert not doubled
        assert crashes.saves > crashes.kills
        assert not missed(crashes)


def missed(crashes: Crashes) -> list[str]:
    """The classes that too few of the kills so far hit."""
    return [name for name in CLASSES if crashes.hit[name] < LEAST * crashes.kills]


@pytest.mark.parametrize(
    "face", [name for name, kills in PROGRAM_KILLS.items() if kills], indirect=True
)
@pytest.mark.timeout(1500 if DEEP else 200)
def test_the_program_itself_is_killed_at_a_save_and_as_the_service_takes_a_write(tmp_path, face):
    """`satchel note` at any moment of its life, `satchel sync` as soon as a write is in the log."""
    faulthandler.cancel_dump_traceback_later()
    chance = random.Random(SEED)
    kills = PROGRAM_KILLS[face.name]
    crm = face.full(4, KEY)
    with crm.service:
        satchel = Satchel(tmp_path, dict(os.environ))
        assert satchel("init", "--encryption", "none").status == 0
        assert satchel(*crm.words(), "--secret-stdin", said=KEY).status == 0
        assert satchel("sync").status == 0
        home = satchel("accounts", "--json").json[0]["id"]
        began = time.monotonic()
        assert satchel("note", home, "words", "--subject", "Whole").status == 0
        life = time.monotonic() - began
        said, unsaid, sending = {"Whole"}, set[str](), 0
        for number in range(kills):
            subject = f"Cut {number}"
            saving = satchel.start("note", home, "words", "--subject", subject)
            wait_until(partial(ended, saving), chance.uniform(life / 2, life * 1.1))
            saving.kill()
            out, _ = saving.communicate()
            (said if out.strip() else unsaid).add(subject)
            before = written(crm)
            assert satchel("task", home, f"Do {number}", "--due", "+2d").status == 0
            syncing = satchel.start("sync")
            assert wait_until(partial(more_than, crm, before))
            syncing.kill()
            syncing.communicate()
            sending += syncing.returncode == -signal.SIGKILL
            assert satchel("check").status == 0
        last = satchel.start("sync")
        last.communicate(timeout=60 + kills * crm.settling)
        assert last.returncode == 0
        assert satchel("outbox", "--json").json == []
        subjects = Counter(one.title for one in crm.records("note"))
        tasks = Counter(one.title for one in crm.records("task"))
        taken = crm.created(crm.service.requests())
    print(
        f"\n{crm.title}: {kills} saves cut, {len(said) - 1} of them had said so;"
        f" {sending} syncs cut"
    )
    assert {subject: subjects[subject] for subject in said} == dict.fromkeys(said, 1)
    assert all(subjects[subject] <= 1 for subject in unsaid)
    names = [f"Do {number}" for number in range(kills)]
    assert {name: tasks[name] for name in names} == dict.fromkeys(names, 1)
    assert set(taken.values()) == {1}
    assert sending > kills // 2


def written(crm: Crm) -> int:
    """How many writes the service was asked for so far."""
    return len(writes(crm.service.requests()))


def more_than(crm: Crm, count: int) -> bool:
    """Whether it was asked for more than that by now."""
    return written(crm) > count


def ended(process: subprocess.Popen[str]) -> bool:
    """Whether a process is over."""
    return process.poll() is not None
