"""Disk full, disk read-only, file locked: a clear sentence, nothing lost, and work goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import msgspec
import pytest

from book import drafts, outbox
from book.errors import Busy, ProfileTrouble
from book.note_writing import add_note, edit_note
from book.notes import note
from book.profile import Profile
from book.records import AccountId, NoteId
from book.store import Store
from book.task_writing import add_task
from tests.desktop.conftest import Satchel
from tests.faults.desks import RULES, SECRET_WORD, Desk, desk
from tests.faults.disks import Disk, SmallDisk, limited, mounted
from tests.faults.operations import OPERATIONS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no disk to fill there")
DAY = date(2026, 6, 10)
TEXT = f"A long call about {SECRET_WORD}. " * 400
MANY = 400


@pytest.fixture(params=["a small disk", "a limit on files"])
def disk(request, tmp_path) -> Iterator[Disk]:
    if request.param == "a limit on files":
        with limited(tmp_path / "disk") as one:
            yield one
        return
    with mounted(tmp_path / "disk") as small:
        if small is None:
            pytest.skip("nothing can be mounted here; the limit on files stands for it")
        yield small


@pytest.fixture
def one(disk: Disk) -> Iterator[Desk]:
    with desk(disk.folder) as made:
        yield made


def save(one: Desk, text: str = TEXT) -> NoteId:
    number, _ = add_note(one.store, RULES, AccountId(1), subject="Call", body=text, day=DAY)
    return number


def until_full(one: Desk) -> tuple[list[NoteId], ProfileTrouble]:
    """Saves until that fails; what was saved before is on the disk."""
    saved = []
    for _ in range(MANY):
        try:
            saved.append(save(one))
        except ProfileTrouble as trouble:
            return saved, trouble
    raise AssertionError("the disk never was full")


def test_a_save_on_a_full_disk_says_so_and_goes_on_once_there_is_room(one, disk):
    before = save(one)
    disk.fill()
    saved, trouble = until_full(one)
    database = one.store.profile.database
    assert trouble.title == f"{database} cannot be written: the disk is full or fails."
    assert trouble.advice == "Nothing already saved is lost; make room and try again."
    assert SECRET_WORD not in str(trouble)
    # The process lives, what was saved can be read, and nothing of the failed save is there.
    assert {entry.record_id for entry in one.waiting()} == {before, *saved}
    assert note(one.store, before).body == TEXT
    assert len(one.column("notes", "id", "subject = 'Call'")) == len(saved) + 1
    with pytest.raises(ProfileTrouble):
        edit_note(one.store, RULES, before, body=TEXT + "more")
    assert note(one.store, before).body == TEXT
    # The text is still the caller's; once there is room the same call succeeds.
    disk.make_room()
    last = save(one)
    edit_note(one.store, RULES, before, body=TEXT + "more")
    assert one.store.rows("PRAGMA integrity_check") == [("ok",)]
    assert one.send().ok
    assert one.waiting() == []
    there = [found for found in one.service.records("notes") if found["subject"] == "Call"]
    assert len(there) == len({before, *saved, last})
    assert one.column("edits", "count(*)") == [len(saved) + 3]


def test_a_long_note_that_does_not_even_fit_until_its_commit(one, disk):
    """What is too long for the cache is written, and fails, in the middle of the transaction."""
    one.store.connection.execute("PRAGMA cache_size = 10")
    disk.fill()
    with pytest.raises(ProfileTrouble) as caught:
        save(one, TEXT * 65)  # just below the longest note there may be
    assert "the disk is full or fails" in caught.value.title
    assert one.waiting() == []
    disk.make_room()
    number = save(one, TEXT * 20)
    assert note(one.store, number).body == TEXT * 20


def test_a_draft_on_a_full_disk_keeps_what_was_kept(one, disk):
    draft = drafts.begin(one.store, account_id=AccountId(1), body="first words", day=DAY)
    disk.fill()
    until_full(one)
    longer = msgspec.structs.replace(draft, body=TEXT)
    with pytest.raises(ProfileTrouble):
        drafts.save(one.store, longer)
    assert drafts.draft(one.store, draft.id).body == "first words"
    disk.make_room()
    drafts.save(one.store, longer)
    assert drafts.draft(one.store, draft.id).body == TEXT


@pytest.mark.parametrize("name", ["a new note", "a changed note", "a finished task"])
def test_a_sync_on_a_full_disk_ends_with_the_same_sentence_and_loses_nothing(one, disk, name):
    operation = OPERATIONS[name]
    operation.do(one)
    one.service.change("notes", "note-0003", note=f"<p>{TEXT * 20}</p>")
    one.clock.move(minutes=5)
    disk.fill()
    if isinstance(disk, SmallDisk):
        until_full(one)
    with pytest.raises(ProfileTrouble) as caught:
        one.run()
    assert "the disk is full" in caught.value.title
    assert "make room" in caught.value.advice
    assert SECRET_WORD not in str(caught.value)
    assert [entry for entry in one.waiting() if entry.record_id and entry.state != "sent"]
    disk.make_room()
    assert one.run(by_hand=True).ok
    assert one.waiting() == []
    assert operation.there(one) == 1
    body = one.column("notes", "body", "external_id = 'note-0003'")[0]
    assert body.count(SECRET_WORD) == 400 * 20


def filling(disk: Disk) -> httpx.AsyncHTTPTransport:
    """A way to the service that fills the disk at the moment a write was answered."""

    class Filling(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            if request.method == "POST":
                disk.fill()
            return answer

    return Filling(trust_env=False)


def test_a_disk_that_fills_up_between_the_servers_commit_and_ours(one, disk):
    """The answer cannot be kept: the entry stays on its way, and is asked about, not sent again."""
    number = save(one)
    # No room is left in the write-ahead log from earlier.
    one.store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    with pytest.raises(ProfileTrouble):
        one.send(transport=filling(disk))
    (entry,) = one.waiting()
    assert (entry.state, entry.uncertain) == ("sending", True)
    assert note(one.store, number).sync != "synced"
    disk.make_room()
    assert one.run(by_hand=True).ok
    assert one.waiting() == []
    assert note(one.store, number).sync == "synced"
    assert len(one.under("notes", entry.key)) == 1
    assert one.done_there("POST", "/resources/notes") == 1


def test_the_command_line_on_a_full_disk_says_one_sentence_and_exits_4(tmp_path):
    with mounted(tmp_path / "disk") as disk:
        if disk is None:
            pytest.skip("nothing can be mounted here")
        with desk(disk.folder) as one:
            name = one.column("accounts", "name")[0]
        satchel = Satchel(tmp_path, dict(os.environ))
        satchel.profile = disk.folder / "book"
        assert satchel("note", name, "There was room.").status == 0
        disk.fill()
        for words in (("note", name, TEXT), ("task", name, "Send", "--due", "+1d")):
            done = satchel(*words)
            assert done.status == 4
            assert done.out == ""
            (line,) = done.err.splitlines()
            assert line.startswith(f"satchel: {satchel.profile / 'book.db'} ")
            assert "the disk is full" in line
            assert "make room" in line
            assert SECRET_WORD not in line
        disk.make_room()
        assert satchel("check").status == 0
        assert satchel("note", name, TEXT).status == 0
        assert len(satchel("outbox", "--json").json) == 2


def test_a_book_on_a_read_only_disk_says_so(tmp_path):
    with mounted(tmp_path / "disk") as disk:
        if disk is None:
            pytest.skip("nothing can be mounted here")
        with desk(disk.folder) as made:
            number = save(made)
        disk.only_read(yes=True)
        # It used to refuse to open at all; reading does not need a writable disk.
        store = Store.open(Profile(disk.folder / "book"), None, made=True)
        assert store.read_only
        assert note(store, number).body == TEXT
        with pytest.raises(ProfileTrouble) as caught, store.writing() as connection:
            connection.execute("DELETE FROM notes")
        assert "can only be read" in caught.value.title
        store.close()
        disk.only_read(yes=False)
        store = Store.open(Profile(disk.folder / "book"), None, made=True)
        assert note(store, number).body == TEXT
        store.close()


def test_a_file_that_can_only_be_read_takes_no_save(tmp_path):
    """The disk was writable when the book was opened, and is not any more."""
    with desk(tmp_path) as one:
        number = save(one)
        one.store.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(ProfileTrouble) as caught:
            save(one)
        assert caught.value.title == f"{one.store.profile.database} cannot be opened for writing."
        assert "not read-only" in caught.value.advice
        with pytest.raises(ProfileTrouble):
            one.send()
        one.store.connection.execute("PRAGMA query_only = OFF")
        assert one.send().ok
        assert note(one.store, number).sync == "synced"


HOLDING = """
import sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


