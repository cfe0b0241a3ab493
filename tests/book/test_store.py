"""The store: encrypted, locked, durable; strangers and newer files are refused."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from book import keys, migrate, sources
from book.errors import Busy, ProfileTrouble
from book.locks import FileLock
from book.profile import Profile
from book.records import Source
from book.store import Store

PLANTED = "Quillfeather Lighting Cooperative"


def plant(store: Store) -> None:
    sources.save(store, Source(name="vitally", url="https://crm.test", me_email=PLANTED))


def files_of(profile: Profile) -> bytes:
    return b"".join(path.read_bytes() for path in profile.folder.rglob("*") if path.is_file())


def test_nothing_is_readable_in_an_encrypted_file(profile: Profile, key: bytes) -> None:
    store = Store.open(profile, key)
    plant(store)
    while_open = files_of(profile)
    store.close()
    for content in (while_open, files_of(profile)):
        assert PLANTED.encode() not in content
        assert b"SQLite format 3" not in content
        assert b"CREATE TABLE" not in content
        assert key not in content and key.hex().encode() not in content


def test_mode_none_is_a_plain_sqlite_file(profile: Profile) -> None:
    keys.make_key_file(profile, "none")
    store = Store.open(profile, None)
    plant(store)
    assert not store.encrypted
    store.close()
    assert PLANTED.encode() in files_of(profile)
    with sqlite3.connect(profile.database) as plain:
        assert plain.execute("SELECT me_email FROM sources").fetchone() == (PLANTED,)


def test_durable_settings_hold(store: Store) -> None:
    assert store.row("PRAGMA journal_mode") == ("wal",)
    assert store.row("PRAGMA synchronous") == (2,)
    assert store.row("PRAGMA foreign_keys") == (1,)
    loose = store.rows(
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND strict = 0"
        " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%'"
    )
    assert loose == []


def test_sqlite_utils_works_on_the_same_encrypted_connection(store: Store) -> None:
    plant(store)
    assert [row["me_email"] for row in store.database["sources"].rows] == [PLANTED]


@pytest.mark.parametrize("wrong", [b"\x00" * 32, None])
def test_a_wrong_key_is_refused_and_changes_nothing(
    profile: Profile, key: bytes, wrong: bytes | None
) -> None:
    Store.open(profile, key).close()
    before = profile.database.read_bytes()
    with pytest.raises(ProfileTrouble, match=r"book\.db"):
        Store.open(profile, wrong)
    assert profile.database.read_bytes() == before


def test_a_newer_file_is_refused(profile: Profile, key: bytes) -> None:
    store = Store.open(profile, key)
    store.connection.execute(f"PRAGMA user_version = {migrate.NEWEST + 1}")
    store.close()
    with pytest.raises(ProfileTrouble, match="newer Satchel") as caught:
        Store.open(profile, key)
    assert "Update Satchel" in caught.value.advice


def test_a_database_of_somebody_else_is_refused(profile: Profile) -> None:
    keys.make_key_file(profile, "none")
    with sqlite3.connect(profile.database) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    before = profile.database.read_bytes()
    with pytest.raises(ProfileTrouble, match="not a book"):
        Store.open(profile, None)
    assert profile.database.read_bytes() == before


def test_a_damaged_file_is_refused(profile: Profile, key: bytes) -> None:
    store = Store.open(profile, key)
    plant(store)
    store.close()
    content = bytearray(profile.database.read_bytes())
    content[100:4000] = os.urandom(3900)
    profile.database.write_bytes(content)
    with pytest.raises(ProfileTrouble, match="damaged"):
        Store.open(profile, key)


def test_a_file_that_is_no_database_is_refused(profile: Profile) -> None:
    keys.make_key_file(profile, "none")
    profile.database.write_text("the minutes of the meeting " * 200)
    with pytest.raises(ProfileTrouble, match="damaged"):
        Store.open(profile, None)


def test_no_profile_is_said(profile: Profile) -> None:
    with pytest.raises(ProfileTrouble, match="no book"):
        Store.open(profile, None)


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        half_written(store)
    assert store.row("SELECT detail FROM sources") == ("",)
    with store.writing() as connection:
        connection.execute("UPDATE sources SET detail = 'whole'")
    assert store.row("SELECT detail FROM sources") == ("whole",)


def half_written(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE sources SET detail = 'half'")
        raise ZeroDivisionError


def test_foreign_errors_are_ours(store: Store) -> None:
    with pytest.raises(ProfileTrouble, match="satchel check"):
        store.rows("SELECT nonsense FROM nowhere")


def test_another_connections_commit_moves_the_data_version(
    store: Store, profile: Profile, key: bytes
) -> None:
    before = store.data_version()
    other = Store.open(profile, key)
    with other.writing() as connection:
        connection.execute("UPDATE sources SET detail = 'elsewhere'")
    other.close()
    assert store.data_version() != before


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_files_are_private(store: Store, profile: Profile) -> None:
    plant(store)
    for path in profile.folder.glob("book.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_a_person_gets_a_turn_beside_a_busy_engine(
    store: Store, profile: Profile, key: bytes
) -> None:
    """The engine writes page after page; a save waits for one page, not for all of them."""
    stop, pages = threading.Event(), []

    def engine() -> None:
        busy = Store.open(profile, key)
        while not stop.is_set():
            with busy.writing(person=False) as connection:
                connection.execute("UPDATE sources SET detail = 'page'")
                time.sleep(0.02)
            pages.append(1)
        busy.close()

    thread = threading.Thread(target=engine)
    thread.start()
    try:
        waits = []
        for _ in range(15):
            began, seen = time.perf_counter(), len(pages)
            with store.writing() as connection:
                connection.execute("UPDATE sources SET me_email = 'kept'")
            waits.append(len(pages) - seen)
            time.sleep(0.005 if time.perf_counter() - began > 0.01 else 0.01)
    finally:
        stop.set()
        thread.join()
    # One page may be under way and one may have passed the gate just before us.
    assert max(waits) <= 2
    assert len(pages) > 5


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "some.lock"
    code = (
        "import sys, time; from pathlib import Path; from book.locks import FileLock;"
        "lock = FileLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True);"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdout is not None and child.stdout.readline().strip() == b"held"
        mine = FileLock(path)
        assert not mine.acquire(wait_seconds=0)
        assert not mine.acquire(shared=True, wait_seconds=0.02)
        child.kill()
        child.wait()
        assert mine.acquire(wait_seconds=5)
        mine.release()


def test_shared_locks_stand_beside_each_other(tmp_path: Path) -> None:
    one, two, alone = (FileLock(tmp_path / "some.lock") for _ in range(3))
    assert one.acquire(shared=True, wait_seconds=0) and two.acquire(shared=True, wait_seconds=0)
    assert not alone.acquire(wait_seconds=0)
    one.release()
    two.release()
    assert alone.acquire(wait_seconds=0)
    assert not one.acquire(shared=True, wait_seconds=0)
    alone.release()


def test_a_gate_held_too_long_is_said(store: Store) -> None:
    store.patience_seconds = 0.02
    other = FileLock(store.profile.write_gate)
    with other, pytest.raises(Busy, match="writing"), store.writing():
        pass
    assert not store.somebody_waits()


HOLDING = """
import sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_file_held_by_another_program_is_said_soon_to_a_person(profile: Profile) -> None:
    keys.make_key_file(profile, "none")
    store = Store.open(profile, None)
    assert store.patience_seconds <= 3
    words = [sys.executable, "-c", HOLDING, str(profile.database)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline().strip() == b"held"
        store.patience_seconds = 0.05
        began = time.monotonic()
        with pytest.raises(Busy, match="held by another program"), store.writing():
            pass
        assert time.monotonic() - began < 2
        # The engine has more patience: what a person waits for says nothing of it.
        assert store.rows("PRAGMA busy_timeout") == [(10_000,)]
        other.communicate(timeout=10)
    with store.writing() as connection:
        connection.execute("INSERT INTO sync_log (at, source, level, text) VALUES ('', '', '', '')")
    store.close()
