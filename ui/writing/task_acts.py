"""What a person does with tasks: new ones, done, open again, another day, other words, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from book import task_writing, tasks
from book.records import AccountId, Changed, Task, TaskId
from ui import days
from ui.words import plural, say
from ui.writing.day_picks import day_options, near_days
from ui.writing.pick_list import PickDialog
from ui.writing.question import ask
from ui.writing.task_dialog import TaskDialog
from ui.writing.undoing import together

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter


class TaskActs:
    """Acts on the selected tasks of the page in view."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    def ask_new(self, account_id: AccountId, name: str) -> TaskDialog:
        """Open the form of a new task for an account."""
        reading = self._writer.reading

        def keep(title: str, due: date | None) -> None:
            self._writer.do(
                lambda: task_writing.add_task(
                    reading.store, reading.rules, account_id, title, due=due,
                    hold_seconds=self._writer.hold_seconds,
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
        picked = self._desk.picked_tasks()
        if not picked:
            return None
        reading, task = self._writer.reading, picked[0]

        def keep(title: str, due: date | None) -> None:
            self._writer.do(
                lambda: task_writing.edit_task(
                    reading.store, reading.rules, task.id, title=title, due=due
                ),
                then=lambda _: form.accept(),
                failed=form.refuse,
            )

        form = TaskDialog(
            self._desk.area.window(), say("Edit task"), reading.day, keep,
            verb=say("Save"), title=task.title, due=task.due,
        )  # fmt: skip
        form.open()
        return form

    def finish(self) -> None:
        """Mark the selected tasks as done."""
        picked = self._desk.picked_tasks()
        if picked:
            self._desk.pass_on()
            self._finish(picked)

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
        picked, today = self._desk.picked_tasks(), self._writer.reading.day
        if not picked:
            return None
        title = plural(len(picked), "Move “{title}” to", "Move {n} tasks to", title=picked[0].title)
        asked = PickDialog(
            self._desk.area.window(),
            title,
            day_options(today, near=[*near_days(today), (say("Today"), today)]),
            lambda day: self.snooze(picked, day),
            placeholder=say("A day: fri, next tue, +2w, 2026-12-01"),
        )
        asked.open()
        return asked

    def snooze(self, picked: Sequence[Task], day: date) -> None:
        """Move tasks to a day."""
        reading, numbers = self._writer.reading, [task.id for task in picked]
        words = days.day_words(day, reading.day)
        self._desk.pass_on()
        self._writer.do(
            lambda: task_writing.snooze(reading.store, reading.rules, numbers, day),
            plural(len(numbers), "Moved to {day}.", "Moved {n} tasks to {day}.", day=words),
            undo=True,
        )

    def delete(self) -> None:
        """Delete the selected tasks; of several it is asked first."""
        picked = self._desk.picked_tasks()
        if len(picked) > 1:
            title = plural(len(picked), "Delete {n} task?", "Delete {n} tasks?")
            words = say("They are deleted here and, where they were sent, in their source too.")
            ask(self._desk.area.window(), title, words, say("Delete"),
                lambda: self._delete(picked))  # fmt: skip
        elif picked:
            self._delete(picked)

    def _delete(self, picked: Sequence[Task]) -> None:
        reading = self._writer.reading
        self._desk.pass_on()

        def act() -> Changed:
            return together(
                [task_writing.delete_task(reading.store, reading.rules, task.id) for task in picked]
            )

        self._writer.do(act, plural(len(picked), "Task deleted.", "{n} tasks deleted."), undo=True)

    def _finish(self, picked: Sequence[Task]) -> None:
        reading, numbers = self._writer.reading, [task.id for task in picked]
        self._writer.do(
            lambda: task_writing.finish(reading.store, reading.rules, numbers),
            plural(len(numbers), "Done: {title}", "{n} tasks done.", title=picked[0].title),
            undo=True,
        )

    def _reopen(self, picked: Sequence[Task]) -> None:
        reading, numbers = self._writer.reading, [task.id for task in picked]
        self._writer.do(
            lambda: task_writing.reopen(reading.store, reading.rules, numbers),
            plural(len(numbers), "Open again: {title}", "{n} tasks open again.",
                   title=picked[0].title),
            undo=True,
        )  # fmt: skip
