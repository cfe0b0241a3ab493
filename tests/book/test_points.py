"""Reading points: what is open, of whom, and which questions were left."""

from __future__ import annotations

from datetime import date

import pytest

from book import accounts, point_writing, points, queue_reading, undo
from book.note_writing import add_note
from book.records import AccountId, Point, PointId
from book.store import Store
from tests.book.writing_book import RULES, begin

ACORN, BIRCH = AccountId(1), AccountId(2)
TODAY = date(2026, 11, 24)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    first = "? who owns it @fri\n? do they count @mon\n>> the price tomorrow\n! late"
    add_note(store, RULES, ACORN, body=first, day=date(2026, 11, 12), today=TODAY)
    second = "? what now\n<< the list"
    add_note(store, RULES, ACORN, body=second, day=TODAY, today=TODAY)
    add_note(store, RULES, BIRCH, body=">> a quote fri", day=TODAY, today=TODAY)
    return store


def test_points_of_an_account_stand_by_day_and_closed_ones_last(book: Store) -> None:
    point_writing.close_points(book, RULES, [PointId(1)])
    assert [one.text for one in points.points_of_account(book, ACORN)] == [
        "the price", "what now", "do they count", "late", "the list", "who owns it",
    ]  # fmt: skip
    assert points.points_of_account(book, ACORN)[0].since == date(2026, 11, 12)


def test_open_points_of_the_book_with_and_without_a_bound(book: Store) -> None:
    def told(found: list[tuple[Point, str]]) -> list[tuple[str, str]]:
        return [(one.text, name) for one, name in found]

    assert told(points.open_points(book)) == [
        ("the price", "Acorn"), ("what now", "Acorn"), ("who owns it", "Acorn"),
        ("a quote", "Birch"), ("do they count", "Acorn"), ("late", "Acorn"), ("the list", "Acorn"),
    ]  # fmt: skip
    until = points.open_points(book, date(2026, 11, 26), undated=False)
    assert told(until) == [("the price", "Acorn"), ("what now", "Acorn")]
    assert len(points.open_points(book, date(2026, 11, 26))) == 4
    assert len(points.open_points(book, undated=False)) == 5
    with book.writing() as connection:
        connection.execute("UPDATE accounts SET status = 'left' WHERE id = ?", (ACORN,))
    assert told(points.open_points(book)) == [("a quote", "Birch")]
    assert len(points.points_of_account(book, ACORN)) == 6


def test_questions_left_open_are_told_newest_note_first(book: Store) -> None:
    assert [one.text for one in points.open_questions(book, ACORN)] == [
        "what now", "who owns it", "do they count",
    ]  # fmt: skip
    point_writing.close_points(book, RULES, [PointId(2)])
    assert [one.text for one in points.open_questions(book, ACORN, limit=2)] == [
        "what now", "who owns it",
    ]  # fmt: skip
    assert points.open_questions(book, BIRCH) == []


def test_one_point_and_where_it_stands(book: Store) -> None:
    found = points.point(book, PointId(3))
    assert found is not None
    assert (found.kind, found.text, found.due) == ("i_owe", "the price", date(2026, 11, 25))
    assert points.lines_of(book, "point", 3) == [(found.note_id, 2)]
    point_writing.delete_points(book, RULES, [PointId(3)])
    assert points.point(book, PointId(3)) is None


def test_what_i_owe_counts_for_the_queue_until_it_is_closed(book: Store) -> None:
    def owed(account_id: AccountId) -> date | None:
        found = accounts.account(book, account_id)
        assert found is not None
        return found.my_next_promise

    # A promise of mine and questions; what they owe and risks are no promise of mine.
    assert (owed(ACORN), owed(BIRCH)) == (date(2026, 11, 25), date(2026, 11, 27))
    (first, _, promise, *_) = (
        one.id for one in sorted(points.points_of_account(book, ACORN), key=lambda one: one.id)
    )
    point_writing.close_points(book, RULES, [promise])
    assert owed(ACORN) == date(2026, 11, 26)  # the question without a day: two working days on
    point_writing.move_points(book, RULES, [first], date(2026, 11, 20))
    assert owed(ACORN) == date(2026, 11, 20)
    undo.undo(book, RULES)
    undo.undo(book, RULES)
    assert owed(ACORN) == date(2026, 11, 25)


def test_an_overdue_promise_brings_its_account_a_reason(book: Store) -> None:
    def codes(day: date) -> list[str]:
        rows = queue_reading.read_queue(book, RULES, day)
        return [
            reason.code for row in rows if row.account.id == BIRCH for reason in row.reasons
        ]  # fmt: skip

    assert "promise_overdue" not in codes(date(2026, 11, 27))  # due that Friday
    assert "promise_overdue" in codes(date(2026, 11, 28))
