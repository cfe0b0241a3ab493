"""Questions cut into batches, versions stepped down from, and answers that are only a part."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from book.errors import BadResponse, ServerTrouble
from sync.hubspot.links import cut, in_order, number
from sync.hubspot.portal import Portal
from sync.hubspot.web import HubSpotWeb, NotServed
from tests.sync.scripted import Said, Scripted


def ask(service: Scripted, work: Callable[[Portal], Awaitable[Any]], version: str = "v3") -> Any:
    async def pause(seconds: float) -> None:
        """Waits for nothing."""

    async def asking() -> Any:
        web = HubSpotWeb(service.url, "k", midnight=lambda: 1.0, pause=pause)
        try:
            return await work(Portal(web, version))
        finally:
            await web.aclose()

    return asyncio.run(asking())


def said(results: list[Any], **more: Any) -> Said:
    return Said(200, json.dumps({"results": results, **more}).encode())


def test_a_page_that_holds_one_unreadable_record_holds_the_others():
    # One without any properties too: it would seem to be emptied.
    answer = said(
        [
            {"id": "1", "properties": {}},
            {"id": 5, "properties": {}},
            {"id": "3", "properties": "none"},
            {"id": "abc", "properties": {}},
            {"id": "7"},
            {"id": "8", "properties": None},
        ]
    )
    with Scripted(answer) as service:
        read = ask(service, lambda portal: portal.page("notes", ("a",)))
    assert [row.id for row in read.rows] == ["1"]
    assert [bad.external_id for bad in read.bad] == ["5", "3", "abc", "7", "8"]


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"results":', b'{"results":5}', b"x"])
def test_what_is_no_list_is_no_answer(body):
    with Scripted(Said(200, body)) as service, pytest.raises(BadResponse):
        ask(service, lambda portal: portal.page("notes", ("a",)))


def test_half_an_emoji_costs_nothing():
    body = b'{"results":[{"id":"1","properties":{"name":"a\\ud83d"}}]}'
    with Scripted(Said(200, body)) as service:
        read = ask(service, lambda portal: portal.page("notes", ("a",)))
    assert read.rows[0].value("name") == "a\ufffd"


@pytest.mark.parametrize("category", ["OBJECT_NOT_FOUND", "INTERNAL_ERROR"])
def test_what_is_missing_from_a_batch_is_not_there_and_what_failed_is_trouble(category):
    trouble = {"status": "error", "category": category, "message": "m", "context": {}}
    answer = said([{"id": "1", "properties": {}}], numErrors=1, errors=[trouble])
    with Scripted(Said(207, answer.body)) as service:
        if category == "OBJECT_NOT_FOUND":
            read = ask(service, lambda portal: portal.batch("notes", ["1", "2"], ()))
            assert [row.id for row in read.rows] == ["1"]
            return
        with pytest.raises(ServerTrouble, match="only a part"):
            ask(service, lambda portal: portal.batch("notes", ["1", "2"], ()))


def test_a_failed_part_of_the_links_is_trouble_and_not_no_link():
    trouble = {"status": "error", "category": "INTERNAL_ERROR", "message": "m"}
    with Scripted(said([], errors=[trouble])) as service, pytest.raises(ServerTrouble):
        ask(service, lambda portal: portal.linked("notes", ["1"], "companies"))


def test_links_are_read_with_ids_as_numbers_or_as_texts():
    answer = said(
        [
            {"from": {"id": 1}, "to": [{"toObjectId": 9, "associationTypes": [
                {"category": "HUBSPOT_DEFINED", "typeId": 5, "label": "Primary"}]}]},
            {"from": {"id": "2"}, "to": [{"toObjectId": "8"}, {"toObjectId": 7}]},
        ]
    )  # fmt: skip
    with Scripted(answer) as service:
        found = ask(service, lambda portal: portal.linked("deals", ["1", "2", "3"], "companies"))
    assert {one: [link.id for link in links] for one, links in found.items()} == {
        "1": ["9"],
        "2": ["8", "7"],
    }
    assert found["1"][0].types == {5}
    assert found["1"][0].labels == {"primary"}


def test_links_that_lead_back_to_themselves_are_not_followed_for_ever():
    links = [{"from": {"id": "1"}, "to": [], "paging": {"next": {"after": "x"}}}]
    with Scripted(said(links)) as service:
        with pytest.raises(BadResponse, match="without an end"):
            ask(service, lambda portal: portal.linked("notes", ["1"], "companies"))
        assert len(service.asked) == 2


def test_many_ids_go_out_in_hundreds_and_each_once():
    with Scripted(said([])) as service:
        ask(service, lambda portal: portal.batch("notes", [str(n % 250) for n in range(900)], ()))
        assert len(service.asked) == 3


def test_trouble_in_one_part_ends_the_question_once_none_is_under_way():
    with Scripted(Said(400, b"{}")) as service:
        with pytest.raises(Exception, match="400"):
            ask(service, lambda portal: portal.batch("notes", map(str, range(500)), ()))
        assert len(service.asked) == 5


def test_versions_are_stepped_down_from_once_for_all():
    with Scripted(
        Said(404, b"<html>"), Said(404, b'{"category":"OBJECT_NOT_FOUND"}'), said([])
    ) as service:

        async def twice(portal: Portal) -> str:
            await portal.page("notes", ("a",))
            await portal.page("notes", ("a",))
            return portal.paths.version

        assert ask(service, twice, "2026-09") == "v3"
        assert [one.path.partition("?")[0] for one in service.asked] == [
            "/crm/objects/2026-09/notes",
            "/crm/objects/2026-03/notes",
            "/crm/v3/objects/notes",
            "/crm/v3/objects/notes",
        ]


def test_where_no_version_is_served_the_address_is_wrong():
    with Scripted(Said(404, b"{}")) as service, pytest.raises(NotServed, match="404"):
        ask(service, lambda portal: portal.page("notes", ("a",)), "2026-03")


def test_labels_are_asked_for_where_they_are():
    with Scripted(
        Said(404, b"{}"), said([{"category": "HUBSPOT_DEFINED", "typeId": 190}])
    ) as service:
        found = ask(service, lambda portal: portal.labels("notes", "companies"))
    assert [one.type_id for one in found] == [190]


def test_owners_come_in_pages_that_end():
    first = said([{"id": "1"}], paging={"next": {"after": "x"}})
    with Scripted(first, said([{"id": "2"}], paging={"next": {"after": "x"}})) as service:
        found = ask(service, lambda portal: portal.owners())
    assert [one.id for one in found] == ["1", "2"]


def test_ids():
    assert cut(["a", "b", "a", "c"], 2) == [["a", "b"], ["c"]]
    assert in_order(["10", "9", "100"]) == ["9", "10", "100"]
    assert number("x") == 0
