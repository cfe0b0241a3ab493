"""When a task comes again: `every 2 weeks on mon, thu`, `every month on the 31st`; pure.

A rule counts from the day it was made for, so what is done late, or put off, comes back to its
own days, and a month without a 31st moves nothing but itself.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from book.day_words import MONTHS, NUMBERS, weekday_named
from book.errors import Usage
from book.working_days import NO_HOLIDAYS, Holidays, working_days_after

Unit = Literal["day", "working day", "week", "month", "year"]

_WEEK: Final = 7
_MONTHS: Final = 12
_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONCE: Final = {
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
}
_COUNTS: Final = {"": 1, "other": 2, "second": 2, "third": 3, **NUMBERS}
_MADE_OF: Final[dict[str, tuple[int, str]]] = {"quarter": (3, "month"), "fortnight": (2, "week")}
"""Units that are so many of another."""
_RULE: Final = re.compile(
    rf"every(?: ([0-9]{{1,3}}|{'|'.join(word for word in _COUNTS if word)}))?"
    r" (work(?:ing )?day|weekday|day|week|fortnight|month|quarter|year)s?"
    r"(?: on (.+?))?(?: from ([0-9-]{10}))?\Z"
)
_DAYS: Final = re.compile(
    r"every(?: (other|second|third))? (?!day|week|fortnight|month|quarter|year|work)([a-z, ]+?)"
    r"(?: from ([0-9-]{10}))?\Z"
)
_OF_MONTH: Final = re.compile(r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)?\Z")
_OF_YEAR: Final = re.compile(
    r"(?:the )?([0-9]{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9})\Z"
    r"|([a-z]{3,9}) ([0-9]{1,2})(?:st|nd|rd|th)?\Z"
)
_MOST_STEPS: Final = 9_000
"""A rule that finds no day within this many steps is beyond the calendar."""


class Repeat(Struct, frozen=True, kw_only=True):
    """Every so many of a unit, counted from a day."""

    every: int
    unit: Unit
    start: date
    weekdays: tuple[int, ...] = ()
    """For weeks: Monday is 0."""
    day: int = 0
    """For months and years: the day of the month, the month's last where it is shorter."""
    month: int = 0
    """For years."""


def parse_repeat(text: str, start: date) -> Repeat:
    """The rule a person means, for a task of the day `start`; also what `spelled` wrote.

    Raises Usage for anything else.
    """
    words = " ".join(text.lower().replace(" and ", ", ").split())
    words = f"every {_ONCE[words]}" if words in _ONCE else words
    rule = _RULE.match(words)
    if rule is not None:
        begins = _from(rule[4], start, text)
        count = _COUNTS[rule[1] or ""] if (rule[1] or "") in _COUNTS else int(rule[1])
        return _of_unit(count, rule[2], rule[3] or "", begins, text)
    named = _DAYS.match(words)
    if named is None:
        raise _no_rule(text)
    begins = _from(named[3], start, text)
    return _weekly(_COUNTS[named[1] or ""], named[2], begins, text)


def spelled(rule: Repeat) -> str:
    """The rule in words, which `parse_repeat` reads back: `every 2 weeks on mon, thu`."""
    every = f"every {rule.unit}" if rule.every == 1 else f"every {rule.every} {rule.unit}s"
    if rule.unit == "week":
        return f"{every} on {', '.join(_NAMES[one] for one in rule.weekdays)}"
    if rule.unit == "month":
        return f"{every} on the {_ordinal(rule.day)}"
    if rule.unit == "year":
        return f"{every} on {rule.day} {MONTHS[rule.month - 1]}"
    return every


def stored(rule: Repeat) -> str:
    """The rule in words with the day it counts from, as a task keeps it."""
    return f"{spelled(rule)} from {rule.start.isoformat()}"


def from_stored(text: str) -> Repeat | None:
    """The rule a task keeps; None for one that this version cannot read."""
    try:
        return parse_repeat(text, date.min)
    except Usage:
        return None


def told(text: str | None) -> str | None:
    """What a task keeps, in the words for a person; None where it comes once."""
    rule = from_stored(text) if text else None
    return spelled(rule) if rule is not None else None


def next_day(rule: Repeat, after: date, holidays: Holidays = NO_HOLIDAYS) -> date | None:
    """The rule's first day after a day; None where the calendar ends."""
    try:
        return _next(rule, after, holidays)
    except (OverflowError, ValueError):
        return None


