"""Step 21: what a scheduling service offers to be booked, and what it tells of a booked meeting."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE event_types (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        title TEXT NOT NULL,
        url TEXT NOT NULL,
        minutes INTEGER,
        kind TEXT NOT NULL DEFAULT 'solo' CHECK (kind IN ('solo', 'group')),
        pooling TEXT,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    # One event with people of several accounts is a row for each of them: they share this id.
    "ALTER TABLE meetings ADD COLUMN event_id TEXT",
    # When it was booked; empty where nobody tells, as in a calendar.
    "ALTER TABLE meetings ADD COLUMN booked_at TEXT",
    "ALTER TABLE meetings ADD COLUMN cancel_reason TEXT",
    # Where it was before it was moved last: a slow calendar still shows it there.
    "ALTER TABLE meetings ADD COLUMN was_at TEXT",
    "ALTER TABLE meetings ADD COLUMN was_url TEXT",
    "CREATE INDEX meetings_of_event ON meetings (event_id) WHERE event_id IS NOT NULL",
)
