"""A running simulator with a clock the test holds, and a client that has the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from sync.simulator import RateLimit, Simulator, sample_book
from tests.clocks import HandClock
from tests.sync.simulators import Simulate, simulators

NOW = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def simulate(clock: HandClock) -> Iterator[Simulate]:
    """Starts simulators on a small sample book; they end with the test."""
    with simulators(clock, accounts=12) as start:
        yield start


@pytest.fixture(scope="module")
def shared() -> Iterator[Simulator]:
    """One simulator for all tests of a module that only read."""
    clock = HandClock(NOW)
    book = sample_book(7, 24, now=clock())
    with Simulator(book, clock=clock, limit=RateLimit(units=None)) as simulator:
        yield simulator


@pytest.fixture
def ask() -> Iterator[Callable[[Simulator], httpx.Client]]:
    """Gives a client with the right key for a simulator."""
    clients: list[httpx.Client] = []

    def client(simulator: Simulator) -> httpx.Client:
        made = httpx.Client(
            base_url=simulator.url, auth=(simulator.key, ""), trust_env=False, timeout=5
        )
        clients.append(made)
        return made

    yield client
    for made in clients:
        made.close()
