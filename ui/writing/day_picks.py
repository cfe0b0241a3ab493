"""Days to pick: a few near ones, and whatever day a person types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from book.day_words import parse_day
from book.errors import Usage
from book.working_days import NO_HOLIDAYS, Holidays, next_working_day, working_days_after
from ui import days
from ui.words import say
from ui.writing.pick_list import Option, Options

_WEEK: Final = 7
_SOME: Final = 3


def near_days(today: date) -> list[tuple[str, date]]:
    """Tomorrow, in three days, next Monday, in a week."""
    monday = today + timedelta(days=_WEEK - today.weekday())
    named = {
        today + timedelta(days=1): say("Tomorrow"),
        today + timedelta(days=3): say("In 3 days"),
    }
    named.setdefault(monday, say("Next Monday"))  # on a Sunday that is tomorrow
    named.setdefault(today + timedelta(days=_WEEK), say("In a week"))  # on a Monday that is next
    return [(words, day) for day, words in named.items()]


def put_off_days(today: date, holidays: Holidays = NO_HOLIDAYS) -> list[tuple[str, date]]:
    """The days work is put off to, each once: the next working day, three on, next week."""
    next_week = today + timedelta(days=_WEEK - today.weekday())
    named = {
        today + timedelta(days=1): say("Tomorrow"),
        next_working_day(today, holidays): say("Next working day"),
        working_days_after(today, _SOME, holidays): say("In 3 working days"),
        today + timedelta(days=_WEEK): say("In a week"),
        next_week: say("Next week"),
    }
    if next_working_day(today, holidays) == today + timedelta(days=1):
        named[today + timedelta(days=1)] = say("Tomorrow")
    return [(words, day) for day, words in sorted(named.items())]


def day_options(
    today: date,
    *,
    near: Iterable[tuple[str, date]] = (),
    none: str = "",
    past: bool = False,
    holidays: Holidays = NO_HOLIDAYS,
) -> Options:
    """The near days, narrowed by what is typed, or the day that the text stands for.

    `none` are the words for no day at all; `past` says whether a day that is over may be picked.
    """
    presets = [
        Option(value=day, words=words, beside=days.day_words(day, today)) for words, day in near
    ]
    if none:
        presets.append(Option(value=None, words=none))

    def options(text: str) -> list[Option]:
        if not text:
            return presets
        typed = understood(text, today, holidays)
        if typed is None:
            known = text.casefold()
            return [one for one in presets if one.words.casefold().startswith(known)]
        over = typed < today and not past
        said = days.day_words(typed, today)
        return [
            Option(
                value=typed,
                words=said,
                beside=days.ago(typed, today) if typed < today else days.away(typed, today),
                below=say("That day is over.") if over else "",
                refused=over,
            )
        ]

    return options


def understood(text: str, today: date, holidays: Holidays = NO_HOLIDAYS) -> date | None:
    """The day a text stands for, None where it stands for none."""
    try:
        return parse_day(text, today, holidays)
    except Usage:
        return None


def near_past(today: date) -> list[tuple[str, date]]:
    """Today and yesterday."""
    return [(say("Today"), today), (say("Yesterday"), today - timedelta(days=1))]
