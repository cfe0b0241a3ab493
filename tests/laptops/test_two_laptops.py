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
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.laptops import verdict
from tests.laptops.crms import CRMS
from tests.laptops.replay import played, shortest
from tests.laptops.steering import Crowd, Outbox, Runs
from tests.laptops.world import Step, prepare
from tests.laptops.writing import Accounts

DEEP = os.environ.get("SATCHEL_DEEP") == "1"
CHOSEN = os.environ.get("SATCHEL_CRM", ",".join(CRMS)).split(",")
"""The CRMs to run against, by their sources' names with commas between them."""
SEED = int(os.environ.get("SATCHEL_SEED", str(SystemRandom().randrange(10**6) if DEEP else 3)))
"""Printed at the end; the same seed gives the same schedules again."""
_USUAL: Final = {"vitally": (100, 2000)}
_OTHERS: Final = (30, 500)
"""Schedules of a usual run and of a deep one."""
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
@pytest.mark.parametrize("crm", CHOSEN)
def test_nothing_is_lost_and_nothing_doubled(crm, home, capsys):
    # It takes as long as it says; the dump of all stacks is for tests that hang.
    faulthandler.cancel_dump_traceback_later()
    machine = _machine()
    wanted = _schedules(crm)
    with asyncio.Runner() as runner:
        prepare(machine, CRMS[crm], home, runner)
        try:
            run_state_machine_as_test(seed(SEED)(machine), settings=_settings(wanted))
        except Exception:
            _tell(machine, machine.failed or [])
            raise
    with capsys.disabled():
        print(f"\ntwo laptops, {crm}: {machine.tally}; seed {SEED}")
    assert machine.tally.schedules >= wanted


def _machine() -> type[TwoLaptops]:
    """A machine of its own for each CRM, since what schedules share hangs on their class."""

    class Machine(TwoLaptops):
        failed = None

    return Machine


def _schedules(crm: str) -> int:
    usual, deep = _USUAL.get(crm, _OTHERS)
    return int(os.environ.get("SATCHEL_SCHEDULES", str(deep if DEEP else usual)))


def _settings(schedules: int) -> settings:
    return settings(
        max_examples=schedules,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=False,
        database=None,
        phases=(Phase.generate,),  # cut down below, in seconds instead of minutes
        suppress_health_check=list(HealthCheck),
        print_blob=False,
        report_multiple_bugs=False,
    )


def _tell(machine: type[TwoLaptops], steps: list[Step]) -> None:
    """Prints the shortest part of a schedule that still goes wrong, and how."""
    short = shortest(machine, steps)
    print(f"{machine.service.name}, seed {SEED}; {len(short)} of {len(steps)} steps:")
    for name, given in short:
        print(f"    {name}({', '.join(f'{key}={value!r}' for key, value in given.items())})")
    print(f"    → {played(machine, short)}")
