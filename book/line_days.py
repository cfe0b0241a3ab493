"""The day in a line of a note: `@fri` anywhere in it, or day words at its end."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from msgspec import Struct

from book.day_words import NUMBERS, parse_day
from book.errors import Usage

_GAP: Final = r"[ \t\u00a0]{1,3}"
_WEEKDAY: Final = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:s|nesday)?|thu(?:r|rs|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER: Final = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_YEAR: Final = rf"(?:,?{_GAP}[0-9]{{4}})?"
_DAY: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|\+[0-9]{1,4}[dwm]"
    rf"|day{_GAP}after{_GAP}tomorrow|tomorrow|today"
    rf"|(?:(?:next|this){_GAP})?{_WEEKDAY}"
    rf"|in{_GAP}(?:[0-9]{{1,4}}|an?|{'|'.join(NUMBERS)}){_GAP}(?:day|week|month)s?"
    rf"|(?:the{_GAP})?{_NUMBER}{_GAP}(?:of{_GAP})?{_MONTH}{_YEAR}"
    rf"|{_MONTH}{_GAP}{_NUMBER}{_YEAR}"
    rf"|(?:the{_GAP})?end{_GAP}of{_GAP}(?:the{_GAP})?(?:week|month)|eow|eom"
)
_FLAGS: Final = re.IGNORECASE | re.ASCII
_AT: Final = re.compile(rf"(?:^|(?<=[ \t\u00a0(]))@({_DAY})(?![\w@-])", _FLAGS)
_LAST: Final = re.compile(
    rf"(?:^|(?<=[ \t\u00a0]))(?:(?:by|on|until|till|before|for){_GAP})?({_DAY})"
    r"(?=[ \t\u00a0.,;:!?)]*\Z)",
    _FLAGS,
)
_REACH: Final = 64
"""The longest day words, and what may stand behind them, are shorter than this."""
_NO_DAY_AFTER: Final = frozenset(
    ("the", "a", "an", "every", "each", "last", "since", "from", "past", "of")
)
"""`every mon` is no day to do a thing by, and `in the sun` none at all."""


class LineDay(Struct, frozen=True):
    """Day words found in a text: columns, what goes with them, and the day they mean."""

    start: int
    """Where the accent begins: at the `@`, or at the first letter of the words."""
    end: int
    cut: int
    """Where what leaves a title begins: at a `by` or `on` before the words."""
    day: date | None
    """None for words that no calendar has a day for, such as 2026-02-29."""


def day_in(text: str, today: date, *, last_words: bool = True) -> LineDay | None:
    """The day a line's text names, seen from the person's own calendar day; None where none.

    With `last_words` False only `@` names one.
    """
    marked = _AT.search(text)
    if marked is not None:
        return LineDay(marked.start(), marked.end(), marked.start(), _meant(marked[1], today))
    if not last_words:
        return None
    found = _LAST.search(text, max(0, len(text) - _REACH))
    if found is None or _word_before(text, found.start()) in _NO_DAY_AFTER:
        return None
    return LineDay(found.start(1), found.end(1), found.start(), _meant(found[1], today))


def _meant(words: str, today: date) -> date | None:
    try:
        return parse_day(words.replace("\u00a0", " "), today)
    except Usage:
        return None


def _word_before(text: str, at: int) -> str:
    before = text[max(0, at - _REACH) : at].split()
    return before[-1].lower() if before else ""
