"""What a service answered of a handover: it is there, under an id, and its ticket is watched."""

from __future__ import annotations

from msgspec.structs import astuple

from book import changes, outbox_rows
from book.clock import stamp
from book.facts import HandoverFacts, TicketFacts
from book.outbox_entry import OutboxEntry
from book.records import Changed
from book.shelves import TICKETS
from book.shelving import Shelving
from book.store import Store


def arrived(store: Store, entry: OutboxEntry, facts: HandoverFacts, outcome: str) -> Changed:
    """The service has the handover: its id and page are kept, its ticket stands in the book."""
    at = store.clock()
    with store.writing(person=False) as connection:
        if outbox_rows.one(connection, entry.id) is None:
            return Changed({"outbox": frozenset({entry.id})})
        found = connection.execute(
            "UPDATE handovers SET source = ?, external_id = ?, url = ? WHERE id = ?"
            " RETURNING escalation_id, account_id",
            (entry.source, facts.external_id, facts.url, entry.record_id),
        ).fetchone()
        outbox_rows.mark_sent(connection, entry.id, stamp(at), outcome)
        ids = {"outbox": frozenset({entry.id}), "handover": frozenset({entry.record_id})}
        if found is None:
            return Changed(ids)
        rows = Shelving(connection, entry.source, at)
        rows.log.append(("handover", entry.record_id, "external_id", None, facts.external_id))
        if facts.ticket is not None:
            _shelve(rows, facts.ticket, found[1])
        changes.write(connection, rows.log, by=entry.source, at=at)
        ids |= {"escalation": frozenset({found[0]}), "account": frozenset({found[1]})}
        tickets = frozenset(rows.ids.get("ticket", ()))
    return Changed(ids | ({"ticket": tickets} if tickets else {}))


def _shelve(rows: Shelving, ticket: TicketFacts, account_id: int) -> None:
    """Puts the ticket among those of the account, or brings the one that stands up to date."""
    values = astuple(ticket)
    row = (values[0], account_id, *values[2:])
    standing = rows.standing(TICKETS, [row])
    if standing:
        rows.update(TICKETS, [row], standing)
    else:
        rows.insert(TICKETS, [row])
