"""Writing tasks: new ones, their edits, done, open again, moved to another day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from book.clock import stamp
from book.editing import HOLD_SECONDS, editing
from book.errors import Usage
from book.home import home_of, homes
from book.own_records import LONGEST_TITLE, living, new_task
from book.records import AccountId, Changed, TaskId
from book.store import Store
from book.visible_text import says_something

if TYPE_CHECKING:
    from book.rules import HouseRules


class Unchanged:
    """Stands for “leave it as it is” where None means something."""


UNCHANGED: Final = Unchanged()


def add_task(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    title: str,
    *,
    due: date | None,
    body: str = "",
    hold_seconds: float = HOLD_SECONDS,
) -> tuple[TaskId, Changed]:
    """Adds a task of mine and queues it. Raises Usage for a task without a title."""
    name = _title(title)
    with editing(store, rules, "Add task", hold_seconds=hold_seconds) as edit:
        home = home_of(edit.connection, account_id, "task", homes(rules))
        values = new_task(edit, home, name, due.isoformat() if due else None, body)
        number = edit.insert("task", values)
    return TaskId(number), edit.changed


def edit_task(
    store: Store,
    rules: HouseRules,
    task_id: TaskId,
    *,
    title: str | None = None,
    due: date | Unchanged | None = UNCHANGED,
    body: str | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Changes what is given of a task."""
    values: dict[str, Any] = {}
    if title is not None:
        values["title"] = _title(title)
    if not isinstance(due, Unchanged):
        values["due"] = due.isoformat() if due else None
    if body is not None:
        values["body"] = body
    with editing(store, rules, "Edit task", hold_seconds=hold_seconds) as edit:
        living(edit, "task", task_id)
        edit.set("task", task_id, values)
    return edit.changed


def finish(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Marks tasks as done now, and the lines of notes they are of; done ones are left alone."""
    return _all(store, rules, task_ids, "Complete", lambda at: {"completed_at": at}, hold_seconds)


def reopen(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Opens done tasks again, and takes the mark off their lines."""
    return _all(store, rules, task_ids, "Reopen", lambda _: {"completed_at": None}, hold_seconds)


def snooze(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    day: date,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Moves tasks to another day."""
    return _all(store, rules, task_ids, "Move", lambda _: {"due": day.isoformat()}, hold_seconds)


def delete_task(
    store: Store, rules: HouseRules, task_id: TaskId, *, hold_seconds: float = HOLD_SECONDS
) -> Changed:
    """Deletes a task here and, where it has been sent, in its source too."""
    return delete_tasks(store, rules, [task_id], hold_seconds=hold_seconds)


def delete_tasks(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Deletes tasks as one edit, here and, where they have been sent, in their source too."""
    return _all(store, rules, task_ids, "Delete", lambda at: {"archived_at": at}, hold_seconds)


def _all(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    verb: str,
    values: Any,
    hold: float,
) -> Changed:
    several = tuple(dict.fromkeys(task_ids))
    words = f"{verb} task" if len(several) == 1 else f"{verb} {len(several)} tasks"
    # What reads the lines of notes is loaded with the first act on a task, not with the window.
    from book.line_marks import tick

    with editing(store, rules, words, hold_seconds=hold) as edit:
        for task_id in several:
            living(edit, "task", task_id)
            news = values(stamp(edit.at))
            edit.set("task", task_id, news)
            if "completed_at" in news:
                tick(edit, "task", task_id, done=news["completed_at"] is not None)
    return edit.changed


def _title(title: str) -> str:
    name = " ".join(title.split())
    if not says_something(name):
        raise Usage("The task has no title.", "Say in a few words what is to be done.")
    if len(name) > LONGEST_TITLE:
        raise Usage(
            f"The task's title has {len(name):,} characters; {LONGEST_TITLE:,} are the most.",
            "Put the rest into a note.",
        )
    return name
