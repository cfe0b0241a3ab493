"""Each write of the outbox meets each fault of a service or a network, and arrives once at last."""

from __future__ import annotations

import time
from typing import Any

import httpx
import pytest

from book import outbox, sources
from book.outbox_entry import OutboxEntry
from sync.simulator.served import Served
from tests.faults.arrivals import arrives_once, owed, readable, told
from tests.faults.cases import CASES
from tests.faults.crms import Place
from tests.faults.desks import SECRET_WORD, Desk
from tests.faults.faces import FACES, each
from tests.faults.looks import is_look, writes
from tests.faults.operations import OPERATIONS, beside_arrived

TOLD = [name for name in OPERATIONS if name != "a deleted note"]
"""The writes after which the record is known as it stands there."""


def speaks(face: str, name: str, operation: str) -> bool:
    """Whether that service does such a thing to such a write."""
    case = CASES[name]
    return FACES[face].name in case.at and operation in case.of


BREAKS = [
    ("the connection breaks before it is done", "a new note"),
    ("the connection breaks after it was done", "a new note"),
]
"""What every service meets in any case: whether it is there has to be found out by looking."""
MEETINGS = [one for one in each(CASES, OPERATIONS, always=BREAKS) if speaks(*one.values)]


@pytest.mark.parametrize(("face", "name", "operation"), MEETINGS, indirect=["face"])
def test_a_write_meets_a_fault(one, name, operation):
    case, operation = CASES[name], OPERATIONS[operation]
    place = operation.place(one)
    entry = owed(one, operation)
    case.strike(one, place)
    report = one.send()
    met(one)
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
        until = (
            f"{stands.not_before.astimezone():%H:%M}"
            if stands.not_before
            else "when somebody wants it"
        )
        says = one.crm.says.get(name, case.says).format(until=until)
        assert says in readable(one, stands.error)
        assert stands.error is not None and stands.error["kind"] == case.error
        # Our own waits are data: nothing is slept through, and nothing is tried at once again.
        assert sum(one.slept) == 0
        if case.state == "queued":
            assert (stands.not_before - one.clock()).total_seconds() >= max(case.waits, 10)
            requests = len(one.service.requests())
            one.run(send_only=True)
            assert repeated(one, place, requests) == []
    told(one)
    arrives_once(one, operation, entry)
    if operation.creates and not case.arrived:
        assert one.times_done(place) == 1 + case.heard


def repeated(one: Desk, place: Place, since: int) -> list[Served]:
    """The writes there that the service was asked for since it had so many lines in its log."""
    lines = writes(one.service.requests()[since:])
    return [
        line for line in lines if line.method == place.method and line.path.startswith(place.path)
    ]


def met(one: Desk) -> None:
    """Checks that what was put in wait did happen."""
    assert one.service.faults.waiting() == 0, "the fault never happened"
    refusals = getattr(getattr(one.service, "api", None), "refusals", [])
    assert not refusals, "the refusal never happened"


# -- answers that need more than a line of a table ------------------------------------------

GONE = {
    "a new note": ("parked", "refused", "refused the note (404)"),
    "a changed note": ("parked", "gone", "The note was deleted in {}."),
    "a deleted note": ("sent", "", ""),
    "a new task": ("parked", "refused", "refused the task (404)"),
    "a finished task": ("parked", "gone", "The task was deleted in {}."),
    "a label": ("parked", "gone", "The account is gone from {}."),
}


@pytest.mark.parametrize(("face", "name"), each(GONE, share=2), indirect=["face"])
def test_a_404_says_what_is_gone(one, name):
    state, reason, says = GONE[name]
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.crm.refuse(operation.place(one), 404)
    one.send()
    met(one)
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason) == (state, one.crm.reasons.get(f"404, {name}", reason))
    assert beside_arrived(one)
    if state == "parked":
        text = readable(one, stands.error)
        assert one.crm.says.get(f"404, {name}", says.format(one.crm.title)) in text
    told(one)


@pytest.mark.parametrize(("face", "name"), each(TOLD, share=2), indirect=["face"])
def test_a_yes_without_a_record_is_no_yes(one, name):
    """A proxy says 200 with half a word of JSON, and the service was never asked."""
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    one.fault("not_json", operation.place(one))
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


@pytest.mark.parametrize(
    ("face", "name"), each(OPERATIONS, always=[("a new note",)]), indirect=["face"]
)
def test_an_answer_cut_short_is_asked_for_again_and_not_sent_again(one, name):
    operation = OPERATIONS[name]
    place = operation.place(one)
    entry = owed(one, operation)
    one.fault("truncate", place)
    one.send()
    met(one)
    stands = outbox.entry(one.store, entry.id)
    assert operation.there(one) == 1
    if name not in one.crm.silent:  # else there is nothing in the answer that could be cut
        assert (stands.state, stands.uncertain) == ("queued", True)
        assert "broke off" in readable(one, stands.error)
    arrives_once(one, operation, entry)
    if operation.creates:
        assert one.times_done(place) == 1


class Impatient(httpx.AsyncHTTPTransport):
    """A real transport that waits for a byte of a write's answer no longer than a moment."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not is_look(request.method, request.url.path):
            request.extensions["timeout"] = {**request.extensions["timeout"], "read": 0.15}
        return await super().handle_async_request(request)


SLOW: dict[str, dict[str, Any]] = {"late": {"seconds": 0.4}, "in drops": {"bytes_per_second": 2}}


DROPS = [
    one
    for one in each(OPERATIONS, SLOW)
    if one.values[2] == "late" or one.values[1] not in FACES[one.values[0]].silent
]


@pytest.mark.parametrize(("face", "name", "slow"), DROPS, indirect=["face"])
def test_an_answer_that_does_not_come_in_time(one, name, slow):
    operation = OPERATIONS[name]
    place = operation.place(one)
    entry = owed(one, operation)
    one.fault("slow", place, **SLOW[slow])
    report = one.send(transport=Impatient(trust_env=False))
    met(one)
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    assert "did not answer within" in readable(one, stands.error)
    assert "Check the network" in readable(one, stands.error)
    assert not beside_arrived(one)  # the whole source is slow
    assert report.sources[0].error["kind"] == "offline"
    assert sources.source(one.store, one.crm.name).state == "offline"
    told(one)
    arrives_once(one, operation, entry)
    assert not operation.creates or one.times_done(place) <= 1


@pytest.mark.deep
@pytest.mark.timeout(120)
def test_an_answer_that_trickles_for_ever_is_given_up(one):
    """Each byte comes in time, and yet the answer does not: a minute is the most."""
    operation = OPERATIONS["a new note"]
    place = operation.place(one)
    entry = owed(one, operation)
    one.fault("slow", place, bytes_per_second=1)
    started = time.monotonic()
    one.send()
    assert time.monotonic() - started < 65
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.uncertain) == ("queued", True)
    arrives_once(one, operation, entry)
    assert one.times_done(place) == 1
