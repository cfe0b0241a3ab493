"""Step 2: the outbox, conflicts, read-backs, edits that can be undone, drafts, my own fields."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    # One act of the person: what undo and redo take back or bring again as a whole.
    """
    CREATE TABLE edits (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        words TEXT NOT NULL,
        reverses INTEGER REFERENCES edits(id)
    ) STRICT
    """,
    "ALTER TABLE changes ADD COLUMN edit INTEGER REFERENCES edits(id)",
    "CREATE INDEX changes_of_edit ON changes (edit) WHERE edit IS NOT NULL",
    "CREATE INDEX edits_reversing ON edits (reverses) WHERE reverses IS NOT NULL",
    """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        record TEXT NOT NULL CHECK (record IN ('account', 'note', 'task')),
        record_id INTEGER NOT NULL,
        account_id INTEGER NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('create', 'update')),
        key TEXT NOT NULL UNIQUE,
        intent TEXT NOT NULL,
        base TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'parked', 'sent')),
        reason TEXT NOT NULL DEFAULT '',
        error TEXT,
        uncertain INTEGER NOT NULL DEFAULT 0,
        attempts INTEGER NOT NULL DEFAULT 0,
        not_before TEXT,
        created_at TEXT NOT NULL,
        sent_at TEXT,
        outcome TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX outbox_of_record ON outbox (record_id, record) WHERE state <> 'sent'",
    "CREATE INDEX outbox_waiting ON outbox (source, id) WHERE state <> 'sent'",
    "CREATE INDEX outbox_in_order ON outbox (id) WHERE state <> 'sent'",
    "CREATE INDEX outbox_of_any ON outbox (record_id, record)",
    "CREATE INDEX outbox_sent ON outbox (sent_at) WHERE state = 'sent'",
    # What happened to an entry, for the person who asks; free of texts and names.
    """
    CREATE TABLE outbox_events (
        entry INTEGER NOT NULL REFERENCES outbox(id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX outbox_events_of ON outbox_events (entry)",
    # What a source made of a text of mine: when it reads like this there, nobody changed it.
    """
    CREATE TABLE readbacks (
        record TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        field TEXT NOT NULL,
        sent TEXT,
        read TEXT,
        PRIMARY KEY (record_id, record, field)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE conflicts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        record TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        account_id INTEGER NOT NULL,
        field TEXT NOT NULL,
        base TEXT,
        mine TEXT,
        theirs TEXT,
        at TEXT NOT NULL,
        resolved_at TEXT,
        kept TEXT
    ) STRICT
    """,
    """
    CREATE UNIQUE INDEX conflicts_open ON conflicts (record_id, record, field)
        WHERE resolved_at IS NULL
    """,
    # A note being written. It never leaves this laptop.
    """
    CREATE TABLE drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER REFERENCES accounts(id) ON DELETE SET NULL,
        note_id INTEGER,
        base TEXT,
        subject TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL DEFAULT '',
        day TEXT NOT NULL,
        kind TEXT NOT NULL DEFAULT 'note',
        tags TEXT NOT NULL DEFAULT '[]',
        private INTEGER NOT NULL DEFAULT 0,
        begun_at TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX drafts_of_account ON drafts (account_id)",
    "CREATE INDEX drafts_of_note ON drafts (note_id)",
    "ALTER TABLE accounts ADD COLUMN sentiment INTEGER CHECK (sentiment BETWEEN 1 AND 5)",
    "CREATE INDEX notes_mine_unsent ON notes (external_key) WHERE external_id IS NULL",
    "CREATE INDEX tasks_mine_unsent ON tasks (external_key) WHERE external_id IS NULL",
)
