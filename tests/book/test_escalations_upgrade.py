"""A book of format 22: its outbox, with all that happened to it, is whole after the upgrade."""

from __future__ import annotations

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from book import migrate, opening, search_index
from book.profile import Profile
from book.steps import m0007_search as search_step
from tests.clocks import HandClock

BEFORE = migrate.STEPS.index("m0023_escalations")
_ENTRY = (
    "INSERT INTO outbox (source, record, record_id, account_id, action, key, intent, base, state,"
    " created_at) VALUES ('vitally', 'note', 1, 1, 'create', ?, '{}', '{}', 'queued', 'x')"
)


def test_the_outbox_is_whole_after_the_upgrade(
    profile: Profile, key: bytes, clock: HandClock
) -> None:
    profile.make_folders()
    connection = opening.connect(profile.database, key)
    opening.set_up(connection)
    migrate.upgrade(connection, profile, clock, migrate.STEPS[:BEFORE])
    connection.execute(
        "INSERT INTO accounts (id, source, external_id, name, currency, first_seen)"
        " VALUES (1, 'vitally', 'A', 'Pine', 'USD', '2026-01-01')"
    )
    for number in range(1, 5):
        connection.execute(_ENTRY, (f"k{number}",))
        connection.execute("INSERT INTO outbox_events VALUES (?, 'x', 'queued')", (number,))
    connection.execute("DELETE FROM outbox WHERE id IN (1, 4)")
    search_index.take_in(connection)
    connection.commit()
    before = connection.execute("SELECT * FROM outbox ORDER BY id").fetchall()

    migrate.upgrade(connection, profile, clock, migrate.STEPS)

    assert connection.execute("SELECT * FROM outbox ORDER BY id").fetchall() == before
    events = connection.execute("SELECT entry, words FROM outbox_events ORDER BY entry").fetchall()
    assert [tuple(row) for row in events] == [(2, "queued"), (3, "queued")]
    # No number is given out twice, and an entry still takes along what happened to it.
    connection.execute(_ENTRY, ("k5",))
    assert connection.execute("SELECT max(id) FROM outbox").fetchone()[0] == 5
    connection.execute("DELETE FROM outbox WHERE id = 2")
    assert connection.execute("SELECT count(*) FROM outbox_events").fetchone()[0] == 1
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in search_step.TABLES:
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
    connection.close()


@pytest.mark.parametrize("empty", ["title", "group_name", "severity", "requester", "customer_told"])
def test_the_book_takes_no_ticket_without_what_routes_it(
    profile: Profile, key: bytes, clock: HandClock, empty: str
) -> None:
    profile.make_folders()
    connection = opening.connect(profile.database, key)
    opening.set_up(connection)
    migrate.upgrade(connection, profile, clock, migrate.STEPS)
    connection.execute(
        "INSERT INTO accounts (id, source, external_id, name, currency, first_seen)"
        " VALUES (1, 'vitally', 'A', 'Pine', 'USD', '2026-01-01')"
    )
    connection.execute(
        "INSERT INTO escalations (id, account_id, kind, begun_at, saved_at)"
        " VALUES (1, 1, 'support', 'x', 'x')"
    )
    values: dict[str, object] = {
        "escalation_id": 1,
        "account_id": 1,
        "way": "ticket",
        "via": "zendesk",
        "title": "T",
        "text": "t",
        "group_name": "G",
        "severity": "high",
        "requester": "ana@pine.test",
        "customer_told": 1,
        "made_at": "x",
    }
    statement = (
        f"INSERT INTO handovers ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
    )
    connection.execute(statement, list(values.values()))
    values[empty] = 0 if empty == "customer_told" else ""
    with pytest.raises(IntegrityError):
        connection.execute(statement, list(values.values()))
    connection.close()
