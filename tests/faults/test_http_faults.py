"""Each write of the outbox meets each fault of a service or a network, and arrives once at last."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, NamedTuple

import httpx
import pytest

from book import outbox, sources
from book.outbox_entry import OutboxEntry
from tests.faults.arrivals import arrives_once, owed, readable, told
from tests.faults.desks import SECRET_WORD, Desk
from tests.faults.operations import OPERATIONS, Operation, beside_arrived

TOLD = {name: one for name, one in OPERATIONS.items() if one.method != "DELETE"}
"""The writes whose answer has a record in it."""


class Case(NamedTuple):
    """A fault that hits one write, and what must have come of it when the run is over."""

    kind: Any
    options: dict[str, Any]
    state: str
    says: str
    """Part of what the person reads of it."""
    error: str = ""
    reason: str = ""
    uncertain: bool = False
    arrived: bool = False
    """Whether the service did it all the same."""
    others_go: bool = True
    waits: float = 0.0
    """Seconds that the entry's own wait must at least have."""


CASES = {
    "429, a short Retry-After": Case(
        "status", {"status": 429, "retry_after": "5"}, "sent", "", waits=5
    ),
    "429, a short RateLimit-Reset": Case(
        "status", {"status": 429, "reset": 4}, "sent", "", waits=4
    ),
    "429, a long Retry-After": Case(
        "status",
        {"status": 429, "retry_after": "900"},
        "queued",
        "asks to wait 15 minutes",
        "rate_limited",
        others_go=False,
        waits=900,
    ),
    "429, a long RateLimit-Reset": Case(
        "status",
        {"status": 429, "reset": 800},
        "queued",
        "asks to wait 14 minutes",
        "rate_limited",
        others_go=False,
        waits=800,
    ),
    "401 in the middle of a run": Case(
        "status", {"status": 401}, "queued", "refused the key (401)", "auth", others_go=False
    ),
    # One record is closed to the key, the one beside it is not: see test_not_allowed for the rest.
    "403": Case("status", {"status": 403}, "parked", "(403)", "refused", "refused"),
    "400": Case("status", {"status": 400}, "parked", "(400)", "refused", "refused"),
    "422": Case("status", {"status": 422}, "parked", "(422)", "refused", "refused"),
    "409": Case("status", {"status": 409}, "queued", "changed meanwhile (409)", "refused"),
    "500": Case(
        "status", {"status": 500}, "queued", "trouble of its own (500)", "server", uncertain=True
    ),
    "502 as a web page": Case(
        "status",
        {"status": 502, "html": True},
        "queued",
        "trouble of its own (502)",
        "server",
        uncertain=True,
    ),
    "the connection breaks before it is done": Case(
        "close", {}, "queued", "broke off", "bad_response", uncertain=True
    ),
    "the connection breaks after it was done": Case(
        "lost", {}, "queued", "broke off", "bad_response", uncertain=True, arrived=True
    ),
    "a captive portal at 200": Case(
        "html", {}, "queued", "web page instead of data", "bad_response", uncertain=True
    ),
    "a redirect elsewhere": Case(
        "redirect",
        {"location": "http://127.0.0.1:9/login"},
        "queued",
        "sends to another address",
        "bad_response",
        uncertain=True,
    ),
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_write_meets_a_fault(one, operation, case):
    entry = owed(one, operation)
    one.service.fault(case.kind, operation.path, method=operation.method, **case.options)
    report = one.send()
    assert one.service.faults.waiting() == 0, "the fault never happened"
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason) == (case.state, case.reason)
    assert stands.uncertain == case.uncertain
    assert operation.there(one) == int(case.arrived or case.state == "sent")
    assert beside_arrived(one) == case.others_go
    if case.state == "sent":
        assert report.ok
        # The wait was asked of us and is sat out to the second, inside the run.
        assert case.waits <= sum(one.slept) < case.waits + 2
    else:
        # What is left behind, for whatever reason, is no run that ended well.
        assert not report.ok
        assert case.says in readable(one, stands.error)
        assert stands.error is not None and stands.error["kind"] == case.error
        # Our own waits are data: nothing is slept through, and nothing is tried at once again.
        assert sum(one.slept) == 0
        if case.state == "queued":
            assert (stands.not_before - one.clock()).total_seconds() >= max(case.waits, 10)
            requests = len(one.service.requests())
            one.run(send_only=True)
            assert operation.method not in {
                line.method
                for line in one.service.requests()[requests:]
                if line.path == operation.path
            }
    told(one)
    arrives_once(one, operation, entry)
    if operation.method == "POST" and not case.arrived:
        # The log knows a portal's page for an answer; beside it the record was made once.
        assert one.done_there("POST", operation.path) == 1 + (case.kind == "html")


