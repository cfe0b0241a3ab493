"""Two laptops, one CRM, and everything that can go wrong between them: nothing lost or doubled."""

from __future__ import annotations

import asyncio
import faulthandler
import os
from random import SystemRandom
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.laptops.crms import CRMS
from tests.laptops.machine import TwoLaptops, machine
from tests.laptops.replay import played, shortest
from tests.laptops.world import Step, prepare

DEEP = os.environ.get("SATCHEL_DEEP") == "1"
CHOSEN = os.environ.get("SATCHEL_CRM", ",".join(CRMS)).split(",")
"""The CRMs to run against, by their sources' names with commas between them."""
SEED = int(os.environ.get("SATCHEL_SEED", str(SystemRandom().randrange(10**6) if DEEP else 3)))
"""Printed at the end; the same seed gives the same schedules again."""
SCHEDULES: Final = {"vitally": (60, 2000), "hubspot": (30, 500), "salesforce": (30, 500)}
"""CRM → schedules of a usual run and of a deep one. A usual run has its minutes: what it lacks, the
deep one has twenty times over."""
STEPS = int(os.environ.get("SATCHEL_STEPS", "40"))


@pytest.mark.timeout(7200 if DEEP else 400)
@pytest.mark.parametrize("crm", CHOSEN)
def test_nothing_is_lost_and_nothing_doubled(crm, home, capsys):
    # It takes as long as it says; the dump of all stacks is for tests that hang.
    faulthandler.cancel_dump_traceback_later()
    laptops, wanted = machine(), _schedules(crm)
    with asyncio.Runner() as runner:
        prepare(laptops, CRMS[crm], home, runner)
        try:
            run_state_machine_as_test(seed(SEED)(laptops), settings=_settings(wanted))
        except Exception:
            _tell(laptops, laptops.failed or [])
            raise
    with capsys.disabled():
        print(f"\ntwo laptops, {crm}: {laptops.tally}; seed {SEED}")
    assert laptops.tally.schedules >= wanted


def _schedules(crm: str) -> int:
    usual, deep = SCHEDULES[crm]
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


def _tell(laptops: type[TwoLaptops], steps: list[Step]) -> None:
    """Prints the shortest part of a schedule that still goes wrong, and how."""
    short = shortest(laptops, steps)
    print(f"{laptops.service.name}, seed {SEED}; {len(short)} of {len(steps)} steps:")
    for name, given in short:
        print(f"    {name}({', '.join(f'{key}={value!r}' for key, value in given.items())})")
    print(f"    → {played(laptops, short)}")
