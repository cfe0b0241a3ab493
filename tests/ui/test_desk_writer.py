"""The pen of the window: in order, at once or when the file is free, and never silently lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from book import queue_marks
from book.errors import Busy, Refused
from book.gate import WriteGate
from book.records import Changed
from book.rules import load
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import settings
from tests.ui.writing_desk import marks
from ui.book_reading import BookReading
from ui.writing.desk_writer import DeskWriter

Told = list[tuple[str, str]]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def refreshed() -> list[Changed]:
    return []


@pytest.fixture
def writer(store: Store, clock: HandClock, told: Told, refreshed: list[Changed]) -> DeskWriter:
    def tell(words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        told.append((words, button))

    reading = BookReading(store, load(), clock)
    return DeskWriter(
        reading, settings(store), refresh=refreshed.append, tell=tell, undo_key="Ctrl+Z"
    )


def mark(writer: DeskWriter, place: int, state: str) -> Callable[[], Changed]:
    """An act on one row of the queue."""
    row = writer.reading.rows[place]
    return lambda: queue_marks.mark(
        writer.reading.store,
        row.account,
        row.renewal_date,
        state,  # type: ignore[arg-type]
    )


def test_it_is_written_before_the_call_returns(
    writer: DeskWriter, store: Store, told: Told, refreshed: list[Changed]
) -> None:
    writer.do(mark(writer, 0, "booked"), "Booked.", undo=True)
    assert marks(store) == {1: ("booked", None)}
    assert refreshed == [Changed({"account": frozenset({1})})]
    assert told == [("Booked.", "Undo  Ctrl+Z")]
    assert not writer.waits


def test_a_refusal_is_one_sentence_and_what_follows_goes_on(
    writer: DeskWriter, store: Store, told: Told, refreshed: list[Changed]
) -> None:
    def refuse() -> Changed:
        raise Refused("No.", "Do something else.")

    writer.do(refuse, "never said")
    writer.do(mark(writer, 0, "done"))
    assert told == [("No.", "")]
    assert len(refreshed) == 1
    assert marks(store) == {1: ("done", None)}


def test_whoever_asked_hears_of_the_refusal_in_place_of_a_toast(
    writer: DeskWriter, told: Told
) -> None:
    heard: list[str] = []

    def refuse() -> Changed:
        raise Refused("No.", "Do something else.")

    writer.do(refuse, failed=lambda error: heard.append(str(error)))
    assert (heard, told) == (["No. Do something else."], [])


def test_a_busy_file_holds_the_line_and_everything_comes_in_order(
    qtbot: QtBot, writer: DeskWriter, store: Store, told: Told
) -> None:
    states: list[bool] = []
    writer.saving.connect(states.append)
    with WriteGate(store.profile).held():
        writer.do(mark(writer, 0, "contacted"), "first")
        writer.do(mark(writer, 0, "done"), "second")
        assert marks(store) == {}
        assert told == []
        assert writer.waits
    qtbot.waitUntil(lambda: not writer.waits, timeout=2_000)
    assert [words for words, _ in told] == ["first", "second"]
    assert marks(store) == {1: ("done", None)}
    assert states == [True, False]


def test_what_is_undone_by_the_toast_is_what_was_done(
    qtbot: QtBot, writer: DeskWriter, store: Store
) -> None:
    writer.do(mark(writer, 1, "done"))
    writer.do(mark(writer, 0, "done"), "x", undo=True)
    asked: list[tuple[int, int]] = []
    writer.undo_asked.connect(lambda before, newest: asked.append((before, newest)))
    writer.undo_asked.emit(1, 2)
    assert asked == [(1, 2)]


def test_an_act_that_gives_up_half_way_is_tried_from_there(
    qtbot: QtBot, writer: DeskWriter, store: Store
) -> None:
    """What a bulk act of several edits relies on: it is called again, not begun again."""
    calls: list[int] = []

    def act() -> Changed:
        calls.append(1)
        if len(calls) == 1:
            raise Busy("The file is in use.")
        return Changed({"task": frozenset({1})})

    writer.do(act)
    qtbot.waitUntil(lambda: not writer.waits, timeout=2_000)
    assert len(calls) == 2


def test_a_silent_write_ends_the_offer_to_undo_an_older_one(
    qtbot: QtBot, writer: DeskWriter
) -> None:
    ended: list[int] = []
    writer.outdated.connect(lambda: ended.append(1))
    writer.do(mark(writer, 0, "booked"), "Booked.", undo=True)
    assert ended == []
    writer.do(Changed)
    assert ended == []  # nothing was written
    writer.do(mark(writer, 1, "contacted"))
    assert ended == [1]
