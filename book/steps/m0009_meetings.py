"""Step 9: meetings of a calendar, with people only where they are of an account of the book."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    # A meeting of nobody in the book is a busy time: its title, link and people stay empty.
    """
    CREATE TABLE meetings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        account_id INTEGER REFERENCES accounts(id) ON DELETE CASCADE,
        title TEXT NOT NULL DEFAULT '',
        starts_at TEXT NOT NULL,
        ends_at TEXT NOT NULL,
        all_day INTEGER NOT NULL DEFAULT 0,
        join_url TEXT,
        attendees TEXT NOT NULL DEFAULT '[]',
        status TEXT NOT NULL DEFAULT 'confirmed'
            CHECK (status IN ('confirmed', 'tentative', 'cancelled')),
        series_id TEXT,
        matched_by TEXT CHECK (matched_by IN ('email', 'domain', 'several')),
        remote_updated_at TEXT,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    "CREATE INDEX meetings_by_end ON meetings (ends_at)",
    "CREATE INDEX meetings_of_account ON meetings (account_id, starts_at)",
)
