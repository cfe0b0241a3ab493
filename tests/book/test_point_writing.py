"""Points are closed, moved and reworded as one undoable act, and never leave this laptop."""

from __future__ import annotations

from datetime import date

import pytest

from book import outbox, point_writing, points, undo
from book.errors import Refused, Usage
from book.note_writing import add_note
from book.records import AccountId, PointId
from book.store import Store
from tests.book.writing_book import RULES, StandIn, begin

ACORN = AccountId(1)
TODAY = date(2026, 11, 24)
PRICE, OWNER = PointId(1), PointId(2)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    body = ">> the price fri\n? who owns it"
    add_note(store, RULES, ACORN, body=body, day=TODAY, today=TODAY)
    StandIn(store).take_all()
    return store


def waiting(book: Store) -> list[str]:
    return [one.record for one in outbox.entries(book) if one.state == "queued"]


def test_closing_several_is_one_act(book: Store) -> None:
    changed = point_writing.close_points(book, RULES, [PRICE, OWNER, PRICE])
    assert changed.ids["point"] == {PRICE, OWNER}
    assert all(one.done_at for one in points.points_of_account(book, ACORN))
    assert waiting(book) == ["note"]
    found = undo.next_undo(book)
    assert found is not None
    assert (found.words, found.was_sent) == ("Close 2 points", False)
    undo.undo(book, RULES)
    assert not any(one.done_at for one in points.points_of_account(book, ACORN))
    assert waiting(book) == []


def test_a_close_that_stands_is_no_act(book: Store) -> None:
    point_writing.close_points(book, RULES, [OWNER])
    assert not point_writing.close_points(book, RULES, [OWNER])
    undoable = undo.next_undo(book)
    assert undoable is not None
    assert undoable.words == "Close question"


def test_moving_and_rewording_leave_the_note_alone(book: Store) -> None:
    point_writing.move_points(book, RULES, [PRICE], date(2026, 12, 1))
    point_writing.edit_point(book, RULES, PRICE, text=" the  list price ")
    found = points.point(book, PRICE)
    assert found is not None
    assert (found.text, found.due) == ("the list price", date(2026, 12, 1))
    assert waiting(book) == []
    point_writing.edit_point(book, RULES, PRICE, due=None)
    found = points.point(book, PRICE)
    assert found is not None
    assert found.due is None
    for _ in range(3):
        assert undo.undo(book, RULES).words in ("Edit promise", "Move promise")
    found = points.point(book, PRICE)
    assert found is not None
    assert (found.text, found.due) == ("the price", date(2026, 11, 27))


@pytest.mark.parametrize("text", ["", " \u200b ", "a" * 1_001])
def test_words_that_say_nothing_or_too_much_are_refused(book: Store, text: str) -> None:
    with pytest.raises(Usage):
        point_writing.edit_point(book, RULES, PRICE, text=text)


def test_a_deleted_point_is_not_closed(book: Store) -> None:
    point_writing.delete_points(book, RULES, [PRICE])
    with pytest.raises(Refused, match="deleted"):
        point_writing.close_points(book, RULES, [OWNER, PRICE])
    found = points.point(book, OWNER)
    assert found is not None
    assert found.done_at is None
