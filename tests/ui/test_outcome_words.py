"""The toast at the end of a note says all that came of it, and what stayed text."""

from __future__ import annotations

from book.note_outcome import Outcome
from ui.writing.outcome_words import outcome_words


def test_all_that_came_of_a_note_is_said() -> None:
    assert outcome_words(Outcome()) == ""
    found = Outcome(made={"task": 1, "recording": 1}, closed=2, moments=3)
    assert outcome_words(found) == "1 task, 1 recording, 2 closed, 3 marks kept as moments"
    assert outcome_words(Outcome(moments=1)) == "1 mark kept as a moment"


def test_lines_that_stayed_text_are_counted() -> None:
    found = Outcome(made={"task": 200}, beyond=19_800)
    assert outcome_words(found) == (
        "200 tasks, 19,800 lines stay text, for a note makes things of its first 200"
    )
