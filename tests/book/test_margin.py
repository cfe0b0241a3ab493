"""The margin says before what the filing does afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import task_writing
from book.line_links import LineLinks, links_of
from book.margin import MarginLine, Tally, preview, tally
from book.note_writing import add_note, edit_note
from book.records import AccountId, Filed
from book.store import Store
from tests.book.test_line_plan import bodies, fresh_account
from tests.book.writing_book import RULES, begin
from tests.clocks import HandClock

ACORN = AccountId(1)
TODAY = date(2026, 11, 24)
NOTHING = LineLinks()


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def words(lines: list[MarginLine]) -> list[tuple[int, str]]:
    return [(line.number, line.words) for line in lines]


def test_a_new_note_is_told_line_by_line() -> None:
    text = (
        "words\n[] send docs @fri\n[] call\n? who owns it\n! price\n<< the list mon\n"
        ">> the SSO price 3 dec 2027\n>> soon\n^ escalate: slow boards\n[x] sent it\n"
        "[] a @2026-02-29"
    )
    assert words(preview(text, NOTHING, TODAY)) == [
        (1, "Task · Fri 27 Nov, for me"),
        (2, "Task · for me, no day"),
        (3, "Question · I answer by Thu 26 Nov"),
        (4, "Risk · stays on the account"),
        (5, "They owe · Mon 30 Nov"),
        (6, "I owe · Fri 3 Dec 2027"),
        (7, "I owe · no day"),
        (8, "Escalation · stays on the account"),
        (9, "Done already · makes nothing"),
        (10, "Task · for me, no day; “2026-02-29” is no day of the calendar"),
    ]
    assert tally(preview(text, NOTHING, TODAY)) == Tally(9, 0, 0)
    assert preview("? why", NOTHING, date(2026, 11, 27))[0].detail == "I answer by Tue 1 Dec"
    assert preview("? why", NOTHING, TODAY, answer_in=5)[0].detail == "I answer by Tue 1 Dec"


def test_a_note_that_stays_here_says_so() -> None:
    (line,) = preview("[] ask them @fri", LineLinks(private=True), TODAY)
    assert line.words == "I owe · Fri 27 Nov, stays on this laptop"


def test_days_are_told_where_they_stand() -> None:
    (line,) = preview("- [] send docs @fri now", NOTHING, TODAY)
    assert line.span == (15, 19)
    assert line.day == date(2026, 11, 27)


def test_what_stands_on_the_account_is_spoken_of(book: Store, clock: HandClock) -> None:
    add_note(
        book, RULES, ACORN, body="? who owns it\n? do they count\n[] call", day=TODAY, today=TODAY
    )
    links = links_of(book, account_id=ACORN)
    text = "[x] who owns it\n[ ] do they count\n[ ] send the plan\n[x] call"
    read = preview(text, links, date(2026, 12, 6))
    assert words(read) == [
        (0, "Answered · closes the question of 24 Nov"),
        (1, "Question · still open, 12 days"),
        (2, "Task · on your list, Sat 20 Jun"),
        (3, "Done · closes the task of 10 Jun"),
    ]
    assert tally(read) == Tally(0, 0, 2)


def test_a_note_that_stands_tells_what_it_made_and_what_becomes_of_it(book: Store) -> None:
    text = "[] send docs @fri\n? who owns it\n! price\n[] call"
    note, _ = add_note(book, RULES, ACORN, body=text, day=TODAY, today=TODAY)
    call = next(one for one in book.rows("SELECT id FROM tasks WHERE title = 'call'"))[0]
    task_writing.delete_task(book, RULES, call)
    links = links_of(book, note_id=note)
    assert words(preview(text, links, TODAY)) == [
        (0, "Task · Fri 27 Nov, for me"),
        (1, "Question · I answer by Thu 26 Nov"),
        (2, "Risk · stays on the account"),
        (3, "Deleted task · stays text"),
    ]
    assert tally(preview(text, links, TODAY)) == Tally()
    other = "[] send all docs @mon\n? [x] who owns it\n? price\n[] call"
    assert words(preview(other, links, TODAY))[:3] == [
        (0, "Task · Mon 30 Nov, for me, changed"),
        (1, "Answered · closes the question of 24 Nov"),
        (2, "Question · no day, changed"),
    ]
    edit_note(book, RULES, note, body=other, today=TODAY)
    links = links_of(book, note_id=note)
    assert words(preview(other, links, TODAY))[1] == (1, "Answered · question of 24 Nov")
    assert words(preview(text, links, TODAY))[1] == (1, "Open again · opens the question of 24 Nov")


def test_what_stood_before_without_a_thing_has_nothing_beside_it() -> None:
    links = LineLinks(body="[] theirs\nwords")
    assert words(preview("[] theirs\nwords\n? mine", links, TODAY)) == [
        (2, "Question · I answer by Thu 26 Nov")
    ]


def test_what_is_beyond_the_bound_is_told_once() -> None:
    read = preview("\n".join(f"[] thing {n}" for n in range(300)), NOTHING, TODAY)
    assert len(read) == 201
    assert read[-1].words == "Text · only the first 200 lines make something"


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.lists(bodies, min_size=1, max_size=4))
def test_the_margin_promises_what_the_filing_keeps(book: Store, several: list[str]) -> None:
    account, note = fresh_account(book), None
    for body in several:
        links = links_of(book, note_id=note, account_id=account)
        told = tally(preview(body, links, TODAY))
        if note is None:
            note, changed = add_note(book, RULES, account, body=body, day=TODAY, today=TODAY)
        else:
            changed = edit_note(book, RULES, note, body=body, today=TODAY)
        filed = changed.filed or Filed()
        assert told.makes == len(filed.made)
        assert told.closes == len(filed.closed)
        ticked = {one.line for one in filed.closed}
        touched = {one.line for one in (*filed.changed, *filed.reopened)}
        assert told.changes == len(touched - ticked)
