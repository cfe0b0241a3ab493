"""The commands that write, as real processes: beside each other, at a terminal, broken off."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from book.profile import Profile
from book.store import Store
from tests.desktop.book_at_hand import fill
from tests.desktop.processes import wait_until


@pytest.fixture
def kept(satchel):
    """A book whose key is in the keyring, with an account, and no secret of any source."""
    assert satchel("init").status == 0
    secrets = json.loads(satchel.keyring.read_text())
    (key,) = (value for name, value in secrets.items() if name.endswith("/database-key"))
    with closing(Store.open(Profile(satchel.profile), bytes.fromhex(key))) as store:
        fill(store)
    return satchel


def test_a_real_process_needs_no_secret_but_the_key_of_the_book(kept, one_line):
    done = kept("note", "Alder", "--subject", "Call with Kim", said="Über Zäune\n")
    assert (done.status, done.out, done.err) == (0, "n3\n", "")
    (entry,) = kept("outbox", "--json").json
    assert entry["summary"] == "Add the note “Call with Kim” to Alder Robotics"
    assert kept("outbox", "discard", entry["id"]).status == 0
    assert "is no entry" in one_line(kept("outbox", "hold", entry["id"]), 2)
    assert kept("check").status == 0


def test_several_command_lines_at_once_lose_and_double_nothing(kept):
    running = [kept.start("note", "a1", f"Note {at}") for at in range(6)]
    printed = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 6, printed
    made = {out.strip() for out, _ in printed}
    assert len(made) == 6
    entries = kept("outbox", "--json").json
    assert {one["record_id"] for one in entries} == made
    bodies = sorted(one["body"] for one in kept("account", "a1", "--json").json["notes"])
    assert [body for body in bodies if body.startswith("Note")] == [f"Note {n}" for n in range(6)]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("words", [["note", "a1"], ["note", "a1", "-"], ["edit", "n1"]])
def test_at_a_terminal_lines_are_asked_for_until_ctrl_d(kept, words):
    import pty

    here, there = pty.openpty()
    process = subprocess.Popen(
        kept.command(*words),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=there,
        env=kept.environment,
        cwd=kept.profile.parent,
    )
    os.close(there)
    asked = b""
    while b"ends it." not in asked:
        asked += os.read(here, 1000)
    os.write(here, b"Line one\nLine two\n\x04")
    out, _ = process.communicate(timeout=30)
    os.close(here)
    assert process.returncode == 0, out
    assert b"Ctrl-D" in asked
    number = "n3" if words[0] == "note" else "n1"
    found = {one["id"]: one for one in kept("account", "a1", "--json").json["notes"]}
    assert found[number]["body"] == "Line one\nLine two"


def open_files(process: int) -> set[str]:
    """The names of what a process has open; what it closes meanwhile is left out."""
    names = set()
    for one in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            names.add(one.readlink().name)
    return names


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_while_a_text_is_waited_for_prints_nothing_and_writes_nothing(kept):
    process = subprocess.Popen(
        kept.command("note", "a1", "--json"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=kept.environment,
        cwd=kept.profile.parent,
    )
    assert wait_until(lambda: "book.db" in open_files(process.pid))
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=20) == (b"", b"")
    assert process.returncode == 130
    assert kept("outbox", "--json").json == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_ctrl_d_where_a_secret_is_asked_for_is_an_empty_one(kept):
    import pty

    here, there = pty.openpty()
    process = subprocess.Popen(
        kept.command("connect", "vitally", "--me", "ida@pebble.example", "--url", "http://[::1]:9"),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=there,
        env=kept.environment,
        cwd=kept.profile.parent,
        start_new_session=True,
    )
    os.close(there)
    asked = b""
    while b"not shown" not in asked:
        asked += os.read(here, 1000)
    os.write(here, b"\x04")
    out, _ = process.communicate(timeout=30)
    asked += os.read(here, 1000)
    os.close(here)
    assert (process.returncode, out) == (3, b"")
    assert b"empty" in asked
    assert b"Traceback" not in asked
