"""Mails a person changed and did not hand over yet: one of each kind per account, as typed.

No change log: it is a draft, and leaves with the mail.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from book.clock import moment, stamp
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


class BegunMail(Struct, frozen=True, kw_only=True):
    """A mail that waits to be handed over, and whose it is."""

    number: int
    """Its place among all of them, by account and kind; another one once others come or go."""
    account_id: AccountId
    account: str
    saved_at: datetime
    mail: MailBegun


def all_begun(store: Store) -> list[BegunMail]:
    """Every mail that was begun and not handed over, the one saved last first."""
    rows = store.rows(
        "SELECT m.account_id, a.name, m.saved_at, m.code, m.addresses, m.subject, m.body"
        " FROM mails_begun m JOIN accounts a ON a.id = m.account_id ORDER BY m.account_id, m.code"
    )
    found = [
        BegunMail(
            number=number,
            account_id=row[0],
            account=row[1],
            saved_at=moment(row[2]),
            mail=MailBegun(code=row[3], to=row[4], subject=row[5], body=row[6]),
        )
        for number, row in enumerate(rows)
    ]
    return sorted(found, key=lambda one: one.saved_at, reverse=True)


def newest_code(
    store: Store, account_id: AccountId, *, besides: str, after: datetime | None = None
) -> str | None:
    """What the mail begun last for an account is kept under, None where there is none.

    Those that begin with `besides` do not count, and none that was last touched before `after`.
    """
    row = store.row(
        "SELECT code FROM mails_begun WHERE account_id = ? AND substr(code, 1, ?) <> ?"
        " AND saved_at >= ? ORDER BY saved_at DESC, code LIMIT 1",
        (account_id, len(besides), besides, stamp(after) if after is not None else ""),
    )
    return row[0] if row else None


def forget(store: Store, account_id: AccountId, code: str) -> None:
    """The person does not want it any more; nothing happens where there is none."""
    with store.writing() as connection:
        drop(connection, account_id, code)


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
