"""Mails a person changed and did not hand over yet: one per account, kept as it is typed.

No change log: it is a draft, and leaves with the mail.
"""

from __future__ import annotations

from msgspec import Struct

from book.clock import stamp
from book.records import AccountId
from book.store import Store


class MailBegun(Struct, frozen=True, kw_only=True):
    """The words of a mail as they stand on its page; `code` is the mail they began as."""

    code: str
    to: str
    subject: str
    body: str


def begun(store: Store, account_id: AccountId) -> MailBegun | None:
    """The mail begun for an account, or None."""
    row = store.row(
        "SELECT code, addresses, subject, body FROM mails_begun WHERE account_id = ?",
        (account_id,),
    )
    return MailBegun(code=row[0], to=row[1], subject=row[2], body=row[3]) if row else None


def keep(store: Store, account_id: AccountId, mail: MailBegun) -> None:
    """Puts the words on disk in place of those that stood there."""
    with store.writing() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO mails_begun VALUES (?, ?, ?, ?, ?, ?)",
            (account_id, mail.code, mail.to, mail.subject, mail.body, stamp(store.clock())),
        )


def drop(store: Store, account_id: AccountId) -> None:
    """The mail was handed over or given up; nothing happens where there is none."""
    with store.writing() as connection:
        connection.execute("DELETE FROM mails_begun WHERE account_id = ?", (account_id,))
