"""One ticket at this very moment, and opening it again."""

from __future__ import annotations

import pytest

from book.errors import Refused
from sync.refusals import Overtaken
from sync.simulator.zendesk.desk import ME
from sync.zendesk.answers import NotThere
from tests.sync.zendesk.conftest import API, a_ticket, customer_of, paths


def reopen(alone, number, words="Please look again", **more):
    return alone.ask(lambda one: one.reopen(str(number), words, **more))


def test_a_live_look_tells_solved_and_when_it_was_asked(alone, desk, clock):
    one = a_ticket(desk, status="solved")
    found = alone.ask(lambda connector: connector.live(str(one["id"])))
    assert (found.status, found.is_open) == ("Solved", 0)
    assert found.checked_at is not None
    assert found.checked_at.startswith(f"{clock():%Y-%m-%dT%H:%M}")
    assert alone.ask(lambda connector: connector.live("1")) is None


def test_a_solved_ticket_is_opened_again_with_a_private_word(alone, desk):
    one = a_ticket(desk, status="solved")
    found = reopen(alone, one["id"])
    assert (found.status, one["status"]) == ("Open", "open")
    (said,) = desk.comments[one["id"]]
    assert (said["plain_body"], said["public"]) == ("Please look again", False)


def test_the_word_is_not_written_twice_when_the_answer_was_lost(alone, there, desk):
    one = a_ticket(desk, status="solved")
    there.fault("lost", f"{API}/tickets", method="PUT")
    with pytest.raises(Exception, match="Zendesk"):
        reopen(alone, one["id"])
    assert reopen(alone, one["id"]).is_open
    assert len(desk.comments[one["id"]]) == 1


def test_a_word_that_stands_there_is_not_said_again_though_it_was_solved_since(alone, desk):
    one = a_ticket(desk, status="solved")
    desk.say(one["id"], ME, "Please  look again", public=False)
    assert reopen(alone, one["id"]).is_open
    assert len(desk.comments[one["id"]]) == 1


def test_somebody_elses_same_word_is_not_mine(alone, desk):
    one = a_ticket(desk, status="solved")
    desk.say(one["id"], customer_of(desk), "Please look again")
    reopen(alone, one["id"])
    assert len(desk.comments[one["id"]]) == 2


def test_a_closed_ticket_stays_closed_and_says_what_to_do(alone, there, desk):
    one = a_ticket(desk, status="closed")
    with pytest.raises(Refused, match="closed for good") as refused:
        reopen(alone, one["id"])
    assert "follow-up" in refused.value.advice
    assert paths(there, "PUT") == []


def test_one_that_is_closed_between_the_look_and_the_word_stays_closed(alone, there, desk):
    one = a_ticket(desk, status="closed")
    there.instead(f"tickets/{one['id']}$", 200, {"ticket": one | {"status": "solved"}})
    with pytest.raises(Refused, match="did not open the ticket again"):
        reopen(alone, one["id"])
    assert paths(there, "PUT") == [f"/tickets/{one['id']}"]
    assert desk.comments[one["id"]] == []


def test_one_that_changed_meanwhile_is_looked_at_first(alone, there, desk):
    one = a_ticket(desk, status="solved")
    there.instead("tickets/", 409, {"error": "UpdateConflict"}, method="PUT")
    with pytest.raises(Overtaken):
        reopen(alone, one["id"])


def test_one_that_is_gone_says_so(alone):
    with pytest.raises(NotThere):
        reopen(alone, 1)
