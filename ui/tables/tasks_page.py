"""My tasks, and what lines of notes left: promises, questions, risks; each list by day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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

from book.records import Point, Task
from ui.tables.record_page import RecordPage
from ui.tables.task_columns import (
    VIEWS,
    Entry,
    Thing,
    View,
    columns_of,
    stands_on,
    title_of,
    view_of,
    view_words,
)
from ui.tables.view_strip import ViewStrip
from ui.words import count, plural, say

OpenTask = tuple[Task, str]
"""A task and the name of its account."""


def summary(entries: Sequence[Entry], today: date) -> str:
    """The words beside the heading: `12 open, 3 late`."""
    if not entries:
        return ""
    late = sum(thing.due is not None and thing.due < today for thing, _ in entries)
    told = say("{n} open", n=count(len(entries)))
    return say("{open}, {late} late", open=told, late=count(late)) if late else told


def haystack(one: Entry) -> str:
    """What the filter looks into."""
    return f"{title_of(one[0])}\n{one[1]}"


def _nothing(view: View) -> tuple[str, str]:
    """Heading and words of a list without rows."""
    lines = say("Lines of notes that begin with {sign} stand here until they are ticked.",
                sign={"i_owe": ">>", "they_owe": "<<", "question": "?", "risk": "! {} ^"}
                .get(view, "").format(say("or")))  # fmt: skip
    return {
        "tasks": (
            say("No open tasks"),
            say("Tasks that are yours stand here by due day, the late ones first."),
        ),
        "i_owe": (say("You owe nobody anything"), lines),
        "they_owe": (say("Nobody owes you anything"), lines),
        "question": (say("No open questions"), lines),
        "risk": (say("No risks and no wishes"), lines),
        "done": (
            say("Nothing was done lately"),
            say("What you finish stays here for two weeks, and can be opened again."),
        ),
    }[view]


class TasksPage(RecordPage[Entry]):
    """The lists of what is open for me; a row leads to its account. Several can be selected."""

    done_asked = Signal()
    """Space: the selected rows are done, or open again."""
    picked_changed = Signal()
    """Other rows are selected than before."""

    def __init__(self, today: date) -> None:
        super().__init__(
            say("Tasks & promises"),
            columns_of("tasks", today),
            haystack=haystack,
            identity=lambda one: (type(one[0]), one[0].id),
            account_of=lambda one: one[0].account_id,
            nothing=_nothing("tasks"),
        )
        self.view: View = "tasks"
        self._awaited: tuple[Collection[int], Collection[int]] = ((), ())
        """Tasks and points to stand on once they are in the list."""
        self._today = today
        self._lists: dict[View, list[Entry]] = {view: [] for view in VIEWS}
        self.strip = ViewStrip([(view, view_words(view)) for view in VIEWS])
        self.strip.chosen.connect(self.show_view)
        self.body.insertWidget(0, self.strip)
        self.strip.show_state(self.view, {})
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.installEventFilter(self)
        chosen, viewport = self.table.selectionModel(), self.table.viewport()
        chosen.selectionChanged.connect(self.picked_changed)
        # A row that stays selected is not painted anew by itself, and would keep its ring.
        chosen.currentRowChanged.connect(lambda *_: viewport.update())

    def show_tasks(
        self,
        tasks: Sequence[OpenTask],
        today: date,
        points: Sequence[tuple[Point, str]] = (),
        done: Sequence[Entry] = (),
    ) -> None:
        """Show these as of that day, by day; list, filter, current row and selection stay."""
        kept = {(type(one), one.id) for one in self._picked()}
        self._today = today
        self._lists = {view: [] for view in VIEWS}
        self._lists["tasks"] = list(tasks)
        for point, name in points:
            self._lists[view_of(point.kind)].append((point, name))
        for view in VIEWS:
            self._lists[view].sort(key=lambda one: stands_on(one[0]) or date.max)
        self._lists["done"] = list(done)
        self._show()
        if len(kept) > 1:
            self._pick([
                at for at, one in enumerate(self.model.shown) if (type(one[0]), one[0].id) in kept
            ])  # fmt: skip
        if any(self._awaited):
            self.stand_at(*self._awaited)

    def show_view(self, view: View) -> None:
        """Show another of the lists."""
        if view != self.view:
            self.view = view
            self._show()
            if self.model.rowCount():
                self.table.selectRow(0)
            self.filter_changed.emit(self.filter.text())

    def status(self) -> str:
        """What the status bar says of the list in view: how many rows, and how many fit."""
        if matching := self.matching():
            return matching
        if self.view == "tasks":
            n = len(self._lists["tasks"])
            return plural(n, "{n} open task", "{n} open tasks")
        return self.summary

    def turn_view(self) -> None:
        """Show the next list, after the last one the first."""
        self.show_view(VIEWS[(VIEWS.index(self.view) + 1) % len(VIEWS)])

    def picked(self) -> list[Task]:
        """The tasks of the selected rows from top to bottom, the current one where none is."""
        return [one for one in self._picked() if isinstance(one, Task)]

    def picked_points(self) -> list[Point]:
        """The points of the selected rows likewise."""
        return [one for one in self._picked() if isinstance(one, Point)]

    def pick(self, rows: Sequence[int]) -> None:
        """Select these rows."""
        self._pick(rows)

    def stand_at(self, tasks: Collection[int], points: Collection[int]) -> None:
        """Stand on those, now or once they are in the list; where none comes, nothing moves."""
        rows = [
            row
            for row, (thing, _) in enumerate(self.model.shown)
            if thing.id in (tasks if isinstance(thing, Task) else points)
        ]
        self._awaited = (() if rows else tasks, () if rows else points)
        if rows:
            self._pick(rows)

    def pass_on(self) -> None:
        """Stand on the row after the selected ones, or before them where they are the last."""
        rows = self._rows()
        if not rows:
            return
        after = rows[-1] + 1
        self._pick([after if after < self.model.rowCount() else max(0, rows[0] - 1)])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space finishes, Esc leaves one of several rows selected."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.done_asked.emit()
            return True
        if event.key() == Qt.Key.Key_Escape and len(self._picked()) > 1:
            self._pick([self.table.currentIndex().row()])
            return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        """Fill the table from the list in view."""
        entries = self._lists[self.view]
        done = self.view == "done"
        self.summary = count(len(entries)) if done and entries else ""
        if not done:
            self.summary = summary(entries, self._today)
        self._nothing = _nothing(self.view)
        self.strip.show_state(
            self.view, {view: len(one) for view, one in self._lists.items() if view != "done"}
        )
        self.show_records(entries, columns_of(self.view, self._today, entries))

    def _rows(self) -> list[int]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        current = self.table.currentIndex().row()
        return rows or ([current] if 0 <= current < self.model.rowCount() else [])

    def _picked(self) -> list[Thing]:
        return [self.model.record(row)[0] for row in self._rows()]

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
