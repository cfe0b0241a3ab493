"""The margin beside a note being written: what each line will make, in words, before it does.

Pure, and the same decision as the filing's (`book.line_plan`), so that it cannot promise another.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from book import line_plan
from book.line_links import LineLinks, Target
from book.line_plan import ANSWER_IN, MOST_LINES, Step
from book.note_lines import LineKind, NoteLine
from book.outbox_words import day_words
from book.records import PointKind
from book.working_days import NO_HOLIDAYS, Holidays

MarginVerb = Literal["make", "change", "keep", "close", "reopen", "nothing"]
"""What the line will do when the note ends; `keep`: it made something, and nothing is new."""

_NAMES: Final[dict[Literal["task"] | PointKind, str]] = {
    "task": "Task",
    "question": "Question",
    "risk": "Risk",
    "they_owe": "They owe",
    "i_owe": "I owe",
    "escalation": "Escalation",
}
_CALLED: Final[dict[Literal["task"] | PointKind, str]] = {
    "task": "task",
    "question": "question",
    "risk": "risk",
    "they_owe": "promise",
    "i_owe": "promise",
    "escalation": "escalation",
}


class MarginLine(Struct, frozen=True, kw_only=True):
    """What stands beside one line of a note."""

    number: int
    """The line's place in the note, from 0."""
    kind: LineKind
    """What the line's object is or will be, for its icon; `text` for one that makes nothing."""
    verb: MarginVerb
    name: str
    """`Task`, `They owe`, `Answered`."""
    detail: str
    """`Fri 27 Nov, for me`; may be empty."""
    day: date | None = None
    span: tuple[int, int] | None = None
    """Columns of the line's day words, for the accent colour."""

    @property
    def words(self) -> str:
        """Name and detail in one: `Task · Fri 27 Nov, for me`."""
        return f"{self.name} · {self.detail}" if self.detail else self.name


class Tally(Struct, frozen=True):
    """How many lines will make, change and close something."""

    makes: int = 0
    changes: int = 0
    closes: int = 0


def preview(
    text: str,
    links: LineLinks,
    today: date,
    *,
    answer_in: int = ANSWER_IN,
    holidays: Holidays = NO_HOLIDAYS,
) -> list[MarginLine]:
    """What ending the note now would do, line by line, seen from the person's own day.

    Lines that stood there before and never made anything have nothing beside them.
    """
    found = line_plan.plan(text, links, today, answer_in=answer_in, holidays=holidays)
    read = [
        told
        for step in found.steps
        if step.line is not None and (told := _beside(step, step.line, links, today)) is not None
    ]
    if found.beyond and read:
        read.append(
            MarginLine(
                number=read[-1].number + 1,
                kind="text",
                verb="nothing",
                name="Text",
                detail=f"only the first {MOST_LINES} lines make something",
            )
        )
    return read


def tally(lines: Iterable[MarginLine]) -> Tally:
    """The counts of a margin, for `Ending this note makes 5 things, closes 1`."""
    verbs = [line.verb for line in lines]
    return Tally(
        verbs.count("make"), verbs.count("change") + verbs.count("reopen"), verbs.count("close")
    )


def _beside(step: Step, line: NoteLine, links: LineLinks, today: date) -> MarginLine | None:
    if step.verb == "leave":
        if not line.done or line.kind == "text":
            return None
        return _told(line, "text", "nothing", "Done already", "makes nothing")
    target = step.target
    again = _makes_again(step)
    if target is None or (again and step.done is None):
        return _told(line, step.kind, "make", _NAMES[step.kind], _coming(step, line, today))
    if target.gone and not again:
        return _told(line, "text", "nothing", f"Deleted {_CALLED[target.kind]}", "stays text")
    if step.done is not None:
        return _ticks(step, line, target, today)
    if step.verb == "speak" and target.done:
        return _told(line, target.kind, "keep", _closed(target), "in the list already")
    if step.verb == "speak" and not step.moves:
        return _told(line, target.kind, "keep", _NAMES[target.kind], _still(target, today))
    kind = step.kind
    news = step.text is not None or step.moves or step.turns or kind != target.kind
    if target.done:
        name, detail = _closed(target), _since(target, today)
        return _told(line, kind, "change" if news else "keep", name, detail)
    detail = _stands(kind, step.due, today, private=links.private)
    if news:
        detail = f"{detail}, changed" if detail else "changed"
    return _told(line, kind, "change" if news else "keep", _NAMES[kind], detail)


def _makes_again(step: Step) -> bool:
    """Whether the line was taken out, with what it made, and is back."""
    gone = step.target is not None and step.target.gone
    return gone and step.link is not None and step.link.line is None


def _ticks(step: Step, line: NoteLine, target: Target, today: date) -> MarginLine:
    named = f"the {_CALLED[target.kind]} of {_short(target.since, today)}"
    if step.done:
        return _told(line, target.kind, "close", _closed(target), f"closes {named}")
    return _told(line, target.kind, "reopen", "Open again", f"opens {named}")


def _told(line: NoteLine, kind: LineKind, verb: MarginVerb, name: str, detail: str) -> MarginLine:
    if line.day_is_unclear and line.span is not None and verb != "nothing":
        at = line.span[0] - len(line.sign)
        words = line.before[at : line.span[1] - len(line.sign)].removeprefix("@")
        said = f"“{words}” is no day of the calendar"
        detail = f"{detail}; {said}" if detail else said
    return MarginLine(
        number=line.number,
        kind=kind,
        verb=verb,
        name=name,
        detail=detail,
        day=line.day,
        span=line.span,
    )


def _coming(step: Step, line: NoteLine, today: date) -> str:
    private = line.kind == "task" and step.kind == "i_owe"
    return _stands(step.kind, step.due, today, private=private)


def _stands(
    kind: Literal["task"] | PointKind, due: date | None, today: date, *, private: bool
) -> str:
    day = day_words(due, today) if due else ""
    if kind == "task":
        return f"{day}, for me" if day else "for me, no day"
    if kind == "question":
        return f"I answer by {day}" if day else "no day"
    if kind in ("risk", "escalation"):
        return f"{day}, stays on the account" if day else "stays on the account"
    if private:
        return f"{day}, stays on this laptop" if day else "stays on this laptop"
    return day or "no day"


def _still(target: Target, today: date) -> str:
    """How long what a line speaks of has been open."""
    days = (today - target.since).days
    if target.kind == "task":
        return f"on your list, {day_words(target.due, today)}" if target.due else "on your list"
    if days <= 0:
        return "still open"
    return f"still open, {days} day" if days == 1 else f"still open, {days} days"


def _closed(target: Target) -> str:
    return "Answered" if target.kind == "question" else "Done"


def _since(target: Target, today: date) -> str:
    return f"{_CALLED[target.kind]} of {_short(target.since, today)}"


def _short(day: date, today: date) -> str:
    return day_words(day, today).partition(" ")[2]
