"""Step 5: recordings, their moments, and what they are attached to."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    # The same link on two accounts is two rows: title, moments and who was told are each one's.
    """
    CREATE TABLE recordings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        key TEXT NOT NULL,
        url_raw TEXT NOT NULL,
        url TEXT NOT NULL,
        provider TEXT NOT NULL,
        provider_id TEXT,
        kind TEXT NOT NULL DEFAULT 'recording' CHECK (kind IN ('recording', 'folder')),
        day TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        duration_s INTEGER,
        thumb_url TEXT,
        meta_state TEXT NOT NULL DEFAULT 'none'
            CHECK (meta_state IN ('none', 'pending', 'ok', 'denied', 'gone')),
        meta_fetched_at TEXT,
        folder TEXT,
        shared_on TEXT,
        clock_shift_s INTEGER NOT NULL DEFAULT 0,
        added_at TEXT NOT NULL,
        UNIQUE (account_id, key)
    ) STRICT
    """,
    "CREATE INDEX recordings_by_key ON recordings (key)",
    """
    CREATE TABLE moments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        recording_id INTEGER NOT NULL REFERENCES recordings(id) ON DELETE CASCADE,
        at_s INTEGER NOT NULL CHECK (at_s >= 0),
        label TEXT NOT NULL DEFAULT '',
        kind TEXT NOT NULL DEFAULT '',
        clock_s REAL
    ) STRICT
    """,
    "CREATE INDEX moments_of_recording ON moments (recording_id, at_s)",
    # Notes, tickets and whatever else a recording belongs to beside its account.
    """
    CREATE TABLE attachments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        recording_id INTEGER NOT NULL REFERENCES recordings(id) ON DELETE CASCADE,
        record TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        UNIQUE (recording_id, record, record_id)
    ) STRICT
    """,
    "CREATE INDEX attachments_to ON attachments (record_id, record)",
)
