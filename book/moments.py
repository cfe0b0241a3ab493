"""Moments: labelled seconds of a recording, and what the marks of a call become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NewType

from msgspec import Struct

MomentId = NewType("MomentId", int)

MARK_KINDS: Final = ("risk", "idea", "promise", "bug", "quote")
"""What can be marked in a call, in the order of the keys."""
EARLIEST_SHIFT_S: Final = -10 * 60
LATEST_SHIFT_S: Final = 30 * 60
"""How long before and after the call's clock a recording may have begun, where it is aligned."""


class Mark(Struct, frozen=True, kw_only=True):
    """What a person marked while a call ran, in seconds of the call's clock."""

    clock_s: float
    kind: str = ""
    """One of `MARK_KINDS`."""
    words: str = ""


class NewMoment(Struct, frozen=True, kw_only=True):
    """A moment before it has a place in the book; `clock_s` is set where a mark became it."""

    at_s: int
    label: str = ""
    kind: str = ""
    clock_s: float | None = None


class Moment(Struct, frozen=True, kw_only=True):
    """A second of a recording, and what is there."""

    id: MomentId
    at_s: int
    label: str = ""
    kind: str = ""
    clock_s: float | None = None


def moments_from_marks(marks: Iterable[Mark], shift_s: float = 0) -> list[NewMoment]:
    """The marks of a call as moments of its recording, in order.

    `shift_s` is how long after the call's clock the recording began; below 0 where it ran before.
    A mark made before the recording began points at its start.
    """
    made = [
        NewMoment(
            at_s=second_of(mark.clock_s, shift_s),
            label=" ".join(mark.words.split()),
            kind=mark.kind,
            clock_s=mark.clock_s,
        )
        for mark in sorted(marks, key=lambda mark: mark.clock_s)
    ]
    return list(dict.fromkeys(made))


def second_of(clock_s: float, shift_s: float) -> int:
    """The second of the recording at which the call's clock stood there, half up, from 0 on."""
    return max(0, int(clock_s - shift_s + 0.5))
