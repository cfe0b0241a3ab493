"""A profile on a disk that takes no writes: commands that read do so, the others say why not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from book import note_writing
from book.profile import Profile
from book.records import AccountId
from book.rules import load
from book.store import Store
from desktop.commands.opened import today
from tests.desktop.book_at_hand import fill
from tests.desktop.conftest import Satchel
from tests.faults.disks import mounted

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
READING = [
    "accounts",
    "account a1",
    "queue",
    "due",
    "outbox",
    "outbox --all",
    "conflicts",
    "status",
    "check",
]
WRITING = [
    "note a1 Words",
    "edit n1 Words",
    "task a1 Call --due fri",
    "done t1",
    "snooze t1 2026-12-09",
    "stage a1 3a",
    "mark a1 booked",
    "outbox hold o1",
    "outbox discard o1",
    "undo",
    "sync",
    "disconnect vitally",
]


@pytest.fixture(scope="module")
def shut(
    satchel_in: Callable[[Path], Satchel], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Satchel]:
    """A small book on a disk that was made read-only."""
    folder = tmp_path_factory.mktemp("shut")
    with mounted(folder / "disk") as disk:
        if disk is None and os.geteuid() == 0:
            pytest.skip("modes do not bind root, and nothing can be mounted here")
        satchel = satchel_in(folder)
        satchel.profile = folder / "disk" / "book"
        assert satchel("init", "--encryption", "none").status == 0
        with closing(Store.open(Profile(satchel.profile), None)) as store:
            fill(store)
            note_writing.add_note(store, load(), AccountId(1), body="Words", day=today())
        if disk is not None:
            disk.only_read(yes=True)
        else:
            for path in satchel.profile.iterdir():
                path.chmod(path.stat().st_mode & ~0o222)
            satchel.profile.chmod(0o500)
        yield satchel
        if disk is None:
            satchel.profile.chmod(0o700)


@pytest.mark.parametrize("words", READING)
def test_what_reads_works_and_says_nothing_else(shut: Satchel, words: str) -> None:
    done = shut(*words.split(), "--json")
    assert (done.status, done.err) == (0, ""), done
    assert isinstance(done.json, list | dict)
    assert shut(*words.split()).status == 0


def test_status_says_that_nothing_can_be_written(shut: Satchel) -> None:
    assert shut("status", "--json").json["read_only"] is True
    assert "(not encrypted, can only be read here)" in shut("status").out


@pytest.mark.parametrize("words", WRITING)
def test_what_writes_says_why_it_cannot(shut: Satchel, one_line, words: str) -> None:
    done = shut(*words.split(), "--json", said="Words\n")
    line = one_line(done, 4)
    assert "writ" in line
    assert done.json["kind"] == "profile"
