"""Step 10: which recordings a source told of, so that none of them is logged twice."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    # `recording_id` references nothing: a row whose recording is gone says that a person took it
    # out of the log, and that it is not to come back.
    """
    CREATE TABLE recordings_told (
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        recording_id INTEGER NOT NULL,
        title TEXT NOT NULL,
        brought INTEGER NOT NULL,
        gone_at TEXT,
        PRIMARY KEY (source, external_id, account_id)
    ) STRICT, WITHOUT ROWID
    """,
)
