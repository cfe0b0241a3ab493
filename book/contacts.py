"""Reading the people at an account."""

from __future__ import annotations

from book.clock import moment
from book.records import AccountId, Contact, ContactId
from book.store import Store


def contacts_of(store: Store, account_id: AccountId) -> list[Contact]:
    """The people of one account who are still there, last seen first."""
    rows = store.rows(
        "SELECT id, account_id, source, external_id, name, email, role, last_seen_at FROM contacts"
        " WHERE account_id = ? AND deactivated_at IS NULL"
        " ORDER BY last_seen_at DESC NULLS LAST, name, id",
        (account_id,),
    )
    return [
        Contact(
            id=ContactId(row[0]),
            account_id=AccountId(row[1]),
            source=row[2],
            external_id=row[3],
            name=row[4],
            email=row[5],
            role=row[6],
            last_seen=moment(row[7]) if row[7] else None,
        )
        for row in rows
    ]
