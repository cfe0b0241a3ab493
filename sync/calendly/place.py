"""Which events were looked at, and as what: kept as the cursor, together with their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import Struct

from book.clock import moment

NOBODYS_AGE: Final = timedelta(hours=20)
"""Meetings that were nobody's are opened again once a day where people came into the book."""
_VERSION: Final = 1


class Place(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was looked at."""

    v: int = _VERSION
    user: str = ""
    """Whose events these are."""
    seen: Mapping[str, str] = {}
    """A mark of the event's id → a mark of what it said, and of whose domains took part where
    none of those was a customer's."""
    nobodys_at: str | None = None
    """When those that are nobody's were all opened last."""

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self, order="deterministic").decode()


_places = msgspec.json.Decoder(Place)


def place(text: str | None, user: str) -> Place:
    """A stored cursor; one that is missing, broken or of another person is the beginning."""
    try:
        read = _places.decode(text) if text else Place(user=user)
        if read.nobodys_at is not None:
            moment(read.nobodys_at)
    except (msgspec.DecodeError, ValueError):
        return Place(user=user)
    return read if read.v == _VERSION and read.user == user else Place(user=user)


def older(at: str | None, now: datetime, age: timedelta) -> bool:
    """Whether a stored moment is as long ago as that, or was never."""
    return at is None or moment(at) <= now - age


def mark(text: str) -> str:
    """A short mark of a text, which cannot be read back from it."""
    return sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def seen_as(print_: str, domains: Iterable[str], customers: frozenset[str]) -> str:
    """What is kept of an event that was opened: with its domains where none is a customer's."""
    named = {one for one in domains if one}
    if named & customers:
        return print_
    return f"{print_}:{','.join(sorted(mark(one)[:8] for one in named))}"


def same_print(seen: str | None, print_: str) -> bool:
    """Whether an event says what it said when it was opened."""
    return seen is not None and seen.partition(":")[0] == print_


def nobodys(seen: str) -> bool:
    """Whether nobody of a customer's domain took part."""
    return ":" in seen


def concerns(seen: str, customers: frozenset[str]) -> bool:
    """Whether a domain that took part is a customer's by now."""
    marks = seen.partition(":")[2].split(",")
    return any(one in customers for one in marks if one)


def marks_of(domains: frozenset[str]) -> frozenset[str]:
    """The marks that `seen_as` leaves of these domains."""
    return frozenset(mark(one)[:8] for one in domains)
