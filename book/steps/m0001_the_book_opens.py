"""Step 1: accounts, people, notes, tasks, sources, the change log and the queue's marks."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE sources (
        name TEXT PRIMARY KEY,
        url TEXT NOT NULL,
        me_email TEXT,
        me_id TEXT,
        options TEXT NOT NULL DEFAULT '{}',
        mapping TEXT NOT NULL DEFAULT '{}',
        capabilities TEXT NOT NULL DEFAULT '{}',
        state TEXT NOT NULL DEFAULT 'up_to_date',
        detail TEXT NOT NULL DEFAULT '',
        last_success TEXT,
        baseline_at TEXT
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE cursors (
        source TEXT NOT NULL REFERENCES sources(name) ON DELETE CASCADE,
        resource TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (source, resource)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE accounts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'active'
            CHECK (status IN ('active', 'churned', 'left', 'removed')),
        status_since TEXT,
        first_seen TEXT NOT NULL,
        stage_since TEXT,
        external_id TEXT NOT NULL,
        org_id TEXT,
        name TEXT NOT NULL,
        domain TEXT,
        owner_id TEXT,
        owner_name TEXT,
        owner_email TEXT,
        mrr_cents INTEGER,
        arr_cents INTEGER,
        forecast_cents INTEGER,
        currency TEXT NOT NULL,
        health REAL,
        renewal_date TEXT,
        contract_end TEXT,
        credit_expiry TEXT,
        run_out TEXT,
        credit_balance_cents INTEGER,
        stage TEXT,
        plan TEXT,
        slack_channel TEXT,
        segments TEXT NOT NULL DEFAULT '[]',
        users_count INTEGER,
        churned_at TEXT,
        last_seen_at TEXT,
        last_inbound_at TEXT,
        last_outbound_at TEXT,
        remote_created_at TEXT,
        remote_updated_at TEXT,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    "CREATE INDEX accounts_removed ON accounts (org_id) WHERE status = 'removed'",
    """
    CREATE TABLE outsiders (
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (source, external_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE teammates (
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        name TEXT NOT NULL,
        email TEXT,
        PRIMARY KEY (source, external_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE fields (
        source TEXT NOT NULL,
        model TEXT NOT NULL,
        path TEXT NOT NULL,
        label TEXT NOT NULL,
        type TEXT NOT NULL,
        PRIMARY KEY (source, model, path)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE contacts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        email TEXT,
        role TEXT,
        last_seen_at TEXT,
        deactivated_at TEXT,
        remote_updated_at TEXT,
        UNIQUE (account_id, source, external_id)
    ) STRICT
    """,
    "CREATE INDEX contacts_external ON contacts (source, external_id)",
    """
    CREATE TABLE notes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT,
        external_id TEXT,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        external_key TEXT,
        kind TEXT NOT NULL DEFAULT 'note',
        subject TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL DEFAULT '',
        day TEXT NOT NULL,
        tags TEXT NOT NULL DEFAULT '[]',
        category TEXT,
        author_id TEXT,
        author TEXT,
        mine INTEGER NOT NULL DEFAULT 0,
        archived_at TEXT,
        remote_created_at TEXT,
        remote_updated_at TEXT,
        private INTEGER NOT NULL DEFAULT 0,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    "CREATE INDEX notes_of_account ON notes (account_id, archived_at, day, kind)",
    """
    CREATE TABLE tasks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        source TEXT,
        external_id TEXT,
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        external_key TEXT,
        title TEXT NOT NULL,
        body TEXT NOT NULL DEFAULT '',
        due TEXT,
        completed_at TEXT,
        assignee_id TEXT,
        assignee TEXT,
        mine INTEGER NOT NULL DEFAULT 0,
        tags TEXT NOT NULL DEFAULT '[]',
        category TEXT,
        archived_at TEXT,
        remote_created_at TEXT,
        remote_updated_at TEXT,
        UNIQUE (source, external_id)
    ) STRICT
    """,
    "CREATE INDEX tasks_of_account ON tasks (account_id, archived_at, completed_at, due, mine)",
    "CREATE INDEX tasks_open ON tasks (due) WHERE completed_at IS NULL AND archived_at IS NULL",
    # What can be worked out from the rows above, kept so that no list has to count them.
    """
    CREATE TABLE account_figures (
        account_id INTEGER PRIMARY KEY REFERENCES accounts(id) ON DELETE CASCADE,
        notes_count INTEGER NOT NULL DEFAULT 0,
        open_tasks INTEGER NOT NULL DEFAULT 0,
        next_task_due TEXT,
        my_next_due TEXT,
        touch_day TEXT,
        touch_kind TEXT,
        contact_domain TEXT
    ) STRICT
    """,
    """
    CREATE TABLE segment_seen (
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        segment TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        is_new INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (account_id, segment)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX segment_news ON segment_seen (account_id) WHERE is_new = 1",
    """
    CREATE TABLE queue_marks (
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        renewal_date TEXT NOT NULL,
        state TEXT NOT NULL,
        snoozed_until TEXT,
        at TEXT NOT NULL,
        PRIMARY KEY (account_id, renewal_date)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE changes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        record TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        field TEXT NOT NULL,
        old TEXT,
        new TEXT,
        by TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX changes_of_record ON changes (record_id, record)",
    "CREATE INDEX changes_of_health ON changes (at) WHERE field = 'health'",
    """
    CREATE TABLE sync_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        source TEXT NOT NULL,
        level TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
)
