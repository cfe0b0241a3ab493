"""What a note left behind is counted as people count it."""

from __future__ import annotations

from datetime import date

import pytest

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
