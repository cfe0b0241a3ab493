"""The steps to a customer's channel as a task of the account: made once, ticked one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from book import checklists
from book.channel import ChannelWords
from book.clock import stamp
from book.editing import HOLD_SECONDS, editing
from book.errors import Refused
from book.home import home_of, homes
from book.own_records import living, new_task
from book.records import AccountId, Changed, Task
from book.store import Store
from book.tasks import tasks_of

if TYPE_CHECKING:
    from book.rules import HouseRules

TITLE: Final = "Set up the channel"
"""What the task is called, here and in the CRM; by this another laptop knows it too."""


def channel_task(store: Store, account_id: AccountId) -> Task | None:
    """The task of an account that holds the steps: the open one, else the one done last."""
    return next((one for one in tasks_of(store, account_id) if _holds_steps(one)), None)


def keep_steps(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    words: ChannelWords,
    *,
    tick: str = "",
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Makes the task of an account's channel, one of its steps ticked; nothing where there is one.

    Raises Refused where the house rules have no steps.
    """
    if not words.steps:
        raise Refused("The house rules have no steps for a channel.", "Write them: channel.steps.")
    if channel_task(store, account_id) is not None:
        return Changed()
    body = checklists.written("", [(step, step == tick) for step in words.steps])
    with editing(store, rules, "Add task", hold_seconds=hold_seconds) as edit:
        home = home_of(edit.connection, account_id, "task", homes(rules))
        values = new_task(edit, home, TITLE, None, body)
        if _all_done(body):
            values["completed_at"] = stamp(edit.at)
        edit.insert("task", values)
    return edit.changed


def tick_step(
    store: Store,
    rules: HouseRules,
    task: Task,
    line: int,
    *,
    done: bool,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Ticks a step of the task, or opens it again; with the last one the task is done.

    Raises Refused for a task that is deleted.
    """
    with editing(store, rules, "Tick step", hold_seconds=hold_seconds) as edit:
        row = living(edit, "task", task.id)
        body = checklists.ticked(row["body"], line, done=done)
        values: dict[str, Any] = {"body": body}
        if _all_done(body) and row["completed_at"] is None:
            values["completed_at"] = stamp(edit.at)
        elif not _all_done(body) and row["completed_at"] is not None:
            values["completed_at"] = None
        edit.set("task", task.id, values)
    return edit.changed


def _holds_steps(task: Task) -> bool:
    return task.title == TITLE and checklists.progress(task.body) is not None


def _all_done(body: str) -> bool:
    done, of = checklists.progress(body) or (0, 0)
    return 0 < of == done
