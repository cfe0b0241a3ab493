"""Step 6: what a note's lines leave behind: points, and the lines that made them."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE points (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        note_id INTEGER REFERENCES notes(id) ON DELETE SET NULL,
        kind TEXT NOT NULL
            CHECK (kind IN ('i_owe', 'they_owe', 'question', 'risk', 'escalation')),
        text TEXT NOT NULL,
        due TEXT,
        done_at TEXT,
        archived_at TEXT,
        created_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX points_of_account ON points (account_id)",
    "CREATE INDEX points_of_note ON points (note_id) WHERE note_id IS NOT NULL",
    "CREATE INDEX points_open ON points (due) WHERE done_at IS NULL AND archived_at IS NULL",
    # A line with no number was taken out of its note; what it made knows it if it comes back.
    """
    CREATE TABLE note_lines (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        note_id INTEGER NOT NULL REFERENCES notes(id) ON DELETE CASCADE,
        line INTEGER,
        text TEXT NOT NULL,
        record TEXT NOT NULL CHECK (record IN ('task', 'point')),
        record_id INTEGER NOT NULL,
        made INTEGER NOT NULL CHECK (made IN (0, 1))
    ) STRICT
    """,
    "CREATE INDEX note_lines_of_note ON note_lines (note_id)",
    "CREATE INDEX note_lines_of_record ON note_lines (record_id, record)",
    "CREATE INDEX note_lines_of_account ON note_lines (account_id)",
    # A note that moves takes along what its lines made here, whoever moved it.
    """
    CREATE TRIGGER points_follow_note AFTER UPDATE OF account_id ON notes
    WHEN NEW.account_id IS NOT OLD.account_id
    BEGIN
        UPDATE points SET account_id = NEW.account_id
            WHERE note_id = NEW.id AND account_id = OLD.account_id;
        UPDATE note_lines SET account_id = NEW.account_id WHERE note_id = NEW.id;
    END
    """,
    # Whoever forgets an account or a note forgets the words its lines left in the log.
    """
    CREATE TRIGGER points_forgotten BEFORE DELETE ON accounts
    BEGIN
        DELETE FROM changes WHERE record = 'point'
            AND record_id IN (SELECT id FROM points WHERE account_id = OLD.id);
        DELETE FROM changes WHERE record = 'line'
            AND record_id IN (SELECT id FROM note_lines WHERE account_id = OLD.id);
    END
    """,
    """
    CREATE TRIGGER lines_forgotten BEFORE DELETE ON notes
    BEGIN
        DELETE FROM changes WHERE record = 'line'
            AND record_id IN (SELECT id FROM note_lines WHERE note_id = OLD.id);
    END
    """,
)
