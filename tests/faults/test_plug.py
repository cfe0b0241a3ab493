"""The plug is pulled at every byte of a push: “synced” is never shown before the answer is here.

With --deep the wire is cut after every single byte. Without, it is cut after each byte near the
ends of first lines, heads and messages; elsewhere after every seventh of a new note, and every
thirty-first of what needs a look before its write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest

from book.account_writing import write_field
from book.note_writing import add_note, edit_note
from book.notes import note
from book.records import AccountId, NoteId, TaskId
from book.task_writing import finish, reopen
from book.tasks import task
from tests.conftest import DEEP
from tests.faults.desks import RULES, SECRET_WORD, Desk, desk
from tests.faults.plug import Plug, cuts, edges, gaps

DAY = date(2026, 6, 10)
BODY = f"We spoke about **renewal**.\n\n- {SECRET_WORD}\n- next step"


class Act(NamedTuple):
    """One thing a person does, over and over, each time a little differently."""

    method: str
    requests: int
    """How many exchanges its push takes: a look and a write, or a write alone."""
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
    add_note(desk.store, RULES, AccountId(1), subject=subject, body=BODY, day=DAY, tags=("a",))


def _edit(desk: Desk, turn: int) -> None:
    number = NoteId(desk.number("notes", "note-0000"))
    edit_note(desk.store, RULES, number, subject=f"Turn {turn:04}", body=f"{BODY} {turn:04}")


def _complete(desk: Desk, turn: int) -> None:
    number = TaskId(desk.number("tasks", "task-0000"))
    (finish if turn % 2 == 0 else reopen)(desk.store, RULES, [number])


def _plan(desk: Desk, turn: int) -> None:
    write_field(desk.store, RULES, [AccountId(1)], "plan", f"Plan {turn:04}")


def _new(desk: Desk, turn: int) -> list[Any]:
    rows = [one for one in desk.service.records("notes") if one["subject"] == f"Call {turn:04}"]
    return [(one["subject"], one["tags"], one["note"].count(SECRET_WORD)) for one in rows]


def _edited(desk: Desk, turn: int) -> list[Any]:
    one = desk.service.record("notes", "note-0000")
    return [(one["subject"], one["tags"], one["note"].count(f"{turn:04}"))]


def _completed(desk: Desk, _turn: int) -> list[Any]:
    one = desk.service.record("tasks", "task-0000")
    return [(one["completedAt"] is not None, one["tags"], one["name"])]


def _planned(desk: Desk, _turn: int) -> list[Any]:
    return [desk.service.record("accounts", "acc-0000")["traits"]["vitally.custom.plan"]]


def _shown_new(desk: Desk) -> str | None:
    return note(desk.store, NoteId(max(desk.column("notes", "id")))).sync


def _shown_note(desk: Desk) -> str | None:
    return note(desk.store, NoteId(desk.number("notes", "note-0000"))).sync


def _shown_task(desk: Desk) -> str | None:
    return task(desk.store, TaskId(desk.number("tasks", "task-0000"))).sync


ACTS = {
    "a new note": Act(
        "POST", 1, 1, _add, _new, lambda turn: (f"Call {turn:04}", ["a"], 1), _shown_new
    ),
    "a changed note": Act(
        "PUT", 2, 2, _edit, _edited, lambda turn: (f"Turn {turn:04}", ["kept"], 1), _shown_note
    ),
    "a finished task": Act(
        "PUT",
        2,
        1,
        _complete,
        _completed,
        lambda turn: (turn % 2 == 0, ["kept"], "Send 0"),
        _shown_task,
    ),
    "a label of an account": Act(
        "PUT", 2, 2, _plan, _planned, lambda turn: f"Plan {turn:04}", lambda _: None
    ),
}


@pytest.fixture
def plugged(tmp_path, caplog) -> Iterator[tuple[Desk, Plug]]:
    """A synced book whose wire to the service can be cut."""
    with desk(tmp_path) as one:
        # The simulator's own server finds each cut worth a page of its log.
        caplog.set_level(logging.CRITICAL, logger="uvicorn.error")
        # Nothing crashes here, so the disk need not be waited for.
        one.store.connection.execute("PRAGMA synchronous = OFF")
        one.service.change("notes", "note-0000", tags=["kept"])
        one.service.change("tasks", "task-0000", tags=["kept"])
        one.clock.move(minutes=30)
        assert one.run().ok
        with Plug(int(one.service.url.rpartition(":")[2])) as plug:
            one.connect(url=plug.url)
            yield one, plug


def exchange(desk: Desk, plug: Plug, act: Act) -> tuple[int, list[int]]:
    """The length of an undisturbed push in bytes, and where in it something changes."""
    plug.put_in()
    act.do(desk, 0)
    assert desk.send(by_hand=True).ok
    assert plug.answers() == act.requests
    assert not desk.waiting()
    assert act.there(desk, 0) == [act.wanted(0)]
    length = len(plug.sent) + len(plug.answered)
    return length, edges(plug.row, bytes(plug.sent), bytes(plug.answered))


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.timeout(900 if DEEP else 200)
def test_synced_is_shown_only_once_the_whole_answer_is_here(plugged, name):
    desk, plug = plugged
    act = ACTS[name]
    length, places = exchange(desk, plug, act)
    every = 1 if DEEP else 7 if act.requests == 1 else 31
    chosen = cuts(length, places, every=every)
    assert gaps(chosen) <= every
    arrived = 0
    for turn, cut in enumerate(chosen, start=1):
        act.do(desk, turn)
        before = desk.done_there(act.method, "/resources")
        plug.pull_after(cut)
        report = desk.run(send_only=True, by_hand=True)
        confirmed = plug.answers() == act.requests
        came = act.there(desk, turn) == [act.wanted(turn)]
        arrived += came and not confirmed
        where = f"{name}, cut after byte {cut} of {length}"
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
        assert desk.run(send_only=True, by_hand=True).ok, where
        assert not desk.waiting(), where
        assert act.synced(desk) in ("synced", None), where
        assert act.there(desk, turn) == [act.wanted(turn)], where
        assert 1 <= desk.done_there(act.method, "/resources") - before <= act.writes, where
    print(f"\n{name}: {len(chosen)} cuts in {length} bytes, {arrived} of them after it had arrived")
    # The loop is worth nothing if it never hit what it is about.
    assert arrived > len(chosen) // 10
