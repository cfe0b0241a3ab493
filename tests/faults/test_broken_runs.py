"""What ends a run, or is kept across runs: the network, the key, a wait, breaks in a row."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from book import outbox, sources
from book.outbox_entry import OutboxEntry
from sync.wait_words import kept_words
from tests.faults.arrivals import arrives_once, owed, readable, told
from tests.faults.desks import Desk
from tests.faults.faces import each
from tests.faults.looks import is_look
from tests.faults.operations import OPERATIONS, Operation, beside_arrived


def nobody_there() -> str:
    """An address of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return f"http://127.0.0.1:{held.getsockname()[1]}"


@pytest.mark.parametrize(
    ("url", "says"),
    [("https://pebble.rest.invalid", "pebble.rest.invalid"), ("", "the connection was refused")],
    ids=["no such name", "nobody listens"],
)
def test_a_network_that_is_away_keeps_everything(one, url, says):
    entries = [owed_alone(one, operation) for operation in OPERATIONS.values()]
    one.connect(url=url or nobody_there())
    report = one.send()
    assert says in readable(one, report.sources[0].error)
    assert "Check the network" in report.sources[0].error["advice"]
    assert [found.state for found in one.waiting()] == ["queued"] * len(entries)
    # One attempt is enough to know; the others did not wait their turn in vain.
    assert sum(found.attempts > 0 for found in one.waiting()) <= 1
    told(one)
    one.connect()
    one.pass_waits()
    assert one.run().ok
    assert one.waiting() == []
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)


def owed_alone(one: Desk, operation: Operation) -> OutboxEntry:
    """Makes one more write; returns its entry."""
    operation.do(one)
    return one.waiting()[-1]


# HubSpot counts what is more than ten minutes in milliseconds.
HALF_AN_HOUR = {"vitally": "1800", "hubspot": "1800000", "salesforce": "1800"}


def test_a_wait_the_service_asked_for_is_kept_across_runs_and_not_slept(one):
    operation = OPERATIONS["a new note"]
    owed(one, operation)
    asked = HALF_AN_HOUR[one.crm.name]
    one.fault("status", operation.place(one), status=429, retry_after=asked)
    one.send()
    before = len(one.service.requests())
    one.clock.move(minutes=20)
    report = one.run(by_hand=True)  # by hand sits out no wait of ours, but keeps the service's
    assert report.sources[0].error["kind"] == "rate_limited"
    # In words a person reads; that it was said in seconds before was no help.
    assert "asks to wait another 10 minutes." in report.sources[0].error["title"]
    assert len(one.service.requests()) == before
    assert sum(one.slept) == 0
    one.clock.move(minutes=10, seconds=1)
    assert one.run().ok
    assert operation.there(one) == 1


@pytest.mark.parametrize("face", ["vitally", "salesforce"], indirect=True)
def test_a_retry_after_may_be_a_date(one):
    """HubSpot's is a number, by its own word; see its connector's tests."""
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    one.fault("status", operation.place(one), status=429, retry_after=when)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert 590 <= (stands.not_before - one.clock()).total_seconds() <= 601
    arrives_once(one, operation, entry)


ASKED = {"seconds": "99999999", "a date": "Fri, 01 Jan 2134 00:00:00 GMT"}


@pytest.mark.parametrize(
    ("face", "asked"),
    [
        *(("vitally", asked) for asked in ASKED),
        *(("salesforce", asked) for asked in ASKED),
        ("hubspot", "seconds"),
    ],
    indirect=["face"],
)
def test_a_wait_of_years_is_no_wait_for_ever(one, asked):
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    one.fault("status", operation.place(one), status=429, retry_after=ASKED[asked])
    error = one.send().sources[0].error
    assert one.crm.says.get("a wait of years", "asks to wait more than a day") in error["title"]
    assert error["wait_seconds"] == 24 * 3600
    # As it is kept it says until when: “in 24 hours” was still said a day later.
    kept = kept_words(error["title"], error["wait_seconds"], one.clock())
    assert sources.source(one.store, one.crm.name).detail == kept
    # Nobody means that: a person who tries again finds out how things stand.
    assert one.run(by_hand=True).ok
    assert outbox.entry(one.store, entry.id).state == "sent"


class Resets(httpx.AsyncHTTPTransport):
    """A real transport on which the first writes are reset, before or after they were done."""

    def __init__(self, times: int, *, done: bool) -> None:
        super().__init__(trust_env=False)
        self.left = times
        self._done = done

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if is_look(request.method, request.url.path) or self.left == 0:
            return await super().handle_async_request(request)
        self.left -= 1
        if self._done:
            await (await super().handle_async_request(request)).aread()
        raise httpx.ReadError("Connection reset by peer", request=request)


