"""What lines of notes left on an account, as the pane shows it: promises, questions, risks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from msgspec import Struct

from book.clock import local_day
from book.records import Point
from ui import days
from ui.facts.layout import Line, Span
from ui.queue.words import isolated
from ui.words import count, say

POINT: Final = "point "
"""The front of the key of a line that ticks one."""
ESCALATE: Final = "escalate "
"""The front of the key of a line that begins the escalation one asks for, or opens it."""
CLOSED_SHOWN: Final = 3
CLOSED_SHOWN_DAYS: Final = 7
_ORDER: Final = ("i_owe", "question", "they_owe", "risk", "escalation")


class PointLine(Struct, frozen=True, kw_only=True):
    """One promise, question, risk or wish: its words, what it is, and when it is due."""

    number: int
    what: str
    text: str
    due: str
    late: bool = False
    done: bool = False
    tip: str = ""
    escalates: bool = False
    """Whether an escalation can be begun from it, or gone on with."""


def point_lines(points: Iterable[Point], today: date) -> tuple[PointLine, ...]:
    """What is open, what I owe first and the late ones before; then what was just closed."""
    found = list(points)
    still_open = sorted(
        (one for one in found if one.done_at is None),
        key=lambda one: (_ORDER.index(one.kind), one.due or date.max, one.id),
    )
    closed = [
        one
        for one in found
        if one.done_at is not None
        and (today - local_day(one.done_at)).days <= CLOSED_SHOWN_DAYS
    ]  # fmt: skip
    return tuple(_line(one, today) for one in (*still_open, *closed[:CLOSED_SHOWN]))


def what_words(one: Point) -> str:
    """What a point is, before its words."""
    return {
        "i_owe": say("I owe"),
        "they_owe": say("they owe"),
        "question": say("question"),
        "risk": say("risk"),
        "escalation": say("escalate"),
    }[one.kind]


def lines(points: Iterable[PointLine]) -> Iterator[Line]:
    """The pane's lines; a click ticks one, or opens it again."""
    for one in points:
        yield Line(
            key=f"{POINT}{one.number}",
            sign="square-check" if one.done else "square",
            sign_tone="accent" if one.done else "edge",
            spans=(Span(one.text, "ink3" if one.done else "ink"),),
            below=(Span(one.what, "ink3", "caption"),),
            right=Span(one.due, "amber", "button") if one.late else Span(one.due, "ink3"),
            wrap=2,
            copy=one.text,
            act=True,
            tip=one.tip,
            spoken=", ".join(part for part in (one.what, isolated(one.text), one.due) if part),
        )
        if one.escalates:
            words = say("Escalate it")
            yield Line(
                key=f"{ESCALATE}{one.number}",
                kind="link",
                spans=(Span(words, "accent", "caption"),),
                act=True,
                height_u=22,
                tip=say("Begin the escalation, or go on with it"),
                spoken=say("{words}: {what}", words=words, what=isolated(one.text)),
            )


def _line(one: Point, today: date) -> PointLine:
    due, late = "", False
    if one.due is not None:
        late = one.due < today and one.kind not in ("risk", "escalation")
        due = say("today") if one.due == today else days.day_words(one.due, today)
        if late:
            due = say("{n} d late", n=count((today - one.due).days))
    if one.done_at is not None:
        late, due = False, say("done {day}", day=days.near_day(local_day(one.done_at), today))
    said = say("Said on {day}", day=days.day_words(one.since, today))
    return PointLine(
        number=one.id,
        what=what_words(one),
        text=" ".join(one.text.split()),
        due=due,
        late=late,
        done=one.done_at is not None,
        tip=f"{one.text}\n{said}",
        escalates=one.kind == "escalation" and one.done_at is None,
    )
