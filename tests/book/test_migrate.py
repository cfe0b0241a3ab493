"""Upgrades: numbered, copied before, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

import pytest

from book import migrate, opening
from book.errors import ProfileTrouble
from book.locks import FileLock
from book.profile import Profile
from book.store import Store
from tests.clocks import HandClock

NEXT = (*migrate.STEPS, "m0002_next")


def statements(name: str) -> Sequence[str]:
    if name == "m0002_next":
        return ("CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT",)
    return migrate._statements(name)


def broken(name: str) -> Sequence[str]:
    if name == "m0002_next":
        return ("CREATE TABLE next (id INTEGER PRIMARY KEY) STRICT", "CREATE TABLE nonsense (")
    return migrate._statements(name)


def test_a_fresh_file_is_at_the_newest_step(store: Store) -> None:
    assert migrate.version_of(store.connection) == (migrate.APPLICATION_ID, migrate.NEWEST)


def test_an_upgrade_copies_the_file_first(
    store: Store, profile: Profile, key: bytes, clock: HandClock
) -> None:
    migrate.upgrade(store.connection, profile, clock, NEXT, statements)
    assert store.row("PRAGMA user_version") == (migrate.NEWEST + 1,)
    assert store.row("SELECT count(*) FROM next") == (0,)
    (copy,) = profile.backups.iterdir()
    copied = Profile(profile.folder / "copied")
    copied.make_folders()
    copied.key_file.write_bytes(profile.key_file.read_bytes())
    copied.database.write_bytes(copy.read_bytes())
    old = Store.open(copied, key)
    assert old.row("PRAGMA user_version") == (migrate.NEWEST,)
    assert old.row("SELECT name FROM sources") == ("vitally",)
    old.close()


def test_a_failing_step_leaves_the_file_as_it_was(
    store: Store, profile: Profile, clock: HandClock
) -> None:
    with pytest.raises(ProfileTrouble, match="could not be brought to format") as caught:
        migrate.upgrade(store.connection, profile, clock, NEXT, broken)
    assert str(profile.backups) in caught.value.advice
    assert store.row("PRAGMA user_version") == (migrate.NEWEST,)
    assert store.row("SELECT count(*) FROM sqlite_schema WHERE name = 'next'") == (0,)
    assert store.row("SELECT name FROM sources") == ("vitally",)


def test_the_first_making_waits_for_nobody_but_says_who_is_in_the_way(
    profile: Profile, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("book.store.LETTING_GO_SECONDS", 0.05)
    other = FileLock(profile.profile_lock)
    other.acquire(shared=True, wait_seconds=0)
    with pytest.raises(ProfileTrouble, match="has it open"):
        Store.open(profile, key)
    other.release()
    Store.open(profile, key).close()


def test_numbers_given_out_empty_stay_taken(profile: Profile, key: bytes, clock: HandClock) -> None:
    profile.make_folders()
    with closing(opening.connect(profile.database, key)) as connection:
        opening.set_up(connection)
        migrate.upgrade(connection, profile, clock, migrate.STEPS[:17])
        assert migrate.version_of(connection) == (migrate.APPLICATION_ID, 17)
        migrate.upgrade(connection, profile, clock)
        assert migrate.version_of(connection) == (migrate.APPLICATION_ID, migrate.NEWEST)
        assert connection.execute("SELECT count(*) FROM calls").fetchone() == (0,)
