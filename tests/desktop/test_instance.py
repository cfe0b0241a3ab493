"""One window per profile: who is first, what the second says, what a dead one leaves."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from book.errors import Busy
from book.profile import Profile
from desktop.instance import LONGEST_MESSAGE, Doorbell, first_in, hand_over, socket_name

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def profile(tmp_path: Path, monkeypatch) -> Profile:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    profile = Profile(tmp_path / "book")
    profile.make_folders()
    return profile


@pytest.fixture
def rung(profile: Profile, qapp) -> Iterator[list[str | None]]:
    """What a doorbell on that profile was told."""
    heard: list[str | None] = []
    bell = Doorbell(profile, heard.append)
    heard_server = bell.server
    assert heard_server.isListening()
    yield heard
    bell.close()


@pytest.mark.parametrize("uri", [None, "satchel://account/a17"])
def test_the_first_hears_what_the_second_was_told(profile, rung, qtbot, uri):
    # A process, not a thread: Qt keeps the interpreter to itself while it waits.
    code = (
        "import sys; from pathlib import Path; from book.profile import Profile;"
        "from desktop.instance import hand_over; hand_over(Profile(Path(sys.argv[1])),"
        " *(sys.argv[2:] or [None]))"
    )
    words = [sys.executable, "-c", code, str(profile.folder), *([uri] if uri else [])]
    second = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    qtbot.waitUntil(lambda: rung == [uri], timeout=20_000)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    _, err = second.communicate()
    assert (second.returncode, err) == (0, "")


def test_one_profile_one_window(profile, tmp_path):
    lock = first_in(profile)
    assert lock is not None
    assert first_in(profile) is None
    other = Profile(tmp_path / "other")
    other.make_folders()
    second = first_in(other)
    assert second is not None
    lock.release()
    second.release()
    again = first_in(profile)
    assert again is not None
    again.release()


def test_profiles_have_their_own_sockets_however_they_are_spelt(profile, tmp_path):
    assert socket_name(profile) != socket_name(Profile(tmp_path / "other"))
    assert socket_name(Profile(tmp_path / "x" / ".." / "book")) == socket_name(profile)


@pytest.mark.skipif(os.name != "posix", reason="Unix sockets")
def test_only_this_user_may_ring(profile, rung):
    assert stat.S_IMODE(Path(socket_name(profile)).stat().st_mode) & 0o077 == 0


def test_a_socket_left_by_a_crash_is_replaced(profile, qapp):
    name = Path(socket_name(profile))
    if sys.platform != "win32":
        name.touch()
    bell = Doorbell(profile, lambda _: None)
    assert bell.server.isListening()
    bell.close()
    assert not name.exists()


def test_nobody_answers_is_busy(profile, qapp):
    with pytest.raises(Busy, match="does not answer"):
        hand_over(profile, None, patience=0.3)


@pytest.mark.parametrize("words", [b"garbage\n", b"[1]\n", b'{"uri": 7}\n', b"\xff\xfe\n", b"{}\n"])
def test_nonsense_only_raises_the_window(profile, rung, qtbot, words):
    socket = QLocalSocket()
    socket.connectToServer(socket_name(profile))
    socket.write(words)
    qtbot.waitUntil(lambda: rung == [None], timeout=5000)
    socket.abort()


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ('"gnome-7_TIME12"', "gnome-7_TIME12"),
        ('"a\\nb"', None),
        ("7", None),
        ('"' + "x" * 300 + '"', None),
    ],
)
def test_the_leave_to_come_to_the_front_is_passed_on(
    profile, rung, qtbot, monkeypatch, sent, taken
):
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(profile))
    socket.write(b'{"activation": ' + sent.encode() + b"}\n")
    qtbot.waitUntil(lambda: rung == [None], timeout=5000)
    assert os.environ.pop("XDG_ACTIVATION_TOKEN", None) == taken
    socket.abort()


def test_a_flood_is_cut_off(profile, rung, qtbot):
    socket = QLocalSocket()
    socket.connectToServer(socket_name(profile))
    socket.write(b"x" * (LONGEST_MESSAGE + 10))
    closed = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: socket.state() == closed, timeout=5000)
    assert rung == []


@pytest.mark.skipif(os.name != "posix", reason="pipes elsewhere share a name")
def test_a_name_another_listens_on_is_taken_over(profile, qapp, qtbot):
    other = QLocalServer()
    assert other.listen(socket_name(profile))
    heard: list[str | None] = []
    bell = Doorbell(profile, heard.append)
    socket = QLocalSocket()
    socket.connectToServer(socket_name(profile))
    socket.write(b"{}\n")
    qtbot.waitUntil(lambda: heard == [None], timeout=5000)
    assert not other.hasPendingConnections()
    socket.abort()
    bell.close()
    other.close()


@pytest.mark.skipif(os.name != "posix", reason="a pipe has no file in the way")
def test_a_name_that_cannot_be_had_is_no_crash(profile, qapp):
    inside = Path(socket_name(profile)) / "letter.txt"
    inside.parent.mkdir()
    inside.write_text("mine")
    bell = Doorbell(profile, lambda _: None)
    assert not bell.server.isListening()
    bell.close()
    assert inside.read_text() == "mine"
