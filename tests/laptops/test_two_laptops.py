"""Two laptops, one CRM, and everything that can go wrong between them: nothing lost or doubled."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.laptops import verdict
from tests.laptops.replay import played, shortest
from tests.laptops.steering import Crowd, Outbox, Runs
from tests.laptops.world import Step, prepare
from tests.laptops.writing import Accounts

DEEP = os.environ.get("SATCHEL_DEEP") == "1"
SCHEDULES = int(os.environ.get("SATCHEL_SCHEDULES", "2000" if DEEP else "100"))
SEED = int(os.environ.get("SATCHEL_SEED", str(SystemRandom().randrange(10**6) if DEEP else 3)))
"""Printed at the end; the same seed gives the same schedules again."""
STEPS = 40
_MEMORY = Path("/dev/shm")


class TwoLaptops(Crowd, Accounts, Outbox, Runs):
    """Any schedule of people, faults and clocks; judged when it is over."""

    failed: list[Step] | None = None

    def judged(self) -> None:
        """Lets everything come to rest, then looks for what was lost or doubled."""
        verdict.settle_down(self)
        verdict.judge(self)
        self.tally.schedules += 1

    def teardown(self) -> None:
        try:
            if self.laptops and sys.exc_info()[0] is None:
                self.judged()
        except BaseException:
            type(self).failed = self.done
            raise
        else:
            if sys.exc_info()[0] is not None:
                type(self).failed = self.done
        finally:
            self.teardown_laptops()


@pytest.fixture
def home() -> Iterator[Path]:
    where = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="two-laptops-", dir=where) as folder:
        yield Path(folder)


@pytest.mark.timeout(7200 if DEEP else 400)
def test_nothing_is_lost_and_nothing_doubled(home, capsys):
    # It takes as long as it says; the dump of all stacks is for tests that hang.
    faulthandler.cancel_dump_traceback_later()
    with asyncio.Runner() as runner:
        prepare(TwoLaptops, home, runner)
        try:
            run_state_machine_as_test(seed(SEED)(TwoLaptops), settings=_settings())
        except Exception:
            _tell(TwoLaptops.failed or [])
            raise
    with capsys.disabled():
        print(f"\ntwo laptops: {TwoLaptops.tally}; seed {SEED}")
    assert TwoLaptops.tally.schedules >= SCHEDULES


def _settings() -> settings:
    return settings(
        max_examples=SCHEDULES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=False,
        database=None,
        phases=(Phase.generate,),  # cut down below, in seconds instead of minutes
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )


def _tell(steps: list[Step]) -> None:
    """Prints the shortest part of a schedule that still goes wrong, and how."""
    short = shortest(TwoLaptops, steps)
    print(f"seed {SEED}; {len(short)} of {len(steps)} steps:")
    for name, given in short:
        print(f"    {name}({', '.join(f'{key}={value!r}' for key, value in given.items())})")
    print(f"    → {played(TwoLaptops, short)}")
