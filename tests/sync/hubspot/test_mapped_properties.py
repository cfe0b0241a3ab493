"""Mapped properties that vanish: gone on without, named, and only once that is certain."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from book.records import Source
from sync.hubspot.portal import Portal
from sync.hubspot.web import HubSpotWeb, Invalid
from sync.hubspot.workspace import Workspace
from tests.sync.scripted import Said, Scripted

MAPPING = {"arr_cents": "arr", "health": "score", "owner_id": "csm"}
ROWS = Said(200, json.dumps({"results": [{"id": "1", "properties": {"score": "7"}}]}).encode())


def refusing(*names: str) -> Said:
    body = {"category": "VALIDATION_ERROR", "errors": [{"context": {"propertyName": list(names)}}]}
    return Said(400, json.dumps(body).encode())


def work(
    clock: Any,
    service: Scripted,
    doing: Callable[[Workspace], Awaitable[Any]],
    say: Callable[[str], None] = print,
) -> Any:
    async def pause(seconds: float) -> None:
        """Waits for nothing."""

    async def done() -> Any:
        web = HubSpotWeb(service.url, "k", midnight=lambda: 1.0, pause=pause)
        source = Source(name="hubspot", url=service.url, mapping=MAPPING)
        try:
            return await doing(Workspace(Portal(web, "v3"), source, clock, say))
        finally:
            await web.aclose()

    return asyncio.run(done())


def test_a_question_refused_for_a_property_is_asked_again_without_it(clock):
    said: list[str] = []

    async def doing(workspace: Workspace) -> Any:
        read = await workspace.companies(["1"])
        return [row.id for row in read.rows], workspace.properties.vanished

    with Scripted(refusing("arr"), ROWS) as service:
        ids, vanished = work(clock, service, doing, said.append)
        assert len(service.asked) == 2
    assert (ids, vanished) == (["1"], {"arr"})
    (words,) = said
    assert "The property arr, which holds the ARR of accounts" in words
    assert "choose another" in words


@pytest.mark.parametrize(
    ("answer", "gone"),
    [
        (Said(404, b'{"category":"OBJECT_NOT_FOUND"}'), {"arr"}),
        (Said(200, b'{"name":"arr","label":"ARR"}'), set()),
        (Said(200, b'{"name":["not","text"]}'), set()),
        (Said(403, b"{}"), set()),
    ],
)
def test_what_a_catalogue_does_not_name_is_gone_once_it_says_so_itself(clock, answer, gone):
    async def doing(workspace: Workspace) -> Any:
        await workspace.properties.compare(["score", "csm"])
        return workspace.properties.vanished

    with Scripted(answer) as service:
        assert work(clock, service, doing) == gone
        assert [one.path for one in service.asked] == ["/crm/v3/properties/companies/arr"]


def test_a_question_refused_for_whose_a_company_is_is_asked_again_and_nobody_sorts_by_it(clock):
    # It ended the whole run before: now the book stays as it is, and everything else is read.
    said: list[str] = []

    async def doing(workspace: Workspace) -> Any:
        read = await workspace.companies(["1"])
        return [row.id for row in read.rows], workspace.properties.blind, workspace.untold

    with Scripted(refusing("csm"), ROWS) as service:
        ids, blind, untold = work(clock, service, doing, said.append)
    assert (ids, blind) == (["1"], "csm")
    assert untold == {"owner_id", "owner_name", "owner_email"}
    (words,) = said
    assert "The property csm, which tells whose companies these are" in words
    assert "your accounts stay as they were read last" in words


def test_a_question_that_is_refused_for_a_property_it_did_not_ask_for_ends(clock):
    with Scripted(refusing("csm"), refusing("csm")) as service, pytest.raises(Invalid):
        work(clock, service, lambda workspace: workspace.companies(["1"]))


@pytest.mark.parametrize("names", [(), ("another",)])
def test_a_question_refused_for_something_else_is_refused(clock, names):
    with Scripted(refusing(*names)) as service:
        with pytest.raises(Invalid):
            work(clock, service, lambda workspace: workspace.companies(["1"]))
        assert len(service.asked) == 1
