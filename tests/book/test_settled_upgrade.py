"""A book of format 21: what a person settled before is remembered from the upgrade on."""

from __future__ import annotations

from book import migrate, opening
from book.profile import Profile
from tests.clocks import HandClock


def test_what_was_settled_before_is_remembered(
    profile: Profile, key: bytes, clock: HandClock
) -> None:
    profile.make_folders()
    connection = opening.connect(profile.database, key)
    opening.set_up(connection)
    migrate.upgrade(
        connection, profile, clock, migrate.STEPS[: migrate.STEPS.index("m0022_settled_pairs")]
    )
    for number, source, leader, how in (
        (1, "vitally", None, None), (2, "hubspot", 1, "hand"), (3, "salesforce", 1, "domain"),
        (4, "hubspot", None, None),
    ):  # fmt: skip
        connection.execute(
            "INSERT INTO accounts (id, source, external_id, name, currency, first_seen,"
            " shown_with, matched_by) VALUES (?, ?, ?, 'Pine', 'USD', '2026-01-01', ?, ?)",
            (number, source, f"e{number}", leader, how),
        )
    connection.execute("INSERT INTO apart VALUES (1, 4)")
    for number in (1, 2):
        connection.execute(
            "INSERT INTO tasks (id, source, external_id, account_id, title)"
            " VALUES (?, ?, ?, ?, 'T')",
            (number, "vitally" if number == 1 else "hubspot", f"t{number}", number),
        )
    connection.execute("INSERT INTO task_copies (copy, original, since, seen) VALUES (2, 1, 0, 0)")
    connection.commit()
    migrate.upgrade(connection, profile, clock, migrate.STEPS)
    settled = connection.execute("SELECT * FROM settled_customers ORDER BY is_one").fetchall()
    assert [tuple(row) for row in settled] == [
        ("hubspot", "e4", "vitally", "e1", 0),
        ("hubspot", "e2", "vitally", "e1", 1),
    ]
    copies = connection.execute("SELECT * FROM settled_copies").fetchall()
    assert [tuple(row) for row in copies] == [("task", "hubspot", "t2", "vitally", "t1", None)]
    connection.close()
