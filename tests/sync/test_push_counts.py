"""What a push counts: sent is what the source confirmed, and nothing else."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

import msgspec
import pytest

from book import note_writing, outbox, sources, sync_log
from book.facts import NoteFacts
from book.outbox_entry import OutboxEntry
from book.records import NoteId
from book.store import Store
from sync.push import Push, Pushed
from tests.book.writing_book import RULES, SOURCE, begin
from tests.faults.desks import desk
from tests.sync.stand_in_writer import StandInWriter

KICK_OFF = NoteId(1)
THERE = NoteFacts(
    external_id="N0",
    account_external_id="A1",
    subject="Kick-off",
    body="first\nsecond\nthird",
    day="2026-06-01",
    mine=1,
)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


@pytest.fixture
def writer() -> StandInWriter:
    """A source that has the one note of the book."""
    return StandInWriter(THERE)


def _push(store: Store, writer: StandInWriter) -> Pushed:
    source = sources.source(store, SOURCE)
    assert source is not None
    return asyncio.run(Push(store, source, writer, RULES, by_hand=True, chance=lambda: 0.5).run())


def _there(**changes: str) -> NoteFacts:
    return msgspec.structs.replace(THERE, **changes)


def _only(store: Store) -> OutboxEntry:
    (entry,) = outbox.entries(store)
    return entry


@pytest.mark.parametrize("delete", [False, True], ids=["a change", "a deletion"])
def test_what_stands_there_already_is_not_called_sent(
    book: Store, writer: StandInWriter, delete: bool
) -> None:
    if delete:
        note_writing.delete_note(book, RULES, KICK_OFF)
        writer.records["N0"] = _there(archived_at="2026-06-09T00:00:00.000Z")
    else:
        note_writing.edit_note(book, RULES, KICK_OFF, body="agreed")
        writer.records["N0"] = _there(body="agreed")
    pushed = _push(book, writer)
    assert (pushed.sent, pushed.agreed, pushed.parked) == (0, 1, 0)
    assert (outbox.entries(book), writer.written) == ([], [])


def test_what_an_attempt_of_old_brought_there_is_called_sent(
    book: Store, writer: StandInWriter
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, day=date(2026, 6, 11))
    writer.loses_answers = True
    assert _push(book, writer).sent == 0
    writer.loses_answers = False
    pushed = _push(book, writer)
    assert (pushed.sent, pushed.agreed, len(writer.written)) == (1, 0, 1)


def test_what_is_held_while_its_note_is_asked_for_counts_as_nothing(
    book: Store, writer: StandInWriter
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="mine")
    number = _only(book).id
    writer.meanwhile["N0"] = lambda: outbox.hold(book, number)
    pushed = _push(book, writer)
    assert (pushed.sent, pushed.agreed, pushed.parked) == (0, 0, 0)
    assert _only(book).state == "held"


def test_the_report_and_the_log_tell_the_two_apart(tmp_path: Path) -> None:
    with desk(tmp_path) as real:
        number = NoteId(real.number("notes", "note-0000"))
        note_writing.edit_note(real.store, RULES, number, subject="Agreed")
        real.service.change("notes", "note-0000", subject="Agreed")
        report = real.send(by_hand=True)
        assert (report.ok, report.sources[0].pushed, report.sources[0].agreed) == (True, 0, 1)
        assert "1 stood there already" in sync_log.lines(real.store)[0].text
        assert real.done_there("PUT", "/resources") == 0
