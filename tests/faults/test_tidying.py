"""A service that makes one blank of every run of blanks: what it cannot take away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from book import keys, note_writing, notes
from book.profile import Profile
from book.records import NoteId
from book.store import Store
from tests.faults.desks import RULES, Desk
from tests.faults.faces import FACES, MAIN
from tests.faults.looks import is_look

DAY = date(2026, 6, 10)
TEXT = "\tseats\t40\n- send\tdocs\nlast line"


class Tidying(httpx.AsyncHTTPTransport):
    """A real transport to a service that makes one blank of every run of blanks it is sent."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        if body and not is_look(request.method, request.url.path):
            text = body.decode().replace("&nbsp;", " ").replace("\\t", " ")
            body = re.sub(r"[\s\u00a0]+", " ", text).encode()
        headers = {**request.headers, "content-length": str(len(body))}
        return await super().handle_async_request(
            httpx.Request(
                request.method,
                request.url,
                headers=headers,
                content=body,
                extensions=request.extensions,
            )
        )


@pytest.fixture
def other(one: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A second laptop of the same person."""
    profile = Profile(tmp_path / "other")
    keys.make_key_file(profile, "none")
    with closing(Store.open(profile, None, clock=one.clock)) as store:
        yield Desk(store, one.crm, one.clock)


def synced(desk: Desk, wire: type[httpx.AsyncHTTPTransport]) -> None:
    """One run over that line, in which all has to go well."""
    desk.clock.move(minutes=30)
    assert desk.run(by_hand=True, transport=wire(trust_env=False)).ok


WIRES = {"as sent": httpx.AsyncHTTPTransport, "tidied": Tidying}
LINES = [
    # A text without format has no sign that would tell a tab from a blank: there is one only of
    # those that the service has.
    (face, wire)
    for face in MAIN
    for wire in WIRES
    if wire == "as sent" or FACES[face].tidies
]


@pytest.mark.parametrize(("face", "wire"), LINES, indirect=["face"])
def test_a_tab_outlasts_an_edit_of_another_line_on_another_laptop(
    one: Desk, other: Desk, wire: str
) -> None:
    number, _ = note_writing.add_note(one.store, RULES, one.account, body=TEXT, day=DAY)
    synced(one, WIRES[wire])
    synced(other, WIRES[wire])
    (key,) = one.column("notes", "external_id", f"id = {number}")
    there = NoteId(other.number("notes", key))
    assert notes.note(other.store, there).body == TEXT
    edited = TEXT.replace("last", "very last")
    note_writing.edit_note(other.store, RULES, there, body=edited)
    synced(other, WIRES[wire])
    synced(one, WIRES[wire])
    assert notes.note(one.store, number).body == edited


def test_what_a_service_tidies_here_stays_as_it_was_typed(one: Desk) -> None:
    number, _ = note_writing.add_note(one.store, RULES, one.account, body="a  b\nc", day=DAY)
    for _ in range(3):
        synced(one, Tidying)
    assert notes.note(one.store, number).body == "a  b\nc"
    assert one.waiting() == []
