"""Reading tasks: of one account, and what is open for me."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from book import copies, twins
from book.clock import moment
from book.records import AccountId, Task, TaskId
from book.store import Store
from book.sync_state import sync_column

_COLUMNS: Final = (
    "t.id, coalesce(a.shown_with, a.id),"
    " t.source, t.external_id, t.title, t.body, t.due, t.completed_at,"
    f" t.assignee, t.mine, {sync_column('task', 't')}"
)


def tasks_of(store: Store, account_id: AccountId) -> list[Task]:
    """The tasks of one account: open ones by due day, then done ones, newest first; each once."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM tasks t JOIN accounts a ON a.id = t.account_id"
        f" WHERE {twins.whose(store, account_id, 't')} AND t.archived_at IS NULL"
        f" AND {copies.shown('task', 't')}"
        " ORDER BY t.completed_at IS NOT NULL, t.completed_at DESC, t.due NULLS LAST, t.id"
    )
    return [_task(row) for row in rows]


def open_tasks(store: Store, *, mine_only: bool = True) -> list[tuple[Task, str]]:
    """Open tasks of the book with their account's name, by due day, undated last; each once."""
    mine = "AND t.mine = 1" if mine_only else ""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) AS shown"
        " FROM tasks t JOIN accounts a ON a.id = t.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        f" WHERE t.completed_at IS NULL AND t.archived_at IS NULL {mine}"
        " AND (a.status IN ('active', 'churned')"
        " OR (t.external_id IS NULL AND lead.status IN ('active', 'churned')))"
        f" AND {copies.shown('task', 't')}"
        " ORDER BY t.due NULLS LAST, shown, t.id"
    )
    return [(_task(row), row[11]) for row in rows]


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
    )
