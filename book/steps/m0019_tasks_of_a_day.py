"""Step 19: tasks with a day to do them on, a repeat and what they belong to; promises that are due.

All of it is this laptop's own: no source has a field for it, so nothing of it is ever sent.
"""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    "ALTER TABLE tasks ADD COLUMN do_on TEXT",
    # The rule in words and the day it counts from (`book.repeats`). Only the newest task of a
    # row of repeated ones holds it, so no task is ever followed by two.
    "ALTER TABLE tasks ADD COLUMN repeat TEXT",
    # No foreign keys: a note or recording that an undo brings back finds its task again.
    "ALTER TABLE tasks ADD COLUMN note_id INTEGER",
    "ALTER TABLE tasks ADD COLUMN recording_id INTEGER",
    "CREATE INDEX tasks_repeating ON tasks (completed_at) WHERE repeat IS NOT NULL",
    "CREATE INDEX tasks_done ON tasks (completed_at) WHERE completed_at IS NOT NULL AND mine = 1",
    "ALTER TABLE account_figures ADD COLUMN my_next_promise TEXT",
    """
    UPDATE account_figures SET my_next_promise = (
        SELECT min(p.due) FROM points p JOIN accounts a ON a.id = p.account_id
        WHERE (a.id = account_figures.account_id OR a.shown_with = account_figures.account_id)
            AND p.done_at IS NULL AND p.archived_at IS NULL AND p.kind IN ('i_owe', 'question'))
    WHERE EXISTS (SELECT 1 FROM points)
    """,
)
