"""A service that took a new record and does not show it yet, while nobody knows that it took it.

HubSpot shows the links of a new record some moments late; in Salesforce a transaction may run on
after its answer was given up. Who looks too soon finds nothing, and must not make it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest

from book import outbox
from sync.hubspot import doubts as hubspot
from sync.salesforce import doubts as salesforce
from tests.faults.arrivals import arrives_once, owed
from tests.faults.desks import Desk
from tests.faults.faces import CREATIONS
from tests.faults.operations import OPERATIONS

LATE_SECONDS = 20.0
LATE = ("hubspot", "salesforce", "salesforce, no key field")


class LateLinks(httpx.AsyncHTTPTransport):
    """A real transport to a HubSpot whose links with new records are not shown before a moment."""

    def __init__(self, one: Desk, until: datetime) -> None:
        super().__init__(trust_env=False)
        self._clock = one.clock
        self._until = until

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        early = "/associations/" in request.url.path and self._clock() < self._until
        if not early:
            return await super().handle_async_request(request)
        return httpx.Response(200, json={"status": "COMPLETE", "results": []}, request=request)


@pytest.fixture
def late(one: Desk) -> Iterator[httpx.AsyncBaseTransport]:
    """The wire to a service whose next new record shows late."""
    if one.crm.name == "hubspot":
        yield LateLinks(one, one.clock() + timedelta(seconds=61 + LATE_SECONDS))
        return
    one.service.slow_commits(late=LATE_SECONDS)
    yield httpx.AsyncHTTPTransport(trust_env=False)


@pytest.mark.parametrize("face", LATE, indirect=True)
@pytest.mark.parametrize("name", CREATIONS)
def test_what_does_not_show_yet_is_not_made_again(one, late, name):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.fault("lost", operation.place(one))
    one.send(transport=late)
    for _ in range(4):
        assert outbox.entry(one.store, entry.id).state != "sent"
        one.run(send_only=True, by_hand=True, transport=late)
        one.clock.move(seconds=LATE_SECONDS / 5)
    assert len(one.crm.created(one.service.requests())) <= 1
    arrives_once(one, operation, entry)
    assert one.times_done(operation.place(one)) <= 1
    assert operation.there(one) == 1


@pytest.mark.parametrize("name", CREATIONS)
@pytest.mark.parametrize("face", LATE, indirect=True)
def test_what_never_arrived_is_made_once_the_wait_is_over(one, name):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.fault("close", operation.place(one))
    one.send()
    assert operation.there(one) == 0
    one.clock.move(minutes=2)
    assert one.run(send_only=True).ok
    assert operation.there(one) == 1
    arrives_once(one, operation, entry)
    assert one.times_done(operation.place(one)) == 1


@pytest.mark.parametrize("face", ["hubspot", "salesforce, no key field"], indirect=True)
def test_another_process_that_knows_of_no_attempt_waits_before_it_believes_its_eyes(one):
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    one.fault("close", operation.place(one))
    one.send()
    # What another process would know of it: nothing.
    for known in (hubspot.OF_THIS_PROCESS, salesforce.OF_THIS_PROCESS):
        known.settled(entry.key)
    assert one.run(send_only=True, by_hand=True).ok
    assert round(sum(one.slept)) >= one.crm.settling
    arrives_once(one, operation, entry)
    assert one.times_done(operation.place(one)) == 1
