"""The words a mark takes from its line."""

from __future__ import annotations

from datetime import date

import pytest

from book.mark_words import LONGEST_WORDS, words_begin, words_of_line, words_of_part

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", ""),
        ("they want to embed dashboards", "they want to embed dashboards"),
        ("! the CFO looks at all tools", "the CFO looks at all tools"),
        ("[] send docs @fri", "send docs"),
        ("- [ ] send docs", "send docs"),
        ("- a plain point", "a plain point"),
        ("> “we would miss it”", "“we would miss it”"),
        ("## What matters to them", ""),
        ("?", "?"),
        ("3 plants", "3 plants"),
    ],
)
def test_a_line_without_its_signs(line: str, words: str) -> None:
    assert words_of_line(line, DAY) == words


def test_a_long_line_is_cut_at_a_word() -> None:
    found = words_of_line("word " * 100, DAY)
    assert len(found) <= LONGEST_WORDS
    assert found.endswith("word…")
    assert len(words_of_line("x" * 900, DAY)) == LONGEST_WORDS


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("they want it", "they want it"),
        ("! the CFO looks", "the CFO looks"),
        ("## What matters", ""),
        (
            "- " + "one two three four five six " * 3 + "and the last",
            "one two three four five six and the last",
        ),
        (
            "word " * 30 + "funnels time out on three plants",
            "word funnels time out on three plants",
        ),
        ("x" * 90, "x" * 40),
    ],
)
def test_the_last_whole_words_before_a_place(before: str, words: str) -> None:
    start = words_begin(before, len(before))
    assert words_of_part(before, start, len(before), DAY) == words


def test_marks_in_one_long_line_are_told_apart() -> None:
    line = (
        "Steering meeting in January, the team must show funnels per plant, five plants, one board"
    )
    found = [
        words_of_part(line, words_begin(line, at), at, DAY)
        for at in (line.index(","), line.index(", five"), len(line))
    ]
    assert len(set(found)) == 3
    assert [one.split()[-1] for one in found] == ["January", "plant", "board"]
