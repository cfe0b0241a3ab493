"""My open tasks and promises by due day, the late ones first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from book.records import Task
from ui import days
from ui.tables.record_model import Column
from ui.tables.record_page import RecordPage
from ui.words import count, say, source_name

OpenTask = tuple[Task, str]
"""A task and the name of its account."""


def columns(today: date) -> list[Column[OpenTask]]:
    """The table's columns, their words as of a day."""
    return [
        Column(
            "task",
            say("Task"),
            260,
            lambda one: one[0].title,
            lambda one: one[0].title.casefold(),
            tooltip=lambda one: one[0].title,
        ),
        Column(
            "due",
            say("Due"),
            112,
            lambda one: due_words(one[0], today),
            lambda one: one[0].due,
            ink=lambda one: due_ink(one[0], today),
            tooltip=lambda one: days.day_words(one[0].due, today) if one[0].due else None,
        ),
        Column(
            "account",
            say("Account"),
            240,
            lambda one: one[1],
            lambda one: one[1].casefold(),
            tooltip=lambda one: one[1],
            grows=True,
        ),
        Column(
            "source",
            say("Source"),
            88,
            lambda one: source_name(one[0].source) if one[0].source else say("only here"),
            lambda one: one[0].source,
            ink=lambda _: "ink3",
        ),
    ]


def due_words(task: Task, today: date) -> str:
    """`3 days late`, `today`, `tomorrow`, then the day itself; `no day` without one."""
    if task.due is None:
        return say("no day")
    if (task.due - today).days <= 1:
        return days.away(task.due, today)
    return days.day_words(task.due, today)


def due_ink(task: Task, today: date) -> str:
    """Amber for what is late, faint for what has no day, else plain."""
    if task.due is None:
        return "ink3"
    return "amber" if task.due < today else "ink"


def summary(tasks: Sequence[OpenTask], today: date) -> str:
    """The words beside the heading: `12 open, 3 late`."""
    if not tasks:
        return ""
    late = sum(task.due is not None and task.due < today for task, _ in tasks)
    told = say("{n} open", n=count(len(tasks)))
    return say("{open}, {late} late", open=told, late=count(late)) if late else told


class TasksPage(RecordPage[OpenTask]):
    """The list of what is open for me; a row leads to its account."""

    def __init__(self, today: date) -> None:
        super().__init__(
            say("Tasks & promises"),
            columns(today),
            haystack=lambda one: f"{one[0].title}\n{one[1]}",
            identity=lambda one: one[0].id,
            account_of=lambda one: one[0].account_id,
            nothing=(
                say("No open tasks"),
                say("Tasks that are yours stand here by due day, the late ones first."),
            ),
        )

    def show_tasks(self, tasks: Sequence[OpenTask], today: date) -> None:
        """Show these tasks as of that day, by due day; filter and the current row stay."""
        self.summary = summary(tasks, today)
        ordered = sorted(tasks, key=lambda one: (one[0].due is None, one[0].due or today))
        self.show_records(ordered, columns(today))
