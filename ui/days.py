"""Days in words: short, with the year only when it is not this one. Local days throughout."""

from __future__ import annotations

from datetime import date

from ui.speech import plural, say

_WEEK = 7
_DAYS_UNTIL_WEEKS = 21


def day_words(day: date, today: date) -> str:
    """`Mon 30 Nov`; in another year `28 Feb 2027`."""
    if day.year != today.year:
        return short_day(day, today)
    return say("{weekday} {day} {month}", weekday=weekday(day), day=day.day, month=month(day))


def short_day(day: date, today: date) -> str:
    """`2 Nov`; in another year `28 Feb 2027`."""
    if day.year != today.year:
        return say("{day} {month} {year}", day=day.day, month=month(day), year=day.year)
    return say("{day} {month}", day=day.day, month=month(day))


def near_day(day: date, today: date) -> str:
    """The shortest clear name: `today`, `tomorrow`, `yesterday`, `Thu`, else `16 Nov`.

    A weekday alone stands only for the next six days; what is past keeps its date.
    """
    distance = (day - today).days
    named = {0: say("today"), 1: say("tomorrow"), -1: say("yesterday")}.get(distance)
    if named is not None:
        return named
    if 1 < distance < _WEEK:
        return weekday(day)
    return short_day(day, today)


def away(day: date, today: date) -> str:
    """How far a due day is: `today`, `tomorrow`, `in 6 days`, `1 day late`, `3 days late`."""
    distance = (day - today).days
    if distance == 0:
        return say("today")
    if distance == 1:
        return say("tomorrow")
    if distance > 1:
        return plural(distance, "in {n} day", "in {n} days")
    return plural(-distance, "{n} day late", "{n} days late")


def ago(day: date, today: date) -> str:
    """How long past a day is: `today`, `yesterday`, `3 days ago`, `5 weeks ago`."""
    distance = (today - day).days
    if distance <= 0:
        return say("today")
    if distance == 1:
        return say("yesterday")
    return say("{span} ago", span=span(distance))


def since(day: date, today: date) -> str:
    """Since when something is so: `since today`, `since yesterday`, `since Sat`, `since 2 Nov`."""
    distance = (today - day).days
    if distance <= 0:
        return say("since today")
    if distance == 1:
        return say("since yesterday")
    if distance < _WEEK:
        return say("since {day}", day=weekday(day))
    return say("since {day}", day=short_day(day, today))


def span(days: int) -> str:
    """A length of time: `1 day`, `12 days`, from three weeks on `3 weeks`."""
    if days >= _DAYS_UNTIL_WEEKS:
        return plural(days // _WEEK, "{n} week", "{n} weeks")
    return plural(days, "{n} day", "{n} days")


def weekday(day: date) -> str:
    """`Mon`."""
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return say(names[day.weekday()])


def month(day: date) -> str:
    """`Nov`."""
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    return say(names.split()[day.month - 1])