DONE = {"before it was done": False, "after": True}


@pytest.mark.parametrize(("face", "name", "done"), each(OPERATIONS, DONE), indirect=["face"])
def test_one_reset_leaves_one_entry_open_and_the_others_go(one, name, done):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    wire = Resets(1, done=DONE[done])
    report = one.send(transport=wire)
    assert wire.left == 0
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert "broke off" in readable(one, stands.error)
    assert beside_arrived(one)
    assert operation.there(one) == int(DONE[done])
    # The run did not end well; but the source was there, and nobody says that it was not.
    assert report.sources[0].error["kind"] == "bad_response"
    assert sources.source(one.store, one.crm.name).state == "error"
    told(one)
    arrives_once(one, operation, entry)
    assert not operation.creates or one.times_done(operation.place(one)) <= 1


def test_a_source_that_reset_a_write_is_read_all_the_same(one):
    operation = OPERATIONS["a changed note"]
    entry = owed(one, operation)
    one.crm.rename_note(2, "From the browser")
    one.clock.move(minutes=30)
    report = one.run(by_hand=True, transport=Resets(1, done=False))
    assert "broke off" in report.sources[0].error["title"]
    assert one.column("notes", "subject", f"id = {one.here('note', 2)}") == ["From the browser"]
    # What was fetched is as fresh as that, whatever waits to be sent.
    assert sources.source(one.store, one.crm.name).last_success == one.clock()
    assert outbox.entry(one.store, entry.id).uncertain


def test_three_resets_in_a_row_end_the_run(one):
    for operation in OPERATIONS.values():
        operation.do(one)
    one.send(transport=Resets(50, done=False))
    assert sum(found.attempts > 0 for found in one.waiting()) == 3
    assert {found.state for found in one.waiting()} == {"queued"}
    one.pass_waits()
    assert one.run().ok
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)


def test_a_key_refused_in_the_middle_leaves_the_rest_as_it_was(one):
    for operation in OPERATIONS.values():
        operation.do(one)
    first, *rest = one.waiting()
    # The first write went; then somebody withdrew the key, and nothing else is even tried.
    first_takes = one.crm.place("a new note").exchanges
    one.service.fault("status", one.crm.root, status=401, skip=first_takes, times=50)
    report = one.send()
    assert outbox.entry(one.store, first.id).state == "sent"
    assert report.sources[0].error["kind"] == "auth"
    assert sources.source(one.store, one.crm.name).state == "needs_sign_in"
    assert one.crm.again in report.sources[0].error["advice"]
    states = [outbox.entry(one.store, entry.id) for entry in rest]
    assert [(entry.state, entry.uncertain) for entry in states] == [("queued", False)] * len(rest)
    one.service.faults.clear()
    one.pass_waits()
    assert one.run().ok
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)


def test_three_that_break_in_a_row_are_the_source_and_not_the_entries(one):
    for operation in OPERATIONS.values():
        operation.do(one)
    for method in one.crm.methods:
        one.service.fault("status", one.crm.root, method=method, status=503, times=50)
    report = one.send()
    assert report.sources[0].error["kind"] == "server"
    assert sum(found.attempts > 0 for found in one.waiting()) == 3
    assert {found.state for found in one.waiting()} == {"queued"}
    one.service.faults.clear()
    one.pass_waits()
    assert one.run().ok
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)


@pytest.mark.parametrize(("face", "name"), each(OPERATIONS), indirect=["face"])
def test_a_service_that_stays_broken_stops_the_entry_and_says_how_to_go_on(one, name):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.fault("status", operation.place(one), status=500, times=100)
    attempts = 0
    while outbox.entry(one.store, entry.id).state != "parked" and attempts < 20:
        one.run(send_only=True)
        attempts += 1
        one.clock.move(hours=1.5)
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason) == ("parked", "broken")
    assert attempts >= 5
    readable(one, stands.error)
    one.service.faults.clear()
    arrives_once(one, operation, entry)


def test_a_run_by_hand_never_parks_for_a_passing_fault(one):
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    one.fault("status", operation.place(one), status=500, times=12)
    for _ in range(12):
        # A service that shows things late is asked again only after that.
        one.settle()
        one.run(send_only=True, by_hand=True)
        assert outbox.entry(one.store, entry.id).state == "queued"
    arrives_once(one, operation, entry)
