"""My open tasks and promises by due day, the late ones first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

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
            lambda one: where_words(one[0]),
            lambda one: one[0].source,
            ink=lambda one: "amber" if one[0].sync in _WANTS_YOU else "ink3",
        ),
    ]


def due_words(task: Task, today: date) -> str:
    """`3 days late`, `today`, `tomorrow`, then the day itself; `no day` without one."""
    if task.due is None:
        return say("no day")
    if (task.due - today).days <= 1:
        return days.away(task.due, today)
    return days.day_words(task.due, today)


_WANTS_YOU = frozenset({"conflict", "parked"})


def where_words(task: Task) -> str:
    """Where a task is kept, or that it still waits to be sent there."""
    if task.sync in _WANTS_YOU:
        return say("needs you")
    if task.sync == "queued":
        return say("waits here")
    return source_name(task.source) if task.source else say("only here")


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
    """The list of what is open for me; a row leads to its account. Several can be selected."""

    done_asked = Signal()
    """Space: the selected tasks are done."""
    picked_changed = Signal()
    """Other rows are selected than before."""

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
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.installEventFilter(self)
        chosen, viewport = self.table.selectionModel(), self.table.viewport()
        chosen.selectionChanged.connect(self.picked_changed)
        # A row that stays selected is not painted anew by itself, and would keep its ring.
        chosen.currentRowChanged.connect(lambda *_: viewport.update())

    def show_tasks(self, tasks: Sequence[OpenTask], today: date) -> None:
        """Show these tasks as of that day, by due day; filter and the current row stay."""
        kept = {task.id for task in self.picked()}
        self.summary = summary(tasks, today)
        ordered = sorted(tasks, key=lambda one: (one[0].due is None, one[0].due or today))
        self.show_records(ordered, columns(today))
        if len(kept) > 1:
            self._pick([at for at, one in enumerate(self.model.shown) if one[0].id in kept])

    def picked(self) -> list[Task]:
        """The tasks of the selected rows from top to bottom, the current one where none is."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        found = [self.model.record(row)[0] for row in rows]
        current = self.current()
        return found or ([current[0]] if current is not None else [])

    def pass_on(self) -> None:
        """Stand on the task after the selected ones, or before them where they are the last."""
        ids = {task.id for task in self.picked()}
        places = [at for at, one in enumerate(self.model.shown) if one[0].id in ids]
        if not places:
            return
        after = places[-1] + 1
        self._pick([after if after < self.model.rowCount() else max(0, places[0] - 1)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space finishes, Esc leaves one of several rows selected."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.done_asked.emit()
            return True
        if event.key() == Qt.Key.Key_Escape and len(self.picked()) > 1:
            self._pick([self.table.currentIndex().row()])
            return True
        return super().eventFilter(watched, event)

    def _pick(self, rows: Sequence[int]) -> None:
        """Select these rows; the first is the current one unless one of them is already."""
        flags = QItemSelectionModel.SelectionFlag
        chosen, last = QItemSelection(), self.model.columnCount() - 1
        for row in rows:
            chosen.select(self.model.index(row, 0), self.model.index(row, last))
        model = self.table.selectionModel()
        if rows and self.table.currentIndex().row() not in rows:
            model.setCurrentIndex(self.model.index(rows[0], 0), flags.NoUpdate)
        model.select(chosen, flags.ClearAndSelect | flags.Rows)
