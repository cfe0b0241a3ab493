"""A 403 among other answers: which of them stops an entry, and which ends the run for the key."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from book import intake, note_writing, outbox, sources
from book.errors import ServerTrouble
from book.facts import NoteFacts, Page
from book.outbox_entry import OutboxEntry
from book.records import NoteId
from book.store import Store
from sync.port import Sending, WrittenFacts
from sync.push import Push, Pushed
from sync.refusals import NotAllowed
from tests.book.writing_book import RULES, SOURCE, begin
from tests.clocks import HandClock
from tests.sync.stand_in_writer import StandInWriter


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _push(store: Store, writer: StandInWriter, *, by_hand: bool = True) -> Pushed:
    source = sources.source(store, SOURCE)
    assert source is not None
    push = Push(store, source, writer, RULES, by_hand=by_hand, chance=lambda: 0.5)
    return asyncio.run(push.run())


def _there(external: str) -> NoteFacts:
    return NoteFacts(
        external_id=external, account_external_id="A1", body="first", day="2026-06-01", mine=1
    )


def _pull(store: Store, note: NoteFacts) -> NoteId:
    intake.apply(store, Page(source=SOURCE, resource="notes", notes=(note,)))
    return NoteId(_number(store, note.external_id))


def _only(store: Store) -> OutboxEntry:
    (entry,) = outbox.entries(store)
    return entry


class Closing(StandInWriter):
    """A source in which some records are closed to the key."""

    closed: frozenset[str] = frozenset()

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Refuses what is closed, with words that nobody else should read."""
        if sending.external_id in self.closed:
            raise NotAllowed("Vitally does not let this key write the note (403).", "Ask.", "Kim")
        return await super().write(sending, before)


def _closing(store: Store, *closed: str) -> Closing:
    """Three notes that were edited; some of them closed."""
    writer = Closing()
    writer.closed = frozenset(closed)
    for external in ("R1", "R2", "R3"):
        number = _pull(store, _there(external))
        note_writing.edit_note(store, RULES, number, body="mine", hold_seconds=0)
        writer.records[external] = _there(external)
    return writer


def _states(store: Store) -> list[tuple[str, int]]:
    return [(entry.state, entry.attempts) for entry in outbox.entries(store)]


@pytest.mark.parametrize("closed", ["R1", "R2", "R3"])
def test_one_closed_record_among_others_stops(book: Store, closed: str) -> None:
    pushed = _push(book, _closing(book, closed))
    assert (pushed.sent, pushed.parked, pushed.error) == (2, 1, None)
    entry = _only(book)
    assert (entry.state, entry.reason, entry.uncertain) == ("parked", "refused", False)
    # The entry may say what the service said.
    assert entry.error is not None
    assert entry.error["title"].endswith("(403): Kim.")


def test_two_closed_records_apart_stop_each_by_itself(book: Store) -> None:
    pushed = _push(book, _closing(book, "R1", "R3"))
    assert (pushed.sent, pushed.parked, pushed.error) == (1, 2, None)


def test_a_key_that_loses_its_right_in_the_middle_stops_nothing(book: Store) -> None:
    pushed = _push(book, _closing(book, "R2", "R3"))
    assert (pushed.sent, pushed.parked) == (1, 0)
    assert _states(book) == [("queued", 1), ("queued", 1)]
    assert isinstance(pushed.error, NotAllowed)
    # The run says what happened, and not what the service quoted.
    assert pushed.error.title == "Vitally does not let this key write the note (403)."


def test_an_edit_of_an_entry_in_doubt_is_another_try(book: Store) -> None:
    writer = _closing(book, "R1")
    again = NoteId(_number(book, "R1"))
    writer.meanwhile["R2"] = lambda: note_writing.edit_note(book, RULES, again, body="mine, and so")
    assert _push(book, writer, by_hand=False).parked == 0
    assert _only(book).state == "queued"
    writer.closed = frozenset()
    assert _push(book, writer).sent == 1


def test_a_doubt_is_settled_in_a_run_that_has_other_trouble_too(book: Store) -> None:
    writer = _closing(book, "R3")
    writer.failing_looks["R1"] = ServerTrouble("The service broke.")
    pushed = _push(book, writer)
    assert (pushed.sent, pushed.parked) == (1, 1)
    assert isinstance(pushed.error, ServerTrouble)


def test_a_write_taken_by_another_run_settles_it_too(book: Store, clock: HandClock) -> None:
    writer = _closing(book, "R1", "R2")
    last = outbox.entries(book)[2]
    outbox.hold(book, last.id)
    assert isinstance(_push(book, writer).error, NotAllowed)
    clock.move(minutes=1)
    for entry in outbox.entries(book)[:2]:
        outbox.hold(book, entry.id)
    outbox.release(book, last.id)
    assert _push(book, writer).sent == 1
    outbox.release_all(book)
    clock.move(minutes=1)
    pushed = _push(book, writer)
    assert (pushed.parked, pushed.error) == (2, None)


def test_what_was_taken_before_the_refusal_says_nothing(book: Store, clock: HandClock) -> None:
    writer = _closing(book)
    assert _push(book, writer).sent == 3
    clock.move(minutes=5)
    for external in ("R1", "R2"):
        number = NoteId(_number(book, external))
        note_writing.edit_note(book, RULES, number, body="mine again", hold_seconds=0)
    writer.closed = frozenset(("R1", "R2"))
    for _ in range(3):
        pushed = _push(book, writer)
        assert (pushed.parked, type(pushed.error)) == (0, NotAllowed)
        clock.move(hours=2)
    until = [entry.not_before for entry in outbox.entries(book)]
    assert all(one is not None and one - clock() < timedelta(hours=1) for one in until)


def _number(store: Store, external: str) -> int:
    (row,) = store.rows("SELECT id FROM notes WHERE external_id = ?", (external,))
    return int(row[0])
