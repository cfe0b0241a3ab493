"""What must hold of a write that met a fault: its words, the logs, and that it arrives once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from book import outbox, sources, sync_log
from book.outbox_entry import OutboxEntry
from tests.faults.desks import SECRET_WORD, Desk
from tests.faults.looks import writes
from tests.faults.operations import Operation, beside, beside_arrived


def owed(one: Desk, operation: Operation) -> OutboxEntry:
    """Makes the write that the fault will hit, and one beside it; returns the first one's entry."""
    assert operation.there(one) == 0
    operation.do(one)
    (entry,) = one.waiting()
    beside(one)
    return entry


def readable(one: Desk, error: Mapping[str, Any] | None) -> str:
    """Checks that an error says what happened and what to do, and nothing it must not."""
    assert error is not None
    text = f"{error['title']} {error['advice']}"
    assert one.crm.title in error["title"]
    assert error["title"].endswith(".")
    assert error["advice"].endswith(".")
    for hidden in (SECRET_WORD, one.service.key, "Traceback", "Error(", "Customer 0", "httpx"):
        assert hidden not in text
    return text


def told(one: Desk) -> str:
    """All that the logs and the source's state say; free of texts, names and keys."""
    lines = [line.text for line in sync_log.lines(one.store)]
    text = " ".join((*lines, sources.source(one.store, one.crm.name).detail))
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
    # (What was cut off is written down only when the service notices: status 0.)
    assert [line for line in writes(one.service.requests()[before:]) if line.status] == []
