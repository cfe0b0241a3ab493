"""What is typed into a field of a form and what the form keeps of it. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from book.escalation_form import LONGEST_TEXT, Answer
from book.rules_escalations import FieldType
from book.working_days import NO_HOLIDAYS, Holidays
from ui.words import count, locale, say

_SMALL: Final[tuple[FieldType, ...]] = (
    "group", "severity", "person", "choice", "day", "number"
)  # fmt: skip
"""What needs no more than a part of a row."""
_IN_A_ROW: Final = 3
_SHORTEST: Final = -128
"""Qt's own word for as many decimals as a number has."""


def answer_of(
    kind: FieldType, text: str, today: date, holidays: Holidays = NO_HOLIDAYS
) -> Answer | None:
    """The answer a text stands for; None for nothing, and for what is not understood."""
    if kind == "steps":
        return tuple(line.strip() for line in text.splitlines() if line.strip()) or None
    if kind == "text":
        return text.strip() or None
    said = " ".join(text.split())
    if not said:
        return None
    if kind == "day":
        from ui.writing.day_picks import understood

        day = understood(said, today, holidays)
        return day.isoformat() if day is not None else None
    if kind == "number":
        return number_of(said)
    return said


def number_of(text: str) -> int | float | None:
    """The number a text stands for, as the person's locale writes it or with a full stop."""
    value, is_one = locale().toDouble(text)
    if not is_one:
        try:
            value = float(text.replace(" ", ""))
        except ValueError:
            return None
    if value in (float("inf"), float("-inf")) or value != value:  # noqa: PLR0124  not a number
        return None
    return int(value) if value == int(value) else value


def text_of_answer(answer: Answer | None) -> str:
    """An answer as it stands in its field."""
    if answer is None or isinstance(answer, bool):
        return ""
    if isinstance(answer, tuple):
        return "\n".join(answer)
    if isinstance(answer, float):
        return locale().toString(answer, "f", _SHORTEST)
    return str(answer)


def trouble_with(kind: FieldType, text: str, today: date) -> str:
    """Why a text that was left in a field cannot be kept as it is; empty where it can."""
    said = text.strip()
    if not said:
        return ""
    if kind == "day" and answer_of(kind, said, today) is None:
        return say("“{text}” is no day. Write fri, tomorrow, +3d or 2026-12-01.", text=said)
    if kind == "number" and answer_of(kind, said, today) is None:
        return say("“{text}” is no number. Write it as 1200 or 1200.50.", text=said)
    if len(text) > LONGEST_TEXT:
        return say(
            "It has {n} characters; {most} are the most. Shorten it, or attach it as a file.",
            n=count(len(text)),
            most=count(LONGEST_TEXT),
        )
    return ""


def rows_of(fields: Sequence[tuple[str, FieldType]]) -> list[tuple[str, ...]]:
    """The fields in order, small ones side by side where they follow each other."""
    rows: list[tuple[str, ...]] = []
    beside: list[str] = []
    for code, kind in fields:
        if kind in _SMALL:
            beside.append(code)
            if len(beside) < _IN_A_ROW:
                continue
        if beside:
            rows.append(tuple(beside))
            beside = []
        if kind not in _SMALL:
            rows.append((code,))
    return [*rows, tuple(beside)] if beside else rows
