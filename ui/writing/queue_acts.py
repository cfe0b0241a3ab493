"""What a person does with rows of the queue: where they stand with each for this renewal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from book import queue_marks
from book.queue import QueueRow
from book.records import Changed, QueueState
from book.visible_text import fenced
from ui import days
from ui.words import plural, say
from ui.writing import selection
from ui.writing.day_picks import day_options, near_days
from ui.writing.pick_list import PickDialog
from ui.writing.undoing import together

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

_STAYS: Final = frozenset({"contacted", "booked"})
"""States that leave a row where it stands, so that its next step can be taken at once."""


class QueueActs:
    """Acts on the selected rows, or on the account in the pane where no row is selected."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    def rows(self) -> list[QueueRow]:
        """The rows that an act is about."""
        reading = self._writer.reading
        found = (reading.row_of(account_id) for account_id in selection.accounts(self._desk))
        return [row for row in found if row is not None]

    def mark(self, state: QueueState) -> None:
        """Set the state of the rows for their renewal date."""
        rows = self.rows()
        if not rows:
            return
        stays = state in _STAYS
        self._write(rows, state, None, _marked(state), pass_on=not stays,
                    undo=not stays or len(rows) > 1)  # fmt: skip

    def ask_snooze(self) -> PickDialog | None:
        """Ask until which day the rows shall rest."""
        rows, today = self.rows(), self._writer.reading.day
        if not rows:
            return None
        name = rows[0].account.name
        title = plural(len(rows), "Snooze {name} until", "Snooze {n} rows until", name=fenced(name))
        asked = PickDialog(
            self._desk.area.window(),
            title,
            day_options(today, near=near_days(today)),
            lambda day: self.snooze(rows, day),
            placeholder=say("A day: fri, next tue, +2w, 2026-12-01"),
        )
        asked.open()
        return asked

    def snooze(self, rows: list[QueueRow], day: date) -> None:
        """Let rows rest until a day."""
        words = days.day_words(day, self._writer.reading.day)
        self._write(
            rows, "snoozed", day,
            lambda n, name: plural(
                n, "Snoozed {name} to {day}.", "Snoozed {n} rows to {day}.",
                name=fenced(name), day=words,
            ),
            pass_on=True, undo=True,
        )  # fmt: skip

    def dismiss_new(self) -> None:
        """Take the rows out of New until they join another segment."""
        rows = [row for row in self.rows() if row.band == "new"]
        if not rows:
            self._writer.tell(say("Only a row in New can be dismissed from it."))
            return
        name, left, parts = rows[0].account.name, list(rows), [Changed()]
        store = self._writer.reading.store

        def act() -> Changed:
            while left:  # the rest, where the file became busy half-way
                parts.append(queue_marks.dismiss_new(store, left[0].account))
                left.pop(0)
            return together(parts)

        selection.pass_on(self._desk)
        self._writer.do(
            act,
            plural(len(rows), "Dismissed {name} from New.", "Dismissed {n} rows from New.",
                   name=fenced(name)),
            undo=True,
        )  # fmt: skip

    def _write(
        self,
        rows: list[QueueRow],
        state: QueueState,
        until: date | None,
        words: Callable[[int, str], str],
        *,
        pass_on: bool,
        undo: bool,
    ) -> None:
        store = self._writer.reading.store
        marked = [(row.account, row.renewal_date) for row in rows]
        told = words(len(rows), rows[0].account.name) if undo else ""
        if pass_on:
            selection.pass_on(self._desk)

        def act() -> Changed:
            return queue_marks.mark_all(store, marked, state, until)

        self._writer.do(act, told, undo=undo)


def _marked(state: QueueState) -> Callable[[int, str], str]:
    one, many = {
        "to_contact": ("{name} is to be contacted.", "{n} rows are to be contacted."),
        "contacted": ("{name} is contacted.", "{n} rows are contacted."),
        "booked": ("{name} is booked.", "{n} rows are booked."),
        "done": ("{name} is done for this renewal.", "{n} rows are done for this renewal."),
        "skipped": ("{name} is skipped this time.", "{n} rows are skipped this time."),
        "snoozed": ("{name} is snoozed.", "{n} rows are snoozed."),
    }[state]
    return lambda n, name: plural(n, one, many, name=fenced(name))
