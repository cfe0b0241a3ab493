"""What the call bar and the list of marks say."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from book.calls import SetMark
from book.offsets import spell_offset
from ui.recordings.columns import kind_words
from ui.tables.record_model import Column
from ui.words import list_words, plural, say

MARK_KEY: Final = "Meta" if sys.platform == "darwin" else "Alt"
"""What is held with a digit; on a Mac Alt and a digit type a sign."""


def mark_title(kind: str) -> str:
    """A kind of mark as it stands on its button."""
    return kind_words(kind)[:1].upper() + kind_words(kind)[1:]


def mark_words(mark: SetMark) -> str:
    """A mark on one line: `idea 2:10 embed dashboards`."""
    return f"{kind_words(mark.kind)} {time_of(mark)} {mark.words}".strip()


def time_of(mark: SetMark) -> str:
    """When it was set, by the call's clock."""
    return spell_offset(int(mark.clock_s))


def marks_said(marks: Sequence[SetMark]) -> str:
    """All marks in one sentence, for who does not see the thread."""
    if not marks:
        return say("No marks yet")
    told = list_words([mark_words(mark) for mark in marks])
    return say("Marks: {marks}", marks=told)


def summary(marks: Sequence[SetMark]) -> str:
    """How many there are."""
    return plural(len(marks), "{n} mark", "{n} marks") if marks else ""


def mark_columns() -> list[Column[SetMark]]:
    """The columns of the list beside the note."""
    return [
        Column("at", say("At"), 64, time_of, lambda one: one.clock_s),
        Column(
            "kind",
            say("Mark"),
            68,
            lambda one: kind_words(one.kind),
            lambda one: one.kind,
            ink=lambda one: "amber" if one.kind == "risk" else "ink",
        ),
        Column(
            "words",
            say("Words"),
            96,
            lambda one: one.words or say("no words"),
            lambda one: one.words.casefold(),
            ink=lambda one: "ink" if one.words else "ink3",
            tooltip=lambda one: one.words or None,
            grows=True,
        ),
    ]
