"""A 403: whether one record is closed to the key, or the key may do nothing any more.

The first stops an entry, as any refusal does. The second is the key's trouble: everything waits,
and goes by itself once the key may again.
"""

from __future__ import annotations

import pytest

from book import outbox, sources, sync_log
from book.outbox_entry import OutboxEntry
from tests.faults.arrivals import arrives_once, owed, readable, told
from tests.faults.desks import Desk
from tests.faults.faces import MAIN
from tests.faults.looks import LOOK
from tests.faults.operations import OPERATIONS, beside, beside_arrived

EDIT = OPERATIONS["a changed note"]


def may_not(one: Desk, *, read: bool, **more: object) -> None:
    """The key may write nothing from now on, or may do nothing at all."""
    for method in (*one.crm.methods, LOOK) if read else one.crm.methods:
        one.service.fault("status", one.crm.root, method=method, status=403, times=500, **more)


def all_owed(one: Desk) -> list[OutboxEntry]:
    """One write of each kind."""
    for operation in OPERATIONS.values():
        operation.do(one)
    return one.waiting()


@pytest.mark.parametrize("html", [False, True], ids=["the service", "a firewall"])
@pytest.mark.parametrize("read", [False, True], ids=["writing", "everything"])
def test_a_key_that_may_nothing_any_more_stops_no_entry(one, read, html):
    entries = all_owed(one)
    may_not(one, read=read, html=html)
    for attempt in (1, 2, 3):
        report = one.send()
        error = readable(one, report.sources[0].error)
        assert "(403)" in error
        assert report.sources[0].error["kind"] == "auth"
        assert report.sources[0].parked == 0
        # Two are enough to know; each time it is somebody else's turn.
        assert sum(found.attempts for found in one.waiting()) <= 2 * attempt
        one.clock.move(hours=1)
    assert [(found.state, found.uncertain) for found in one.waiting()] == [
        ("queued", False) for _ in entries
    ]
    for found in one.waiting():
        if found.attempts:
            assert "(403)" in readable(one, found.error)
    state = sources.source(one.store, one.crm.name)
    assert (state.state, "(403)" in state.detail) == ("needs_sign_in", True)
    told(one)
    one.service.faults.clear()
    one.pass_waits()
    assert one.run().ok
    assert one.waiting() == []
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)
    assert sources.source(one.store, one.crm.name).state == "up_to_date"


def test_a_key_that_may_only_read_goes_on_reading(one):
    all_owed(one)
    may_not(one, read=False)
    one.crm.rename_note(2, "From the browser")
    one.clock.move(minutes=30)
    report = one.run(by_hand=True)
    assert report.sources[0].error["kind"] == "auth"
    assert "What waits goes by itself then." in report.sources[0].error["advice"]
    assert one.column("notes", "subject", f"id = {one.here('note', 2)}") == ["From the browser"]
    # To sign in again would change nothing: it is a right that is missing.
    state = sources.source(one.store, one.crm.name)
    assert (state.state, state.last_success) == ("error", one.clock())
    one.clock.move(hours=1)
    one.send()
    assert sources.source(one.store, one.crm.name).state == "error"


WAYS = {
    # Salesforce tells that a record is not to be seen by an answer without it.
    face: ("to be written",) if face == "salesforce" else ("to be read", "to be written")
    for face in MAIN
}


@pytest.mark.parametrize("closed", ["first", "last"])
@pytest.mark.parametrize(
    ("face", "way"), [(face, way) for face in MAIN for way in WAYS[face]], indirect=["face"]
)
def test_one_record_that_is_closed_stops_alone(one, closed, way):
    place = EDIT.place(one)
    path, method = (place.look, LOOK) if way == "to be read" else (place.path, place.method)
    assert path
    if closed == "last":
        beside(one)
    EDIT.do(one)
    if closed == "first":
        beside(one)
    entry = next(found for found in one.waiting() if found.record == "note")
    one.service.fault("status", path, method=method, status=403, times=50)
    report = one.send()
    assert (report.sources[0].pushed, report.sources[0].parked) == (1, 1)
    assert report.sources[0].error is None
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason, stands.uncertain) == ("parked", "refused", False)
    assert "discard it" in readable(one, stands.error)
    assert sources.source(one.store, one.crm.name).state == "up_to_date"
    one.service.faults.clear()
    arrives_once(one, EDIT, entry)


def test_an_entry_alone_waits_until_it_is_known_whose_trouble_it_is(one):
    EDIT.do(one)
    (entry,) = one.waiting()
    one.fault("status", EDIT.place(one), status=403, times=50)
    assert one.send().sources[0].error["kind"] == "auth"
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.attempts) == ("queued", 1)
    # In a run of its own another write is taken: so it is that record.
    beside(one)
    outbox.hold(one.store, entry.id)
    assert one.send().ok
    outbox.release(one.store, entry.id)
    assert one.send().sources[0].parked == 1
    assert outbox.entry(one.store, entry.id).reason == "refused"
    one.service.faults.clear()
    arrives_once(one, EDIT, entry)


def test_two_closed_records_keep_no_other_back(one):
    EDIT.do(one)
    OPERATIONS["a finished task"].do(one)
    beside(one)
    for operation in (EDIT, OPERATIONS["a finished task"]):
        one.fault("status", operation.place(one), status=403, times=500)
    # Side by side, with nothing taken between, they pass for the key's trouble.
    assert one.send().sources[0].error["kind"] == "auth"
    assert not beside_arrived(one)
    # The next run begins with what was not tried, and then it is known to be theirs.
    report = one.send(by_hand=True)
    assert beside_arrived(one)
    assert (report.sources[0].parked, report.sources[0].error) == (2, None)


def test_an_entry_that_may_have_arrived_still_may_after_a_403(one):
    operation = OPERATIONS["a new note"]
    entry = owed(one, operation)
    one.fault("lost", operation.place(one))
    one.send()
    assert outbox.entry(one.store, entry.id).uncertain
    may_not(one, read=True)
    one.send(by_hand=True)
    assert outbox.entry(one.store, entry.id).uncertain
    one.service.faults.clear()
    arrives_once(one, operation, entry)
    assert one.times_done(operation.place(one)) == 0  # the answer to the only one was lost


@pytest.mark.parametrize("status", [403, 409, 422])
def test_no_log_quotes_the_service(one, status):
    all_owed(one)
    for operation in OPERATIONS.values():
        one.crm.refuse(operation.place(one), status, times=50)
    one.send()
    said = one.crm.quoted(status)
    assert said in str([found.error for found in one.waiting()])
    assert not said or said not in told(one)
    lines = " ".join(line.text for line in sync_log.lines(one.store))
    assert f"({one.crm.code(status)})" in lines or "stopped" in lines
