"""Copies that arrive late: the original was moved, renamed or done before its copy was read.

What an integration carried over says what the original said at one moment. The change log still
knows what that was, so such a copy is found by what the original said all at once at some time.
What stands in one source alone says nothing: only where one record alone fits the other are they
taken for one, and only where the original said so until shortly before the copy was there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from book.clock import moment
from book.doubles import Pair, in_order

LATE: Final = timedelta(days=7)
"""An integration that needs longer than this to carry a record over is not believed."""


class Said(Struct, frozen=True, gc=False):
    """What a record said all at once, and until when; None for what it says now."""

    sign: Hashable
    until: datetime | None = None


class Late(Struct, frozen=True, gc=False):
    """A record without a counterpart, as its source has it."""

    id: int
    source: str
    said: tuple[Said, ...]
    """Now first, then what it said before."""
    since: datetime
    """When it was made, or came into the book where its source does not tell."""
    may_hide: bool
    is_open: bool = True
    closed_as: Hashable = None
    """For a record that is done: the sign it would have if it were open."""


def past(
    now: Mapping[str, str | None], changes: Iterable[tuple[str, str | None, str]]
) -> Iterator[tuple[dict[str, str | None], datetime]]:
    """What a record said before each of its changes, newest first.

    `changes` are (field, old value, moment), newest first.
    """
    values = dict(now)
    for field, old, at in changes:
        values[field] = old
        yield dict(values), moment(at)


def late_pairs(
    records: Sequence[Late], order: Sequence[str], taken: frozenset[tuple[int, str]]
) -> list[Pair]:
    """Which of the records are copies of what another one said before.

    `taken` are the originals that have a copy already, each with the source of that copy.
    """
    place = {name: at for at, name in enumerate(in_order({one.source for one in records}, order))}
    fits: dict[int, list[int]] = defaultdict(list)
    copies: dict[tuple[int, str], list[int]] = defaultdict(list)
    sources = {one.id: one.source for one in records}
    by_sign: dict[Hashable, list[tuple[Late, Said]]] = defaultdict(list)
    for one in records:
        for said in one.said:
            by_sign[said.sign].append((one, said))
    for copy in records:
        if not copy.may_hide:
            continue
        signs = [copy.said[0].sign, *([] if copy.is_open else [copy.closed_as])]
        found = {
            one.id
            for sign in signs
            for one, said in by_sign.get(sign, ())
            if place[one.source] < place[copy.source]
            and (one.id, copy.source) not in taken
            and (said.until is None or copy.since <= said.until + LATE)
        }
        for number in found:
            fits[copy.id].append(number)
            copies[number, copy.source].append(copy.id)
    return [
        Pair(number, originals[0], sources[number])
        for number, originals in fits.items()
        if len(originals) == 1 and len(copies[originals[0], sources[number]]) == 1
    ]
