"""Step 3: an account that several sources know is shown once; deals and tickets."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    # The account as part of which this one is shown, and what told that they are the same.
    "ALTER TABLE accounts ADD COLUMN shown_with INTEGER REFERENCES accounts(id) ON DELETE SET NULL",
    "ALTER TABLE accounts ADD COLUMN matched_by TEXT",
    "CREATE INDEX accounts_shown_with ON accounts (shown_with) WHERE shown_with IS NOT NULL",
    # What a person said are two: never matched again by themselves.
    """
    CREATE TABLE apart (
        one INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        PRIMARY KEY (one, other)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE deals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        amount_cents INTEGER,
        close_day TEXT,
        stage TEXT,
        is_open INTEGER NOT NULL DEFAULT 1,
        is_won INTEGER NOT NULL DEFAULT 0,
        is_renewal INTEGER NOT NULL DEFAULT 0,
        remote_updated_at TEXT,
        archived_at TEXT,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    "CREATE INDEX deals_of_account ON deals (account_id, archived_at, close_day)",
    """
    CREATE TABLE tickets (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        number TEXT,
        subject TEXT NOT NULL,
        status TEXT,
        priority TEXT,
        is_open INTEGER NOT NULL DEFAULT 1,
        opened_at TEXT,
        closed_at TEXT,
        remote_updated_at TEXT,
        archived_at TEXT,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    "CREATE INDEX tickets_of_account ON tickets (account_id, archived_at, opened_at)",
)
