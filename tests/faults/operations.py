"""The writes a person owes a service, one of each kind, and how often the service has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from book.account_writing import write_field
from book.note_writing import add_note, delete_note, edit_note
from book.records import NoteId, TaskId
from book.task_writing import add_task, finish, snooze
from tests.faults.crms import Place
from tests.faults.desks import RULES, SECRET_WORD, Desk

DAY = date(2026, 6, 10)
LATER = date(2026, 7, 15)
BODY = f"They asked about {SECRET_WORD}."


class Operation(NamedTuple):
    """One kind of write: how it is made, and its trace at the service."""

    name: str
    do: Callable[[Desk], object]
    there: Callable[[Desk], int]
    """How often the service has what was written: 0 before, 1 when all is well."""
    creates: bool = False

    def place(self, desk: Desk) -> Place:
        """Which request it is at the service of a desk."""
        return desk.crm.place(self.name)


def _note(desk: Desk) -> object:
    return add_note(desk.store, RULES, desk.account, subject="New", body=BODY, day=DAY)


def _changed_note(desk: Desk) -> object:
    return edit_note(desk.store, RULES, NoteId(desk.here("note", 0)), body=BODY)


def _deleted_note(desk: Desk) -> object:
    return delete_note(desk.store, RULES, NoteId(desk.here("note", 1)))


def _task(desk: Desk) -> object:
    return add_task(desk.store, RULES, desk.account, f"Ask about {SECRET_WORD}", due=DAY)


def _done_task(desk: Desk) -> object:
    return finish(desk.store, RULES, [TaskId(desk.here("task", 0))])


def _label(desk: Desk) -> object:
    return write_field(desk.store, RULES, [desk.account], "plan", SECRET_WORD)


OPERATIONS = {
    one.name: one
    for one in (
        Operation(
            "a new note",
            _note,
            lambda desk: sum(one.title == "New" for one in desk.crm.records("note")),
            creates=True,
        ),
        Operation(
            "a changed note",
            _changed_note,
            lambda desk: desk.crm.said("note", 0).text.count(SECRET_WORD),
        ),
        Operation(
            "a deleted note",
            _deleted_note,
            lambda desk: int(desk.crm.said("note", 1).gone),
        ),
        Operation(
            "a new task",
            _task,
            lambda desk: sum(SECRET_WORD in one.title for one in desk.crm.records("task")),
            creates=True,
        ),
        Operation(
            "a finished task",
            _done_task,
            lambda desk: int(desk.crm.said("task", 0).done),
        ),
        Operation(
            "a label",
            _label,
            lambda desk: [desk.crm.label(desk.crm.known_as("account", 0), "plan")].count(
                SECRET_WORD
            ),
        ),
    )
}


def beside(desk: Desk) -> None:
    """A write that has nothing to do with the others, made after them."""
    snooze(desk.store, RULES, [TaskId(desk.here("task", 1))], LATER)


def beside_arrived(desk: Desk) -> bool:
    """Whether the service has it."""
    return desk.crm.said("task", 1).due == LATER.isoformat()
