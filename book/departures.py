"""Accounts that go and accounts that come back: under a new id, or past their keeping time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from book import changes, escalations, meetings, outbox_rows, recordings, rung, twins
from book.clock import stamp
from book.editable import sent_fields
from book.errors import Refused
from book.facts import AccountFacts, Merger
from book.records import Changed
from book.source_titles import title
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
        _offer(connection, number, number)


def hand_over(
    connection: Connection, numbers: Mapping[int, bool], log: list[changes.Row]
) -> set[int]:
    """Moves what hangs on removed accounts to the row that stands for the same customer.

    That row exists when the account was merged into another (`numbers` says so of each), or when
    the re-imported account was seen before the old one was known to be gone. Returns the ids of
    the accounts that received something.
    """
    heirs = connection.execute(
        "SELECT gone.id, heir.id FROM accounts gone JOIN accounts heir"
        " ON +heir.source = gone.source AND heir.org_id = gone.org_id AND heir.id <> gone.id"
        " AND heir.status IN ('active', 'churned')"
        " WHERE gone.id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(list(numbers)).decode(),),
    ).fetchall()
    for number, heir in heirs:
        for table in ("notes", "tasks"):
            connection.execute(
                f"UPDATE {table} SET account_id = ? WHERE account_id = ?", (heir, number)
            )
        connection.execute(
            "UPDATE OR IGNORE queue_marks SET account_id = ? WHERE account_id = ?", (heir, number)
        )
        _hand_over_fields(connection, number, heir, log)
        _offer(connection, number, heir, merged=numbers[number])
        outbox_rows.hand_over(connection, number, heir)
        outbox_rows.move(connection, "account", heir, heir)
        connection.execute("UPDATE drafts SET account_id = ? WHERE account_id = ?", (heir, number))
        recordings.hand_on(connection, number, heir)
        meetings.hand_on(connection, number, heir)
        escalations.hand_on(connection, number, heir)
        rung.hand_on(connection, number, heir)
        twins.take_place(connection, number, heir, log)
        log.append(("account", heir, "continues", None, str(number)))
    return {heir for _, heir in heirs}


def goes_outside(
    connection: Connection, source: str, merger: Merger, log: list[changes.Row]
) -> int | None:
    """Lets the row of an account that was merged into one outside the book stand for that one.

    By its id what waits can go there, and all that hangs on it is back once that one joins the
    book. Returns the row's id, or None where it was not so: what waits there stays as it is.
    """
    found = connection.execute(
        "SELECT id FROM accounts WHERE source = ?1 AND external_id = ?2 AND status = 'removed'"
        " AND NOT EXISTS (SELECT 1 FROM accounts t WHERE t.source = ?1 AND t.external_id = ?3)",
        (source, merger.external_id, merger.into),
    ).fetchone()
    if found is None:
        return None
    number = int(found[0])
    connection.execute("UPDATE accounts SET external_id = ? WHERE id = ?", (merger.into, number))
    log.append(("account", number, "external_id", merger.external_id, merger.into))
    _park(
        connection,
        number,
        f"The account was merged into “{merger.name}” in {title(source)}, which is not in your"
        " book.",
    )
    return number


def _hand_over_fields(
    connection: Connection, number: int, heir: int, log: list[changes.Row]
) -> None:
    """What was to be written to fields of an account is to be written to its heir's.

    Where the heir waits for something of mine in the same field, that stands.
    """
    own = outbox_rows.unsent_of(connection, "account", heir)
    taken = {name for entry in own for name in entry.intent}
    for entry in outbox_rows.unsent_of(connection, "account", number):
        if entry.state == "sending":
            continue  # whoever sends it says what became of it
        names = [name for name in sent_fields("account") if name in entry.intent.keys() - taken]
        row = connection.execute(
            f"SELECT {', '.join(names) or 'id'} FROM accounts WHERE id = ?", (heir,)
        ).fetchone()
        base = dict(zip(names, row, strict=False))
        wish = {name: entry.intent[name] for name in names if entry.intent[name] != base[name]}
        if not wish:
            outbox_rows.delete(connection, entry.id)
            continue
        outbox_rows.write_values(connection, entry.id, wish, {name: base[name] for name in wish})
        # Still the other's by its account, for the offer that follows.
        connection.execute(
            "UPDATE outbox SET record_id = ?, uncertain = 0,"
            " reason = iif(reason = 'gone', 'account_gone', reason) WHERE id = ?",
            (heir, entry.id),
        )
        sets = ", ".join(f"{name} = ?" for name in wish)
        connection.execute(f"UPDATE accounts SET {sets} WHERE id = ?", (*wish.values(), heir))
        log += [("account", heir, name, base[name], value) for name, value in wish.items()]
        taken |= wish.keys()


def _offer(connection: Connection, account: int, heir: int, *, merged: bool = False) -> None:
    """What waits for an account that came back under another id, or was merged into another, goes
    there only when asked to."""
    name, source = connection.execute(
        "SELECT name, source FROM accounts WHERE id = ?", (heir,)
    ).fetchone()
    what = (
        f"The account was merged into {name} in {title(source)}."
        if merged
        else "The account was deleted and is back under another id."
    )
    _park(connection, account, what)


def _park(connection: Connection, account: int, what: str) -> None:
    """What waits for an account stops, says why, and goes where the account is now when asked."""
    ways = (
        ("= 'account'", "Try again to send it there, or discard it."),
        ("<> 'account'", "Try again to send it there, move it to another account, or discard it."),
    )
    for of, advice in ways:
        connection.execute(
            "UPDATE outbox SET state = 'parked', reason = 'account_back', error = ?"
            f" WHERE account_id = ? AND record {of} AND state IN ('queued', 'parked')"
            " AND reason IN ('', 'account_gone')",
            (msgspec.json.encode(Refused(what, advice).as_json()).decode(), account),
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
        " AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.account_id = accounts.id)"
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
