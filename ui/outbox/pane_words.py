"""What the pane says of an entry: its lines, its strip, what happened to it. No painting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from book import outbox_words
from book.outbox_entry import EntryEvent, OutboxEntry
from ui.facts.layout import Line, Span
from ui.outbox.shown import ShownEntry, Standing
from ui.outbox.words import near_moment, row_text, when_words
from ui.queue.words import isolated
from ui.words import moment_words, plural, say, source_name

EVENTS_SHOWN: Final = 30
REST: Final = ":rest"
"""How the key of an entry ends whose other fields the source took."""
_TIME_U: Final = 46
_FIELD_U: Final = 84


def heading(one: ShownEntry) -> str:
    """`Note for Alder Works`."""
    account = one.account
    if one.entry.record == "note":
        return say("Note for {account}", account=account)
    if one.entry.record == "task":
        return say("Task for {account}", account=account)
    if one.entry.record == "handover":
        return say("Escalation of {account}", account=account)
    return account


def head_lines(one: ShownEntry, standing: Standing) -> list[Line]:
    """What it is, since when, and each field it writes with what stood there before."""
    text = row_text(one, standing)
    since = since_words(one, standing.now)
    what = text.sentence + say(".")
    lines = [
        Line(
            key="heading",
            kind="heading",
            spans=(Span(heading(one), font="heading"),),
            wrap=4,
            height_u=22,
            spoken=isolated(heading(one)),
        ),
        Line(key="since", spans=(Span(since, "ink2"),), wrap=3, height_u=20, spoken=since),
        Line(key="space", kind="space", height_u=8),
        Line(key="what", spans=(Span(what),), wrap=6, height_u=22, copy=what, spoken=what),
    ]
    when = when_words(one.entry, standing)
    if one.entry.state in ("queued", "held", "sending"):
        said = f"{when[:1].upper()}{when[1:]}{say('.')}"
        lines.append(
            Line(key="when", spans=(Span(said, "ink2"),), wrap=3, height_u=22, spoken=said)
        )
    return [*lines, *_fields(one.entry)]


def since_words(one: ShownEntry, now: datetime) -> str:
    """`Written today 08:55, in the outbox since 08:57`."""
    entry = one.entry
    since = near_moment(entry.created_at, now)
    if entry.state == "sent" and entry.sent_at is not None:
        return say("Sent {moment}", moment=moment_words(entry.sent_at, now))
    if one.written is not None and (entry.created_at - one.written).total_seconds() >= 60:
        written = moment_words(one.written, now)
        return say("Written {moment}, in the outbox since {since}", moment=written, since=since)
    return say("In the outbox since {since}", since=moment_words(entry.created_at, now))


def strip_words(entry: OutboxEntry) -> tuple[str, str]:
    """What went wrong, then what was not done and what to do; empty where nothing did."""
    error = entry.error or {}
    title, advice = error.get("title", ""), error.get("advice", "")
    if entry.state == "parked":
        title = title or say("It stopped.")
        return title, " ".join(part for part in (_not_done(entry), advice) if part)
    if entry.state == "queued" and title:
        return title, _not_done(entry)
    return "", ""


def strip_lines(entry: OutboxEntry) -> list[Line]:
    """The strip's two texts as lines; the heading leads."""
    title, words = strip_words(entry)
    ink = "amber_ink" if entry.state == "parked" else "ink2"
    lines = [
        Line(
            key="title",
            spans=(Span(title, ink, "strong"),),
            wrap=6,
            height_u=18,
            copy=title,
            spoken=title,
        )
    ]
    if words:
        lines.append(Line(key="gap", kind="space", height_u=2))
        lines.append(
            Line(
                key="words",
                spans=(Span(words, ink),),
                wrap=12,
                height_u=18,
                copy=words,
                spoken=words,
            )
        )
    return lines if title else []


def event_lines(events: Sequence[EntryEvent], now: datetime) -> list[Line]:
    """The course of events, oldest first; a very long one leaves its beginning out."""
    lines = []
    left_out = len(events) - EVENTS_SHOWN
    if left_out > 0:
        words = plural(left_out, "{n} earlier one", "{n} earlier ones")
        lines.append(Line(key="earlier", spans=(Span(words, "ink3"),), spoken=words))
    for number, event in enumerate(events[-EVENTS_SHOWN:]):
        time, told = near_moment(event.at, now), event_words(event.words)
        lines.append(
            Line(
                key=f"event {number}",
                label=time,
                label_u=_TIME_U,
                label_whole=True,
                spans=(Span(told),),
                wrap=4,
                height_u=24,
                copy=f"{moment_words(event.at, now)} {told}",
                tip=moment_words(event.at, now),
                spoken=say("{time}, {what}", time=time, what=told),
            )
        )
    return lines


def event_words(words: str) -> str:
    """What happened as a person says it: why it stopped stands in the book as a bare word."""
    lead, _, reason = words.partition(" (")
    known = {
        "refused)": say("stopped: refused"),
        "gone)": say("stopped: deleted there"),
        "account_gone)": say("stopped: its account is gone there"),
        "account_back)": say("stopped: its account came back as another one"),
        "forbidden)": say("stopped: the house rules never write it"),
        "broken)": say("stopped: the source fails on it"),
        "hidden)": say("stopped: its field is hidden from you there"),
        "untold)": say("stopped: nobody can tell whether it arrived"),
    }
    return known.get(reason, words) if lead == "stopped" else words


def _fields(entry: OutboxEntry) -> Iterator[Line]:
    fields = outbox_words.field_words(entry)
    if fields:
        yield Line(key="above fields", kind="space", height_u=6)
    for number, field in enumerate(fields):
        was = ""
        if field.old is not None:
            was = say("before: {value}", value=isolated(field.old))
        name = f"{field.field[:1].upper()}{field.field[1:]}"
        said = [name, isolated(field.new), was]
        yield Line(
            key=f"field {number}",
            label=name,
            label_u=_FIELD_U,
            spans=(Span(field.new),),
            below=(Span(was, "ink3", "caption"),) if was else (),
            wrap=6,
            height_u=24,
            copy=field.new,
            tip=was,
            spoken=say(", ").join(part for part in said if part),
        )


def _not_done(entry: OutboxEntry) -> str:
    source = source_name(entry.source)
    if entry.uncertain:
        return say("{source} is asked first whether it arrived all the same.", source=source)
    if entry.reason == "gone" or entry.key.endswith(REST):
        return ""  # its record is deleted there, or the other part of it arrived
    if entry.verb == "create":
        return say("Nothing was created there.")
    if entry.verb == "archive":
        return say("Nothing was deleted there.")
    return say("Nothing was changed there.")
