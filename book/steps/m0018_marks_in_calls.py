"""Step 18: calls with their clock, and the marks set in them."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    # Draft, note and recording are no references: undo takes them away and brings them back under
    # the same number, and the call has to be theirs again then.
    """
    CREATE TABLE calls (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER REFERENCES accounts(id) ON DELETE CASCADE,
        draft_id INTEGER,
        note_id INTEGER,
        recording_id INTEGER,
        began_at TEXT NOT NULL,
        ended_at TEXT
    ) STRICT
    """,
    "CREATE INDEX calls_of_note ON calls (note_id) WHERE note_id IS NOT NULL",
    "CREATE INDEX calls_of_draft ON calls (draft_id) WHERE draft_id IS NOT NULL",
    "CREATE INDEX calls_of_account ON calls (account_id)",
    "CREATE INDEX calls_running ON calls (began_at) WHERE ended_at IS NULL",
    """
    CREATE TABLE marks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        call_id INTEGER NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
        clock_s REAL NOT NULL CHECK (clock_s >= 0),
        kind TEXT NOT NULL,
        words TEXT NOT NULL DEFAULT '',
        moment_id INTEGER
    ) STRICT
    """,
    "CREATE INDEX marks_of_call ON marks (call_id, clock_s)",
    """
    CREATE TRIGGER calls_follow_note AFTER UPDATE OF account_id ON notes
    WHEN NEW.account_id IS NOT OLD.account_id
    BEGIN
        UPDATE calls SET account_id = NEW.account_id WHERE note_id = NEW.id;
    END
    """,
    """
    CREATE TRIGGER calls_follow_draft AFTER UPDATE OF account_id ON drafts
    WHEN NEW.account_id IS NOT OLD.account_id
    BEGIN
        UPDATE calls SET account_id = NEW.account_id WHERE draft_id = NEW.id;
    END
    """,
    # Whoever forgets an account forgets the words of its marks in the log too. A draft outlives
    # its account, and so does its call.
    """
    CREATE TRIGGER marks_forgotten BEFORE DELETE ON accounts
    BEGIN
        UPDATE calls SET account_id = NULL
            WHERE account_id = OLD.id AND draft_id IN (SELECT id FROM drafts);
        DELETE FROM changes WHERE record = 'mark' AND record_id IN
            (SELECT m.id FROM marks m JOIN calls c ON c.id = m.call_id
             WHERE c.account_id = OLD.id);
        DELETE FROM changes WHERE record = 'mark' AND record_id IN
            (SELECT record_id FROM changes WHERE record = 'mark' AND field = 'removed'
             AND json_extract(coalesce(old, new), '$.call_id') IN
                (SELECT id FROM calls WHERE account_id = OLD.id));
        DELETE FROM changes WHERE record = 'call'
            AND record_id IN (SELECT id FROM calls WHERE account_id = OLD.id);
    END
    """,
)
