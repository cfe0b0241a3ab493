"""Step 23: escalations, their files, how each was handed over, and the tickets that came of it."""

from __future__ import annotations

from typing import Final

from book.steps.m0007_search import Indexed, account_mark, indexed, mark, views
from book.steps.m0020_notes_pinned import INDEXED as BEFORE

_OPEN_OR_DONE: Final = f"iif({{r}}.closed_at IS NULL, {mark('open')}, {mark('done')})"
ESCALATIONS: Final = Indexed(
    code=68,
    table="escalations",
    columns=("account_id", "subject", "words", "begun_at", "closed_at", "archived_at"),
    title="{r}.subject",
    body="{r}.words",
    parts="{r}.subject || char(10) || {r}.words",
    marks=f"{account_mark('{r}.account_id')} || ' ' || {_OPEN_OR_DONE}",
    day="{r}.begun_at",
    here="{r}.archived_at IS NULL",
)
INDEXED: Final = (*BEFORE, ESCALATIONS)
"""All kinds as they are indexed from this step on."""

_OUTBOX: Final = """
    CREATE TABLE outbox_23 (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        record TEXT NOT NULL CHECK (record IN ('account', 'note', 'task', 'handover')),
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
"""
_EVENTS: Final = """
    CREATE TABLE outbox_events_23 (
        entry INTEGER NOT NULL REFERENCES outbox_23(id) ON DELETE CASCADE,
        at TEXT NOT NULL,
        words TEXT NOT NULL
    ) STRICT
"""
_OUTBOX_ANEW: Final[tuple[str, ...]] = (
    # A CHECK cannot be changed in place. The events go first: dropping what they refer to would
    # take them along. No number is given out twice, so the count goes on where it stood.
    _OUTBOX,
    """
    INSERT INTO outbox_23 SELECT id, source, record, record_id, account_id, action, key, intent,
        base, state, reason, error, uncertain, attempts, not_before, created_at, sent_at, outcome
        FROM outbox
    """,
    _EVENTS,
    "INSERT INTO outbox_events_23 SELECT entry, at, words FROM outbox_events ORDER BY rowid",
    "DELETE FROM sqlite_sequence WHERE name = 'outbox_23'",
    """
    INSERT INTO sqlite_sequence (name, seq)
        SELECT 'outbox_23', seq FROM sqlite_sequence WHERE name = 'outbox'
    """,
    "DROP TABLE outbox_events",
    "DROP TABLE outbox",
    "ALTER TABLE outbox_23 RENAME TO outbox",
    "ALTER TABLE outbox_events_23 RENAME TO outbox_events",
    "CREATE INDEX outbox_of_record ON outbox (record_id, record) WHERE state <> 'sent'",
    "CREATE INDEX outbox_waiting ON outbox (source, id) WHERE state <> 'sent'",
    "CREATE INDEX outbox_in_order ON outbox (id) WHERE state <> 'sent'",
    "CREATE INDEX outbox_of_any ON outbox (record_id, record)",
    "CREATE INDEX outbox_sent ON outbox (sent_at) WHERE state = 'sent'",
    "CREATE INDEX outbox_events_of ON outbox_events (entry)",
)

