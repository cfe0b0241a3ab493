"""A profile's SQLite file opened: to work in, or only to read where nothing may be written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlcipher3 import dbapi2

from book.errors import ProfileTrouble, SatchelError
from book.profile import Profile, make_private_file
from book.sqlite_errors import CANNOT_OPEN, NOT_A_DATABASE, READ_ONLY, family_of, ours

if TYPE_CHECKING:
    from sqlite3 import Connection

_BUSY_MILLISECONDS: Final = 10_000


def takes_writes(profile: Profile) -> bool:
    """Whether this person may write in a profile's folder and in its file, if there is one."""
    there = (path for path in (profile.folder, profile.database) if path.exists())
    return all(os.access(path, os.W_OK) for path in there)


def refuse_lost(profile: Profile) -> None:
    """Raises ProfileTrouble for a file that is missing or empty although a book was made."""
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


def connect(path: Path, key: bytes | None) -> Connection:
    """Opens the file to work in, making it where it is missing.

    Raises ProfileTrouble when it does not open, or not with this key.
    """
    try:
        make_private_file(path)
    except OSError as error:
        raise ProfileTrouble(
            f"{path} cannot be opened ({error.strerror}).",
            "Check that the profile folder is yours and writable.",
        ) from error
    try:
        return _tried(str(path), key, is_empty=path.stat().st_size == 0)
    except dbapi2.Error as error:
        raise _does_not_open(error, path, key) from error


def connect_to_read(profile: Profile, key: bytes | None) -> Connection:
    """Opens the file without writing anything, beside it neither.

    SQLite reads what the log beside the file holds only with the map that belongs to the log. It
    is there while somebody has the book open, and after a crash; where it is not, the file alone
    is read, if the log holds nothing. Raises ProfileTrouble where that cannot be.
    """
    path = profile.database
    if not os.access(path, os.R_OK):
        raise ProfileTrouble(
            f"{path} cannot be read.", "Check that the profile folder and its files are yours."
        )
    address = f"{path.absolute().as_uri()}?mode=ro"
    try:
        try:
            return _tried(address, key)
        except dbapi2.Error as error:
            if family_of(error) not in (CANNOT_OPEN, READ_ONLY):
                raise
        if _size(path.with_name(f"{path.name}-wal")):
            raise ProfileTrouble(
                f"The last changes of the book in {profile.folder} cannot be read where nothing"
                " may be written.",
                "Copy the whole folder to a disk that takes writes, and open the copy with"
                " --profile.",
            )
        return _tried(f"{address}&immutable=1", key)
    except dbapi2.Error as error:
        raise _does_not_open(error, path, key) from error


def set_up(connection: Connection) -> None:
    """The settings a file that is worked in has: durable, and quick beside other processes."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    set_up_to_read(connection)


def set_up_to_read(connection: Connection) -> None:
    """The settings that write nothing."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA cache_size = -16000")


def _tried(address: str, key: bytes | None, *, is_empty: bool = False) -> Connection:
    """A connection that has read something, unless there is nothing yet."""
    connection: Connection = dbapi2.connect(
        address,
        timeout=_BUSY_MILLISECONDS / 1000,
        isolation_level=None,
        uri=address.startswith("file:"),
    )
    try:
        if key is not None:
            # Before the key: else a wrong key is reported on standard error by the library.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if not is_empty:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except dbapi2.Error:
        connection.close()
        raise
    return connection


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _does_not_open(error: Exception, path: Path, key: bytes | None) -> SatchelError:
    if family_of(error) != NOT_A_DATABASE:
        return ours(error, path)
    if key is None:
        return ProfileTrouble(
            f"{path} is damaged, encrypted, or not a book of Satchel's.",
            "Nothing was changed. Put back a copy of the file from a backup.",
        )
    return ProfileTrouble(
        f"{path} does not open with this profile's key: it is damaged, or the key is another's.",
        "Nothing was changed. Put back a copy of the file from a backup.",
    )
