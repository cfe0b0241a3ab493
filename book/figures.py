"""The figures kept per account: counts, nearest due days, last touch, its people's domain.

They can always be worked out again from notes, tasks and contacts; keeping them spares every
list the counting.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from sqlite3 import Connection

# Mailbox providers: their domain says nothing about the customer.
_MAILBOXES: Final = (
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

_REFRESH: Final = f"""
    INSERT INTO account_figures (account_id, notes_count, open_tasks, next_task_due, my_next_due,
                                 touch_day, touch_kind, contact_domain)
    SELECT a.value,
        (SELECT count(*) FROM notes WHERE account_id = a.value AND archived_at IS NULL),
        (SELECT count(*) FROM tasks WHERE account_id = a.value AND archived_at IS NULL
            AND completed_at IS NULL),
        (SELECT min(due) FROM tasks WHERE account_id = a.value AND archived_at IS NULL
            AND completed_at IS NULL),
        (SELECT min(due) FROM tasks WHERE account_id = a.value AND archived_at IS NULL
            AND completed_at IS NULL AND mine = 1),
        (SELECT max(day) FROM notes WHERE account_id = a.value AND archived_at IS NULL),
        (SELECT kind FROM notes WHERE account_id = a.value AND archived_at IS NULL
            ORDER BY day DESC, kind LIMIT 1),
        (SELECT domain FROM
            (SELECT lower(substr(email, instr(email, '@') + 1)) AS domain, count(*) AS people
             FROM contacts WHERE account_id = a.value AND deactivated_at IS NULL
                AND instr(email, '@') > 1 GROUP BY 1)
            WHERE domain NOT IN ({", ".join(repr(name) for name in _MAILBOXES)})
            ORDER BY people DESC, domain LIMIT 1)
    FROM json_each(?) a
    WHERE true
    ON CONFLICT (account_id) DO UPDATE SET
        notes_count = excluded.notes_count, open_tasks = excluded.open_tasks,
        next_task_due = excluded.next_task_due, my_next_due = excluded.my_next_due,
        touch_day = excluded.touch_day, touch_kind = excluded.touch_kind,
        contact_domain = excluded.contact_domain
"""


def refresh(connection: Connection, account_ids: Iterable[int]) -> None:
    """Works the figures of these accounts out again, inside the caller's transaction."""
    wanted = sorted(set(account_ids))
    if wanted:
        connection.execute(_REFRESH, (msgspec.json.encode(wanted).decode(),))
