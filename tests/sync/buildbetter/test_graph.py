"""The older API: used where the newer one is not there, in the order of change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from book.errors import SatchelError
from sync.refusals import NotAllowed
from tests.sync.buildbetter.conftest import Desk

Desks = Callable[..., Desk]
GRAPH = "/v1/graphql"


@pytest.fixture
def desk(desks: Desks) -> Desk:
    return desks(rest=False)


def test_the_first_look_says_which_answers(desk: Desk):
    desk.call("Acorn weekly", "bea@acorn.example")
    assert desk.connect().capabilities["api"] == "graphql"


def test_calls_come_with_their_number(desk: Desk):
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.call("of others", "x@nobody.example")
    desk.connect()
    desk.sync()
    ((name, one),) = desk.log()
    assert (name, one.title, one.provider_id) == ("Acorn", "Acorn weekly", "310000")
    assert one.url == "https://app.buildbetter.app/call/310000"


def test_a_quiet_run_is_one_request_and_changes_come(desk: Desk):
    made = desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    desk.clock.move(minutes=20)
    quiet = desk.sync()
    assert (quiet.requests, quiet.anything_new) == (1, False)
    desk.there.change(made, title="Renamed")
    desk.call("Later", "tom@birch.example", days=0.01)
    desk.sync()
    assert desk.titles() == [("Birch", "Later"), ("Acorn", "Renamed")]


def test_more_than_one_page(desk: Desk):
    for number in range(230):
        desk.call(f"call {number:03}", "bea@acorn.example", days=1 + number)
    desk.connect()
    assert desk.sync().requests == 3
    assert len(desk.log()) == 230


def test_a_call_deleted_there_says_so(desk: Desk):
    made = desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    desk.clock.move(minutes=20)
    desk.there.delete(made)
    desk.sync()
    assert [one.meta_state for _, one in desk.log()] == ["gone"]


def test_a_field_that_may_not_be_seen_is_left_out(desks: Desks):
    desk = desks(rest=False, hidden=("meeting_url",))
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.sync()
    assert desk.titles() == [("Acorn", "Acorn weekly")]
    asked = [one.body for one in desk.there.requests(GRAPH)]
    assert "meeting_url" in asked[0]
    assert "meeting_url" not in asked[1]


def test_without_who_took_part_there_is_nothing_to_tell_by(desks: Desks):
    desk = desks(rest=False, hidden=("attendees",))
    desk.call("Acorn weekly", "bea@acorn.example")
    with pytest.raises(SatchelError) as caught:
        desk.look()
    assert "404" in caught.value.title
    desk = desks(hidden=("attendees",))
    desk.call("Acorn weekly", "bea@acorn.example")
    desk.connect()
    desk.told(api="graphql")
    assert "what calls are told by" in str(desk.failing()["title"])


def test_a_key_refused_with_status_200(desk: Desk):
    desk.connect()
    desk.there.key = "another"
    error = desk.failing()
    assert (error["kind"], error["title"]) == ("auth", "BuildBetter refused the key.")


def test_the_newer_one_answers_first(desks: Desks):
    desk = desks()
    desk.look()
    assert desk.there.requests(GRAPH) == []


def test_neither_answers(desks: Desks):
    desk = desks(rest=False, graph=False)
    with pytest.raises(SatchelError) as caught:
        desk.look()
    assert "does not know what it was asked for (404)" in caught.value.title


def test_a_key_the_newer_one_does_not_let_in_may_use_the_older(desks: Desks):
    desk = desks()
    desk.there.fault("status", status=403, times=1)
    assert desk.look().capabilities["api"] == "graphql"
    desk.there.fault("status", status=403, path="/", times=2)
    with pytest.raises(NotAllowed):
        desk.look()
