"""The figures kept per account: counts, nearest due days, last touch, its people's domain.

They can always be worked out again from notes, tasks and contacts; keeping them spares every
list the counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from book import copies
from book.living import IN_THE_BOOK

if TYPE_CHECKING:
    from datetime import date
    from sqlite3 import Connection

MAILBOXES: Final = (
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "me.com",
    "proton.me",
    "protonmail.com",
    "gmx.de",
    "gmx.net",
    "web.de",
    "qq.com",
    "163.com",
    "mail.ru",
    "yandex.ru",
)
"""Mailbox providers: their domain says nothing about the customer."""


def _refresh(whose: str, *, once: bool = False) -> str:
    """The statement that works figures out, for accounts given as a JSON list.

    `whose` is the SQL that tells which rows count for account `a.value`. With `once`, copies of
    what another source has are left out.
    """
    notes = f"notes WHERE {whose} AND archived_at IS NULL"
    promises = (
        f"points WHERE {whose} AND done_at IS NULL AND archived_at IS NULL"
        " AND kind IN ('i_owe', 'question')"
    )
    tasks = f"tasks WHERE {whose} AND archived_at IS NULL AND completed_at IS NULL"
    if once:
        notes += f" AND {copies.shown('note', 'notes')}"
        tasks += f" AND {copies.shown('task', 'tasks')}"
    return f"""
    INSERT INTO account_figures (account_id, notes_count, open_tasks, next_task_due, my_next_due,
                                 my_next_promise, touch_day, touch_kind, contact_domain)
    SELECT a.value,
        (SELECT count(*) FROM {notes}),
        (SELECT count(*) FROM {tasks}),
        (SELECT min(due) FROM {tasks}),
        (SELECT min(due) FROM {tasks} AND mine = 1),
        (SELECT min(due) FROM {promises}),
        (SELECT max(day) FROM {notes}),
        (SELECT kind FROM {notes} ORDER BY day DESC, kind LIMIT 1),
        (SELECT domain FROM
            (SELECT lower(substr(email, instr(email, '@') + 1)) AS domain, count(*) AS people
             FROM contacts WHERE {whose} AND deactivated_at IS NULL
                AND instr(email, '@') > 1 GROUP BY 1)
            WHERE domain NOT IN ({", ".join(repr(name) for name in MAILBOXES)})
            ORDER BY people DESC, domain LIMIT 1)
    FROM json_each(?) a
    WHERE true
    ON CONFLICT (account_id) DO UPDATE SET
        notes_count = excluded.notes_count, open_tasks = excluded.open_tasks,
        next_task_due = excluded.next_task_due, my_next_due = excluded.my_next_due,
        my_next_promise = excluded.my_next_promise, touch_day = excluded.touch_day,
        touch_kind = excluded.touch_kind, contact_domain = excluded.contact_domain
    """


_REFRESH: Final = _refresh("account_id = a.value")
_REFRESH_TWINS: Final = _refresh("account_id = a.value", once=True)
_REFRESH_TOGETHER: Final = _refresh(
    "account_id IN (SELECT id FROM accounts WHERE id = a.value"
    f" OR (shown_with = a.value AND {IN_THE_BOOK}))",
    once=True,
)
_LEADERS: Final = """
    SELECT DISTINCT shown_with FROM accounts WHERE shown_with IN (SELECT value FROM json_each(?1))
    UNION SELECT shown_with FROM accounts WHERE shown_with IS NOT NULL
        AND id IN (SELECT value FROM json_each(?1))
"""
_TWINS: Final = "SELECT id FROM accounts WHERE shown_with IN (SELECT value FROM json_each(?))"
_TOUCHES_UNTIL: Final = """
    SELECT whose, max(n.day), n.kind FROM (
        SELECT value AS whose, value AS account FROM json_each(?1)
        UNION SELECT shown_with, id FROM accounts
            WHERE shown_with IN (SELECT value FROM json_each(?1))
    ) JOIN notes n ON n.account_id = account
    WHERE n.archived_at IS NULL AND n.day <= ?2 GROUP BY whose
"""
"""Of a group with `max`, SQLite gives the kind of the row that has it."""


def refresh(connection: Connection, account_ids: Iterable[int]) -> None:
    """Works the figures of these accounts out again, inside the caller's transaction.

    An account that others are shown with counts their notes and tasks too; a task that two
    sources hold is one (`book.copies`).
    """
    wanted = sorted(set(account_ids))
    if not wanted:
        return
    text = msgspec.json.encode(wanted).decode()
    connection.execute(_REFRESH, (text,))
    leaders = [row[0] for row in connection.execute(_LEADERS, (text,))]
    if not leaders:
        return
    copies.settle(connection, leaders)
    text = msgspec.json.encode(leaders).decode()
    twins = [row[0] for row in connection.execute(_TWINS, (text,))]
    connection.execute(_REFRESH_TWINS, (msgspec.json.encode(twins).decode(),))
    connection.execute(_REFRESH_TOGETHER, (text,))


def touches_until(
    connection: Connection, account_ids: Iterable[int], day: date
) -> dict[int, tuple[str, str]]:
    """Account → day and kind of its last touch up to a day, its twins' included.

    The figure kept is the last of all, which a meeting that is only planned may be: it becomes a
    touch when its day comes, without anybody working figures out that morning.
    """
    rows = connection.execute(
        _TOUCHES_UNTIL, (msgspec.json.encode(sorted(set(account_ids))).decode(), day.isoformat())
    )
    return {row[0]: (row[1], row[2]) for row in rows}
