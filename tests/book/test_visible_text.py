"""What counts as words: blanks and signs without width do not, whatever their number."""

from __future__ import annotations

from datetime import date

import pytest

from book import drafts, note_writing, outbox, task_writing
from book.errors import Usage
from book.records import AccountId
from book.store import Store
from book.visible_text import fenced, says_something, without_hidden
from tests.book.writing_book import RULES, begin

ACORN = AccountId(1)
DAY = date(2026, 6, 10)
NOTHING = [
    "",
    " \t\n",
    "\u200b",
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u00ad\u200e\u061c",
    "\u3000\u00a0\u2003",
    "\ufe0f\u0301",
    "\u2800\u3164",
    "\x00\x07",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_nobody_can_see_says_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize("text", ["a", "\u200b.\u200b", "—", "👩\u200d🚀", "नि", "日", "𝕏", "1"])
def test_what_somebody_can_see_says_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize("text", NOTHING)
def test_a_note_or_task_of_nothing_is_refused(store: Store, text: str) -> None:
    begin(store)
    with pytest.raises(Usage, match="no words"):
        note_writing.add_note(store, RULES, ACORN, subject=text, body=text, day=DAY)
    with pytest.raises(Usage, match="no title"):
        task_writing.add_task(store, RULES, ACORN, text, due=None)
    draft = drafts.begin(store, account_id=ACORN, body=text, day=DAY)
    with pytest.raises(Usage, match="no words"):
        drafts.end(store, RULES, draft.id)
    kept = drafts.draft(store, draft.id)
    assert kept is not None
    assert kept.body == text
    assert outbox.entries(store) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain", "plain"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("in\u202evoice", "invoice"),
        ("\u2066in\u2069voice", "invoice"),
        ("in\u200bvo\u2060i\u00adce\ufeff", "invoice"),
        ("\x1b[2Jred\x07", "[2Jred"),
        ("half \ud83d", "half "),
        ("👩\u200d👧", "👩\u200d👧"),
        ("C++\u200e שלום", "C++\u200e שלום"),
        ("\u202e\u200b", ""),
    ],
)
def test_signs_that_hide_are_left_out(text: str, left: str) -> None:
    assert without_hidden(text) == left


@pytest.mark.parametrize(
    "name", ["Alder & Co", "Þverá Hugbúnaður", "合同会社みなとログ", "", "12 — 3"]
)
def test_a_name_from_left_to_right_needs_no_fence(name: str) -> None:
    assert fenced(name) == name


@pytest.mark.parametrize("name", ["شركة نخيل", "בית 7", "Nakheel (نخيل)"])
def test_a_name_with_letters_from_right_to_left_is_fenced_off(name: str) -> None:
    assert fenced(name) == f"\u2068{name}\u2069"
