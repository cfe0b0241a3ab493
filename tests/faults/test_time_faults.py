"""Clocks that are off, a lid that closes, and a person who has had enough, each amid a write."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

import httpx
import pytest

from book import outbox
from tests.faults.arrivals import arrives_once, owed
from tests.faults.desks import Desk
from tests.faults.operations import OPERATIONS


@pytest.mark.parametrize("days", [2, -2], ids=["ahead", "behind"])
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_a_laptop_whose_clock_is_two_days_off(one, operation, days):
    """The service keeps the right time; the laptop is off, and is put right afterwards."""
    service_time = one.clock()
    one.service.state.clock = lambda: service_time
    one.clock.move(days=days)
    entry = owed(one, operation)
    one.service.fault("lost", operation.path, method=operation.method)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert operation.there(one) == 1
    one.clock.move(days=-days)
    one.clock.move(minutes=5)
    # What waited until a moment two days from now does not wait until then.
    assert one.run().ok
    assert one.waiting() == []
    assert operation.there(one) == 1
    if operation.method == "POST":
        assert one.done_there("POST", operation.path) == 0  # the lost one is all there was


class Lid(httpx.AsyncHTTPTransport):
    """The lid closes once a write has left: eight hours later its connection is dead."""

    def __init__(self, one: Desk) -> None:
        super().__init__(trust_env=False)
        self._desk = one
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.method != "GET" and not self.closed:
            self.closed = True
            await answer.aclose()
            self._desk.clock.move(hours=8)
            raise httpx.ReadError("", request=request)
        return answer


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_a_lid_that_closes_in_the_middle_of_a_write(one, operation):
    entry = owed(one, operation)
    one.send(transport=Lid(one))
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert timedelta(0) < stands.not_before - one.clock() < timedelta(minutes=2)
    assert operation.there(one) == 1
    arrives_once(one, operation, entry)
    if operation.method == "POST":
        assert one.done_there("POST", operation.path) == 1


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("how", ["cancelled", "quit"])
def test_a_cancel_in_the_middle_of_a_write_is_immediate_and_loses_nothing(one, operation, how):
    entry = owed(one, operation)
    one.service.fault("slow", operation.path, method=operation.method, seconds=2.0)
    asked = False

    async def run_and_stop() -> float:
        nonlocal asked
        async with asyncio.TaskGroup() as group:
            running = group.create_task(
                one.running(send_only=True, cancel=lambda: asked, sleep=asyncio.sleep)
            )
            async with asyncio.timeout(10):
                while outbox.entry(one.store, entry.id).state != "sending":
                    await asyncio.sleep(0.005)
            await asyncio.sleep(0.05)
            began = time.monotonic()
            if how == "quit":
                running.cancel()
            asked = how == "cancelled"
            await asyncio.wait([running])
            return time.monotonic() - began

    one.clock.move(seconds=61)
    assert asyncio.run(run_and_stop()) < 0.5
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("sending", True)
    # The next run knows it for interrupted, and asks before it says anything again.
    arrives_once(one, operation, entry)
    assert one.done_there("POST", operation.path) <= 1
