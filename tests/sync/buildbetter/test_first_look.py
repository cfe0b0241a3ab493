"""The first look: what no document says is found out and kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from book.errors import Usage
from sync.buildbetter.connector import BuildBetterConnector
from tests.sync.buildbetter.conftest import ME, Desk

Desks = Callable[..., Desk]


@pytest.mark.parametrize("order", ["newest", "oldest", "none"])
def test_the_order_of_the_list(desks: Desks, order: str):
    desk = desks(order=order)
    for number in range(12):
        desk.call(f"call {number}", "bea@acorn.example", days=1 + number)
    said = desk.look().capabilities
    assert said["order"] == order
    assert (said["api"], said["participants"]) == ("rest", "detail")


def test_too_few_calls_tell_no_order(desk: Desk):
    desk.call("one", "bea@acorn.example")
    said = desk.look().capabilities
    assert (said["order"], said["participants"]) == (None, "detail")


def test_nobody_took_part_in_any(desk: Desk):
    desk.there.add("empty", "2026-06-09T12:00:00+00:00")
    assert desk.look().capabilities["participants"] == "unseen"


def test_a_page_that_is_refused_is_asked_for_shorter(desks: Desks):
    desk = desks(largest_page=50, refuses_longer=True)
    assert desk.look().capabilities["page_size"] == 50


def test_a_page_that_comes_shorter_is_noticed(desks: Desks):
    desk = desks(largest_page=25)
    for number in range(40):
        desk.call(f"call {number}", "bea@acorn.example", days=1 + number)
    said = desk.look()
    assert said.capabilities["page_size"] == 25
    assert (said.looked_at, said.counted_all) == (25, False)


def test_who_i_am_is_what_i_say_and_nothing_is_written(desk: Desk):
    assert desk.look().me_id == ME
    assert {one.method for one in desk.there.requests()} == {"GET"}


def test_a_persons_token_goes_as_bearer(desk: Desk):
    token = "eyJhbGciOi.eyJzdWIi.c2lnbg"
    desk.there.person = token
    assert desk.look(token).capabilities["api"] == "rest"


@pytest.mark.parametrize("days", ["0", "-3", "soon", "99999", ""])
def test_days_that_are_none(days: str):
    with pytest.raises(Usage):
        BuildBetterConnector.address("", {"days": days})


def test_the_address():
    address = BuildBetterConnector.address
    assert address("", {}) == "https://api.buildbetter.app"
    assert address("https://api.buildbetter.app/v3/rest/", {}) == "https://api.buildbetter.app"
    with pytest.raises(Usage):
        address("http://api.buildbetter.app", {})
