"""Each write of the outbox meets each fault of a service or a network, and arrives once in the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from book import outbox, sources, sync_log
from book.outbox_entry import OutboxEntry
from tests.faults.desks import SECRET_WORD, Desk, desk
from tests.faults.operations import OPERATIONS, Operation, beside, beside_arrived


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
    "429, a short RateLimit-Reset": Case("status", {"status": 429, "reset": 4}, "sent", "", waits=4),
    "429, a long Retry-After": Case(
        "status",
        {"status": 429, "retry_after": "900"},
        "queued",
        "asks to wait 900 s",
        "rate_limited",
        others_go=False,
        waits=900,
    ),
    "429, a long RateLimit-Reset": Case(
        "status",
        {"status": 429, "reset": 800},
        "queued",
        "asks to wait 800 s",
        "rate_limited",
        others_go=False,
        waits=800,
    ),
    "401 in the middle of a run": Case(
        "status", {"status": 401}, "queued", "refused the key (401)", "auth", others_go=False
    ),
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


@pytest.fixture
def one(tmp_path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        made.store.connection.execute("PRAGMA synchronous = OFF")
        yield made


def owed(one: Desk, operation: Operation) -> OutboxEntry:
    """Makes the write that the fault will hit, and one beside it; returns the first one's entry."""
    assert operation.there(one) == 0
    operation.do(one)
    (entry,) = one.waiting()
    beside(one)
    return entry


def readable(one: Desk, error: dict[str, Any]) -> str:
    """Checks that an error says what happened and what to do, and nothing it must not."""
    text = f"{error['title']} {error['advice']}"
    assert "Vitally" in error["title"]
    assert error["title"].endswith(".")
    assert error["advice"].endswith(".")
    for hidden in (SECRET_WORD, one.service.key, "Traceback", "Error(", "Customer 0", "httpx"):
        assert hidden not in text
    return text


def told(one: Desk) -> str:
    """All that the logs and the source's state say; free of texts, names and keys."""
    lines = [line.text for line in sync_log.lines(one.store)]
    text = " ".join((*lines, sources.source(one.store, "vitally").detail))
    for hidden in (SECRET_WORD, one.service.key, "Customer 0", "Traceback"):
        assert hidden not in text
    return text


def arrives_once(one: Desk, operation: Operation, entry: OutboxEntry) -> None:
    """The fault is over: a person gives a stopped one another try, and time does the rest."""
    if outbox.entry(one.store, entry.id).state == "parked":
        outbox.retry(one.store, entry.id)
    one.pass_waits()
    report = one.run()
    assert report.ok, report.sources
    assert one.waiting() == []
    assert operation.there(one) == 1
    assert beside_arrived(one)
    # And a last look finds nothing that is to be said again.
    before = len(one.service.requests())
    one.pass_waits(minutes=10)
    assert one.run().ok
    assert {line.method for line in one.service.requests()[before:]} == {"GET"}


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
        assert not report.ok or case.error == "refused"
        assert stands.error["kind"] == case.error
        assert case.says in readable(one, stands.error)
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
    if operation.method == "POST":
        assert one.done_there("POST", operation.path) == (0 if case.arrived else 1)
