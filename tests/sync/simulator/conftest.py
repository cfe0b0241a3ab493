"""A running simulator with a clock the test holds, and a client that has the key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from sync.simulator import RateLimit, Simulator, sample_book


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def simulate(clock: HandClock) -> Iterator[Callable[..., Simulator]]:
    """Starts simulators that end with the test; no request budget unless one is asked for."""
    started: list[Simulator] = []

    def start(**options: Any) -> Simulator:
        usual: dict[str, Any] = {"clock": clock, "limit": RateLimit(units=None), "accounts": 12}
        simulator = Simulator(**usual | options)
        simulator.start()
        started.append(simulator)
        return simulator

    yield start
    for simulator in started:
        simulator.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[Simulator]:
    """One simulator for all tests of a module that only read."""
    clock = HandClock()
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
