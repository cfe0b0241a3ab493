"""Which records of a source the book holds to be alive there."""

from __future__ import annotations

from typing import Final

from book import cursors
from book.store import Store

IN_THE_BOOK: Final = "status IN ('active', 'churned')"
"""SQL that tells an account of the book from one that left it or is gone."""
HEIRS: Final = "heirs"
"""The cursor that names accounts which took over the records of one that is gone."""
_ENDED_BY: Final = {
    "contacts": "deactivated_at",
    "notes": "archived_at",
    "tasks": "archived_at",
    "deals": "archived_at",
    "tickets": "archived_at",
}


def account_ids(store: Store, source: str) -> frozenset[str]:
    """The external ids of the accounts in the book that came from a source."""
    rows = store.rows(
        f"SELECT external_id FROM accounts WHERE source = ? AND {IN_THE_BOOK}", (source,)
    )
    return frozenset(row[0] for row in rows)


def record_ids(store: Store, source: str, table: str, account: str | None = None) -> frozenset[str]:
    """The external ids of the living records of a table, of one account or of the whole book.

    `table` is one of `contacts`, `notes`, `tasks`, `deals`, `tickets`; KeyError for any other.
    """
    rows = store.rows(
        f"SELECT t.external_id FROM {table} t JOIN accounts a ON a.id = t.account_id"
        f" WHERE t.source = ? AND t.external_id IS NOT NULL AND t.{_ENDED_BY[table]} IS NULL"
        f" AND a.{IN_THE_BOOK} AND (? IS NULL OR a.external_id = ?)",
        (source, account, account),
    )
    return frozenset(row[0] for row in rows)


def heirs(store: Store, source: str) -> frozenset[str]:
    """External ids of accounts that took over records whose own ids may be dead by now."""
    found = cursors.cursor(store, source, HEIRS)
    return frozenset(found.split("\n")) if found else frozenset()


def heirs_text(external_ids: frozenset[str]) -> str:
    """The heirs as their cursor stores them."""
    return "\n".join(sorted(external_ids))
