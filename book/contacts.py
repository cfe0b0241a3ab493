"""Reading the people at an account."""

from __future__ import annotations

from book import doubles, twins
from book.clock import moment
from book.records import AccountId, Contact, ContactId
from book.store import Store


def contacts_of(store: Store, account_id: AccountId) -> list[Contact]:
    """The people of one account who are still there, last seen first; each once."""
    homes = twins.together(store, account_id)
    rows = store.rows(
        "SELECT id, source, external_id, name, email, role, phone, last_seen_at FROM contacts"
        f" WHERE account_id IN ({', '.join('?' * len(homes))}) AND deactivated_at IS NULL"
        " ORDER BY last_seen_at DESC NULLS LAST, name, id",
        homes,
    )
    read = [
        Contact(
            id=ContactId(row[0]),
            account_id=account_id,
            source=row[1],
            external_id=row[2],
            name=row[3],
            email=row[4],
            role=row[5],
            phone=row[6],
            last_seen=moment(row[7]) if row[7] else None,
        )
        for row in rows
    ]
    if len(homes) == 1:
        return read
    return doubles.contacts_once(read, doubles.source_order(store.connection))