class Backup:
    """Another program that takes hold of the book's file: locks do not hold inside one process."""

    def __init__(self, one: Desk) -> None:
        words = [sys.executable, "-c", HOLDING, str(one.store.profile.database)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"held\n"

    def end(self) -> None:
        """Lets the file go."""
        self._process.communicate(timeout=10)


@pytest.fixture
def plain(tmp_path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        # How long it waits for others is tried elsewhere.
        made.store.connection.execute("PRAGMA busy_timeout = 50")
        yield made


def test_a_book_that_a_backup_holds_is_busy_and_then_goes_on(plain):
    number = save(plain)
    other = Backup(plain)
    for act in (
        lambda: save(plain),
        lambda: edit_note(plain.store, RULES, number, body="new"),
        lambda: add_task(plain.store, RULES, AccountId(1), "Send", due=DAY),
        lambda: outbox.hold(plain.store, plain.waiting()[0].id),
    ):
        with pytest.raises(Busy) as caught:
            act()
        assert caught.value.title == f"{plain.store.profile.database} is held by another program."
        assert "backup tool" in caught.value.advice
    assert note(plain.store, number).body == TEXT  # reading goes on
    other.end()
    edit_note(plain.store, RULES, number, body="new")
    assert note(plain.store, number).body == "new"
    assert plain.send().ok
    assert plain.waiting() == []


def test_a_sync_beside_a_backup_ends_busy_and_sends_nothing_twice(plain):
    """The file is taken in the moment the service has answered; what it did is not forgotten."""
    number = save(plain)
    held: list[Backup] = []

    class Taking(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            if request.method == "POST" and not held:
                held.append(Backup(plain))
            return answer

    with pytest.raises(Busy):
        plain.send(transport=Taking(trust_env=False))
    (entry,) = plain.waiting()
    assert (entry.state, entry.uncertain) == ("sending", True)
    assert note(plain.store, number).sync == "queued"
    held[0].end()
    assert plain.run(by_hand=True).ok
    assert note(plain.store, number).sync == "synced"
    assert plain.done_there("POST", "/resources/notes") == 1


def test_the_limit_is_lifted_after_a_test():
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    assert soft == hard
    assert os.access(Path.cwd(), os.R_OK)
