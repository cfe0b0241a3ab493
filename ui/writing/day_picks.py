"""Days to pick: a few near ones, and whatever day a person types."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from book.day_words import parse_day
from book.errors import Usage
from ui import days
from ui.words import say
from ui.writing.pick_list import Option, Options

_WEEK: Final = 7


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


def day_options(
    today: date, *, near: Iterable[tuple[str, date]] = (), none: str = "", past: bool = False
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
        typed = understood(text, today)
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


def understood(text: str, today: date) -> date | None:
    """The day a text stands for, None where it stands for none."""
    try:
        return parse_day(text, today)
    except Usage:
        return None


def near_past(today: date) -> list[tuple[str, date]]:
    """Today and yesterday."""
    return [(say("Today"), today), (say("Yesterday"), today - timedelta(days=1))]
