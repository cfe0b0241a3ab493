"""The search for what changed: its windows, its keyset, and an order that has to be kept."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from book.clock import stamp
from book.errors import BadResponse
from book.records import Source
from sync.hubspot.delta import changes
from sync.hubspot.place import Place
from sync.hubspot.portal import Portal
from sync.hubspot.web import HubSpotWeb
from sync.hubspot.workspace import Workspace
from tests.sync.scripted import Said, Scripted

LINE = "2026-06-10T08:00:00.000Z"


def answer(*rows: tuple[str, str], more: bool = False) -> Said:
    results = [{"id": one, "properties": {"changed": at}} for one, at in rows]
    paging = {"paging": {"next": {"after": "200"}}} if more else {}
    body = json.dumps({"total": 1, "results": results, **paging}).encode()
    return Said(200, body, (("content-type", "application/json"),))


def searched(clock: Any, here: Place, *answers: Said) -> list[Any]:
    """What one search yields."""

    async def pause(seconds: float) -> None:
        """Waits for nothing."""

    async def searching(service: Scripted) -> list[Any]:
        web = HubSpotWeb(service.url, "k", midnight=lambda: 1.0, pause=pause)
        source = Source(name="hubspot", url=service.url)
        workspace = Workspace(Portal(web, "v3"), source, clock)
        try:
            return [one async for one in changes(workspace, "notes", "changed", (), here)]
        finally:
            await web.aclose()

    with Scripted(*answers) as service:
        return asyncio.run(searching(service))


def test_pages_follow_each_other_by_the_last_id(clock):
    found = searched(
        clock,
        Place(line=LINE),
        answer(("1", LINE), ("2", LINE), more=True),
        answer(("3", LINE)),
    )
    assert [[row.id for row in one.fresh] for one in found] == [["1", "2"], ["3"]]
    assert (found[0].here.after, found[0].here.since is not None) == ("2", True)
    assert (found[-1].here.after, found[-1].here.since) == ("", None)


def test_an_answer_out_of_order_is_not_taken(clock):
    with pytest.raises(BadResponse, match="order"):
        searched(clock, Place(line=LINE), answer(("2", LINE), ("1", LINE), more=True))


def test_an_answer_that_does_not_go_on_is_not_taken(clock):
    same = answer(("1", LINE), more=True)
    with pytest.raises(BadResponse, match="order"):
        searched(clock, Place(line=LINE), same, same)


def spoilt(*ids: Any) -> Said:
    """A page of which nothing can be read, and that is not the last."""
    results = [{"id": one, "properties": "none"} for one in ids]
    body = {"results": results, "paging": {"next": {"after": "200"}}}
    return Said(200, json.dumps(body).encode())


def test_a_page_of_which_nothing_can_be_read_is_passed_and_not_taken_for_the_last(clock):
    found = searched(clock, Place(line=LINE), spoilt("1", "2"), answer(("3", LINE)))
    assert [[bad.external_id for bad in one.bad] for one in found] == [["1", "2"], []]
    assert [row.id for row in found[1].fresh] == ["3"]


@pytest.mark.parametrize("again", [spoilt("1", "2"), spoilt("x"), spoilt(["1"])])
def test_a_page_that_cannot_be_passed_ends_the_search(clock, again):
    with pytest.raises(BadResponse, match="order"):
        searched(clock, Place(line=LINE), spoilt("1", "2"), again)


def test_the_last_answer_may_be_in_any_order(clock):
    found = searched(clock, Place(line=LINE), answer(("2", LINE), ("1", LINE)))
    assert [row.id for row in found[0].fresh] == ["2", "1"]


def test_rows_that_were_read_with_the_same_moment_are_passed_over(clock):
    here = Place(line=LINE, seen={"1": LINE, "2": LINE})
    found = searched(clock, here, answer(("1", LINE), ("2", "2026-06-10T08:30:00.000Z")))
    assert [row.id for row in found[0].fresh] == ["2"]


def test_nothing_moves_nothing(clock):
    here = Place(line=LINE)
    assert searched(clock, here, answer())[-1].here == here


def test_the_line_is_behind_the_earlier_of_two_clocks(clock):
    """The service's clock is later than ours here; ours counts."""
    found = searched(clock, Place(line=LINE), answer(("1", LINE)))
    assert found[-1].here.line == "2026-06-10T08:59:30.000Z"
    clock.move(days=4000)
    found = searched(clock, Place(line=LINE), answer(("1", LINE)))
    assert found[-1].here.line < stamp(clock())


def test_a_row_without_a_moment_is_read_each_time(clock):
    found = searched(clock, Place(line=LINE, seen={}), answer(("1", "")))
    assert [row.id for row in found[0].fresh] == ["1"]
    assert found[0].here.seen == {}
