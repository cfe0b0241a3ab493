"""Working days: Monday to Friday without the house rules' holidays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

_SATURDAY: Final = 5
_LONGEST_BREAK: Final = 366
"""Nobody is away longer than this; rules that make every day a holiday end here."""


class Holidays(Struct, frozen=True):
    """Days on which nobody works: single ones, and (month, day) for those of every year."""

    days: frozenset[date] = frozenset()
    every_year: frozenset[tuple[int, int]] = frozenset()

    def __contains__(self, day: date) -> bool:
        return day in self.days or (day.month, day.day) in self.every_year


NO_HOLIDAYS: Final = Holidays()


def holidays_of(days: Iterable[date], every_year: Iterable[str]) -> Holidays:
    """The holidays as the house rules spell them; `every_year` as `MM-DD`."""
    parts = (text.split("-") for text in every_year)
    return Holidays(frozenset(days), frozenset((int(month), int(day)) for month, day in parts))


def is_working_day(day: date, holidays: Holidays = NO_HOLIDAYS) -> bool:
    """Whether people work on that day."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_days_after(day: date, count: int, holidays: Holidays = NO_HOLIDAYS) -> date:
    """The working day that is so many working days after a day; 0 is the day itself.

    Raises OverflowError beyond the last day there is.
    """
    for _ in range(count):
        day = next_working_day(day, holidays)
    return day


def next_working_day(day: date, holidays: Holidays = NO_HOLIDAYS) -> date:
    """The first working day after a day."""
    for away in range(1, _LONGEST_BREAK):
        if is_working_day(later := day + timedelta(days=away), holidays):
            return later
    return day + timedelta(days=1)
