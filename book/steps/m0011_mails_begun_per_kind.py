"""Step 11: a mail begun is kept per kind, so that choosing another one loses none."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    "ALTER TABLE mails_begun RENAME TO mails_begun_before",
    """
    CREATE TABLE mails_begun (
        account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        code TEXT NOT NULL,
        addresses TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        PRIMARY KEY (account_id, code)
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO mails_begun (account_id, code, addresses, subject, body, saved_at)
    SELECT account_id, code, addresses, subject, body, saved_at FROM mails_begun_before
    """,
    "DROP TABLE mails_begun_before",
)
