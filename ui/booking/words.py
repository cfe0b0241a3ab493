"""What is said of a kind of meeting that can be booked. No painting."""

from __future__ import annotations

from book.event_types import EventType
from ui.words import list_words, plural, say


def length_words(one: EventType) -> str:
    """`25 min`; nothing where the source does not say."""
    return plural(one.minutes, "{n} min", "{n} min") if one.minutes else ""


def marks(one: EventType) -> str:
    """`group, 60 min`: what it is beside its title."""
    pooled = {
        "round_robin": say("one of several hosts"),
        "collective": say("several hosts"),
        "multi_pool": say("several hosts"),
    }.get(one.pooling or "", "")
    kind = say("group") if one.kind == "group" else ""
    return list_words([part for part in (kind, pooled, length_words(one)) if part])


def palette_words(one: EventType) -> str:
    """How the palette offers it."""
    return say("Copy booking link: {title}", title=one.title)