# -- answers that need more than a line of a table ------------------------------------------


@pytest.mark.parametrize(
    ("name", "state", "reason", "says"),
    [
        ("a new note", "parked", "refused", "refused the note (404)"),
        ("a changed note", "parked", "gone", "The note was deleted in Vitally."),
        ("a deleted note", "sent", "", ""),
        ("a new task", "parked", "refused", "refused the task (404)"),
        ("a finished task", "parked", "gone", "The task was deleted in Vitally."),
        ("a label", "parked", "gone", "The account is gone from Vitally."),
    ],
)
def test_a_404_says_what_is_gone(one, name, state, reason, says):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.service.fault("status", operation.path, method=operation.method, status=404)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason) == (state, reason)
    assert beside_arrived(one)
    if state == "parked":
        assert says in readable(one, stands.error)
    told(one)


@pytest.mark.parametrize("operation", TOLD.values(), ids=TOLD)
def test_a_yes_without_a_record_is_no_yes(one, operation):
    """A proxy says 200 with half a word of JSON, and the service was never asked."""
    entry = owed(one, operation)
    one.service.fault("not_json", operation.path, method=operation.method)
    report = one.send()
    assert not report.ok
    assert operation.there(one) == 0
    assert [found for found in one.waiting() if found.record_id == entry.record_id]
    for found in one.waiting():
        readable_or_own(found)
    assert beside_arrived(one)
    for found in one.waiting():
        if found.state == "parked":
            outbox.retry(one.store, found.id)
    one.pass_waits()
    assert one.run().ok
    assert one.waiting() == []
    assert operation.there(one) == 1


def readable_or_own(entry: OutboxEntry) -> None:
    """An entry that stopped or waits says why."""
    assert entry.error is not None
    assert SECRET_WORD not in str(entry.error)
    assert entry.error["advice"].endswith(".")


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_an_answer_cut_short_is_asked_for_again_and_not_sent_again(one, operation):
    entry = owed(one, operation)
    one.service.fault("truncate", operation.path, method=operation.method)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert operation.there(one) == 1
    if operation.method != "DELETE":  # whose answer has nothing that could be cut
        assert (stands.state, stands.uncertain) == ("queued", True)
        assert "broke off" in readable(one, stands.error)
    arrives_once(one, operation, entry)
    if operation.method == "POST":
        assert one.done_there("POST", operation.path) == 1


