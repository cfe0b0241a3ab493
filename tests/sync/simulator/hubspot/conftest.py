"""A running HubSpot with a clock the test holds, and a client that has its token."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from sync.simulator.hubspot import UNLIMITED, HubSpotSimulator, Portal, blank_portal
from tests.clocks import HandClock

Start = Callable[..., HubSpotSimulator]
"""Starts one, on a blank account unless a portal is given, with the simulator's options."""


@pytest.fixture
def start(clock: HandClock) -> Iterator[Start]:
    """Starts simulators without limits; they end with the test."""
    with ExitStack() as running:

        def begin(portal: Portal | None = None, **options: Any) -> HubSpotSimulator:
            given = {"clock": clock, "limits": UNLIMITED, **options}
            made = HubSpotSimulator(portal or blank_portal(now=clock()), **given)
            return running.enter_context(made)

        yield begin


@pytest.fixture
def crm(start: Start) -> HubSpotSimulator:
    """One on a blank account."""
    return start()


@pytest.fixture
def client(crm: HubSpotSimulator, ask: Callable[[HubSpotSimulator], httpx.Client]) -> httpx.Client:
    """A client of that one."""
    return ask(crm)


@pytest.fixture
def ask() -> Iterator[Callable[[HubSpotSimulator], httpx.Client]]:
    """Gives a client with the right token for a simulator."""
    with ExitStack() as clients:

        def client(simulator: HubSpotSimulator) -> httpx.Client:
            headers = {"authorization": f"Bearer {simulator.key}"}
            made = httpx.Client(base_url=simulator.url, headers=headers, trust_env=False, timeout=5)
            return clients.enter_context(made)

        yield client
