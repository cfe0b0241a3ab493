"""Mails a person changed and did not hand over yet: one of each kind per account, as typed.

No change log: it is a draft, and leaves with the mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from book.clock import stamp
from book.records import AccountId
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection


class MailBegun(Struct, frozen=True, kw_only=True):
    """The words of a mail as they stand on its page; `code` is the mail they began as, for the
    summary of a call with the day of that call."""

    code: str
    to: str
    subject: str
    body: str


def begun(store: Store, account_id: AccountId, code: str) -> MailBegun | None:
    """The mail of that code begun for an account, or None."""
    row = store.row(
        "SELECT code, addresses, subject, body FROM mails_begun WHERE account_id = ? AND code = ?",
        (account_id, code),
    )
    return MailBegun(code=row[0], to=row[1], subject=row[2], body=row[3]) if row else None


def keep(store: Store, account_id: AccountId, mail: MailBegun) -> None:
    """Puts the words on disk in place of those that stood there."""
    with store.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO mails_begun VALUES (?, ?, ?, ?, ?, ?)",
            (account_id, mail.code, mail.to, mail.subject, mail.body, stamp(store.clock())),
        )


def drop(connection: Connection, account_id: AccountId, code: str) -> None:
    """The mail was handed over, as part of that act; nothing happens where there is none."""
    connection.execute(
        "DELETE FROM mails_begun WHERE account_id = ? AND code = ?", (account_id, code)
    )
