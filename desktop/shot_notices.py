"""What the picture of the notices shows: things that came due over two days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book.store import Store
    from ui.window.main_window import MainWindow


def bring(window: MainWindow, store: Store) -> None:
    """Lets some things ring, and shows their list."""
    from book import rung, tasks
    from book.reminders import Reminder

    now = store.clock()
    found = [
        Reminder(
            key=f"shot:{number}", kind="task", at=now - timedelta(hours=1 + 3 * number),
            account_id=task.account_id, record="task", record_id=task.id,
        )
        for number, (task, _) in enumerate(tasks.open_tasks(store)[:4])
    ]  # fmt: skip
    found += [
        Reminder(key=f"shot:day{back}", kind="digest", at=now - timedelta(hours=5 + 24 * back))
        for back in (0, 1)
    ]
    for one in sorted(found, key=lambda each: each.at):
        rung.note_rung(store, [one], one.at)
    rung.put_off(store, "shot:0", now + timedelta(hours=1))
    window.commands.run("go_notices")
    window.desk.focus_list()


def clear(store: Store) -> None:
    """Takes that back, for the pictures after it."""
    with store.writing() as connection:
        connection.execute("DELETE FROM rung")
