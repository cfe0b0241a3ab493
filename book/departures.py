"""Accounts that go and accounts that come back: under a new id, or past their keeping time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from book import changes, outbox_rows, recordings, twins
from book.clock import stamp
from book.errors import Refused
from book.facts import AccountFacts
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

_ORG_AT = AccountFacts.__struct_fields__.index("org_id")


def readopt(
    connection: Connection, source: str, rows: list[tuple[Any, ...]], log: list[changes.Row]
) -> None:
    """Gives an account that was deleted there and made again its old row back.

    A CRM that re-imports a customer gives it a new id but keeps the id that joins the systems
    (`org_id`). Only a row known to be removed is taken up again, so two living accounts are
    never joined by this.
    """
    news = {row[_ORG_AT]: row[0] for row in rows if row[_ORG_AT]}
    if not news:
        return
    found = connection.execute(
        "SELECT id, org_id, external_id FROM accounts WHERE +source = ? AND status = 'removed'"
        " AND org_id IN (SELECT value FROM json_each(?))",
        (source, msgspec.json.encode(list(news)).decode()),
    ).fetchall()
    for number, org_id, old in found:
        new = news[org_id]
        taken = connection.execute(
            "SELECT 1 FROM accounts WHERE source = ? AND external_id = ?", (source, new)
        ).fetchone()
        if new == old or taken:
            continue
        connection.execute("UPDATE accounts SET external_id = ? WHERE id = ?", (new, number))
        log.append(("account", number, "external_id", old, new))
        _offer(connection, number)


def hand_over(connection: Connection, numbers: list[int], log: list[changes.Row]) -> set[int]:
    """Moves notes and tasks of removed accounts to the row that stands for the same customer.

    That row exists when the re-imported account was seen before the old one was known to be
    gone. Returns the ids of the accounts that received something.
    """
    heirs = connection.execute(
        "SELECT gone.id, heir.id FROM accounts gone JOIN accounts heir"
        " ON +heir.source = gone.source AND heir.org_id = gone.org_id AND heir.id <> gone.id"
        " AND heir.status IN ('active', 'churned')"
        " WHERE gone.id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(numbers).decode(),),
    ).fetchall()
    for number, heir in heirs:
        for table in ("notes", "tasks"):
            connection.execute(
                f"UPDATE {table} SET account_id = ? WHERE account_id = ?", (heir, number)
            )
        connection.execute(
            "UPDATE OR IGNORE queue_marks SET account_id = ? WHERE account_id = ?", (heir, number)
        )
        outbox_rows.hand_over(connection, number, heir)
        connection.execute("UPDATE drafts SET account_id = ? WHERE account_id = ?", (heir, number))
        recordings.hand_on(connection, number, heir)
        twins.take_place(connection, number, heir, log)
        _offer(connection, heir)
        log.append(("account", heir, "continues", None, str(number)))
    return {heir for _, heir in heirs}


def _offer(connection: Connection, account: int) -> None:
    """What waits for an account that came back under another id goes there only when asked to."""
    back = Refused(
        "The account was deleted and is back under another id.",
        "Try again to send it there, move it to another account, or discard it.",
    )
    connection.execute(
        "UPDATE outbox SET state = 'parked', reason = 'account_back', error = ?"
        " WHERE account_id = ? AND state IN ('queued', 'parked')"
        " AND reason IN ('', 'account_gone')",
        (msgspec.json.encode(back.as_json()).decode(), account),
    )


def purge_left(store: Store, keep_days: int) -> Changed:
    """Deletes what is cached of accounts that left the book longer than `keep_days` ago.

    An account with notes or tasks that exist only here is kept, whatever its age.
    """
    oldest = stamp(store.clock() - timedelta(days=keep_days))
    due = (
        "status IN ('left', 'removed') AND status_since < ?"
        " AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.account_id = accounts.id"
        " AND n.external_id IS NULL AND n.archived_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.account_id = accounts.id"
        " AND t.external_id IS NULL AND t.archived_at IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = accounts.id"
        " AND o.state <> 'sent')"
        " AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.account_id = accounts.id)"
        " AND NOT EXISTS (SELECT 1 FROM recordings r WHERE r.account_id = accounts.id)"
        " AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.account_id = accounts.id"
        " AND x.resolved_at IS NULL)"
        # Its marks go with it, so one that still leads others has to give way first.
        " AND NOT EXISTS (SELECT 1 FROM accounts t WHERE t.shown_with = accounts.id)"
    )
    if not store.rows(f"SELECT id FROM accounts WHERE {due} LIMIT 1", (oldest,)):
        return Changed()
    with store.writing(person=False) as connection:
        # Asked again: somebody may have written on one of them while this waited its turn.
        found = connection.execute(f"SELECT id FROM accounts WHERE {due}", (oldest,)).fetchall()
        numbers = frozenset(row[0] for row in found)
        wanted = msgspec.json.encode(sorted(numbers)).decode()
        for kind, table in (("note", "notes"), ("task", "tasks"), ("contact", "contacts")):
            connection.execute(
                "DELETE FROM changes WHERE record = ? AND record_id IN"
                f" (SELECT id FROM {table} WHERE account_id IN (SELECT value FROM json_each(?)))",
                (kind, wanted),
            )
        connection.execute(
            "DELETE FROM changes WHERE record = 'account'"
            " AND record_id IN (SELECT value FROM json_each(?))",
            (wanted,),
        )
        connection.execute(
            "DELETE FROM accounts WHERE id IN (SELECT value FROM json_each(?))", (wanted,)
        )
        outbox_rows.forget_gone(connection)
        changes.forget_removed(connection, wanted)
    return Changed({"account": numbers})
