"""What a person types into the search, taken apart: words, quoted words, and operators; pure.

No text is an error. A quote without its partner is no quote, an operator that means nothing is a
word, and a value that cannot be read is left out and named.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from book.day_words import parse_day
from book.errors import Usage

STATES: Final = ("open", "done", "draft", "overdue", "mine", "pinned")
"""What `is:` understands."""
LONGEST: Final = 400
"""So much of what was typed is looked at."""
_MOST_WORDS: Final = 12
_PIECE: Final = re.compile(
    r'(?P<operator>acct|account|is|due|tag|from):(?:"(?P<whole>[^"]*)"|(?P<value>[^\s"]*))'
    r'|"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+)',
    re.IGNORECASE,
)
_BOUND: Final = re.compile(r"(<=|>=|<|>)?(.+)\Z")
_DAY: Final = timedelta(days=1)


class Asked(Struct, frozen=True, kw_only=True):
    """A question to the index. `words` may be beginnings or parts, `phrases` are meant as said."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    states: frozenset[str] = frozenset()
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    due: tuple[date, date] | None = None
    """The first and the last day something may be due."""
    unread: tuple[str, ...] = ()
    """Operators whose value could not be read; they were left out."""

    @property
    def has_operators(self) -> bool:
        """Whether anything but words was said."""
        return bool(self.accounts or self.states or self.tags or self.people or self.due)


def asked(text: str, today: date) -> Asked:
    """Reads what was typed; `today` is the person's own calendar day."""
    question = Asked()
    for piece in _PIECE.finditer(_clean(text)):
        operator = piece["operator"]
        if operator is not None:
            value = piece["whole"] if piece["whole"] is not None else piece["value"]
            question = _with_operator(question, operator.lower(), value.strip(), piece[0], today)
        elif piece["quoted"] is not None:
            question = replace(question, phrases=(*question.phrases, piece["quoted"]))
        else:
            question = replace(question, words=(*question.words, piece["word"]))
    return replace(
        question, words=question.words[:_MOST_WORDS], phrases=question.phrases[:_MOST_WORDS]
    )


def unread_words(text: str, today: date) -> str:
    """What of a typed text was not understood, in one sentence with what is known; or nothing."""
    question = asked(text, today)
    for said in (*question.unread, *question.words):
        operator, colon, _ = said.lower().partition(":")
        if colon and operator == "due":
            return f"“{said}” is not a day: try due:fri, due:week, due:<+2w or due:2026-11-30."
        if colon and operator == "is":
            known = ", ".join(f"is:{state}" for state in STATES)
            return f"“{said}” is not known: {known}."
    return ""


def _clean(text: str) -> str:
    short = text[:LONGEST].replace("“", '"').replace("”", '"').replace("„", '"')
    # What no encoding has, and the sign that ends a text for SQLite, are blanks here.
    return "".join(" " if sign == "\0" or "\ud800" <= sign <= "\udfff" else sign for sign in short)


def _with_operator(question: Asked, operator: str, value: str, said: str, today: date) -> Asked:
    if not value:  # still being typed
        return question
    if operator in ("acct", "account"):
        return replace(question, accounts=(*question.accounts, value))
    if operator == "tag":
        return replace(question, tags=(*question.tags, value.lstrip("#")))
    if operator == "from":
        if value.lower() == "me":
            return replace(question, states=question.states | {"mine"})
        return replace(question, people=(*question.people, value))
    if operator == "is":
        state = value.lower()
        if state in STATES:
            return replace(question, states=question.states | {state})
        return replace(question, words=(*question.words, said))
    days = _days(value.lower(), today)
    if days is None:
        return replace(question, unread=(*question.unread, said))
    return replace(question, due=days)


def _days(value: str, today: date) -> tuple[date, date] | None:
    """The days `due:` means: one, an open end (`<fri`, `>=+2w`), a span (`mon..fri`), `week`."""
    if value == "week":
        return today, today + timedelta(days=7)
    first, dots, last = value.partition("..")
    try:
        if dots:
            return (
                parse_day(first, today) if first else date.min,
                parse_day(last, today) if last else date.max,
            )
        bound = _BOUND.match(value)
        if bound is None:
            return None
        day = parse_day(bound[2], today)
        match bound[1]:
            case "<":
                return date.min, day - _DAY
            case "<=":
                return date.min, day
            case ">":
                return day + _DAY, date.max
            case ">=":
                return day, date.max
        return day, day
    except (Usage, OverflowError):
        return None
