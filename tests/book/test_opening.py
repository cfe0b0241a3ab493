"""A book where nothing can be written is read, and says what it cannot do and what to do."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from book import keys, migrate, note_writing, notes, outbox, queue_marks
from book.accounts import account, all_accounts
from book.errors import ProfileTrouble
from book.opening import takes_writes
from book.profile import Profile
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, begin
from tests.faults.disks import mounted

ROOT = Path(__file__).parents[2]
DAY = date(2026, 6, 10)
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")

Shut = Callable[[], None]


@contextmanager
def shelf(folder: Path) -> Iterator[tuple[Profile, Shut]]:
    """A profile, and a way to make its disk or its folder read-only for good."""
    with mounted(folder) as disk:
        if disk is not None:
            yield Profile(folder / "book"), lambda: disk.only_read(yes=True)
            return
        if os.geteuid() == 0:
            pytest.skip("modes do not bind root, and nothing can be mounted here")
        profile = Profile(folder / "book")
        yield profile, lambda: _no_writing(profile)
        profile.folder.chmod(0o700)


def _no_writing(profile: Profile) -> None:
    for path in profile.folder.iterdir():
        path.chmod(path.stat().st_mode & ~0o222)
    profile.folder.chmod(0o500)


@pytest.fixture(params=["encrypted", "plain"])
def filled(request, tmp_path: Path) -> Iterator[tuple[Profile, bytes | None, Shut]]:
    with shelf(tmp_path / "disk") as (profile, shut):
        _, key = keys.make_key_file(profile, "keyring" if request.param == "encrypted" else "none")
        store = Store.open(profile, key)
        begin(store)
        note_writing.add_note(store, RULES, AccountId(1), body="words", day=DAY)
        store.close()
        yield profile, key, shut


def test_a_book_on_a_read_only_disk_is_read(filled: tuple[Profile, bytes | None, Shut]) -> None:
    profile, key, shut = filled
    shut()
    before = sorted(path.name for path in profile.folder.iterdir())
    store = Store.open(profile, key, made=True)
    assert store.read_only
    assert [one.name for one in all_accounts(store)] == ["Acorn", "Birch"]
    assert account(store, AccountId(1)).name == "Acorn"
    assert len(notes.notes_of(store, AccountId(1))) == 2
    assert [one.verb for one in outbox.entries(store)] == ["create"]
    assert queue_marks.marks(store) == []
    assert store.data_version() > 0
    assert not store.somebody_waits()
    for person in (True, False):
        with pytest.raises(ProfileTrouble) as caught, store.writing(person=person):
            pass
        assert caught.value.title == (
            f"The book in {profile.folder} can only be read: the folder, the file or the disk"
            " takes no writes."
        )
        assert "copy the folder" in caught.value.advice
    with pytest.raises(ProfileTrouble, match="can only be read"):
        note_writing.edit_note(store, RULES, NoteId(1), body="other")
    store.close()
    assert sorted(path.name for path in profile.folder.iterdir()) == before


def test_a_wrong_key_is_said_on_a_read_only_disk_too(
    filled: tuple[Profile, bytes | None, Shut],
) -> None:
    profile, key, shut = filled
    shut()
    wrong = None if key else b"\x01" * 32
    with pytest.raises(ProfileTrouble, match="damaged"):
        Store.open(profile, wrong, made=True)


CRASHING = """
import os, signal, sys
from datetime import date
from pathlib import Path
from book import note_writing
from book.profile import Profile
from book.store import Store
from tests.book.writing_book import RULES
store = Store.open(Profile(Path(sys.argv[1])), bytes.fromhex(sys.argv[2]) or None)
note_writing.add_note(store, RULES, 1, body="said last", day=date(2026, 6, 11))
os.kill(os.getpid(), signal.SIGKILL)
"""


def crash(profile: Profile, key: bytes | None) -> None:
    """Writes a note and dies, so that it stands in the log beside the file alone."""
    words = [sys.executable, "-c", CRASHING, str(profile.folder), (key or b"").hex()]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    assert profile.database.with_name("book.db-wal").stat().st_size > 0


def test_what_a_crash_left_in_the_log_is_read_as_well(
    filled: tuple[Profile, bytes | None, Shut],
) -> None:
    profile, key, shut = filled
    crash(profile, key)
    shut()
    store = Store.open(profile, key, made=True)
    assert "said last" in [one.body for one in notes.notes_of(store, AccountId(1))]
    store.close()


def test_a_log_that_cannot_be_read_is_said_and_not_passed_over(
    filled: tuple[Profile, bytes | None, Shut],
) -> None:
    """Without the map of the log SQLite cannot read it where it cannot make one."""
    profile, key, shut = filled
    crash(profile, key)
    profile.database.with_name("book.db-shm").unlink()
    shut()
    with pytest.raises(ProfileTrouble) as caught:
        Store.open(profile, key, made=True)
    assert caught.value.title.startswith(f"The last changes of the book in {profile.folder}")
    assert "Copy the whole folder" in caught.value.advice


def test_a_copy_of_such_a_folder_opens_and_has_everything(
    filled: tuple[Profile, bytes | None, Shut], tmp_path: Path
) -> None:
    profile, key, shut = filled
    crash(profile, key)
    profile.database.with_name("book.db-shm").unlink()
    shut()
    shutil.copytree(profile.folder, tmp_path / "copy")
    for path in [tmp_path / "copy", *(tmp_path / "copy").iterdir()]:
        path.chmod(path.stat().st_mode | 0o600)
    store = Store.open(Profile(tmp_path / "copy"), key, made=True)
    assert not store.read_only
    assert "said last" in [one.body for one in notes.notes_of(store, AccountId(1))]
    store.close()


def test_an_upgrade_that_cannot_be_written_is_said(
    filled: tuple[Profile, bytes | None, Shut],
) -> None:
    profile, key, shut = filled
    store = Store.open(profile, key)
    store.connection.execute(f"PRAGMA user_version = {migrate.NEWEST - 1}")
    store.close()
    shut()
    with pytest.raises(ProfileTrouble, match="needs an upgrade, and nothing can be written"):
        Store.open(profile, key, made=True)


def test_an_empty_file_is_said_on_a_read_only_disk_too(
    filled: tuple[Profile, bytes | None, Shut],
) -> None:
    profile, key, shut = filled
    profile.database.write_bytes(b"")
    shut()
    with pytest.raises(ProfileTrouble, match="missing or empty"):
        Store.open(profile, key)


def test_a_folder_that_takes_writes_says_so(profile: Profile, store: Store) -> None:
    assert takes_writes(profile)
    assert not store.read_only
