"""SQLite's result codes, each as the sentence a person reads; its words decide nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from book.errors import Busy, ProfileTrouble
from book.sqlite_errors import family_of, ours, translated

BOOK = Path("book.db")


class Coded(dbapi2.OperationalError):  # type: ignore[misc]
    """An error with a code, and words that say something else."""

    def __init__(self, code: int) -> None:
        super().__init__("the full moon is locked, busy and readonly")
        self.sqlite_errorcode = code


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (5, Busy, "is held by another program"),
        (5 | 2 << 8, Busy, "is held by another program"),
        (6, Busy, "is held by another program"),
        (13, ProfileTrouble, "cannot be written: the disk is full or fails"),
        (10 | 3 << 8, ProfileTrouble, "cannot be written: the disk is full or fails"),
        (10 | 4 << 8, ProfileTrouble, "cannot be written: the disk is full or fails"),
        (10 | 1 << 8, ProfileTrouble, "cannot be read: the disk fails"),
        (10 | 2 << 8, ProfileTrouble, "cannot be read: the disk fails"),
        (8, ProfileTrouble, "cannot be opened for writing"),
        (14, ProfileTrouble, "cannot be opened for writing"),
        (11, ProfileTrouble, "is damaged"),
        (26, ProfileTrouble, "is damaged"),
        (1, ProfileTrouble, "could not be read or written"),
    ],
)
def test_the_code_decides(code: int, kind: type[Exception], words: str) -> None:
    error = ours(Coded(code), BOOK)
    assert type(error) is kind
    assert words in error.title
    assert error.advice


def test_a_real_full_disk_is_one_by_its_code() -> None:
    connection = dbapi2.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE t (a)")
    connection.execute("PRAGMA max_page_count = 3")
    with pytest.raises(dbapi2.Error) as caught:
        connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert family_of(caught.value) == 13
    with pytest.raises(ProfileTrouble, match="full or fails"), translated(BOOK):
        raise caught.value


def test_a_complaint_of_the_library_has_no_code() -> None:
    connection = dbapi2.connect(":memory:")
    connection.close()
    with pytest.raises(ProfileTrouble, match="could not be read"), translated(BOOK):
        connection.execute("SELECT 1")
