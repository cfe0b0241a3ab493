"""What the lines of the sync log say: under their days, copied, aloud. No painting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from book.clock import local_day
from book.records import LogLine
from ui import days
from ui.queue.bands import BandHeader
from ui.words import count, plural, say, source_name, time_words

Item = BandHeader | LogLine

LEVELS: Final = {"info": "", "warning": "fell short", "error": "failed"}
"""A level → the word for it; what is in order has none."""


def fell_short(line: LogLine) -> bool:
    """Whether something did not go as it should."""
    return line.level != "info"


def arrange(lines: Sequence[LogLine], today: date) -> list[Item]:
    """The lines, newest first, each day's under its own heading."""
    by_day: dict[date, list[LogLine]] = {}
    for line in lines:
        by_day.setdefault(local_day(line.at), []).append(line)
    items: list[Item] = []
    for day, members in by_day.items():
        short = sum(map(fell_short, members))
        told = plural(short, "{n} fell short", "{n} fell short") if short else ""
        heading = day_heading(day, today)
        items.append(BandHeader(day.isoformat(), heading, len(members), told, foldable=False))
        items.extend(members)
    return items


def day_heading(day: date, today: date) -> str:
    """`Today`, `Yesterday`, then the day itself."""
    named = {today: say("Today"), today - timedelta(days=1): say("Yesterday")}.get(day)
    return named or days.day_words(day, today)


def source_words(line: LogLine) -> str:
    """Which source a line is about; Satchel itself where it is about none."""
    return source_name(line.source) if line.source else say("Satchel")


def level_words(line: LogLine) -> str:
    """`fell short`, `failed`, or nothing."""
    word = LEVELS[line.level]
    return say(word) if word else ""


def copied_line(line: LogLine) -> str:
    """A line as it goes on the clipboard, its moment to the second with the offset."""
    moment = line.at.astimezone().isoformat(sep=" ", timespec="seconds")
    parts = (moment, source_words(line), level_words(line), line.text)
    return "  ".join(part for part in parts if part)


def heard(item: Item, today: date) -> str:
    """What a line of the list says aloud."""
    if isinstance(item, BandHeader):
        named = plural(item.count, "{day}, {n} line", "{day}, {n} lines", day=item.name)
        return say("{day}, {rule}", day=named, rule=item.caption) if item.caption else named
    when = time_words(item.at)
    if local_day(item.at) != today:
        when = say("{day} {time}", day=day_heading(local_day(item.at), today), time=when)
    parts = (when, source_words(item), level_words(item), item.text)
    return say(", ").join(part for part in parts if part)


def tip(line: LogLine, now: datetime) -> str:
    """The tooltip: the exact moment, then all of it."""
    local = line.at.astimezone()
    day = day_heading(local.date(), now.astimezone().date())
    moment = say("{day} {time}", day=day, time=f"{local:%H:%M:%S}")
    return "\n".join(part for part in (moment, level_words(line), line.text) if part)


def summary(lines: Sequence[LogLine], *, only_short: bool) -> str:
    """What stands beside the heading: `42 lines, 3 fell short`."""
    if not lines:
        return ""
    short = sum(map(fell_short, lines))
    if only_short:
        return say("{n} of {total}", n=count(short), total=count(len(lines)))
    told = plural(len(lines), "{n} line", "{n} lines")
    if not short:
        return told
    fell = plural(short, "{n} fell short", "{n} fell short")
    return say("{lines}, {fell}", lines=told, fell=fell)
