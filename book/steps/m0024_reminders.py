"""Step 24: what rang, and at what time of its day a task is meant."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    # `HH:MM` by the person's own clock, wherever they are on that day; this laptop's own.
    "ALTER TABLE tasks ADD COLUMN at_time TEXT",
    "CREATE INDEX tasks_with_a_time ON tasks (id) WHERE at_time IS NOT NULL",
    # One row for everything that ever came due: what stands here rings no second time. No text is
    # kept; what it says is read from its record. `aloud` is 0 for what only the list was to take.
    """
    CREATE TABLE rung (
        key TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        account_id INTEGER REFERENCES accounts(id) ON DELETE CASCADE,
        record TEXT NOT NULL DEFAULT '',
        record_id INTEGER NOT NULL DEFAULT 0,
        code TEXT NOT NULL DEFAULT '',
        due_at TEXT NOT NULL,
        rung_at TEXT NOT NULL,
        aloud INTEGER NOT NULL,
        put_off_to TEXT,
        seen_at TEXT
    ) STRICT
    """,
    "CREATE INDEX rung_latest ON rung (rung_at DESC)",
    "CREATE INDEX rung_of_account ON rung (account_id)",
)
