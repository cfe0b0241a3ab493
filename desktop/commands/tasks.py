"""`satchel task`, `done` and `snooze`: what is to be done, by when, and that it is."""

from __future__ import annotations

from argparse import Namespace

from book import checklists, ids, tasks
from book.errors import Refused
from book.named import account_to_write, task_number
from book.records import Changed, Task, TaskId
from book.store import Store
from book.task_writing import add_task, finish
from book.task_writing import snooze as move
from desktop.commands.opened import account_name, opened_to_write, said_day
from desktop.json_shapes import task_shape
from desktop.output import one_line, print_json
from desktop.words_given import one_line_given


def task(said: Namespace) -> int:
    """Adds a task of mine to an account and prints its id."""
    said_day(said.due)  # what is no day is said before the book is opened
    title = one_line_given(said.title, "task's title")
    items = [one_line_given(text, "checklist's item") for text in said.check]
    body = checklists.written("", [(text, False) for text in items])
    with opened_to_write(said) as (store, rules):
        off = rules.tasks.no_work
        due = said_day(said.due, off)
        do_on = said_day(said.do_on, off) if said.do_on else None
        one = account_to_write(store, said.account)
        number, _ = add_task(
            store, rules, one.id, title, due=due, body=body, do_on=do_on, repeat=said.repeat
        )
        made = _standing(store, number)
        if said.json:
            _print_json(store, made)
        else:
            print(ids.spell("task", number))
    return 0


def done(said: Namespace) -> int:
    """Marks a task as done now."""
    with opened_to_write(said) as (store, rules):
        number = task_number(store, said.task)
        changed = finish(store, rules, [number])
        made = _standing(store, number)
        if said.json:
            _print_json(store, made)
        else:
            already = "" if changed else " It was done already."
            print(f"Done: {_named(made)}.{already}{_following(store, changed, number)}")
    return 0


def snooze(said: Namespace) -> int:
    """Moves a task to another day."""
    said_day(said.day)
    with opened_to_write(said) as (store, rules):
        day = said_day(said.day, rules.tasks.no_work)
        number = task_number(store, said.task)
        changed = move(store, rules, [number], day)
        made = _standing(store, number)
        if said.json:
            _print_json(store, made)
        else:
            already = "" if changed else " It was before."
            which = "Due" if made.due == day else "To do on"
            print(f"{which} {day.isoformat()}: {_named(made)}.{already}")
    return 0


def _following(store: Store, changed: Changed, number: TaskId) -> str:
    """What is said of the task that follows one that repeats."""
    others = sorted(changed.ids.get("task", frozenset()) - {number})
    made = tasks.task(store, TaskId(others[-1])) if others else None
    if made is None or made.stands_on is None:
        return ""
    return f" It comes again on {made.stands_on.isoformat()} ({ids.spell('task', made.id)})."


def _named(one: Task) -> str:
    return f"{one_line(one.title)} ({ids.spell('task', one.id)})"


def _standing(store: Store, number: TaskId) -> Task:
    found = tasks.task(store, number)
    if found is None:
        raise Refused(
            f"The task {ids.spell('task', number)} was deleted meanwhile.", "Undo brings it back."
        )
    return found


def _print_json(store: Store, one: Task) -> None:
    print_json({**task_shape(one), "account": account_name(store, one.account_id)})
