"""A book of format 3: the copies it has are known from the moment it was upgraded."""

from __future__ import annotations

import pytest

from book import accounts, migrate, notes, opening, tasks, twins
from book.profile import Profile
from book.records import AccountId
from book.store import Store
from tests.clocks import HandClock

FIRST, SECOND = 1, 2
"""The accounts of one customer; the second source's pull ended first."""


@pytest.fixture
def old(profile: Profile, key: bytes, clock: HandClock) -> Profile:
    """Two sources' account of one customer, with notes and tasks that stand in both."""
    profile.make_folders()
    connection = opening.connect(profile.database, key)
    opening.set_up(connection)
    migrate.upgrade(connection, profile, clock, migrate.STEPS[:3])
    for name, ended in (("vitally", "2026-02-01"), ("hubspot", "2026-01-01")):
        connection.execute(
            "INSERT INTO sources (name, url, baseline_at) VALUES (?, 'x', ?)", (name, ended)
        )
    for number, source, leader in ((FIRST, "vitally", None), (SECOND, "hubspot", FIRST)):
        connection.execute(
            "INSERT INTO accounts (id, source, external_id, name, currency, first_seen,"
            " shown_with, matched_by) VALUES (?, ?, 'a', 'Pine', 'USD', '2026-01-01', ?, 'name')",
            (number, source, leader),
        )
        connection.executemany(
            "INSERT INTO tasks (source, external_id, account_id, title, due, mine)"
            " VALUES (?, ?, ?, ?, ?, 1)",
            [
                (source, "1", number, "Send  the docs" if number == FIRST else "send the DOCS",
                 "2026-06-20"),
                (source, "2", number, "Pay now" if number == FIRST else f"Pay{' ' * 9}now", None),
                (source, "3", number, f"Only in {source}", None),
            ],
        )  # fmt: skip
        connection.execute(
            "INSERT INTO notes (source, external_id, account_id, subject, body, day)"
            " VALUES (?, 'n', ?, 'Call', 'They said yes', '2026-06-01')",
            (source, number),
        )
    connection.close()
    return profile


def titles(store: Store) -> list[str]:
    return sorted(one.title for one in tasks.tasks_of(store, AccountId(FIRST)))


def test_copies_are_hidden_at_once_and_the_rest_after_the_next_run(
    old: Profile, key: bytes, clock: HandClock
) -> None:
    store = Store.open(old, key, clock=clock)
    assert titles(store) == [
        "Only in hubspot", "Only in vitally", f"Pay{' ' * 9}now", "Pay now", "Send  the docs",
    ]  # fmt: skip
    assert len(notes.notes_of(store, AccountId(FIRST))) == 1
    twins.match(store)
    assert titles(store) == ["Only in hubspot", "Only in vitally", "Pay now", "Send  the docs"]
    (one,) = accounts.all_accounts(store)
    assert (one.open_tasks, one.notes_count) == (4, 1)
    before = store.connection.total_changes
    twins.match(store)
    assert store.connection.total_changes == before
    store.close()


def test_a_copy_on_which_work_of_mine_waits_is_not_hidden_by_the_upgrade(
    old: Profile, key: bytes, clock: HandClock
) -> None:
    connection = opening.connect(old.database, key)
    connection.execute(
        "INSERT INTO outbox (source, record, record_id, account_id, action, key, intent, base,"
        " state, created_at) SELECT source, 'task', id, account_id, 'update', 'k', '{}', '{}',"
        " 'queued', '' FROM tasks WHERE source = 'hubspot' AND external_id = '1'"
    )
    connection.close()
    store = Store.open(old, key, clock=clock)
    assert "send the DOCS" in titles(store)
    store.close()
