"""A running org under the test's own clock, and a book beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from sync.simulator.salesforce import SalesforceSimulator, blank_org
from tests.clocks import HandClock
from tests.sync.salesforce.orgs import OrgDesk

StartOrg = Callable[..., SalesforceSimulator]


@pytest.fixture
def start_org(clock: HandClock) -> Iterator[StartOrg]:
    """Starts orgs, blank unless they are given a filling; they end with the test."""
    with ExitStack() as running:

        def begin(*filling: Any, **more: Any) -> SalesforceSimulator:
            made = SalesforceSimulator(*(filling or (blank_org(),)), **{"clock": clock, **more})
            return running.enter_context(made)

        yield begin


@pytest.fixture
def org(start_org: StartOrg) -> SalesforceSimulator:
    return start_org()


@pytest.fixture
def desk(store, org, clock) -> OrgDesk:
    return OrgDesk(store, org, clock)


@pytest.fixture
def make_desk(store, clock) -> Callable[[SalesforceSimulator], OrgDesk]:
    """A desk beside an org of the test's own."""
    return lambda org: OrgDesk(store, org, clock)
