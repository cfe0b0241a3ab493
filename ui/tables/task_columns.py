"""How tasks and points stand in a table: the columns of each list, their words and their inks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, Literal

from book import checklists, repeats
from book.clock import local_day
from book.records import Point, PointKind, Task
from ui import days
from ui.tables.record_model import Column
from ui.words import say, source_name

Thing = Task | Point
Entry = tuple[Thing, str]
"""A task or a point, and the name of its account."""
View = Literal["tasks", "i_owe", "they_owe", "question", "risk", "done"]
VIEWS: Final[tuple[View, ...]] = ("tasks", "i_owe", "they_owe", "question", "risk", "done")
"""The lists of the page. Wishes to escalate stand with the risks."""
_WANTS_YOU: Final = frozenset({"conflict", "parked"})


def view_of(kind: PointKind) -> View:
    """The list that a point stands in while it is open."""
    return "risk" if kind == "escalation" else kind


def view_words(view: View) -> str:
    """What a list is called."""
    return {
        "tasks": say("Tasks"),
        "i_owe": say("I owe"),
        "they_owe": say("They owe"),
        "question": say("Questions"),
        "risk": say("Risks and wishes"),
        "done": say("Done lately"),
    }[view]


def kind_words(thing: Thing) -> str:
    """What one thing is, in a list where several kinds stand."""
    if isinstance(thing, Task):
        return say("task")
    return {
        "i_owe": say("I owe"),
        "they_owe": say("they owe"),
        "question": say("question"),
        "risk": say("risk"),
        "escalation": say("wish to escalate"),
    }[thing.kind]


def title_of(thing: Thing) -> str:
    """Its words."""
    return thing.title if isinstance(thing, Task) else thing.text


def stands_on(thing: Thing) -> date | None:
    """The day in whose list it stands."""
    return thing.stands_on if isinstance(thing, Task) else thing.due


def due_words(thing: Thing, today: date) -> str:
    """`3 days late`, `today 15:00`, `tomorrow`, then the day itself; `no day` without one."""
    if thing.due is None:
        return say("no day")
    near = (thing.due - today).days <= 1
    day = days.away(thing.due, today) if near else days.day_words(thing.due, today)
    at = None if isinstance(thing, Point) else thing.at_time
    return f"{day} {at:%H:%M}" if at is not None else day


def due_ink(thing: Thing, today: date) -> str:
    """Amber for what is late, faint for what has no day, else plain."""
    if thing.due is None:
        return "ink3"
    return "amber" if thing.due < today else "ink"


def where_words(thing: Thing) -> str:
    """Where a thing is kept, or that it still waits to be sent there."""
    if isinstance(thing, Point):
        return say("only here")
    if thing.sync in _WANTS_YOU:
        return say("needs you")
    if thing.sync == "queued":
        return say("waits here")
    return source_name(thing.source) if thing.source else say("only here")


def do_on_words(thing: Thing, today: date) -> str:
    """The day to do a task on; empty where it is done when it is due."""
    if isinstance(thing, Point) or thing.do_on is None:
        return ""
    return days.away(thing.do_on, today) if abs((thing.do_on - today).days) <= 1 else (
        days.day_words(thing.do_on, today)
    )  # fmt: skip


def more_words(thing: Thing) -> str:
    """`2 of 5 · every 2 weeks · note`: what a task has beside its title and days."""
    if isinstance(thing, Point):
        return ""
    parts = [say("its ticket is solved")] if thing.ticket_solved else []
    ticked = checklists.progress(thing.body)
    if ticked is not None:
        parts.append(say("{done} of {all}", done=ticked[0], all=ticked[1]))
    again = repeats.told(thing.repeat)
    if again is not None:
        parts.append(again)
    if thing.note_id is not None:
        parts.append(say("note"))
    if thing.recording_id is not None:
        parts.append(say("recording"))
    if thing.escalation_id is not None:
        parts.append(say("escalation"))
    return " · ".join(parts)


def _has_more(task: Task) -> bool:
    """Whether a task may have words in that column; whether its body has a checklist is not worth
    reading all of them for."""
    told = (task.repeat, task.note_id, task.recording_id, task.escalation_id)
    return task.ticket_solved or any(told) or "[" in task.body


def columns_of(view: View, today: date, entries: Sequence[Entry] = ()) -> list[Column[Entry]]:
    """The columns of a list, their words as of a day; the days to do a task on, and what it has
    besides, only where an entry has some: the titles need the room."""
    title = _column("task", say("Task") if view == "tasks" else view_words(view), 260, title_of)
    account: Column[Entry] = Column(
        "account",
        say("Account"),
        200,
        lambda one: one[1],
        lambda one: one[1].casefold(),
        tooltip=lambda one: one[1],
        grows=True,
    )
    if view == "done":
        return [title, _kind(), _done_on(today), account]
    due: Column[Entry] = Column(
        "due",
        say("Due"),
        112,
        lambda one: due_words(one[0], today),
        lambda one: one[0].due,
        ink=lambda one: due_ink(one[0], today),
        tooltip=lambda one: days.day_words(one[0].due, today) if one[0].due else None,
    )
    if view == "tasks":
        known = [one for one, _ in entries if isinstance(one, Task)]
        do_on = [_do_on(today)] if any(one.do_on is not None for one in known) else []
        more = [_more()] if any(map(_has_more, known)) else []
        return [title, due, *do_on, account, *more, _source()]
    return [title, due, account, *([_kind()] if view == "risk" else []), _since(today)]


def _column(key: str, heading: str, wide: int, words: Callable[[Thing], str]) -> Column[Entry]:
    return Column(
        key,
        heading,
        wide,
        lambda one: words(one[0]),
        lambda one: words(one[0]).casefold() or None,
        tooltip=lambda one: words(one[0]) or None,
    )


def _kind() -> Column[Entry]:
    return Column("kind", say("What"), 120, lambda one: kind_words(one[0]),
                  lambda one: kind_words(one[0]), ink=lambda _: "ink3")  # fmt: skip


def _do_on(today: date) -> Column[Entry]:
    return Column(
        "do_on",
        say("To do on"),
        96,
        lambda one: do_on_words(one[0], today),
        lambda one: one[0].do_on if isinstance(one[0], Task) else None,
    )


def _more() -> Column[Entry]:
    return Column(
        "more",
        say("More"),
        132,
        lambda one: more_words(one[0]),
        lambda one: more_words(one[0]) or None,
        ink=lambda _: "ink3",
        tooltip=lambda one: more_words(one[0]) or None,
        grows=True,
    )


def _source() -> Column[Entry]:
    return Column(
        "source",
        say("Source"),
        88,
        lambda one: where_words(one[0]),
        lambda one: one[0].source if isinstance(one[0], Task) else None,
        ink=lambda one: "amber" if getattr(one[0], "sync", "") in _WANTS_YOU else "ink3",
    )


def _since(today: date) -> Column[Entry]:
    return Column(
        "since",
        say("Said on"),
        104,
        lambda one: days.day_words(one[0].since, today) if isinstance(one[0], Point) else "",
        lambda one: one[0].since if isinstance(one[0], Point) else None,
        ink=lambda _: "ink3",
    )


def _done_on(today: date) -> Column[Entry]:
    def done(one: Entry) -> date | None:
        thing = one[0]
        at = thing.completed_at if isinstance(thing, Task) else thing.done_at
        return local_day(at) if at else None

    return Column(
        "done",
        say("Done"),
        112,
        lambda one: days.near_day(day, today) if (day := done(one)) else "",
        done,
        ink=lambda _: "ink3",
    )
