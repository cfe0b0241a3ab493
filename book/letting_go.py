"""Letting a source go, with what was cached from it; what the person wrote stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from book import (
    changes,
    escalations,
    figures,
    meetings,
    outbox_rows,
    places,
    recording_intake,
    recordings,
    rung,
    search_index,
    twins,
)
from book.records import Changed
from book.shelving import unsent_of
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

_HANGING: Final = (
    *(("note", "notes"), ("task", "tasks"), ("contact", "contacts")),
    *(("ticket", "tickets"), ("deal", "deals")),
)
_TOLD: Final = (
    *("outsiders", "teammates", "fields", "sync_log", "meetings", "event_types"),
    "organizations",
)
"""What only a source tells, and nobody here adds to."""
_FREE_ACCOUNTS: Final = """
DELETE FROM accounts WHERE source = ?
AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.account_id = accounts.id)
AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.account_id = accounts.id)
AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.account_id = accounts.id)
AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.account_id = accounts.id)
AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.account_id = accounts.id)
AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = accounts.id AND o.state <> 'sent')
AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.account_id = accounts.id
                AND x.resolved_at IS NULL)
RETURNING id
"""
"""The accounts of a source on which nothing of the person's hangs."""


def let_go(store: Store, name: str, *, rows: bool) -> Changed:
    """Removes a source; with `rows` also what was cached from it and its change log.

    The person's own unsent work, and what it hangs on, is not touched.
    """
    ids: dict[str, frozenset[int]] = {}
    with store.writing() as connection:
        if rows:
            places.keep(connection, name, places.kept(store, name))
            ids = _remove_rows(connection, store, name)
            places.forget(connection, name)
        else:
            # Its rows stay: what is connected under its name later has to be the same place.
            places.keep(connection, name, places.kept(store, name))
        connection.execute("DELETE FROM sources WHERE name = ?", (name,))
    if rows:
        search_index.forget_words(store)
    return Changed(ids)


def _remove_rows(connection: Connection, store: Store, name: str) -> dict[str, frozenset[int]]:
    ids = {"recording": recording_intake.forget_told(connection, name)}
    others = _hand_on(connection, store, name)
    for kind, table in _HANGING:
        gone = connection.execute(
            f"DELETE FROM {table} WHERE source = ? AND NOT EXISTS ({unsent_of(kind, table)})"
            " RETURNING id",
            (name,),
        ).fetchall()
        ids[kind] = frozenset(row[0] for row in gone)
    gone = connection.execute(_FREE_ACCOUNTS, (name,)).fetchall()
    ids["account"] = frozenset(row[0] for row in gone)
    figures.refresh(connection, others - ids["account"])
    for table in _TOLD:
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (name,))
    outbox_rows.forget_gone(connection)
    changes.forget_removed(connection, msgspec.json.encode(list(ids["account"])).decode())
    for kind, numbers in ids.items():
        connection.executemany(
            "DELETE FROM changes WHERE record_id = ? AND record = ?",
            [(number, kind) for number in numbers],
        )
    forgotten = [("source", 0, "forgotten", name, None)]
    changes.write(connection, forgotten, by="me", at=store.clock())
    return ids


def _hand_on(connection: Connection, store: Store, name: str) -> frozenset[int]:
    """Marks and unfinished notes of a customer that another source knows go on there.

    Returns the accounts whose figures have to be worked out anew.
    """
    going = connection.execute("SELECT id FROM accounts WHERE source = ?", (name,)).fetchall()
    moved: list[changes.Row] = []
    others = twins.give_way(connection, [row[0] for row in going], moved)
    changes.write(connection, moved, by="me", at=store.clock())
    for leaving, heir in connection.execute(
        "SELECT id, shown_with FROM accounts WHERE source = ? AND shown_with IS NOT NULL", (name,)
    ).fetchall():
        recordings.hand_on(connection, leaving, heir)
        meetings.hand_on(connection, leaving, heir)
        escalations.hand_on(connection, leaving, heir)
        rung.hand_on(connection, leaving, heir)
    return others
