"""The open database of one profile: one connection, its locks, its transactions.

What the tables hold is the business of the noun modules (`book.accounts`, `book.notes`, …).
Where nothing can be written, the book is opened to be read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sqlcipher3 import dbapi2

from book import migrate, search_index
from book.clock import Clock, system_clock
from book.errors import ProfileTrouble
from book.gate import PERSON_WAITS_SECONDS, WriteGate
from book.locks import FileLock
from book.opening import (
    connect,
    connect_to_read,
    refuse_lost,
    set_up,
    set_up_to_read,
    takes_writes,
)
from book.profile import Profile
from book.sqlite_errors import translated

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

LETTING_GO_SECONDS: Final = 10.0
"""How long an upgrade waits for another process to let the profile go."""
_LEAST_SECONDS: Final = 0.02
"""A save that came through the gate at the last moment still knocks at the file."""


class Store:
    """One profile's book, open. Belongs to the thread that opened it."""

    def __init__(
        self,
        profile: Profile,
        connection: Connection,
        lock: FileLock,
        *,
        key: bytes | None,
        clock: Clock,
    ) -> None:
        self.profile = profile
        self.connection = connection
        self.clock = clock
        self.encrypted = key is not None
        self.patience_seconds = PERSON_WAITS_SECONDS
        """How long a person's save waits for its turn before it raises Busy."""
        self.read_only = False
        """Whether the folder or the file takes no writes; the book can then only be read."""
        self._lock = lock
        self._gate = WriteGate(profile)

    @classmethod
    def open(
        cls,
        profile: Profile,
        key: bytes | None,
        *,
        made: bool = False,
        clock: Clock = system_clock,
    ) -> Store:
        """Opens the book, making or upgrading the file where that is due.

        Raises ProfileTrouble when the key does not fit, the file is damaged, newer or not
        ours, or another process keeps the profile to itself; with `made` also when the file
        is missing or empty: an empty book in its place would look as if all were forgotten.
        """
        if profile.is_made and not takes_writes(profile):
            return cls.open_to_read(profile, key, clock=clock)
        lock = _share(profile)
        try:
            if made:
                refuse_lost(profile)
            connection = connect(profile.database, key)
        except BaseException:
            lock.release()
            raise
        try:
            with translated(profile.database):
                if migrate.refuse_strangers(connection, profile.database) < migrate.NEWEST:
                    _upgrade_alone(connection, profile, lock, clock)
                set_up(connection)
        except BaseException:
            connection.close()
            lock.release()
            raise
        return cls(profile, connection, lock, key=key, clock=clock)

    @classmethod
    def open_to_read(
        cls, profile: Profile, key: bytes | None, *, clock: Clock = system_clock
    ) -> Store:
        """Opens the book without writing anything: where nothing can be, or nothing is to be.

        Raises ProfileTrouble as `open` does, and for a book that needs an upgrade.
        """
        refuse_lost(profile)
        # Nobody writes where there is not even the lock.
        lock = _share(profile) if profile.profile_lock.exists() else FileLock(profile.profile_lock)
        try:
            connection = connect_to_read(profile, key)
        except BaseException:
            lock.release()
            raise
        try:
            with translated(profile.database):
                if migrate.refuse_strangers(connection, profile.database) < migrate.NEWEST:
                    raise ProfileTrouble(
                        f"The book in {profile.folder} needs an upgrade, and nothing can be written"
                        " while it is only read.",
                        "Start Satchel once; the folder and its files have to be writable then.",
                    )
                set_up_to_read(connection)
        except BaseException:
            connection.close()
            lock.release()
            raise
        store = cls(profile, connection, lock, key=key, clock=clock)
        store.read_only = True
        return store

    @cached_property
    def database(self) -> Database:
        """The same connection under sqlite-utils, for what is not on a hot path."""
        from sqlite_utils import Database  # 130 ms to load: never before the first paint

        return Database(self.connection)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a reading query."""
        with translated(self.profile.database):
            return self.connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The first row of a reading query, or None."""
        with translated(self.profile.database):
            found: tuple[Any, ...] | None = self.connection.execute(sql, values).fetchone()
            return found

    @contextmanager
    def writing(self, *, person: bool = True) -> Iterator[Connection]:
        """One write transaction, taking its turn at the gate; never await inside.

        A person's save holds the gate while it waits; the engine (`person=False`) only
        passes it. Commits at the end, rolls back whole on any error.

        Raises Busy when a person's turn does not come within `patience_seconds`, and
        ProfileTrouble when the file takes no writes.
        """
        if self.read_only:
            raise ProfileTrouble(
                f"The book in {self.profile.folder} can only be read: the folder, the file or the"
                " disk takes no writes.",
                "Nothing was changed. Make it writable, or copy the folder and open the copy with"
                " --profile.",
            )
        if person:
            until = time.monotonic() + self.patience_seconds
            with self._gate.held(self.patience_seconds):
                left = max(until - time.monotonic(), _LEAST_SECONDS)
                with self._transaction(left) as connection:
                    yield connection
        else:
            self._gate.pass_through()
            with self._transaction() as connection:
                yield connection

    def somebody_waits(self) -> bool:
        """Whether a person's save waits at the gate; the engine then commits and lets it in."""
        return not self.read_only and self._gate.is_taken()

    def data_version(self) -> int:
        """A number that moves when another connection has committed."""
        found = self.row("PRAGMA data_version")
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Closes the file and lets the profile go."""
        self.connection.close()
        self._lock.release()

    @contextmanager
    def _transaction(self, wait_seconds: float | None = None) -> Iterator[Connection]:
        with translated(self.profile.database):
            self._begin(wait_seconds)
            try:
                yield self.connection
                search_index.take_in(self.connection)
            except BaseException:
                self._roll_back()
                raise
            try:
                self.connection.execute("COMMIT")
            except dbapi2.Error:
                self._roll_back()
                raise

    def _begin(self, wait_seconds: float | None) -> None:
        """Begins to write; waits for another program no longer than that, where it is said."""
        if wait_seconds is None:
            self.connection.execute("BEGIN IMMEDIATE")
            return
        (before,) = self.connection.execute("PRAGMA busy_timeout").fetchone()
        wait = min(before, round(wait_seconds * 1000))
        self.connection.execute(f"PRAGMA busy_timeout = {wait}")
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {before}")

    def _roll_back(self) -> None:
        # A disk that is full in the middle has it rolled back already, and a second time would
        # hide why.
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


def _share(profile: Profile) -> FileLock:
    if not profile.is_made:
        raise ProfileTrouble(
            f"There is no book in {profile.folder}.",
            "Make one with “satchel init”, or look at a sample with “satchel demo”.",
        )
    lock = FileLock(profile.profile_lock)
    if not lock.acquire(shared=True, wait_seconds=LETTING_GO_SECONDS):
        raise ProfileTrouble(
            f"Another Satchel keeps {profile.folder} to itself (an upgrade or a restore).",
            "Wait until it is done, then start again.",
        )
    return lock


def _upgrade_alone(connection: Connection, profile: Profile, lock: FileLock, clock: Clock) -> None:
    lock.release()
    if not lock.acquire(wait_seconds=LETTING_GO_SECONDS):
        raise ProfileTrouble(
            f"The book in {profile.folder} needs an upgrade, but another Satchel has it open.",
            "Close the other one, then start again.",
        )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # Somebody else may have done it while we waited.
        if migrate.refuse_strangers(connection, profile.database) < migrate.NEWEST:
            migrate.upgrade(connection, profile, clock)
    finally:
        lock.release()
    if not lock.acquire(shared=True, wait_seconds=LETTING_GO_SECONDS):
        raise ProfileTrouble(
            f"Another Satchel keeps {profile.folder} to itself.", "Wait a moment, then start again."
        )
