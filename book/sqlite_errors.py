"""SQLite's errors turned into ours, told apart by its result codes and never by its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from book.errors import Busy, ProfileTrouble, SatchelError

READ_ONLY: Final = 8
CANNOT_OPEN: Final = 14
NOT_A_DATABASE: Final = 26
_PRIMARY: Final = 0xFF
"""A code's lower byte is its family; the rest says more of it."""
_BUSY: Final = frozenset((5, 6))
_FULL: Final = 13
_IO: Final = 10
_READING: Final = frozenset(code << 8 | _IO for code in (1, 2, 7, 33))
"""The disk errors of reading: a read, one that came short, a size, bad data."""
_NO_WAY_IN: Final = frozenset((3, CANNOT_OPEN, 23))
_DAMAGED: Final = frozenset((11, NOT_A_DATABASE))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turns the database library's errors into ours, naming the file."""
    try:
        yield
    except dbapi2.Error as error:
        raise ours(error, path) from error


def family_of(error: Exception) -> int:
    """The result code's family; 0 where the library itself complains."""
    return int(getattr(error, "sqlite_errorcode", 0)) & _PRIMARY


def ours(error: Exception, path: Path) -> SatchelError:
    """What an error of SQLite means for the person."""
    family = family_of(error)
    if family in _BUSY:
        return Busy(
            f"{path} is held by another program.",
            "Nothing was changed; close it (a backup tool, perhaps) and try again.",
        )
    if family == _IO and getattr(error, "sqlite_errorcode", 0) in _READING:
        return ProfileTrouble(
            f"{path} cannot be read: the disk fails.",
            "Nothing was changed. Copy the folder to another disk, or restore a backup.",
        )
    if family in (_FULL, _IO):
        return ProfileTrouble(
            f"{path} cannot be written: the disk is full or fails.",
            "Nothing already saved is lost; make room and try again.",
        )
    if family == READ_ONLY or family in _NO_WAY_IN:
        return ProfileTrouble(
            f"{path} cannot be opened for writing.",
            "Check that the profile folder is yours and not read-only.",
        )
    if family in _DAMAGED:
        return ProfileTrouble(
            f"{path} is damaged, or is not a book of Satchel's.",
            "Nothing was changed. Put back a copy of the file from a backup.",
        )
    return ProfileTrouble(
        f"{path} could not be read or written ({error}).",
        "Run “satchel check”; restore a backup if it finds damage.",
    )
