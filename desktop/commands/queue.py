"""`satchel queue`, `due` and `mark`: what is to be done, by whom first, and by when."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Final, cast

from book import ids, queue_marks
from book.errors import Usage
from book.named import account_to_write
from book.queue import QueueRow, renewal_of
from book.queue_reading import read_queue
from book.records import QueueState, Task
from book.tasks import open_tasks
from desktop.commands.opened import opened, rules_to_read_by, said_day, today
from desktop.json_shapes import due_shape, queue_shape
from desktop.output import money_text, one_line, plural, print_json, print_table

STATES: Final = ("to_contact", "contacted", "booked", "done", "skipped")
_BANDS: Final = {"new": "New", "act": "Act now", "later": "Later", "undated": "Undated"}


def queue(said: Namespace) -> int:
    """Prints the renewal queue of a day."""
    day = said_day(said.on)
    with opened(said) as store:
        rows = read_queue(store, rules_to_read_by(store.profile), day)
    print_queue(rows, as_json=said.json)
    return 0


def print_queue(rows: list[QueueRow], *, as_json: bool) -> None:
    """Prints rows of the queue in their order."""
    if as_json:
        print_json([queue_shape(row) for row in rows])
        return
    if not rows:
        print("Nobody is in the queue.")
        return
    lines, band = [], ""
    for row in rows:
        shown = "" if row.band == band else _BANDS[row.band]
        band = row.band
        lines.append(_line(shown, row))
    print_table(lines, right=frozenset({5}))


def due(said: Namespace) -> int:
    """Prints my open tasks that are due, or to be done, by a day."""
    day = said_day(said.on)
    with opened(said) as store:
        mine = open_tasks(store)
    found = [(task, name) for task, name in mine if task.stands_on and task.stands_on <= day]
    if said.json:
        print_json([due_shape(task, name, day) for task, name in found])
        return 0
    lines = []
    for task, name in found:
        due_day = task.due.isoformat() if task.due else ""
        home = ids.spell("account", task.account_id)
        when = _when(task, day)
        lines.append((ids.spell("task", task.id), due_day, when, home, name, task.title))
    print_table(lines)
    if not found:
        print(f"Nothing is due by {day.isoformat()}.")
    return 0


def _when(task: Task, day: date) -> str:
    """How late a task is; or, where it is not due yet, that this is the day to do it on."""
    if task.due is None or task.due > day:
        return "to do"
    late = (day - task.due).days
    return "today" if late == 0 else f"{plural(late, 'day', 'days')} late"


def mark(said: Namespace) -> int:
    """Sets where the person stands with an account for its renewal date."""
    state, until = _state(said.state)
    day = today()
    with opened(said) as store:
        one = account_to_write(store, said.account)
        # Not from the queue's rows: a snoozed account has none.
        _, renewal = renewal_of(one, day)
        queue_marks.mark(store, one, renewal, state, until)
    words = f"snoozed until {until.isoformat()}" if until else state
    if said.json:
        spelt = {"account_id": ids.spell("account", one.id), "name": one.name, "state": state}
        print_json({**spelt, "snoozed_until": until.isoformat() if until else None})
        return 0
    for_date = f" for the renewal of {renewal.isoformat()}" if renewal else ""
    print(f"{one_line(one.name)} ({ids.spell('account', one.id)}): {words}{for_date}.")
    return 0


def _state(text: str) -> tuple[QueueState, date | None]:
    word = text.strip().lower().replace("-", "_")
    if word in STATES:
        return cast(QueueState, word), None
    try:
        until = said_day(text)
    except Usage as error:
        raise Usage(
            f"“{text}” is neither a state nor a day.",
            f"Say {', '.join(STATES)}, or a day such as 2026-12-01, fri or +2w.",
        ) from error
    if until <= today():
        raise Usage(f"{until.isoformat()} is not after today.", "Snooze it until a later day.")
    return "snoozed", until


def _line(band: str, row: QueueRow) -> tuple[str, ...]:
    reasons = ", ".join(reason.text for reason in row.reasons)
    return (
        band,
        ids.spell("account", row.account.id),
        row.account.name,
        row.renewal_date.isoformat() if row.renewal_date else "-",
        f"act by {row.act_by.isoformat()}" if row.act_by else "",
        money_text(row.account.arr_cents, row.account.currency),
        row.state,
        reasons,
    )
