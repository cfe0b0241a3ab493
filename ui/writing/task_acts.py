"""What a person does with tasks: new ones, done, open again, another day, other words, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from book import task_writing, tasks
from book.records import AccountId, Task, TaskId
from ui import days
from ui.words import plural, say
from ui.writing import selection
from ui.writing.day_picks import day_options, near_days
from ui.writing.pick_list import PickDialog
from ui.writing.question import ask
from ui.writing.task_dialog import TaskDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter


class TaskActs:
    """Acts on the selected tasks of the page in view."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    @property
    def _hold(self) -> float:
        """How long an edit waits before it leaves."""
        return self._writer.hold_seconds

    def ask_new(self, account_id: AccountId, name: str) -> TaskDialog:
        """Open the form of a new task for an account."""
        reading = self._writer.reading

        def keep(title: str, due: date | None) -> None:
            self._writer.do(
                lambda: task_writing.add_task(
                    reading.store, reading.rules, account_id, title, due=due,
                    hold_seconds=self._hold,
                )[1],
                say("Task added for {name}.", name=name),
                undo=True,
                then=lambda _: form.accept(),
                failed=form.refuse,
            )  # fmt: skip

        heading = say("New task for {name}", name=name)
        form = TaskDialog(self._desk.area.window(), heading, reading.day, keep, verb=say("Add"))
        form.open()
        return form

    def ask_edit(self) -> TaskDialog | None:
        """Open the form of the current task."""
        chosen = selection.tasks(self._desk)
        return self._ask_edit(chosen[0]) if chosen else None

    def ask_edit_of(self, task_id: TaskId) -> TaskDialog | None:
        """Open the form of one task, wherever it is shown."""
        task = tasks.task(self._writer.reading.store, task_id)
        if task is None:
            self._writer.tell(say("That task is deleted."))
            return None
        return self._ask_edit(task)

    def _ask_edit(self, task: Task) -> TaskDialog:
        reading = self._writer.reading

        def keep(title: str, due: date | None) -> None:
            self._writer.do(
                lambda: task_writing.edit_task(
                    reading.store, reading.rules, task.id, title=title, due=due,
                    hold_seconds=self._hold,
                ),
                then=lambda _: form.accept(),
                failed=form.refuse,
            )  # fmt: skip

        form = TaskDialog(
            self._desk.area.window(), say("Edit task"), reading.day, keep,
            verb=say("Save"), title=task.title, due=task.due,
        )  # fmt: skip
        form.open()
        return form

    def finish(self) -> None:
        """Mark the selected tasks as done."""
        chosen = selection.tasks(self._desk)
        if chosen:
            selection.pass_on(self._desk)
            self._finish(chosen)

    def turn(self, task_id: TaskId) -> None:
        """Done where it is open, open again where it is done; for a line of the pane."""
        task = tasks.task(self._writer.reading.store, task_id)
        if task is None:
            return
        if task.completed_at is None:
            self._finish([task])
        else:
            self._reopen([task])

    def ask_snooze(self) -> PickDialog | None:
        """Ask to which day the selected tasks shall go."""
        chosen, today = selection.tasks(self._desk), self._writer.reading.day
        if not chosen:
            return None
        title = plural(len(chosen), "Move “{title}” to", "Move {n} tasks to", title=chosen[0].title)
        asked = PickDialog(
            self._desk.area.window(),
            title,
            day_options(today, near=[*near_days(today), (say("Today"), today)]),
            lambda day: self.snooze(chosen, day),
            placeholder=say("A day: fri, next tue, +2w, 2026-12-01"),
        )
        asked.open()
        return asked

    def snooze(self, chosen: Sequence[Task], day: date) -> None:
        """Move tasks to a day."""
        reading, numbers = self._writer.reading, [task.id for task in chosen]
        words = days.day_words(day, reading.day)
        selection.pass_on(self._desk)
        self._writer.do(
            lambda: task_writing.snooze(
                reading.store, reading.rules, numbers, day, hold_seconds=self._hold
            ),
            plural(len(numbers), "Moved to {day}.", "Moved {n} tasks to {day}.", day=words),
            undo=True,
        )

    def delete(self) -> None:
        """Delete the selected tasks; of several it is asked first."""
        chosen = selection.tasks(self._desk)
        if len(chosen) > 1:
            title = plural(len(chosen), "Delete {n} task?", "Delete {n} tasks?")
            words = say("They are deleted here and, where they were sent, in their source too.")
            ask(self._desk.area.window(), title, words, say("Delete"),
                lambda: self._delete(chosen))  # fmt: skip
        elif chosen:
            self._delete(chosen)

    def _delete(self, chosen: Sequence[Task]) -> None:
        reading, numbers = self._writer.reading, [task.id for task in chosen]
        selection.pass_on(self._desk)
        self._writer.do(
            lambda: task_writing.delete_tasks(
                reading.store, reading.rules, numbers, hold_seconds=self._hold
            ),
            plural(len(numbers), "Task deleted.", "{n} tasks deleted."),
            undo=True,
        )

    def _finish(self, chosen: Sequence[Task]) -> None:
        reading, numbers = self._writer.reading, [task.id for task in chosen]
        self._writer.do(
            lambda: task_writing.finish(
                reading.store, reading.rules, numbers, hold_seconds=self._hold
            ),
            plural(len(numbers), "Done: {title}", "{n} tasks done.", title=chosen[0].title),
            undo=True,
        )

    def _reopen(self, chosen: Sequence[Task]) -> None:
        reading, numbers = self._writer.reading, [task.id for task in chosen]
        self._writer.do(
            lambda: task_writing.reopen(
                reading.store, reading.rules, numbers, hold_seconds=self._hold
            ),
            plural(len(numbers), "Open again: {title}", "{n} tasks open again.",
                   title=chosen[0].title),
            undo=True,
        )  # fmt: skip
