"""What counts the seconds beside a clock."""

from __future__ import annotations

import time

from book.clock import steady_beside, system_clock
from tests.clocks import HandClock


def test_beside_its_own_clock_the_machine_counts_by_itself():
    assert steady_beside(system_clock) is time.monotonic


def test_a_clock_that_was_handed_in_counts_itself():
    clock = HandClock()
    count = steady_beside(clock)
    began = count()
    clock.move(seconds=12)
    assert count() - began == 12
