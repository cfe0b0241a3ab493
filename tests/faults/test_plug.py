"""The plug is pulled at every byte of a push: “synced” is never shown before the answer is here.

With --deep the wire is cut after every single byte, whatever is written, at every service.
Without, it is cut after each byte near the ends of first lines, heads and messages; elsewhere
after every seventh of a new note at Vitally, and every thirty-first of what needs a look before
its write; at the other services after every thirty-first of a new note, and every sixty-second of
a changed one.
"""

from __future__ import annotations

import faulthandler
import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest

from book.account_writing import write_field
from book.note_writing import add_note, edit_note
from book.notes import note
from book.records import NoteId, TaskId
from book.task_writing import finish, reopen
from book.tasks import task
from tests.conftest import DEEP
from tests.faults.crms import KEPT
from tests.faults.desks import RULES, SECRET_WORD, Desk
from tests.faults.faces import FACES, MAIN
from tests.faults.plug import Plug, cuts, edges, gaps

DAY = date(2026, 6, 10)
BODY = f"We spoke about **renewal**.\n\n- {SECRET_WORD}\n- next step"


class Act(NamedTuple):
    """One thing a person does, over and over, each time a little differently."""

    writes: int
    """How often it may at most be written in all; a text the service may tidy up is said again,
    which changes nothing."""
    do: Callable[[Desk, int], None]
    there: Callable[[Desk, int], list[Any]]
    """What the service has of it, each once, as `wanted` says it."""
    wanted: Callable[[int], Any]
    synced: Callable[[Desk], str | None]
    """What the person is shown, None where no record shows it."""


def _add(desk: Desk, turn: int) -> None:
    subject = f"Call {turn:04}"
    add_note(desk.store, RULES, desk.account, subject=subject, body=BODY, day=DAY, tags=("a",))


def _edit(desk: Desk, turn: int) -> None:
    number = NoteId(desk.here("note", 0))
    edit_note(desk.store, RULES, number, subject=f"Turn {turn:04}", body=f"{BODY} {turn:04}")


def _complete(desk: Desk, turn: int) -> None:
    number = TaskId(desk.here("task", 0))
    (finish if turn % 2 == 0 else reopen)(desk.store, RULES, [number])


def _plan(desk: Desk, turn: int) -> None:
    write_field(desk.store, RULES, [desk.account], "plan", f"Plan {turn:04}")


def _new(desk: Desk, turn: int) -> list[Any]:
    found = [one for one in desk.crm.records("note") if one.title == f"Call {turn:04}"]
    return [(one.title, one.tags, one.text.count(SECRET_WORD)) for one in found]


def _edited(desk: Desk, turn: int) -> list[Any]:
    one = desk.crm.said("note", 0)
    return [(one.title, one.tags, one.text.count(f"{turn:04}"))]


def _completed(desk: Desk, _turn: int) -> list[Any]:
    one = desk.crm.said("task", 0)
    return [(one.done, one.tags, one.title)]


def _planned(desk: Desk, _turn: int) -> list[Any]:
    return [desk.crm.label(desk.crm.known_as("account", 0), "plan")]


def _shown_new(desk: Desk) -> str | None:
    return note(desk.store, NoteId(max(desk.column("notes", "id")))).sync


def _shown_note(desk: Desk) -> str | None:
    return note(desk.store, NoteId(desk.here("note", 0))).sync


def _shown_task(desk: Desk) -> str | None:
    return task(desk.store, TaskId(desk.here("task", 0))).sync


ACTS = {
    "a new note": Act(1, _add, _new, lambda turn: (f"Call {turn:04}", ("a",), 1), _shown_new),
    "a changed note": Act(
        2, _edit, _edited, lambda turn: (f"Turn {turn:04}", (KEPT,), 1), _shown_note
    ),
    "a finished task": Act(
        1, _complete, _completed, lambda turn: (turn % 2 == 0, (KEPT,), "Send 0"), _shown_task
    ),
    "a label": Act(2, _plan, _planned, lambda turn: f"Plan {turn:04}", lambda _: None),
}
NOTES = ("a new note", "a changed note")
MEETINGS = [
    (face, name)
    for face in FACES
    for name in ACTS
    if DEEP or face == "vitally" or (face in MAIN and name in NOTES)
]


@pytest.fixture
def plugged(one, caplog) -> Iterator[tuple[Desk, Plug]]:
    """A synced book whose wire to the service can be cut."""
    # The simulator's own server finds each cut worth a page of its log.
    caplog.set_level(logging.CRITICAL, logger="uvicorn.error")
    one.crm.tag()
    one.clock.move(minutes=30)
    assert one.run().ok
    with Plug(int(one.service.url.rpartition(":")[2])) as plug:
        one.connect(url=plug.url)
        # What is asked once of a new address is no part of what a write takes.
        plug.put_in()
        assert one.run().ok
        yield one, plug


def exchange(desk: Desk, plug: Plug, act: Act, exchanges: int) -> tuple[int, list[int]]:
    """The length of an undisturbed push in bytes, and where in it something changes."""
    plug.put_in()
    act.do(desk, 0)
    assert desk.send(by_hand=True).ok
    assert plug.answers() == exchanges
    assert not desk.waiting()
    assert act.there(desk, 0) == [act.wanted(0)]
    length = len(plug.sent) + len(plug.answered)
    return length, edges(plug.row, bytes(plug.sent), bytes(plug.answered))


@pytest.mark.parametrize(("face", "name"), MEETINGS, indirect=["face"])
@pytest.mark.timeout(1800 if DEEP else 200)
def test_synced_is_shown_only_once_the_whole_answer_is_here(plugged, name):
    faulthandler.cancel_dump_traceback_later()  # what is slow here does not hang
    desk, plug = plugged
    act, place = ACTS[name], desk.crm.place(name)
    length, places = exchange(desk, plug, act, place.exchanges)
    new, usual = name == "a new note", desk.crm.name == "vitally"
    every = 1 if DEEP else 7 if new and usual else 31 if new or usual else 62
    chosen = cuts(length, places, every=every, around=2 if usual else 1)
    assert gaps(chosen) <= every
    arrived = 0
    for turn, cut in enumerate(chosen, start=1):
        act.do(desk, turn)
        before = desk.times_done(place)
        plug.pull_after(cut)
        report = desk.run(send_only=True, by_hand=True)
        confirmed = plug.answers() == place.exchanges
        came = act.there(desk, turn) == [act.wanted(turn)]
        arrived += came and not confirmed
        where = f"{desk.crm.title}: {name}, cut after byte {cut} of {length}"
        if confirmed:
            assert not desk.waiting(), where
            assert act.synced(desk) in ("synced", None), where
        else:
            (entry,) = desk.waiting()
            assert entry.state == "queued", where
            assert act.synced(desk) in ("queued", None), where
            assert not report.ok, where
            assert report.sources[0].pushed == 0, where
            # Whatever may have arrived is asked about before it is sent again.
            assert entry.uncertain or not came, where
        plug.put_in()
        desk.settle()
        assert desk.run(send_only=True, by_hand=True).ok, where
        assert not desk.waiting(), where
        assert act.synced(desk) in ("synced", None), where
        assert act.there(desk, turn) == [act.wanted(turn)], where
        assert 1 <= desk.times_done(place) - before <= act.writes, where
    print(
        f"\n{desk.crm.title}, {name}: {len(chosen)} cuts in {length} bytes,"
        f" {arrived} of them after it had arrived"
    )
    # The loop is worth nothing if it never hit what it is about.
    assert arrived > len(chosen) // 10
