"""A book of format 18 knows, from the moment it was upgraded, which promises are due."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from book import accounts, migrate, opening, tasks
from book.profile import Profile
from book.records import AccountId
from book.store import Store
from tests.clocks import HandClock


def test_promises_of_a_customer_and_its_twin_count_at_once(
    profile: Profile, key: bytes, clock: HandClock
) -> None:
    profile.make_folders()
    connection = opening.connect(profile.database, key)
    opening.set_up(connection)
    migrate.upgrade(
        connection, profile, clock, migrate.STEPS[: migrate.STEPS.index("m0019_tasks_of_a_day")]
    )
    for number, leader in ((1, None), (2, 1), (3, None)):
        connection.execute(
            "INSERT INTO accounts (id, source, external_id, name, currency, first_seen,"
            " shown_with, matched_by) VALUES (?, 'crm', ?, 'Pine', 'USD', '2026-01-01', ?, 'name')",
            (number, str(number), leader),
        )
        connection.execute("INSERT INTO account_figures (account_id) VALUES (?)", (number,))
    for account, kind, due, done in (
        (1, "i_owe", "2026-06-20", None),
        (2, "question", "2026-06-18", None),
        (1, "they_owe", "2026-06-01", None),
        (1, "i_owe", "2026-06-02", "2026-06-03T00:00:00Z"),
        (3, "risk", "2026-06-01", None),
    ):
        connection.execute(
            "INSERT INTO points (account_id, kind, text, due, done_at, created_at)"
            " VALUES (?, ?, 'words', ?, ?, '2026-06-01T00:00:00Z')",
            (account, kind, due, done),
        )
    connection.execute("INSERT INTO tasks (account_id, title, mine) VALUES (1, 'Old', 1)")
    connection.close()
    with closing(Store.open(profile, key, clock=clock)) as store:
        one = accounts.account(store, AccountId(1))
        other = accounts.account(store, AccountId(3))
        assert one is not None and other is not None
        assert (one.my_next_promise, other.my_next_promise) == (date(2026, 6, 18), None)
        (task,) = tasks.tasks_of(store, AccountId(1))
        assert (task.do_on, task.repeat, task.note_id, task.recording_id) == (None,) * 4
