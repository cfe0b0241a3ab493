"""A running org with a clock the test holds, and a client that may ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from sync.simulator.salesforce import SalesforceSimulator, blank_org, sample_org
from tests.clocks import HandClock
from tests.sync.simulator.salesforce.asking import NOW, Client

Start = Callable[..., SalesforceSimulator]


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


@pytest.fixture
def start(clock: HandClock) -> Iterator[Start]:
    """Starts orgs under the clock, blank unless they are given a filling; they end with the
    test."""
    with ExitStack() as running:

        def begin(*given: Any, **more: Any) -> SalesforceSimulator:
            filling = given or (blank_org(),)
            made = SalesforceSimulator(*filling, **{"clock": clock, **more})
            return running.enter_context(made)

        yield begin


@pytest.fixture
def org(start: Start) -> SalesforceSimulator:
    return start()


@pytest.fixture
def ask() -> Iterator[Callable[..., Client]]:
    made: list[Client] = []

    def client(org: SalesforceSimulator, token: str | None = None) -> Client:
        made.append(Client(org, token))
        return made[-1]

    yield client
    for one in made:
        one.http.close()


@pytest.fixture
def client(org: SalesforceSimulator, ask: Callable[..., Client]) -> Client:
    return ask(org)


@pytest.fixture(scope="module")
def shared() -> Iterator[SalesforceSimulator]:
    """One sample org for all tests of a module that only read."""
    with SalesforceSimulator(sample_org(7, 24), clock=HandClock(NOW)) as running:
        yield running
