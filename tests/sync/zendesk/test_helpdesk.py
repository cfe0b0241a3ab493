"""Requests to one Zendesk: its limits, its two ways of paging, its answers that are none."""

from __future__ import annotations

import pytest

from book.errors import BadResponse
from sync.simulator.zendesk.desk import ME
from tests.sync.zendesk.conftest import a_ticket


def tickets(alone):

    async def read(one):
        return await one._helpdesk.all("/tickets", "tickets", "tickets")

    return [row["id"] for row in alone.ask(read)]


def test_what_is_left_of_a_minute_is_left_to_others(alone, there, desk):
    headers = {"x-rate-limit": "400", "x-rate-limit-remaining": "3"}
    there.instead("users/me", 200, {"user": desk.users[ME]}, headers=headers)
    alone.check()
    assert alone.slept == [10.0]


def test_pages_that_name_the_next_address_are_followed_here_only(alone, there, desk):
    elsewhere = "https://elsewhere.test/api/v2/tickets?page=1&external_id=second"
    first = {"tickets": [{"id": 1}], "next_page": elsewhere, "count": 2}
    there.instead("tickets$", 200, first)
    a_ticket(desk, id=2, external_id="second")
    assert tickets(alone) == [1, 2]
    assert there.requests()[-1].query == "page=1&external_id=second"


@pytest.mark.parametrize(
    "body",
    [{}, {"tickets": None}, {"tickets": [], "meta": {"has_more": True, "after_cursor": "x"}}],
)
def test_a_list_that_is_none_or_leads_in_a_circle_is_not_read(alone, there, body):
    there.instead("tickets$", 200, body, times=3)
    with pytest.raises(BadResponse):
        tickets(alone)


def test_a_list_that_has_more_and_no_cursor_is_followed_by_its_link(alone, there, desk):
    link = "https://elsewhere.test/api/v2/tickets?page[size]=100&page[after]=0"
    first = {"tickets": [{"id": 1}], "meta": {"has_more": True}, "links": {"next": link}}
    there.instead("tickets$", 200, first)
    a_ticket(desk, id=2)
    assert tickets(alone) == [1, 2]


@pytest.mark.parametrize("links", [None, {"next": None}, {"next": "https://elsewhere.test/"}])
def test_a_list_that_has_more_and_does_not_say_where_is_not_taken_for_whole(alone, there, links):
    half = {"tickets": [{"id": 1}], "meta": {"has_more": True}, "links": links}
    there.instead("tickets$", 200, half)
    with pytest.raises(BadResponse):
        tickets(alone)
