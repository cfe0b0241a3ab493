"""Step 8: a mail begun and not handed over yet. It never leaves this laptop by itself."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE mails_begun (
        account_id INTEGER PRIMARY KEY REFERENCES accounts(id) ON DELETE CASCADE,
        code TEXT NOT NULL,
        addresses TEXT NOT NULL,
        subject TEXT NOT NULL,
        body TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) STRICT
    """,
)
