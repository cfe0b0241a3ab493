"""The open database of one profile: one connection, its locks, its transactions.

What the tables hold is the business of the noun modules (`book.accounts`, `book.notes`, …).
Foreign database errors are turned into ours here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlcipher3 import dbapi2

from book import migrate
from book.clock import Clock, system_clock
from book.errors import Busy, ProfileTrouble, SatchelError
from book.gate import PERSON_WAITS_SECONDS, WriteGate
from book.locks import FileLock
from book.profile import Profile, make_private_file

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlite_utils import Database

LETTING_GO_SECONDS: Final = 10.0
"""How long an upgrade waits for another process to let the profile go."""
_BUSY_MILLISECONDS: Final = 10_000


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
        lock = _share(profile)
        try:
            if made:
                _refuse_lost(profile)
            connection = _connect(profile.database, key)
        except BaseException:
            lock.release()
            raise
        try:
            with translated(profile.database):
                if migrate.refuse_strangers(connection, profile.database) < migrate.NEWEST:
                    _upgrade_alone(connection, profile, lock, clock)
                _set_up(connection)
        except BaseException:
            connection.close()
            lock.release()
            raise
        return cls(profile, connection, lock, key=key, clock=clock)

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
        """
        if person:
            with self._gate.held(self.patience_seconds), self._transaction() as connection:
                yield connection
        else:
            self._gate.pass_through()
            with self._transaction() as connection:
                yield connection

    def somebody_waits(self) -> bool:
        """Whether a person's save waits at the gate; the engine then commits and lets it in."""
        return self._gate.is_taken()

    def data_version(self) -> int:
        """A number that moves when another connection has committed."""
        found = self.row("PRAGMA data_version")
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Closes the file and lets the profile go."""
        self.connection.close()
        self._lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with translated(self.profile.database):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                self._roll_back()
                raise
            try:
                self.connection.execute("COMMIT")
            except dbapi2.Error:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        # A disk that is full in the middle has it rolled back already, and a second time would
        # hide why.
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns the database library's errors into ours, naming the file."""
    try:
        yield
    except dbapi2.Error as error:
        raise _ours(error, path) from error


def _ours(error: Exception, path: Path) -> SatchelError:
    text = str(error)
    if "locked" in text or "busy" in text:
        return Busy(
            f"{path} is held by another program.",
            "Nothing was changed; close it (a backup tool, perhaps) and try again.",
        )
    if "disk is full" in text or "disk I/O" in text:
        return ProfileTrouble(
            f"{path} cannot be written: the disk is full or fails.",
            "Nothing already saved is lost; make room and try again.",
        )
    if "readonly" in text or "unable to open" in text:
        return ProfileTrouble(
            f"{path} cannot be opened for writing.",
            "Check that the profile folder is yours and not read-only.",
        )
    if "malformed" in text or "not a database" in text:
        return ProfileTrouble(
            f"{path} is damaged, or is not a book of Satchel's.",
            "Nothing was changed. Put back a copy of the file from a backup.",
        )
    return ProfileTrouble(
        f"{path} could not be read or written ({text}).",
        "Run “satchel check”; restore a backup if it finds damage.",
    )


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


def _refuse_lost(profile: Profile) -> None:
    try:
        lost = profile.database.stat().st_size == 0
    except FileNotFoundError:
        lost = True
    except OSError:
        return  # opening it says why
    if lost:
        raise ProfileTrouble(
            f"{profile.database} is missing or empty.",
            "Put back a copy of it from a backup; where there is none, remove the folder and"
            " make the book anew with “satchel init”.",
        )


def _connect(path: Path, key: bytes | None) -> Connection:
    try:
        make_private_file(path)
    except OSError as error:
        raise ProfileTrouble(
            f"{path} cannot be opened ({error.strerror}).",
            "Check that the profile folder is yours and writable.",
        ) from error
    empty = path.stat().st_size == 0
    with translated(path):
        connection: Connection = dbapi2.connect(
            str(path), timeout=_BUSY_MILLISECONDS / 1000, isolation_level=None
        )
    try:
        if key is not None:
            # Before the key: else a wrong key is reported on standard error by the library.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not empty:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except dbapi2.DatabaseError as error:
        connection.close()
        raise _does_not_open(error, path, key) from error
    return connection


def _does_not_open(error: Exception, path: Path, key: bytes | None) -> SatchelError:
    if "not a database" not in str(error):
        return _ours(error, path)
    if key is None:
        return ProfileTrouble(
            f"{path} is damaged, encrypted, or not a book of Satchel's.",
            "Nothing was changed. Put back a copy of the file from a backup.",
        )
    return ProfileTrouble(
        f"{path} does not open with this profile's key: it is damaged, or the key is another's.",
        "Nothing was changed. Put back a copy of the file from a backup.",
    )


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


def _set_up(connection: Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