class Impatient(httpx.AsyncHTTPTransport):
    """A real transport that waits for a byte no longer than a moment."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = {**request.extensions["timeout"], "read": 0.15}
        return await super().handle_async_request(request)


@pytest.mark.parametrize(
    ("operation", "slow"),
    [
        *((operation, {"seconds": 0.4}) for operation in OPERATIONS.values()),
        *((operation, {"bytes_per_second": 2}) for operation in TOLD.values()),
    ],
    ids=[*(f"{name}, late" for name in OPERATIONS), *(f"{name}, in drops" for name in TOLD)],
)
def test_an_answer_that_does_not_come_in_time(one, operation, slow):
    entry = owed(one, operation)
    one.service.fault("slow", operation.path, method=operation.method, **slow)
    report = one.send(transport=Impatient(trust_env=False))
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert "did not answer within" in readable(one, stands.error)
    assert "Check the network" in readable(one, stands.error)
    assert not beside_arrived(one)  # the whole source is slow
    assert report.sources[0].error["kind"] == "offline"
    assert sources.source(one.store, "vitally").state == "offline"
    told(one)
    arrives_once(one, operation, entry)
    assert one.done_there("POST", operation.path) <= 1


@pytest.mark.deep
@pytest.mark.timeout(120)
def test_an_answer_that_trickles_for_ever_is_given_up(one):
    """Each byte comes in time, and yet the answer does not: a minute is the most."""
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    one.service.fault("slow", operation.path, method="POST", bytes_per_second=5)
    started = time.monotonic()
    one.send()
    assert time.monotonic() - started < 65
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    arrives_once(one, operation, entry)
    assert one.done_there("POST", operation.path) == 1


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


def test_a_wait_the_service_asked_for_is_kept_across_runs_and_not_slept(one):
    operation = OPERATIONS["a new note"]
    owed(one, operation)
    one.service.fault("status", "/resources", method="POST", status=429, retry_after="1800")
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


def test_a_retry_after_may_be_a_date(one):
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    one.service.fault("status", "/resources", method="POST", status=429, retry_after=when)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert 590 <= (stands.not_before - one.clock()).total_seconds() <= 601
    arrives_once(one, operation, entry)


@pytest.mark.parametrize(
    "asked", ["99999999", "Fri, 01 Jan 2134 00:00:00 GMT"], ids=["seconds", "a date"]
)
def test_a_wait_of_years_is_no_wait_for_ever(one, asked):
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    one.service.fault("status", "/resources", method="POST", status=429, retry_after=asked)
    error = one.send().sources[0].error
    assert "asks to wait more than a day" in error["title"]
    assert error["wait_seconds"] == 24 * 3600
    assert sources.source(one.store, "vitally").detail == error["title"]
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
        if request.method == "GET" or self.left == 0:
            return await super().handle_async_request(request)
        self.left -= 1
        if self._done:
            await (await super().handle_async_request(request)).aread()
        raise httpx.ReadError("Connection reset by peer", request=request)


@pytest.mark.parametrize("done", [False, True], ids=["before it was done", "after"])
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_one_reset_leaves_one_entry_open_and_the_others_go(one, operation, done):
    entry = owed(one, operation)
    wire = Resets(1, done=done)
    report = one.send(transport=wire)
    assert wire.left == 0
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert "broke off" in readable(one, stands.error)
    assert beside_arrived(one)
    assert operation.there(one) == int(done)
    # The run did not end well; but the source was there, and nobody says that it was not.
    assert report.sources[0].error["kind"] == "bad_response"
    assert sources.source(one.store, "vitally").state == "error"
    told(one)
    arrives_once(one, operation, entry)
    assert one.done_there("POST", operation.path) <= 1


def test_a_source_that_reset_a_write_is_read_all_the_same(one):
    operation = OPERATIONS["a changed note"]
    entry = owed(one, operation)
    one.service.change("notes", "note-0002", subject="From the browser")
    one.clock.move(minutes=30)
    report = one.run(by_hand=True, transport=Resets(1, done=False))
    assert "broke off" in report.sources[0].error["title"]
    assert one.column("notes", "subject", "external_id = 'note-0002'") == ["From the browser"]
    # What was fetched is as fresh as that, whatever waits to be sent.
    assert sources.source(one.store, "vitally").last_success == one.clock()
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
    one.service.fault("status", "/resources", status=401, skip=1, times=50)
    report = one.send()
    assert outbox.entry(one.store, first.id).state == "sent"
    assert report.sources[0].error["kind"] == "auth"
    assert sources.source(one.store, "vitally").state == "needs_sign_in"
    assert "connect Vitally again" in report.sources[0].error["advice"]
    states = [outbox.entry(one.store, entry.id) for entry in rest]
    assert [(entry.state, entry.uncertain) for entry in states] == [("queued", False)] * len(rest)
    one.service.faults.clear()
    one.pass_waits()
    assert one.run().ok
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)


def test_three_that_break_in_a_row_are_the_source_and_not_the_entries(one):
    for operation in OPERATIONS.values():
        operation.do(one)
    for method in ("POST", "PUT", "DELETE"):
        one.service.fault("status", "/resources", method=method, status=503, times=50)
    report = one.send()
    assert report.sources[0].error["kind"] == "server"
    assert sum(found.attempts > 0 for found in one.waiting()) == 3
    assert {found.state for found in one.waiting()} == {"queued"}
    one.service.faults.clear()
    one.pass_waits()
    assert one.run().ok
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_a_service_that_stays_broken_stops_the_entry_and_says_how_to_go_on(one, operation):
    entry = owed(one, operation)
    one.service.fault("status", operation.path, method=operation.method, status=500, times=100)
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
    one.service.fault("status", "/resources/notes", method="POST", status=500, times=12)
    for _ in range(12):
        one.run(send_only=True, by_hand=True)
        assert outbox.entry(one.store, entry.id).state == "queued"
    arrives_once(one, operation, entry)
