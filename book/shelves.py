"""Which columns of which table a connector's facts fill, and which of them the log records."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from book.facts import (
    AccountFacts,
    ContactFacts,
    DealFacts,
    NoteFacts,
    TaskFacts,
    TicketFacts,
)


class Shelf(Struct, frozen=True, kw_only=True):
    """A table fed by a source: its kind of record, its fed columns, the SQL made of them."""

    kind: str
    table: str
    columns: tuple[str, ...]
    silent: frozenset[str]
    """Columns that are kept up to date without a row in the change log."""
    insert: str
    update: str
    select: str


def _shelf(kind: str, table: str, columns: tuple[str, ...], fixed: tuple[str, ...]) -> Shelf:
    names = ("id", "source", *fixed, *columns)
    return Shelf(
        kind=kind,
        table=table,
        columns=columns,
        silent=frozenset({"remote_updated_at", "checked_at"}),
        insert=f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        update=f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",
        select=(
            f"SELECT id, {', '.join(columns)} FROM {table} WHERE source = ?"
            " AND external_id IN (SELECT value FROM json_each(?))"
        ),
    )


def _of_account(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("account_id" if name == "account_external_id" else name for name in fields)


ACCOUNTS: Final = _shelf(
    "account", "accounts", AccountFacts.__struct_fields__, ("first_seen", "status")
)
CONTACTS: Final = _shelf("contact", "contacts", _of_account(ContactFacts.__struct_fields__), ())
NOTES: Final = _shelf("note", "notes", _of_account(NoteFacts.__struct_fields__), ())
TASKS: Final = _shelf("task", "tasks", _of_account(TaskFacts.__struct_fields__), ())
DEALS: Final = _shelf("deal", "deals", _of_account(DealFacts.__struct_fields__), ())
TICKETS: Final = _shelf("ticket", "tickets", _of_account(TicketFacts.__struct_fields__), ())
OF_ACCOUNTS: Final = (CONTACTS, NOTES, TASKS, DEALS, TICKETS)
"""The shelves whose rows each belong to an account, as `Page` names them."""
