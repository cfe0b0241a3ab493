"""A stand-in for the services: real HTTP on loopback, state in memory, faults on command.

`Simulator` runs it in a thread of this process, `launch` as a process of its own. Both offer
the same controls, so that a test, the demo and a benchmark are written alike.
"""

from __future__ import annotations

from sync.simulator.bulk import bulk_book
from sync.simulator.faults import Fault
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY, DEMO_NAME
from sync.simulator.limits import RateLimit
from sync.simulator.process import SimulatorProcess, launch
from sync.simulator.sample import blank_book, sample_book
from sync.simulator.seed import Book, Step
from sync.simulator.served import Served
from sync.simulator.server import Simulator
from sync.simulator.state import Quirks

__all__ = [
    "DEMO_EMAIL",
    "DEMO_KEY",
    "DEMO_NAME",
    "Book",
    "Fault",
    "Quirks",
    "RateLimit",
    "Served",
    "Simulator",
    "SimulatorProcess",
    "Step",
    "blank_book",
    "bulk_book",
    "launch",
    "sample_book",
]
