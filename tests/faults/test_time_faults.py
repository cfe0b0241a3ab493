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
from tests.faults.faces import each
from tests.faults.looks import is_look
from tests.faults.operations import OPERATIONS

OFF = {"ahead": 2, "behind": -2}
BROKEN = {"after it was done": "lost", "before": "close"}


@pytest.mark.parametrize(
    ("face", "name", "off", "broken"), each(OPERATIONS, OFF, BROKEN), indirect=["face"]
)
def test_a_laptop_whose_clock_is_two_days_off(one, name, off, broken):
    """The service keeps the right time; the laptop is off, and is put right afterwards."""
    operation, days = OPERATIONS[name], OFF[off]
    place = operation.place(one)
    one.crm.stop_clock()
    one.clock.move(days=days)
    entry = owed(one, operation)
    one.fault(BROKEN[broken], place)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert operation.there(one) == int(broken == "after it was done")
    one.clock.move(days=-days)
    one.clock.move(minutes=5)
    # What waited until a moment two days from now does not wait until then.
    if one.crm.settling and operation.creates and (off, broken) == ("ahead", "before"):
        # How long ago that was, no clock that was set back can tell: it is waited for anew.
        assert not one.run().ok
        one.clock.move(minutes=2)
    assert one.run().ok
    assert one.waiting() == []
    assert operation.there(one) == 1
    if operation.creates:
        # What was lost had been done, and is all there was.
        assert one.times_done(place) == int(broken == "before")


class Lid(httpx.AsyncHTTPTransport):
    """The lid closes once a write has left: eight hours later its connection is dead."""

    def __init__(self, one: Desk) -> None:
        super().__init__(trust_env=False)
        self._desk = one
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if not is_look(request.method, request.url.path) and not self.closed:
            self.closed = True
            await answer.aclose()
            self._desk.clock.move(hours=8)
            raise httpx.ReadError("", request=request)
        return answer


@pytest.mark.parametrize(("face", "name"), each(OPERATIONS), indirect=["face"])
def test_a_lid_that_closes_in_the_middle_of_a_write(one, name):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.send(transport=Lid(one))
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert timedelta(0) < stands.not_before - one.clock() < timedelta(minutes=2)
    assert operation.there(one) == 1
    arrives_once(one, operation, entry)
    if operation.creates:
        assert one.times_done(operation.place(one)) == 1


@pytest.mark.parametrize(
    ("face", "name", "how"), each(OPERATIONS, ("cancelled", "quit")), indirect=["face"]
)
def test_a_cancel_in_the_middle_of_a_write_is_immediate_and_loses_nothing(one, name, how):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.fault("slow", operation.place(one), seconds=2.0)
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
    assert not operation.creates or one.times_done(operation.place(one)) <= 1
