"""What a mark of a call can be, and the words it takes from the line it was set on. Pure."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from book.note_lines import parse_line

LONGEST_WORDS: Final = 200
"""Characters of a line that a mark takes along; a label is a hint, the note has the rest."""
LAST_CHARACTERS: Final = 40
"""So much of what stands before the cursor says what a mark was set for."""
_BEFORE: Final = re.compile(r"[ \t\u00a0]*(?:(?:#{1,6}|>|[-*+]|[0-9]{1,9}[.)]|\[[ xX]?\])[ \t]+)*")


def words_of_line(line: str, today: date) -> str:
    """What a line says without its signs, on one line, cut at a word; empty for a heading."""
    if line.lstrip().startswith("#"):
        return ""  # a template's own words say nothing of the call
    read = parse_line(line, today)
    said = read.title if read.kind != "text" else line[_end(line) :]
    return _fitting(said)


def words_begin(line: str, at: int) -> int:
    """Where the last whole words before a place begin; 0 where no more than those stand there.

    Marks set one after another in one long line are told apart by them.
    """
    start = at - LAST_CHARACTERS
    if start <= 0:
        return 0
    blank = re.search(r"\s", line[start - 1 : at].rstrip())
    return start + blank.start() if blank else start


def words_of_part(line: str, start: int, end: int, today: date) -> str:
    """What a line says between two places, without its signs; empty for a heading."""
    if start == 0 or line.lstrip().startswith("#"):
        return words_of_line(line[:end], today)
    return _fitting(line[start:end])


def _fitting(said: str) -> str:
    words = " ".join(said.split())
    if len(words) <= LONGEST_WORDS:
        return words
    cut = words[: LONGEST_WORDS - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _end(line: str) -> int:
    found = _BEFORE.match(line)
    return found.end() if found else 0
