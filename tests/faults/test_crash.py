"""Kill -9 in the middle of sync and save: nothing is lost, nothing is doubled.

Twenty kills, two hundred with --deep. Who is killed and while doing what is drawn by lot, the
moment inside it too; what a kill hit is read from memory that outlives the child, and counted.
"""

from __future__ import annotations

import os
import sys
import time

import pytest

from sync.simulator import launch
from tests.conftest import DEEP
from tests.faults.crashes import CLASSES, ROOT, Crashes

KILLS = 200 if DEEP else 20
LEAST = 0.1
SEED = int(os.environ.get("SATCHEL_SEED", "0")) or (time.time_ns() % 2**31 if DEEP else 3)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.timeout(1500 if DEEP else 180)
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
