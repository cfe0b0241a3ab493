"""Secrets in a keyring, entry by entry: short, long, replaced, half written."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import keyring_asker
from desktop.keyring_asker import PART_BYTES, SERVICE, Trouble, read, remove, write


class Entries:
    """A keyring as a table; may break off after so many writes."""

    def __init__(self, breaks_after: int | None = None) -> None:
        self.kept: dict[str, str] = {}
        self._left = breaks_after

    def get_password(self, service: str, username: str) -> str | None:
        assert service == SERVICE
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        if self._left is not None:
            if self._left == 0:
                raise OSError("power cut")
            self._left -= 1
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=4000))
def test_what_is_written_is_read_and_no_entry_is_too_long(secret: str) -> None:
    entries = Entries()
    write(entries, "p/vitally", secret)
    assert read(entries, "p/vitally") == secret
    assert all(len(value.encode()) <= PART_BYTES for value in entries.kept.values())


class Replaced(Entries):
    """A keyring in which another process replaces a secret while its parts are read."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def get_password(self, service: str, username: str) -> str | None:
        if username.endswith("/1") and self._times:
            left, self._times = self._times - 1, 0  # what it writes itself is left in peace
            write(self, "p/vitally", str(left) * 2500)
            self._times = left
        return super().get_password(service, username)


@pytest.mark.parametrize("times", [1, 3])
def test_a_secret_that_is_replaced_while_it_is_read_is_read_anew(times: int) -> None:
    entries = Replaced(0)
    write(entries, "p/vitally", "x" * 2500)
    entries._times = times
    assert read(entries, "p/vitally") == "0" * 2500


def test_a_secret_whose_part_is_gone_is_none() -> None:
    entries = Entries()
    write(entries, "p/vitally", "x" * 2500)
    del entries.kept[next(name for name in entries.kept if name.endswith("/2"))]
    assert read(entries, "p/vitally") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is a signal elsewhere")
def test_ctrl_c_does_not_reach_a_secret_that_is_being_kept(satchel) -> None:
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "desktop", "key"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=satchel.environment,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for name in ("one", "two"):
        question = {"do": "set", "name": f"p/{name}", "value": "words"}
        process.stdin.write(json.dumps(question).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"values": {}}
        process.send_signal(signal.SIGINT)
    process.stdin.close()
    assert process.wait(20) == 0
    process.stdout.close()


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=5))
def test_replacing_a_secret_leaves_no_old_part_behind(sizes: list[int]) -> None:
    entries = Entries()
    for number, size in enumerate(sizes):
        write(entries, "p/vitally", str(number % 10) * size)
    needed = 1 if sizes[-1] <= PART_BYTES else 1 + -(-sizes[-1] // PART_BYTES)
    assert len(entries.kept) == needed
    assert remove(entries, "p/vitally")
    assert entries.kept == {}


@pytest.mark.parametrize("writes", range(4))
def test_a_write_that_breaks_off_leaves_the_old_secret(writes: int) -> None:
    entries = Entries()
    write(entries, "p/vitally", "a" * 2500)
    broken = Entries(breaks_after=writes)
    broken.kept = dict(entries.kept)
    with pytest.raises(OSError, match="power cut"):
        write(broken, "p/vitally", "b" * 3500)
    assert read(broken, "p/vitally") == "a" * 2500


def test_a_secret_that_looks_like_our_own_mark_is_kept_as_it_is() -> None:
    entries = Entries()
    write(entries, "p/vitally", "satchel-parts:abc:2")
    assert read(entries, "p/vitally") == "satchel-parts:abc:2"


def test_a_missing_part_is_a_missing_secret() -> None:
    entries = Entries()
    write(entries, "p/vitally", "a" * 2500)
    part = next(name for name in entries.kept if name.endswith("/2"))
    del entries.kept[part]
    assert read(entries, "p/vitally") is None


def test_removing_what_is_not_there_says_so() -> None:
    assert remove(Entries(), "p/vitally") is False


def test_a_keyring_that_does_not_keep_is_found_out() -> None:
    class Forgetful(Entries):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    with pytest.raises(Trouble) as told:
        write(Forgetful(), "p/vitally", "secret")
    assert told.value.error["kind"] == "keyring"


def test_an_unknown_question_is_an_error() -> None:
    assert keyring_asker.answer(Entries(), {"do": "list"})["error"]["kind"] == "keyring"
