"""Days as people type them: `2026-12-01`, `today`, `fri`, `next tue`, `+3d`, `+2w`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from book.errors import Usage

_WEEK: Final = 7
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORTEST_NAME: Final = 3
_NEAR: Final = {"yesterday": -1, "today": 0, "tomorrow": 1}
_STEP: Final = re.compile(r"([+-])(\d{1,4})([dw])\Z")
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def parse_day(text: str, today: date) -> date:
    """The day a person means, seen from `today` (their own calendar day).

    A weekday alone is the next one after today. With `next` it is the one in the following
    week, weeks starting on Monday. Raises Usage for anything else.
    """
    words = text.strip().lower()
    if words in _NEAR:
        return _moved(today, _NEAR[words], text)
    if _ISO.match(words):
        return _iso(words, text)
    step = _STEP.match(words)
    if step is not None:
        days = int(step[2]) * (_WEEK if step[3] == "w" else 1)
        return _moved(today, days if step[1] == "+" else -days, text)
    name, following = words, False
    if words.startswith("next "):
        name, following = words.removeprefix("next ").strip(), True
    weekday = _weekday(name)
    if weekday is None:
        raise _not_a_day(text)
    if following:
        return _moved(today, _WEEK - today.weekday() + weekday, text)
    return _moved(today, (weekday - today.weekday() - 1) % _WEEK + 1, text)


def _weekday(name: str) -> int | None:
    if len(name) < _SHORTEST_NAME:
        return None
    found = [number for number, whole in enumerate(_NAMES) if whole.startswith(name)]
    return found[0] if found else None


def _iso(words: str, text: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise Usage(f"“{text}” is not a day of the calendar.", "Check month and day.") from error


def _moved(today: date, days: int, text: str) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError as error:
        raise _not_a_day(text) from error


def _not_a_day(text: str) -> Usage:
    return Usage(
        f"“{text}” is not a day.",
        "Write 2026-12-01, today, tomorrow, fri, next tue, +3d or +2w.",
    )
