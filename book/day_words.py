"""Days as people type them: `2026-12-01`, `fri`, `next tue`, `3 dec`, `in 3 days`, `+2w`.

The table of docs/tasks.md lists them all; its tests read it.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from book.errors import Usage
from book.working_days import NO_HOLIDAYS, Holidays, next_working_day, working_days_after

_WEEK: Final = 7
_FRIDAY: Final = 4
_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT: Final = tuple(name[:3].capitalize() for name in MONTHS)
_SHORTEST_NAME: Final = 3
_ALSO: Final = {"weds": "wednesday"}
"""Names of weekdays that are not the beginning of the whole one."""
_NEAR: Final = {"yesterday": -1, "today": 0, "tomorrow": 1, "day after tomorrow": 2}
_STEP: Final = re.compile(r"([+-])([0-9]{1,4})([dwm])\Z")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
NUMBERS: Final = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve"),
        start=1,
    )
}  # fmt: skip
"""The numbers that may be written out, in days as in repeats."""
_COUNTS: Final = {"a": 1, "an": 1, **NUMBERS}
_COUNT: Final = "|".join(_COUNTS)
_IN: Final = re.compile(rf"in ([0-9]{{1,4}}|{_COUNT}) (day|week|month)s?\Z")
_OF_MONTH: Final = re.compile(
    r"(?:(?:the )?([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9})"
    r"|([a-z]{3,9}) ([0-9]{1,2})(?:st|nd|rd|th)?)(?:,? ([0-9]{4}))?\Z"
)
_WORKING: Final = re.compile(
    r"(?:\+([0-9]{1,3}) ?(?:wd|working days?)"
    rf"|in ([0-9]{{1,3}}|{_COUNT}) work(?:ing)? ?days?)\Z"
)
_END: Final = re.compile(r"(?:eo|(?:the )?end of (?:the )?)(w(?:eek)?|m(?:onth)?)\Z")
_YEARS_TO_A_LEAP_DAY: Final = 8
"""29 February is never further off than this, and no other day of a month further than one."""


def parse_day(text: str, today: date, holidays: Holidays = NO_HOLIDAYS) -> date:
    """The day a person means, seen from `today` (their own calendar day).

    A weekday alone is the next one after today, with `this` the first from today on. With `next`
    it is the one in the following week, weeks starting on Monday; next week itself is its Monday,
    and the end of a week its Friday. A day of a month without a year is the next such day there
    is, so that 29 feb is one of a leap year. A month on is the same day of it, or its last.
    Working days are Monday to Friday without `holidays`. Raises Usage for anything else, days
    that no calendar has among it.
    """
    words = " ".join(text.lower().split())
    if words in _NEAR:
        return _moved(today, _NEAR[words], text)
    if words == "next week":
        return _moved(today, _WEEK - today.weekday(), text)
    if _ISO.match(words):
        return _iso(words, text)
    working = _working(words, today, text, holidays)
    if working is not None:
        return working
    found = _in_steps(words, today, text) or _of_month(words, today, text) or _end(words, today)
    return found or _named(words, today, text)


def short_month(month: int) -> str:
    """A month by its first three letters: `Nov` for 11."""
    return _SHORT[month - 1]


def weekday_named(name: str) -> int | None:
    """The weekday of a name or of its first three letters and more, Monday 0; None for none."""
    return _place(_ALSO.get(name, name), _NAMES)


def _named(words: str, today: date, text: str) -> date:
    front, _, rest = words.partition(" ")
    name = rest if front in ("next", "this") else words
    weekday = weekday_named(name)
    if weekday is None:
        raise _not_a_day(text)
    if front == "next":
        return _moved(today, _WEEK - today.weekday() + weekday, text)
    if front == "this":
        return _moved(today, (weekday - today.weekday()) % _WEEK, text)
    return _moved(today, (weekday - today.weekday() - 1) % _WEEK + 1, text)


def _place(name: str, names: tuple[str, ...] | list[str]) -> int | None:
    if len(name) < _SHORTEST_NAME:
        return None
    found = [number for number, whole in enumerate(names) if whole.startswith(name)]
    return found[0] if found else None


def _working(words: str, today: date, text: str, holidays: Holidays) -> date | None:
    """The next working day, or some working days from now: `+3wd`, `in 3 working days`."""
    if words == "next working day":
        return next_working_day(today, holidays)
    found = _WORKING.match(words)
    if found is None:
        return None
    said = found[1] or found[2]
    count = _COUNTS[said] if said in _COUNTS else int(said)
    try:
        return working_days_after(today, count, holidays)
    except OverflowError as error:
        raise _not_a_day(text) from error


def _in_steps(words: str, today: date, text: str) -> date | None:
    step = _STEP.match(words)
    if step is not None and step[3] == "m":
        return _months_on(today, int(step[2]) * (1 if step[1] == "+" else -1), text)
    if step is not None:
        days = int(step[2]) * (_WEEK if step[3] == "w" else 1)
        return _moved(today, days if step[1] == "+" else -days, text)
    later = _IN.match(words)
    if later is None:
        return None
    count = _COUNTS[later[1]] if later[1] in _COUNTS else int(later[1])
    if later[2] != "month":
        return _moved(today, count * (_WEEK if later[2] == "week" else 1), text)
    return _months_on(today, count, text)


def _months_on(today: date, count: int, text: str) -> date:
    year, month = divmod(today.month - 1 + count, 12)
    return _clamped(today.year + year, month + 1, today.day, text)


def _of_month(words: str, today: date, text: str) -> date | None:
    found = _OF_MONTH.match(words)
    if found is None:
        return None
    number = _place(found[2] or found[3], MONTHS)
    if number is None:
        return None
    month, day = number + 1, int(found[1] or found[4])
    years = (
        [int(found[5])] if found[5] else range(today.year, today.year + _YEARS_TO_A_LEAP_DAY + 1)
    )
    for year in years:
        made = _calendar_day(year, month, day)
        if made is not None and (found[5] or made >= today):
            return made
    raise _not_in_calendar(text)


def _end(words: str, today: date) -> date | None:
    found = _END.match(words)
    if found is None:
        return None
    if found[1].startswith("m"):
        return today.replace(day=monthrange(today.year, today.month)[1])
    return today + timedelta(days=(_FRIDAY - today.weekday()) % _WEEK)


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _clamped(year: int, month: int, day: int, text: str) -> date:
    """That day of a month, or its last where it is shorter."""
    if not date.min.year <= year <= date.max.year:
        raise _not_a_day(text)
    return date(year, month, min(day, monthrange(year, month)[1]))


def _iso(words: str, text: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise _not_in_calendar(text) from error


def _moved(today: date, days: int, text: str) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError as error:
        raise _not_a_day(text) from error


def _not_in_calendar(text: str) -> Usage:
    return Usage(f"“{text}” is not a day of the calendar.", "Check month and day.")


def _not_a_day(text: str) -> Usage:
    return Usage(
        f"“{text}” is not a day.",
        "Write 2026-12-01, today, tomorrow, fri, next tue, next week, 3 dec, in 3 days,"
        " end of month, +3d, +2w or +1m.",
    )