STATEMENTS: Final[tuple[str, ...]] = (
    # One form that is being filled in, sent, or closed. `form` is the whole of it as JSON;
    # `words` what of it can be searched for.
    """
    CREATE TABLE escalations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL DEFAULT '',
        form TEXT NOT NULL DEFAULT '{}',
        words TEXT NOT NULL DEFAULT '',
        point_id INTEGER REFERENCES points(id) ON DELETE SET NULL,
        begun_at TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        closed_at TEXT,
        outcome TEXT NOT NULL DEFAULT '',
        archived_at TEXT
    ) STRICT
    """,
    "CREATE INDEX escalations_of_account ON escalations (account_id, begun_at)",
    """
    CREATE INDEX escalations_open ON escalations (saved_at)
        WHERE closed_at IS NULL AND archived_at IS NULL
    """,
    "CREATE INDEX escalations_of_point ON escalations (point_id) WHERE point_id IS NOT NULL",
    # What is attached stands in the book, encrypted like the rest; the same bytes stand once.
    """
    CREATE TABLE file_contents (
        digest TEXT PRIMARY KEY,
        content BLOB NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE escalation_files (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        escalation_id INTEGER NOT NULL REFERENCES escalations(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        size INTEGER NOT NULL,
        digest TEXT NOT NULL,
        added_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX escalation_files_of ON escalation_files (escalation_id)",
    # One way an escalation left, word for word as it left. No ticket without what routes it,
    # whatever wrote the row.
    """
    CREATE TABLE handovers (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        escalation_id INTEGER NOT NULL REFERENCES escalations(id) ON DELETE CASCADE,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        way TEXT NOT NULL CHECK (way IN ('ticket', 'message', 'mail', 'note', 'issue')),
        via TEXT NOT NULL,
        by_hand INTEGER NOT NULL DEFAULT 0 CHECK (by_hand IN (0, 1)),
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        group_name TEXT NOT NULL DEFAULT '',
        severity TEXT NOT NULL DEFAULT '',
        requester TEXT NOT NULL DEFAULT '',
        requester_name TEXT NOT NULL DEFAULT '',
        is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)),
        customer_told INTEGER NOT NULL DEFAULT 0 CHECK (customer_told IN (0, 1)),
        place TEXT NOT NULL DEFAULT '',
        files TEXT NOT NULL DEFAULT '[]',
        made_at TEXT NOT NULL,
        source TEXT,
        external_id TEXT,
        external_key TEXT,
        url TEXT,
        archived_at TEXT,
        CHECK (way <> 'ticket' OR by_hand = 1 OR (
            title <> '' AND group_name <> '' AND severity <> '' AND requester <> ''
            AND customer_told = 1
        ))
    ) STRICT
    """,
    "CREATE INDEX handovers_of ON handovers (escalation_id)",
    "CREATE INDEX handovers_there ON handovers (source, external_id) WHERE external_id IS NOT NULL",
    "ALTER TABLE tasks ADD COLUMN escalation_id INTEGER",
    # What a ticket system tells beside what every CRM tells of a case.
    "ALTER TABLE tickets ADD COLUMN url TEXT",
    "ALTER TABLE tickets ADD COLUMN group_name TEXT",
    "ALTER TABLE tickets ADD COLUMN severity TEXT",
    "ALTER TABLE tickets ADD COLUMN asked_at TEXT",
    "ALTER TABLE tickets ADD COLUMN answered_at TEXT",
    "ALTER TABLE tickets ADD COLUMN checked_at TEXT",
    # The last few words on a ticket that is open, for reading without a network.
    """
    CREATE TABLE ticket_comments (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ticket_id INTEGER NOT NULL REFERENCES tickets(id) ON DELETE CASCADE,
        external_id TEXT NOT NULL,
        at TEXT NOT NULL,
        author TEXT NOT NULL DEFAULT '',
        is_public INTEGER NOT NULL CHECK (is_public IN (0, 1)),
        is_ours INTEGER NOT NULL DEFAULT 0 CHECK (is_ours IN (0, 1)),
        text TEXT NOT NULL,
        UNIQUE (ticket_id, external_id)
    ) STRICT
    """,
    # Which customer of the book an organization of a ticket system is.
    """
    CREATE TABLE organizations (
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        name TEXT NOT NULL,
        account_id INTEGER REFERENCES accounts(id) ON DELETE CASCADE,
        matched_by TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (source, external_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX organizations_of ON organizations (account_id)",
    *_OUTBOX_ANEW,
    "DROP VIEW search_name_rows",
    "DROP VIEW search_word_rows",
    *views(INDEXED),
    *indexed(ESCALATIONS),
)
