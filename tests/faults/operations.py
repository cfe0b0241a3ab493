"""The writes a person owes a service, one of each kind, and how often the service has them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from book.account_writing import write_field
from book.note_writing import add_note, delete_note, edit_note
from book.records import AccountId, NoteId, TaskId
from book.task_writing import add_task, finish, snooze
from tests.faults.desks import RULES, SECRET_WORD, Desk

DAY = date(2026, 6, 10)
LATER = date(2026, 7, 15)
BODY = f"They asked about {SECRET_WORD}."


class Operation(NamedTuple):
    """One kind of write: how it is made, which request it is, and its trace at the service."""

    name: str
    method: str
    path: str
    do: Callable[[Desk], object]
    there: Callable[[Desk], int]
    """How often the service has what was written: 0 before, 1 when all is well."""
    looks: bool = True
    """Whether the record is looked at before it is written."""


def _note(desk: Desk) -> object:
    return add_note(desk.store, RULES, AccountId(1), subject="New", body=BODY, day=DAY)


def _changed_note(desk: Desk) -> object:
    return edit_note(desk.store, RULES, NoteId(desk.number("notes", "note-0000")), body=BODY)


def _deleted_note(desk: Desk) -> object:
    return delete_note(desk.store, RULES, NoteId(desk.number("notes", "note-0001")))


def _task(desk: Desk) -> object:
    return add_task(desk.store, RULES, AccountId(1), f"Ask about {SECRET_WORD}", due=DAY)


def _done_task(desk: Desk) -> object:
    return finish(desk.store, RULES, [TaskId(desk.number("tasks", "task-0000"))])


def _label(desk: Desk) -> object:
    return write_field(desk.store, RULES, [AccountId(1)], "plan", SECRET_WORD)


OPERATIONS = {
    one.name: one
    for one in (
        Operation(
            "a new note",
            "POST",
            "/resources/notes",
            _note,
            lambda desk: sum(one["subject"] == "New" for one in desk.service.records("notes")),
            looks=False,
        ),
        Operation(
            "a changed note",
            "PUT",
            "/resources/notes/note-0000",
            _changed_note,
            lambda desk: desk.service.record("notes", "note-0000")["note"].count(SECRET_WORD),
        ),
        Operation(
            "a deleted note",
            "DELETE",
            "/resources/notes/note-0001",
            _deleted_note,
            lambda desk: int(desk.service.record("notes", "note-0001")["archivedAt"] is not None),
        ),
        Operation(
            "a new task",
            "POST",
            "/resources/tasks",
            _task,
            lambda desk: sum(SECRET_WORD in one["name"] for one in desk.service.records("tasks")),
            looks=False,
        ),
        Operation(
            "a finished task",
            "PUT",
            "/resources/tasks/task-0000",
            _done_task,
            lambda desk: int(desk.service.record("tasks", "task-0000")["completedAt"] is not None),
        ),
        Operation(
            "a label",
            "PUT",
            "/resources/accounts/acc-0000",
            _label,
            lambda desk: [
                desk.service.record("accounts", "acc-0000")["traits"].get("vitally.custom.plan")
            ].count(SECRET_WORD),
        ),
    )
}


def beside(desk: Desk) -> None:
    """A write that has nothing to do with the others, made after them."""
    snooze(desk.store, RULES, [TaskId(desk.number("tasks", "task-0001"))], LATER)


def beside_arrived(desk: Desk) -> bool:
    """Whether the service has it."""
    due = desk.service.record("tasks", "task-0001")["dueDate"]
    return bool(due and due.startswith(LATER.isoformat()))