def next_after_done(
    rule: Repeat, planned: date | None, done: date, holidays: Holidays = NO_HOLIDAYS
) -> date | None:
    """The day of the next task, for one that was planned for a day and done on another.

    What was missed meanwhile is not made up for: the next one lies after both days.
    """
    last = done if planned is None else max(planned, done)
    if rule.unit == "working day" and planned is not None:
        # Counted from the task itself: a holiday must not move the days of all that follow.
        try:
            day = planned
            while day <= last:
                day = working_days_after(day, rule.every, holidays)
        except OverflowError:
            return None
        return day
    return next_day(rule, last, holidays)


def _next(rule: Repeat, after: date, holidays: Holidays) -> date:
    if rule.unit == "working day":
        return working_days_after(after, rule.every, holidays)
    if rule.unit == "day":
        return rule.start + timedelta(days=_steps((after - rule.start).days, rule.every))
    if rule.unit == "week":
        return _next_of_week(rule, after)
    return _next_of_month(rule, after)


def _steps(gone: int, every: int) -> int:
    """The first multiple of `every` beyond `gone`; not before 0."""
    return max(0, (gone // every + 1) * every)


def _next_of_week(rule: Repeat, after: date) -> date:
    monday = rule.start - timedelta(days=rule.start.weekday())
    weeks = max(0, (after - monday).days // _WEEK)
    week = monday + timedelta(weeks=weeks - weeks % rule.every)
    while True:
        for weekday in rule.weekdays:
            day = week + timedelta(days=weekday)
            if day > after and day >= rule.start:
                return day
        week += timedelta(weeks=rule.every)


def _next_of_month(rule: Repeat, after: date) -> date:
    step = rule.every * (_MONTHS if rule.unit == "year" else 1)
    first = rule.start.year * _MONTHS + (rule.month or rule.start.month) - 1
    gone = after.year * _MONTHS + after.month - 1 - first
    at = first + max(0, gone // step) * step
    for _ in range(_MOST_STEPS):
        day = _clamped(at, rule.day)
        if day > after and day >= rule.start:
            return day
        at += step
    raise OverflowError


def _clamped(at: int, day: int) -> date:
    """A day of a month counted from year 0, or the month's last where it is shorter."""
    year, month = divmod(at, _MONTHS)
    return date(year, month + 1, min(day, monthrange(year, month + 1)[1]))


def _of_unit(every: int, unit: str, on: str, start: date, text: str) -> Repeat:
    if every < 1:
        raise _no_rule(text)
    times, unit = _MADE_OF.get(unit, (1, unit))
    every *= times
    if unit == "week":
        return _weekly(every, on or _NAMES[start.weekday()], start, text)
    if unit == "month":
        found = _OF_MONTH.match(on) if on else None
        if on and found is None:
            raise _no_rule(text)
        day = int(found[1]) if found else start.day
        if not 1 <= day <= 31:
            raise _no_rule(text)
        return Repeat(every=every, unit="month", start=start, day=day)
    if unit == "year":
        day, month = _day_of_year(on, text) if on else (start.day, start.month)
        return Repeat(every=every, unit="year", start=start, day=day, month=month)
    if on:
        raise _no_rule(text)
    if unit == "day":
        return Repeat(every=every, unit="day", start=start)
    return Repeat(every=every, unit="working day", start=start)


def _day_of_year(on: str, text: str) -> tuple[int, int]:
    found = _OF_YEAR.match(on)
    if found is None:
        raise _no_rule(text)
    name, day = found[2] or found[3], int(found[1] or found[4])
    month = next((at for at, whole in enumerate(MONTHS, 1) if whole.startswith(name)), 0)
    if not month or not 1 <= day <= monthrange(2028, month)[1]:  # a leap year has every day
        raise _no_rule(text)
    return day, month


def _weekly(every: int, names: str, start: date, text: str) -> Repeat:
    found = [weekday_named(name.strip().removesuffix("s")) for name in names.split(",")]
    days = sorted({one for one in found if one is not None})
    if None in found or not days:
        raise _no_rule(text)
    return Repeat(every=every, unit="week", start=start, weekdays=tuple(days))


def _from(said: str | None, start: date, text: str) -> date:
    if said is None:
        return start
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise _no_rule(text) from error


def _ordinal(day: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{'th' if day in (11, 12, 13) else ending}"


def _no_rule(text: str) -> Usage:
    return Usage(
        f"“{' '.join(text.split())}” says not when it comes again.",
        "Write every day, every 3 working days, every 2 weeks, every mon and thu, every month"
        " on the 31st, every quarter, or every year.",
    )
