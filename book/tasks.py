"""Reading tasks: of one account, and what is open for me."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, Final

from book import copies, twins
from book.clock import moment, stamp
from book.living import IN_THE_BOOK
from book.records import AccountId, NoteId, Task, TaskId
from book.store import Store
from book.sync_state import sync_column

_COLUMNS: Final = (
    "t.id, coalesce(a.shown_with, a.id),"
    " t.source, t.external_id, t.title, t.body, t.due, t.completed_at,"
    f" t.assignee, t.mine, {sync_column('task', 't')},"
    " t.do_on, t.repeat, t.note_id, t.recording_id, t.escalation_id,"
    " t.at_time,"
    # Its ticket was solved while the task is open: most tasks hang on none.
    " (t.escalation_id IS NOT NULL AND t.completed_at IS NULL AND EXISTS ("
    "SELECT 1 FROM handovers h JOIN tickets k ON k.source = h.source"
    " AND k.external_id = h.external_id WHERE h.escalation_id = t.escalation_id"
    " AND h.way = 'ticket' AND h.archived_at IS NULL AND k.is_open = 0 AND k.archived_at IS NULL))"
)
_STANDS_ON: Final = "coalesce(min(t.do_on, t.due), t.do_on, t.due)"
"""The day in whose list a task stands (`Task.stands_on`)."""


def tasks_of(store: Store, account_id: AccountId) -> list[Task]:
    """The tasks of one account: open ones by day, then done ones, newest first; each once."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM tasks t JOIN accounts a ON a.id = t.account_id"
        f" WHERE {twins.whose(store, account_id, 't')} AND t.archived_at IS NULL"
        f" AND {copies.shown('task', 't')}"
        " ORDER BY t.completed_at IS NOT NULL, t.completed_at DESC,"
        f" {_STANDS_ON} NULLS LAST, t.due NULLS LAST, t.id"
    )
    return [_task(row) for row in rows]


def open_tasks(store: Store, *, mine_only: bool = True) -> list[tuple[Task, str]]:
    """Open tasks of the book with their account's name, by the day they stand on, undated last.

    Each once, also where two sources hold it.
    """
    mine = "AND t.mine = 1" if mine_only else ""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) AS shown"
        " FROM tasks t JOIN accounts a ON a.id = t.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        f" WHERE t.completed_at IS NULL AND t.archived_at IS NULL {mine}"
        " AND (a.status IN ('active', 'churned')"
        " OR (t.external_id IS NULL AND lead.status IN ('active', 'churned')))"
        f" AND {copies.shown('task', 't')}"
        f" ORDER BY {_STANDS_ON} NULLS LAST, t.due NULLS LAST, shown, t.id"
    )
    return [(_task(row), row[-1]) for row in rows]


def tasks_of_escalation(store: Store, escalation_id: int) -> list[Task]:
    """The open tasks that hang on an escalation, by the day they stand on; each once."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM tasks t JOIN accounts a ON a.id = t.account_id"
        " WHERE t.escalation_id = ? AND t.archived_at IS NULL AND t.completed_at IS NULL"
        f" AND {copies.shown('task', 't')} ORDER BY {_STANDS_ON} NULLS LAST, t.id",
        (escalation_id,),
    )
    return [_task(row) for row in rows]


def timed_tasks(store: Store) -> list[Task]:
    """My open tasks of the book that have a time of their day."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM tasks t JOIN accounts a ON a.id = t.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        " WHERE t.at_time IS NOT NULL AND t.completed_at IS NULL AND t.archived_at IS NULL"
        f" AND t.mine = 1 AND (a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK})"
        f" AND {copies.shown('task', 't')} ORDER BY t.id"
    )
    return [_task(row) for row in rows]


def done_tasks(store: Store, since: datetime, *, limit: int = 500) -> list[tuple[Task, str]]:
    """My tasks that were done since a moment, the last one first, with their account's name."""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) AS shown"
        " FROM tasks t JOIN accounts a ON a.id = t.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        " WHERE t.completed_at >= ? AND t.archived_at IS NULL AND t.mine = 1"
        f" AND (a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK}) AND {copies.shown('task', 't')}"
        " ORDER BY t.completed_at DESC, t.id LIMIT ?",
        (stamp(since), limit),
    )
    return [(_task(row), row[-1]) for row in rows]


def task(store: Store, task_id: TaskId) -> Task | None:
    """One task that is not deleted, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM tasks t JOIN accounts a ON a.id = t.account_id"
        " WHERE t.id = ? AND t.archived_at IS NULL",
        (task_id,),
    )
    return _task(row) if row else None


def _task(row: tuple[Any, ...]) -> Task:
    return Task(
        id=TaskId(row[0]),
        account_id=AccountId(row[1]),
        source=row[2],
        external_id=row[3],
        title=row[4],
        body=row[5],
        due=date.fromisoformat(row[6]) if row[6] else None,
        completed_at=moment(row[7]) if row[7] else None,
        assignee=row[8],
        mine=bool(row[9]),
        sync=row[10],
        do_on=date.fromisoformat(row[11]) if row[11] else None,
        repeat=row[12],
        note_id=NoteId(row[13]) if row[13] is not None else None,
        recording_id=row[14],
        escalation_id=row[15],
        at_time=time.fromisoformat(row[16]) if row[16] else None,
        ticket_solved=bool(row[17]),
    )
