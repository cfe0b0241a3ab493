"""An escalation becomes one ticket, whatever happens to the answer and whenever one looks again."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from book import outbox
from book.escalation_writing import NewFile
from tests.sync.zendesk.conftest import API, a_ticket, group_of, offer

SHOT = NewFile(name="shot 1.png", content=b"\x89PNG", media_type="image/png")
CUTS = [
    {"kind": kind, "method": method, "path": f"{API}{path}", **more}
    for kind, method, path, more in (
        ("close", "GET", "/groups", {}),
        ("close", "GET", "/users/me", {}),
        ("close", "POST", "/uploads", {}),
        ("lost", "POST", "/uploads", {}),
        ("close", "POST", "/tickets", {}),
        ("lost", "POST", "/tickets", {}),
        ("truncate", "POST", "/tickets", {}),
        ("not_json", "POST", "/tickets", {}),
        ("html", "POST", "/tickets", {}),
        ("status", "POST", "/tickets", {"status": 503}),
        ("status", "POST", "/tickets", {"status": 409}),
    )
]


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(hours=3)])
def test_it_is_created_once_wherever_the_line_is_cut(connected, there, desk, clock, later):
    for number, fault in enumerate(CUTS, start=1):
        queued = connected.hand_over(SHOT, subject=f"Boards time out, {number}")
        there.fault(**fault)
        connected.run(send_only=True)
        assert not there.faults.waiting(), "the fault was met"
        clock.move(seconds=later.total_seconds())
        connected.sync(send_only=True)
        assert len(desk.tickets) == number, fault
        assert connected.entry(queued).state == "sent", fault
    assert connected.column("handovers", "external_id") == [str(one) for one in desk.tickets]


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_faults_makes_a_second_ticket_or_one_that_is_not_routed(
    connected, there, desk, clock, seed
):
    chance = Random(seed)
    queued = [connected.hand_over(SHOT, subject=f"Boards, {number}") for number in range(3)]
    wanted = {one.key for one in queued}
    for _ in range(6):
        there.faults.clear()
        for fault in chance.sample(CUTS, k=3):
            there.fault(**fault)
        for _ in range(chance.randrange(3)):
            connected.run(by_hand=chance.random() < 0.7, send_only=True)
        clock.move(minutes=chance.choice((1, 30, 130)))
        made = [one["external_id"] for one in desk.tickets.values()]
        assert len(set(made)) == len(made)
        assert set(made) <= wanted
        assert all(one["group_id"] == group_of(desk) for one in desk.tickets.values())
    there.faults.clear()
    clock.move(hours=3)
    connected.sync(send_only=True)
    assert {one["external_id"] for one in desk.tickets.values()} == wanted
    assert {connected.entry(one).state for one in queued} == {"sent"}


def test_a_ticket_that_is_not_shown_yet_is_not_made_again(connected, there, desk, clock):
    queued = connected.hand_over()
    there.fault("lost", f"{API}/tickets", method="POST")
    connected.run()
    desk.late |= desk.tickets.keys()  # the list runs late
    clock.move(minutes=1)
    offer(desk, sev_2="High")  # so that what is sent again is not the same
    connected.run()
    assert there.requests(f"{API}/tickets", "POST")[-1].status == 400
    assert connected.entry(queued).state == "queued"
    desk.late.clear()
    clock.move(hours=3)
    connected.sync()
    assert (connected.entry(queued).state, len(desk.tickets)) == ("sent", 1)


@pytest.mark.parametrize(
    "then",
    [
        {"kind": "status", "path": f"{API}/users/me", "status": 429, "retry_after": "900"},
        {"kind": "status", "path": f"{API}/uploads", "status": 401, "times": 9},
        {"kind": "status", "path": f"{API}/uploads", "status": 413},
    ],
    ids=["limit", "sign-in", "file"],
)
def test_whatever_stops_the_second_try_the_key_may_run_out_meanwhile(
    connected, there, desk, clock, then
):
    queued = connected.hand_over(SHOT)
    there.fault("lost", f"{API}/tickets", method="POST")
    connected.run()
    desk.late |= desk.tickets.keys()  # it is not shown yet
    there.fault(**then)
    clock.move(minutes=1)
    connected.run()
    assert not there.faults.waiting() or then["status"] == 401
    there.faults.clear()
    desk.late.clear()
    clock.move(hours=3)
    if connected.entry(queued).state == "parked":
        outbox.retry(connected.store, queued.id)
    connected.sync()
    assert connected.entry(queued).state == "sent"
    assert connected.column("handovers", "external_id") == [str(one) for one in desk.tickets]


def test_of_several_with_its_key_the_oldest_is_taken(connected, there, desk, clock):
    queued = connected.hand_over()
    there.fault("close", f"{API}/tickets", method="POST")
    connected.run()
    for _ in range(2):
        a_ticket(desk, external_id=queued.key)
        clock.move(minutes=5)
    connected.sync()
    assert connected.column("handovers", "external_id") == [str(min(desk.tickets))]
    assert len(desk.tickets) == 2


def test_who_sees_only_some_groups_is_asked_before_a_second_try(connected, there, desk, clock):
    desk.restrict(desk.add_group("Success"))
    queued = connected.hand_over(SHOT)
    there.fault("lost", f"{API}/tickets", method="POST")
    connected.run(send_only=True)
    clock.move(hours=3)
    connected.run(send_only=True)
    entry = connected.entry(queued)
    assert (entry.state, entry.reason) == ("parked", "untold")
    assert len(desk.tickets) == 1, "not shown is not the same as not there"
    assert entry.error is not None
    assert "does not show you those of other groups" in str(entry.error["title"])
    connected.run()
    assert len(desk.tickets) == 1


def test_who_sees_only_some_groups_sends_as_everybody_does(connected, desk):
    desk.restrict(desk.add_group("Success"))
    queued = connected.hand_over(SHOT)
    connected.run(send_only=True)
    assert (connected.entry(queued).state, len(desk.tickets)) == ("sent", 1)
    report = connected.sync()
    assert connected.column("tickets", "archived_at") == [None], "it is there, and not shown"
    assert any("not show you 1 ticket that your escalations watch" in one for one in report.notices)
