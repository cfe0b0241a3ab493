"""What a note left behind is counted as people count it."""

from __future__ import annotations

from datetime import date

import pytest

from book import call_writing, drafts
from book.note_outcome import Outcome, outcome, told
from book.note_writing import add_note, edit_note
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, begin

DAY = date(2026, 6, 10)
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def test_everything_a_note_makes_is_counted(book: Store) -> None:
    body = f"[] a\n[] b\n>> I owe c\n<< they owe d\n? e\n! f\n^ escalate: g\n{LOOM}\nwords"
    number, changed = add_note(book, RULES, AccountId(1), body=body, day=DAY)
    found = outcome(changed.filed)
    assert found.made == {
        "task": 2, "promise": 2, "question": 1, "risk": 1, "escalation": 1, "recording": 1,
    }  # fmt: skip
    assert told(found) == ("2 tasks, 2 promises, 1 question, 1 risk, 1 escalation, 1 recording")
    again = edit_note(
        book, RULES, number, body=body.replace("[] a", "[x] a").replace("[] b", "[] b @fri")
    )
    found = outcome(again.filed)
    assert (found.made, found.closed, found.changed) == ({}, 1, 1)
    assert told(found) == "1 changed, 1 closed"


def test_a_note_of_words_leaves_nothing(book: Store) -> None:
    _, changed = add_note(book, RULES, AccountId(1), body="words", day=DAY)
    assert outcome(changed.filed) == Outcome()
    assert not outcome(None)
    assert told(Outcome()) == ""


def test_lines_beyond_those_a_note_looks_at_are_counted_and_said(book: Store) -> None:
    body = "\n".join(["# list", *(f"[] thing {n} @fri" for n in range(20_000)), "```", "[] no"])
    _, changed = add_note(book, RULES, AccountId(1), body=body, day=DAY)
    found = outcome(changed.filed)
    assert (found.made, found.beyond) == ({"task": 200}, 19_800)
    assert told(found) == (
        "200 tasks, 19,800 lines stay text: a note makes things of its first 200"
    )


def test_marks_that_became_moments_are_told(book: Store) -> None:
    draft = drafts.begin(book, account_id=AccountId(1), body=f"talk\n{LOOM}", day=DAY)
    call = call_writing.begin(book, account_id=1, draft_id=draft.id)
    for second in (5, 6):
        call_writing.add_mark(book, RULES, call.id, second, "risk", "price")
    number, changed = drafts.end(book, RULES, draft.id)
    assert outcome(changed.filed).moments == 2
    assert told(outcome(changed.filed)) == "1 recording, 2 marks kept as moments"
    again = edit_note(book, RULES, number, body=f"talk more\n{LOOM}")
    assert outcome(again.filed).moments == 0
