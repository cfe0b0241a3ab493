"""What a person does with tasks: new ones, done, open again, another day, other words, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from book import escalations, follow_ups, notes, recordings, repeats, task_writing, tasks
from book.records import AccountId, Task, TaskId
from book.visible_text import fenced
from ui import days
from ui.words import plural, say
from ui.writing import selection
from ui.writing.day_picks import day_options, put_off_days
from ui.writing.pick_list import Option, PickDialog
from ui.writing.question import ask
from ui.writing.task_dialog import TaskDialog, TaskWords

if TYPE_CHECKING:
    from book.rules_texts import FollowUp
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

        def keep(words: TaskWords) -> None:
            self._writer.do(
                lambda: task_writing.add_task(
                    reading.store, reading.rules, account_id, words.title, due=words.due,
                    body=words.body, do_on=words.do_on, repeat=words.repeat,
                    at_time=words.at_time, hold_seconds=self._hold,
                )[1],
                say("Task added for {name}.", name=fenced(name)),
                undo=True,
                then=lambda _: form.accept(),
                failed=form.refuse,
            )  # fmt: skip

        heading = say("New task for {name}", name=fenced(name))
        form = TaskDialog(
            self._desk.area.window(), heading, reading.day, keep, verb=say("Add"),
            holidays=reading.rules.tasks.no_work,
        )  # fmt: skip
        form.open()
        return form

    def ask_follow_up(self) -> PickDialog | None:
        """Ask which of the team's follow-ups the account in view gets."""
        account_id, reading = self._desk.account, self._writer.reading
        if account_id is None:
            return None
        known = [
            Option(
                value=one,
                words=one.title,
                beside=days.day_words(follow_ups.due(one, reading.rules, reading.day), reading.day),
            )
            for one in reading.rules.tasks.follow_ups
        ]
        asked = PickDialog(
            self._desk.area.window(),
            say("Follow up with {name}", name=fenced(self._name(account_id))),
            lambda text: [one for one in known if text.casefold() in one.words.casefold()],
            lambda picked: self._follow_up(account_id, picked),
            placeholder=say("A follow-up of the house rules"),
        )
        asked.open()
        return asked

    def _follow_up(self, account_id: AccountId, picked: FollowUp) -> None:
        reading = self._writer.reading
        day = follow_ups.due(picked, reading.rules, reading.day)
        words = days.day_words(day, reading.day)
        self._writer.do(
            lambda: task_writing.add_task(
                reading.store, reading.rules, account_id, picked.title, due=day,
                hold_seconds=self._hold,
            )[1],
            say("{title}, {day}.", title=picked.title, day=words),
            undo=True,
        )  # fmt: skip

    def _name(self, account_id: AccountId) -> str:
        found = (one.name for one in self._writer.reading.accounts if one.id == account_id)
        return next(found, "")

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

        def keep(words: TaskWords) -> None:
            self._writer.do(
                lambda: task_writing.edit_task(
                    reading.store, reading.rules, task.id, title=words.title, due=words.due,
                    do_on=words.do_on, repeat=words.repeat or None, at_time=words.at_time,
                    body=None if words.body == task.body else words.body,
                    hold_seconds=self._hold,
                ),
                then=lambda _: form.accept(),
                failed=form.refuse,
            )  # fmt: skip

        form = TaskDialog(
            self._desk.area.window(), say("Edit task"), reading.day, keep, verb=say("Save"),
            words=TaskWords(title=task.title, due=task.due, do_on=task.do_on, body=task.body,
                            at_time=task.at_time, repeat=repeats.told(task.repeat) or ""),
            belongs_to=self._belongs_to(task),
            holidays=reading.rules.tasks.no_work,
        )  # fmt: skip
        form.open()
        return form

    def _belongs_to(self, task: Task) -> str:
        """What the form says of the note, recording or escalation a task is tied to."""
        store = self._writer.reading.store
        note = notes.note(store, task.note_id) if task.note_id is not None else None
        if note is not None:
            return say("Belongs to the note “{title}”", title=note.subject or say("no subject"))
        if task.escalation_id is not None:
            one = escalations.escalation(store, escalations.EscalationId(task.escalation_id))
            title = one.subject if one is not None else ""
            return say("Belongs to the escalation “{title}”", title=title) if title else ""
        if task.recording_id is None:
            return ""
        found = recordings.recording(store, recordings.RecordingId(task.recording_id))
        return say("Belongs to the recording “{title}”", title=found.title) if found else ""

    def finish(self) -> None:
        """Mark the selected tasks as done."""
        chosen = selection.tasks(self._desk)
        if chosen:
            selection.pass_on(self._desk)
            if all(task.completed_at is not None for task in chosen):
                self._reopen(chosen)
            else:
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
        off = self._writer.reading.rules.tasks.no_work
        title = plural(len(chosen), "Move “{title}” to", "Move {n} tasks to", title=chosen[0].title)
        asked = PickDialog(
            self._desk.area.window(),
            title,
            day_options(today, near=[*put_off_days(today, off), (say("Today"), today)],
                        holidays=off),
            lambda day: self.snooze(chosen, day),
            placeholder=say("A day: fri, next tue, +3wd, 2026-12-01"),
        )  # fmt: skip
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
