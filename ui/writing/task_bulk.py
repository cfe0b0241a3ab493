"""What a person does with several tasks at once, and what a task belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from book import escalations, notes, points, recordings, task_writing
from book.clock import local_day
from book.escalations import EscalationId
from book.recordings import RecordingId
from book.records import AccountId, Changed, NoteId, Point, Task
from ui import days
from ui.words import plural, say
from ui.writing import selection
from ui.writing.account_pick import ask_account
from ui.writing.day_picks import day_options, put_off_days
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.point_acts import PointActs

Which = Literal["due", "do_on"]
_NOTES_OFFERED = 30


class TaskBulk:
    """Acts on all selected tasks as one edit with one undo; and on what the current one is of."""

    def __init__(
        self,
        desk: Desk,
        writer: DeskWriter,
        points_acts: PointActs,
        show_recording: Callable[[RecordingId], object],
        show_escalation: Callable[[EscalationId], object],
    ) -> None:
        self._desk = desk
        self._writer = writer
        self._points = points_acts
        self._show_recording = show_recording
        self._show_escalation = show_escalation

    def ask_day(self, which: Which) -> PickDialog | None:
        """Ask for the due day, or the day to do them on, of the selected tasks."""
        chosen, reading = selection.tasks(self._desk), self._writer.reading
        if not chosen:
            return None
        title = plural(len(chosen), "When is “{title}” due", "When are {n} tasks due",
                       title=chosen[0].title)  # fmt: skip
        none = say("No due day")
        if which == "do_on":
            title = plural(len(chosen), "When to do “{title}”", "When to do {n} tasks",
                           title=chosen[0].title)  # fmt: skip
            none = say("When it is due")
        off = reading.rules.tasks.no_work
        asked = PickDialog(
            self._desk.area.window(),
            title,
            day_options(
                reading.day,
                near=[(say("Today"), reading.day), *put_off_days(reading.day, off)],
                none=none,
                holidays=off,
            ),
            lambda day: self._set_day(chosen, which, day),
            placeholder=say("A day: fri, next tue, +3wd, 2026-12-01"),
        )
        asked.open()
        return asked

    def ask_account(self) -> None:
        """Ask to which account the selected tasks belong."""
        chosen, reading = selection.tasks(self._desk), self._writer.reading
        if chosen:
            title = plural(len(chosen), "Whose task is “{title}”", "Whose are {n} tasks",
                           title=chosen[0].title)  # fmt: skip
            ask_account(self._desk.area.window(), title, reading.accounts,
                        lambda account_id: self._move(chosen, account_id))  # fmt: skip

    def ask_belonging(self) -> PickDialog | None:
        """Ask which note, recording or escalation of its account the current task belongs to."""
        chosen = selection.tasks(self._desk)
        if not chosen:
            return None
        asked = PickDialog(
            self._desk.area.window(),
            say("What “{title}” belongs to", title=chosen[0].title),
            self._belongings(chosen[0]),
            lambda picked: self._tie(chosen[0], picked),
            placeholder=say("A note, a recording or an escalation"),
        )
        asked.open()
        return asked

    def open_belonging(self) -> None:
        """Open what the current row belongs to: its line in a note, its note, what it is of."""
        row: Task | Point | None = next(iter(selection.points(self._desk)), None) or next(
            iter(selection.tasks(self._desk)), None
        )
        if isinstance(row, Point):
            self._points.open_line(row)
        elif row is not None and row.note_id is not None:
            self._points.open_at(row.note_id, 0)
        elif row is not None and row.recording_id is not None:
            self._show_recording(RecordingId(row.recording_id))
        elif row is not None and row.escalation_id is not None:
            self._show_escalation(EscalationId(row.escalation_id))
        elif row is not None:
            places = points.lines_of(self._writer.reading.store, "task", row.id)
            if places:
                self._points.open_at(*places[0])
            else:
                self._writer.tell(say("It belongs to no note, no recording and no escalation."))

    def _belongings(self, task: Task) -> Callable[[str], list[Option]]:
        store, today = self._writer.reading.store, self._writer.reading.day
        known = [
            Option(
                value=("note_id", note.id),
                words=note.subject or say("no subject"),
                beside=say("note, {day}", day=days.day_words(note.day, today)),
                now=note.id == task.note_id,
            )
            for note in notes.notes_of(store, task.account_id, _NOTES_OFFERED)
        ]
        known += [
            Option(
                value=("recording_id", one.id),
                words=one.title or one.url,
                beside=say("recording, {day}", day=days.day_words(one.day, today)),
                now=one.id == task.recording_id,
            )
            for one in recordings.recordings_of(store, task.account_id)
        ]
        known += [
            Option(
                value=("escalation_id", one.id),
                words=one.subject or say("no subject"),
                beside=say("escalation, {day}", day=days.day_words(local_day(one.begun_at), today)),
                now=one.id == task.escalation_id,
            )
            for one in escalations.escalations_of(store, task.account_id)
        ]
        known.append(Option(value=None, words=say("Nothing")))

        def options(text: str) -> list[Option]:
            return [one for one in known if text.casefold() in one.words.casefold()]

        return options

    def _tie(self, task: Task, picked: tuple[str, int] | None) -> None:
        reading, hold = self._writer.reading, self._writer.hold_seconds
        name, number = picked or ("", 0)
        self._writer.do(
            lambda: task_writing.edit_task(
                reading.store,
                reading.rules,
                task.id,
                note_id=NoteId(number) if name == "note_id" else None,
                recording_id=number if name == "recording_id" else None,
                escalation_id=number if name == "escalation_id" else None,
                hold_seconds=hold,
            ),
            say("Tied to it.") if picked else say("Tied to nothing."),
            undo=True,
        )

    def _set_day(self, chosen: Sequence[Task], which: Which, day: date | None) -> None:
        reading, hold = self._writer.reading, self._writer.hold_seconds
        numbers = [task.id for task in chosen]

        def act() -> Changed:
            if which == "due":
                return task_writing.edit_tasks(
                    reading.store, reading.rules, numbers, due=day, hold_seconds=hold
                )
            return task_writing.edit_tasks(
                reading.store, reading.rules, numbers, do_on=day, hold_seconds=hold
            )

        named = days.day_words(day, reading.day) if day else say("no day")
        words = plural(len(numbers), "Due {day}.", "{n} tasks due {day}.", day=named)
        if which == "do_on":
            words = plural(len(numbers), "To do on {day}.", "{n} tasks to do on {day}.", day=named)
        self._writer.do(act, words, undo=True)

    def _move(self, chosen: Sequence[Task], account_id: AccountId) -> None:
        reading, hold = self._writer.reading, self._writer.hold_seconds
        numbers = [task.id for task in chosen]
        name = next((one.name for one in reading.accounts if one.id == account_id), "")
        self._writer.do(
            lambda: task_writing.edit_tasks(
                reading.store, reading.rules, numbers, account_id=account_id, hold_seconds=hold
            ),
            plural(len(numbers), "Moved to {name}.", "Moved {n} tasks to {name}.", name=name),
            undo=True,
        )
