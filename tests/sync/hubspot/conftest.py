"""A HubSpot account on loopback beside a person's book."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from book.store import Store
from sync.simulator.hubspot import HubSpotSimulator
from tests.clocks import HandClock
from tests.sync.hubspot.portals import Desk, accounts


@pytest.fixture
def start(clock: HandClock) -> Iterator[Callable[..., HubSpotSimulator]]:
    """Starts accounts; they end with the test."""
    with accounts(clock) as starting:
        yield starting


@pytest.fixture
def there(start: Callable[..., HubSpotSimulator]) -> HubSpotSimulator:
    """An account without one record."""
    return start()


@pytest.fixture
def desk(store: Store, there: HubSpotSimulator, clock: HandClock) -> Desk:
    """A book beside that account."""
    return Desk(store, there, clock)
