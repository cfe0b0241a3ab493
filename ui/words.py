"""Every sentence a person reads passes through here: translation, plurals, money, counts, ages."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from book.source_titles import title
from ui import days
from ui.speech import count, locale, plural, say, use

__all__ = [
    "age",
    "count",
    "list_words",
    "locale",
    "moment_words",
    "money",
    "number",
    "plural",
    "say",
    "source_name",
    "time_words",
    "use",
]

_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩"}
_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_AGE_IN_DAYS_UNTIL = 14


def number(value: float, decimals: int = 1, *, fixed: bool = False) -> str:
    """A figure by locale with at most so many decimals: `5.8`, `6`; `fixed` keeps `6.0`."""
    text = locale().toString(round(value, decimals), "f", decimals)
    if decimals and not fixed:
        text = text.rstrip("0").rstrip(locale().decimalPoint())
    return text


def money(
    cents: int | None, currency: str = "USD", *, exact: bool = False, code: bool = False
) -> str:
    """Cents as money by locale, whole units unless `exact`; None is the word "none".

    `code` shows the currency's code instead of its sign, for a book that holds several.
    """
    if cents is None:
        return say("none")
    sign = currency if code or currency not in _SIGNS else _SIGNS[currency]
    decimals = 2 if exact and cents % 100 else 0
    if not decimals:
        cents = _whole(cents)
    text = locale().toCurrencyString(abs(cents) / 100, sign, decimals)
    if len(sign) > 1 and text.startswith(sign) and not text[len(sign)].isspace():
        text = f"{sign}\N{NO-BREAK SPACE}{text[len(sign) :]}"
    return f"\N{MINUS SIGN}{text}" if cents < 0 else text


def _whole(cents: int) -> int:
    units, rest = divmod(abs(cents), 100)
    whole = (units + (rest >= 50)) * 100
    return -whole if cents < 0 else whole


def age(then: datetime | None, now: datetime) -> str:
    """How old a fact is, short: `now`, `12 min`, `9 h`, `3 d`, then its day: `2 Nov`."""
    if then is None:
        return say("never")
    seconds = (now - then).total_seconds()
    if seconds < _MINUTE:
        return say("now")
    if seconds < _HOUR:
        return say("{n} min", n=int(seconds // _MINUTE))
    if seconds < _DAY:
        return say("{n} h", n=int(seconds // _HOUR))
    if seconds < _AGE_IN_DAYS_UNTIL * _DAY:
        return say("{n} d", n=int(seconds // _DAY))
    return days.short_day(then.astimezone().date(), now.astimezone().date())


def time_words(moment: datetime) -> str:
    """The time of day where the person is, on 24 hours: `09:04`."""
    local = moment.astimezone()
    return f"{local.hour:02}:{local.minute:02}"


def moment_words(moment: datetime, now: datetime) -> str:
    """The exact time for a tooltip: `today 09:04`, `Mon 23 Nov 17:52`."""
    day, today = moment.astimezone().date(), now.astimezone().date()
    named = say("today") if day == today else days.day_words(day, today)
    return say("{day} {time}", day=named, time=time_words(moment))


def list_words(parts: list[str]) -> str:
    """Several things as one line: `Vitally, HubSpot`."""
    return say(", ").join(parts)


def source_name(name: str) -> str:
    """A source as its makers write it: `hubspot` is HubSpot."""
    return title(name)
