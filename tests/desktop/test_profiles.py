"""Profiles that do not open, in real processes: each says what, where and what to do, status 4."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import sys
import time

import pytest

from book.locks import FileLock
from book.migrate import APPLICATION_ID

READING = ["status", "accounts", "queue", "due", "sync", "check"]


@pytest.mark.parametrize("command", READING)
def test_without_a_book_every_command_says_how_to_make_one(satchel, one_line, command):
    done = satchel(command, "--json")
    line = one_line(done, 4)
    assert str(satchel.profile) in line
    assert "satchel init" in line
    assert done.json["kind"] == "profile"
    assert not satchel.profile.exists(), "reading makes nothing"


def test_init_makes_a_private_profile_that_opens(satchel):
    assert satchel("init").status == 0
    status = satchel("status", "--json").json
    assert (status["encrypted"], status["accounts"], status["sources"]) == (True, 0, [])
    assert status["profile"] == str(satchel.profile)
    assert satchel("queue", "--json").json == []
    if sys.platform != "win32":
        for path in (satchel.profile, *satchel.profile.rglob("*")):
            wanted = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_init_twice_is_refused_and_touches_nothing(satchel, one_line):
    satchel("init")
    before = {path.name: path.stat().st_mtime_ns for path in satchel.profile.iterdir()}
    assert "already" in one_line(satchel("init", "--encryption", "none"), 2)
    assert {p.name: p.stat().st_mtime_ns for p in satchel.profile.iterdir()} == before


def test_the_profile_is_named_by_option_or_environment(satchel, tmp_path):
    other = tmp_path / "elsewhere"
    command = satchel.command("status", "--json")
    assert command.index("--profile") < command.index("status")
    assert satchel("init", "--encryption", "none").status == 0
    words = [word for word in command if word not in ("--profile", str(satchel.profile))]
    satchel.command = lambda *more: [*words[:4], *more]  # the same, but nothing said
    done = satchel("init", "--encryption", "none", SATCHEL_PROFILE=str(other))
    assert done.status == 0, done
    assert (other / "book.db").exists()
    assert satchel("status", "--json", SATCHEL_PROFILE=str(other)).json["profile"] == str(other)


def test_a_passphrase_opens_what_it_made(satchel, one_line):
    phrase = "correct horse öß"
    made = satchel("init", "--encryption", "passphrase", SATCHEL_PASSPHRASE=phrase)
    assert made.status == 0, made
    assert satchel("status", "--json", SATCHEL_PASSPHRASE=phrase).json["encrypted"] is True
    line = one_line(satchel("status", SATCHEL_PASSPHRASE="wrong horse"), 4)
    assert "wrong horse" not in line
    assert "SATCHEL_PASSPHRASE" in one_line(satchel("status"), 4)
    for path in satchel.profile.rglob("*"):
        assert path.is_dir() or phrase.encode() not in path.read_bytes()
    assert not satchel.keyring.exists(), "a passphrase needs no keyring"


def test_init_without_a_usable_keyring_makes_nothing(satchel, one_line):
    fail = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    line = one_line(satchel("init", **fail), 3)
    assert "passphrase" in line
    assert not satchel.profile.exists()
    assert satchel.with_keyring("Forgetful")("init").status == 3
    assert not satchel.profile.exists()


def test_a_locked_keyring_is_given_up_within_five_seconds(satchel, one_line):
    satchel("init")
    assert "locked" in one_line(satchel.with_keyring("Locked")("status"), 3)
    began = time.monotonic()
    done = satchel.with_keyring("Waiting")("status", "--json")
    assert time.monotonic() - began < 10
    assert "5 seconds" in one_line(done, 3)
    assert done.json["kind"] == "keyring"


def test_a_key_that_the_keyring_lost_is_status_3(satchel, one_line):
    satchel("init")
    satchel.keyring.write_text("{}")
    assert "holds no key" in one_line(satchel("status"), 3)


def test_the_key_of_another_book_does_not_open_this_one(satchel, one_line):
    satchel("init")
    kept = json.loads(satchel.keyring.read_text())
    satchel.keyring.write_text(json.dumps(dict.fromkeys(kept, "ab" * 32)))
    before = (satchel.profile / "book.db").read_bytes()
    assert "key" in one_line(satchel("status"), 4)
    satchel.keyring.write_text(json.dumps(dict.fromkeys(kept, "not hex")))
    assert "not a key" in one_line(satchel("status"), 3)
    assert (satchel.profile / "book.db").read_bytes() == before


def scribble(path):
    path.write_bytes(b"\x00garbage" * 20_000)


def cut_off(path):
    path.write_bytes(path.read_bytes()[:5000])


def of_somebody_else(path):
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (id INTEGER)")
    other.close()


def newer(path):
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (scribble, "damaged"),
        (cut_off, "damaged"),
        (of_somebody_else, "not a book of Satchel"),
        (newer, "newer Satchel"),
    ],
)
def test_a_file_that_is_not_a_usable_book(plain, spoil, words):
    database = plain.profile / "book.db"
    for beside in ("book.db-wal", "book.db-shm"):
        (plain.profile / beside).unlink(missing_ok=True)
    spoil(database)
    before = database.read_bytes()
    done = plain("check", "--json")
    assert done.status == 4, done
    assert words in done.err
    assert "Traceback" not in done.err
    assert database.read_bytes() == before, "a book that does not open is not touched"


def test_a_damaged_key_file_is_said(plain, one_line):
    (plain.profile / "key.toml").write_text("mode = ")
    assert "key.toml" in one_line(plain("status"), 4)


def test_a_profile_held_alone_by_another_is_waited_for_and_then_refused(plain, one_line):
    lock = FileLock(plain.profile / "profile.lock")
    assert lock.acquire()
    try:
        assert "to itself" in one_line(plain("status"), 4)
    finally:
        lock.release()
    assert plain("status").status == 0


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(satchel, one_line):
    satchel.profile.parent.chmod(0o500)
    try:
        line = one_line(satchel("init", "--encryption", "none"), 4)
    finally:
        satchel.profile.parent.chmod(0o700)
    assert f"{satchel.profile} cannot be made" in line
    assert not satchel.profile.exists()


def test_a_file_in_the_folders_place_is_said(satchel, one_line):
    satchel.profile.write_text("not a folder")
    assert f"{satchel.profile} cannot be made" in one_line(
        satchel("init", "--encryption", "none"), 4
    )
    assert satchel.profile.read_text() == "not a folder"


@pytest.mark.parametrize("mode", ["none", "keyring"])
def test_check_finds_a_sound_book_and_a_flipped_byte(satchel, mode):
    satchel("init", "--encryption", mode)
    done = satchel("check")
    assert done.status == 0
    assert done.out.startswith("ok")
    database = satchel.profile / "book.db"
    content = bytearray(database.read_bytes())
    middle = len(content) // 2
    for at in range(middle, middle + 4096):
        content[at] ^= 0x5A
    database.write_bytes(bytes(content))
    assert satchel("check").status == 4


def test_init_in_a_folder_with_other_files_leaves_them_on_failure(satchel):
    satchel.profile.mkdir()
    (satchel.profile / "letter.txt").write_text("mine")
    assert satchel.with_keyring("Forgetful")("init").status == 3
    assert [path.name for path in satchel.profile.iterdir()] == ["letter.txt"]
    shutil.rmtree(satchel.profile)


def emptied(path):
    path.write_bytes(b"")


def removed(path):
    path.unlink()


@pytest.mark.parametrize("lose", [emptied, removed])
def test_a_book_that_is_gone_is_said_and_no_empty_one_takes_its_place(plain, one_line, lose):
    for beside in ("book.db-wal", "book.db-shm"):
        (plain.profile / beside).unlink(missing_ok=True)
    lose(plain.profile / "book.db")
    for command in ("queue", "sync", "check"):
        assert "missing or empty" in one_line(plain(command), 4)
    left = plain.profile / "book.db"
    assert not left.exists() or left.stat().st_size == 0


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        ("", "--profile is empty"),
        ("  ", "--profile is empty"),
        ("~nobody-of-this-name/book", "~nobody-of-this-name/book means is not known"),
    ],
)
def test_a_profile_that_names_no_folder_is_refused(plain, one_line, folder, words):
    before = set(plain.profile.parent.rglob("*"))
    plain.command = lambda *words: [
        sys.executable, "-P", "-m", "desktop", "--profile", folder, *words,
    ]  # fmt: skip
    assert words in one_line(plain("status", HOME=str(plain.profile.parent)), 2)
    assert set(plain.profile.parent.rglob("*")) == before, "nothing was made in its place"


@pytest.mark.skipif(os.name != "posix", reason="folders elsewhere may have longer names")
def test_a_folder_name_that_no_disk_takes_is_said(satchel, one_line):
    satchel.profile = satchel.profile.parent / ("x" * 300)
    line = one_line(satchel("init", "--encryption", "none"), 4)
    assert f"{satchel.profile} cannot be looked into" in line
    assert list(satchel.profile.parent.iterdir()) == []


def test_a_key_file_that_cannot_be_written_is_said_and_nothing_is_left(satchel, one_line):
    (satchel.profile / "key.new").mkdir(parents=True)  # in the way of the draft
    assert "key.toml" in one_line(satchel("init", "--encryption", "none"), 4)
    assert [path.name for path in satchel.profile.iterdir()] == ["key.new"]
