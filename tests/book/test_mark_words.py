"""The words a mark takes from its line."""

from __future__ import annotations

from datetime import date

import pytest

from book.mark_words import LONGEST_WORDS, words_of_line

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
