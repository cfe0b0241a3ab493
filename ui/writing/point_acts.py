"""What a person does with what lines of notes left: ticked, open again, moved, deleted, read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from book import point_writing, points
from book.records import NoteId, Point, PointId
from ui import days
from ui.words import plural, say
from ui.writing import selection
from ui.writing.day_picks import day_options, put_off_days
from ui.writing.note_beginnings import stand_at
from ui.writing.pick_list import PickDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


class PointActs:
    """Acts on the selected points of the page in view, and on one of the pane."""

    def __init__(self, desk: Desk, writer: DeskWriter, notes: NoteActs) -> None:
        self._desk = desk
        self._writer = writer
        self._notes = notes

    def turn(self, point_id: PointId) -> None:
        """Closed where it is open, open again where it is closed; for a line of the pane."""
        found = points.point(self._writer.reading.store, point_id)
        if found is not None:
            self._turn([found], close=found.done_at is None)

    def turn_picked(self) -> None:
        """Close the selected points, or open those that are closed."""
        chosen = selection.points(self._desk)
        if chosen:
            selection.pass_on(self._desk)
            self._turn(chosen, close=any(one.done_at is None for one in chosen))

    def ask_move(self) -> PickDialog | None:
        """Ask to which day the selected points shall go."""
        chosen, reading = selection.points(self._desk), self._writer.reading
        if not chosen:
            return None
        title = plural(len(chosen), "Move “{title}” to", "Move {n} points to", title=chosen[0].text)
        off = reading.rules.tasks.no_work
        asked = PickDialog(
            self._desk.area.window(),
            title,
            day_options(reading.day, near=put_off_days(reading.day, off), none=say("No day"),
                        holidays=off),
            lambda day: self._move(chosen, day),
            placeholder=say("A day: fri, next tue, +3wd, 2026-12-01"),
        )  # fmt: skip
        asked.open()
        return asked

    def delete(self) -> None:
        """Delete the selected points; their lines stay as text."""
        chosen = selection.points(self._desk)
        if not chosen:
            return
        reading, numbers = self._writer.reading, [one.id for one in chosen]
        selection.pass_on(self._desk)
        self._writer.do(
            lambda: point_writing.delete_points(reading.store, reading.rules, numbers),
            plural(len(numbers), "Deleted. Its line stays as text.",
                   "{n} deleted. Their lines stay as text."),
            undo=True,
        )  # fmt: skip

    def open_line(self, point: Point) -> None:
        """Open the note of a point with the cursor in its line."""
        places = points.lines_of(self._writer.reading.store, "point", point.id)
        if places:
            self.open_at(*places[0])
        elif point.note_id is not None:
            self.open_at(point.note_id, 0)
        else:
            self._writer.tell(say("Its note is deleted."))

    def open_at(self, note_id: NoteId, line: int) -> None:
        """Open a note with the cursor at the end of one of its lines."""
        self._notes.edit(note_id)
        if self._notes.open_here:
            lines = self._notes.page.words().body.split("\n")[: line + 1]
            stand_at(self._notes.page, max(0, sum(len(one) + 1 for one in lines) - 1))

    def _turn(self, chosen: Sequence[Point], *, close: bool) -> None:
        reading, numbers = self._writer.reading, [one.id for one in chosen]
        write = point_writing.close_points if close else point_writing.reopen_points
        title = chosen[0].text
        words = (
            plural(len(numbers), "Done: {title}", "{n} done.", title=title)
            if close
            else plural(len(numbers), "Open again: {title}", "{n} open again.", title=title)
        )
        hold = self._writer.hold_seconds
        self._writer.do(
            lambda: write(reading.store, reading.rules, numbers, hold_seconds=hold),
            words,
            undo=True,
        )

    def _move(self, chosen: Sequence[Point], day: date | None) -> None:
        reading, numbers = self._writer.reading, [one.id for one in chosen]
        named = days.day_words(day, reading.day) if day else say("no day")
        selection.pass_on(self._desk)
        self._writer.do(
            lambda: point_writing.move_points(reading.store, reading.rules, numbers, day),
            plural(len(numbers), "Moved to {day}.", "Moved {n} to {day}.", day=named),
            undo=True,
        )
