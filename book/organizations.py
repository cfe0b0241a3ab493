"""Whose tickets are whose: the organizations of a ticket system, matched with the customers.

A ticket system knows companies of its own, without the ids a CRM gives them. Which customer one
of them is, is told by an id both know, else by its name, else by a web domain; what fits two
customers fits none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book.facts import OrganizationFacts, Page
from book.living import IN_THE_BOOK
from book.records import AccountId
from book.shelving import as_json
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

RESOURCE: Final = "organizations"
WATCHED: Final = "watched:"
"""In front of a ticket's id: its account is that of the escalation which watches it."""


class Customer(Struct, frozen=True, kw_only=True):
    """A customer as a ticket system may know them."""

    account_id: AccountId
    name: str
    domain: str | None = None
    keys: tuple[str, ...] = ()
    """Ids under which other systems know them."""


class Organization(Struct, frozen=True, kw_only=True):
    """An organization of a ticket system, and which customer it is."""

    source: str
    external_id: str
    name: str
    account_id: AccountId | None = None
    matched_by: str = ""
    """`id`, `name` or `domain`; empty where it is nobody's."""


def match(one: OrganizationFacts, customers: Sequence[Customer]) -> tuple[AccountId | None, str]:
    """The customer an organization is, and what told it; None where none or several fit."""
    name = _plain(one.name)
    domains = {domain.casefold() for domain in one.domains}
    for by, found in (
        ("id", [c for c in customers if one.key and one.key in c.keys]),
        ("name", [c for c in customers if name and _plain(c.name) == name]),
        ("domain", [c for c in customers if c.domain and c.domain.casefold() in domains]),
    ):
        if len(found) == 1:
            return found[0].account_id, by
        if found:
            return None, ""
    return None, ""


def customers(connection: Connection) -> tuple[Customer, ...]:
    """The customers in the book, each once."""
    rows = connection.execute(
        "SELECT a.id, a.name, a.domain, a.external_id, a.org_id FROM accounts a"
        f" WHERE a.shown_with IS NULL AND a.{IN_THE_BOOK} ORDER BY a.id"
    ).fetchall()
    return tuple(
        Customer(
            account_id=AccountId(row[0]),
            name=row[1],
            domain=row[2] or None,
            keys=tuple(key for key in (row[3], row[4]) if key),
        )
        for row in rows
    )


def organizations(store: Store, source: str) -> list[Organization]:
    """All that a ticket system told of, those that are nobody's first."""
    rows = store.rows(
        "SELECT source, external_id, name, account_id, matched_by FROM organizations"
        " WHERE source = ? ORDER BY account_id IS NOT NULL, name, external_id",
        (source,),
    )
    return [
        Organization(
            source=row[0],
            external_id=row[1],
            name=row[2],
            account_id=AccountId(row[3]) if row[3] is not None else None,
            matched_by=row[4],
        )
        for row in rows
    ]


def matched_ids(store: Store, source: str) -> frozenset[str]:
    """The ids of the organizations of a source that are customers in the book."""
    rows = store.rows(
        "SELECT external_id FROM organizations WHERE source = ? AND account_id IS NOT NULL",
        (source,),
    )
    return frozenset(row[0] for row in rows)


def watched_ids(store: Store, source: str) -> frozenset[str]:
    """The ids of the tickets that open escalations watch."""
    rows = store.rows(
        "SELECT DISTINCT h.external_id FROM handovers h JOIN escalations e ON e.id ="
        " h.escalation_id WHERE h.source = ? AND h.external_id IS NOT NULL AND h.way = 'ticket'"
        " AND h.archived_at IS NULL AND e.closed_at IS NULL AND e.archived_at IS NULL",
        (source,),
    )
    return frozenset(row[0] for row in rows)


def take(connection: Connection, page: Page) -> None:
    """Takes the organizations of a page in; a match that was made before stays."""
    if not page.organizations:
        return
    known = customers(connection)
    for one in page.organizations:
        account_id, by = match(one, known)
        connection.execute(
            "INSERT INTO organizations (source, external_id, name, account_id, matched_by)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (source, external_id) DO UPDATE SET"
            " name = excluded.name, account_id = coalesce(account_id, excluded.account_id),"
            " matched_by = iif(account_id IS NULL, excluded.matched_by, matched_by)",
            (page.source, one.external_id, one.name, account_id, by),
        )


def homes(connection: Connection, source: str, external_ids: Iterable[str]) -> dict[str, int]:
    """Organizations, and tickets that are watched, → the account whose they are."""
    wanted = list(external_ids)
    rows = connection.execute(
        "SELECT external_id, account_id FROM organizations WHERE source = ?"
        " AND account_id IS NOT NULL AND external_id IN (SELECT value FROM json_each(?))",
        (source, as_json(wanted)),
    ).fetchall()
    watched = [one.removeprefix(WATCHED) for one in wanted if one.startswith(WATCHED)]
    if watched:
        rows += connection.execute(
            f"SELECT '{WATCHED}' || h.external_id, e.account_id FROM handovers h"
            " JOIN escalations e ON e.id = h.escalation_id WHERE h.source = ?"
            " AND h.external_id IN (SELECT value FROM json_each(?)) ORDER BY h.id DESC",
            (source, as_json(watched)),
        ).fetchall()
    return dict(rows)


def take_comments(connection: Connection, page: Page) -> None:
    """Keeps the last words on tickets, in the place of those that stood of them before."""
    tickets: dict[str, int] = {}
    for one in page.comments:
        if one.ticket_external_id not in tickets:
            row = connection.execute(
                "SELECT id FROM tickets WHERE source = ? AND external_id = ?",
                (page.source, one.ticket_external_id),
            ).fetchone()
            if row is None:
                continue
            tickets[one.ticket_external_id] = row[0]
            connection.execute("DELETE FROM ticket_comments WHERE ticket_id = ?", (row[0],))
        connection.execute(
            "INSERT OR REPLACE INTO ticket_comments (ticket_id, external_id, at, author,"
            " is_public, is_ours, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                tickets[one.ticket_external_id],
                one.external_id,
                one.at,
                one.author,
                one.is_public,
                one.is_ours,
                one.text,
            ),
        )


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
