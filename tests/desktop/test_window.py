"""The window as a real process without a screen: painted, synced, raised, closed, no orphans."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.start_trace import VARIABLE
from sync.simulator import DEMO_EMAIL, Simulator
from tests.desktop.processes import alive, children, exposed, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SECRET = "sk_live_pretend_window_00112233"
BEFORE_PAINT = {
    "asyncio", "cryptography", "httpx", "keyring", "markdown_it", "qasync",
    "sqlite_utils", "starlette", "PySide6.QtNetwork", "desktop.command_line", "sync.engine",
    # A command whose `enabled` asks for the acts too early loads all of these at once.
    "ui.writing.acts", "ui.note.page", "ui.mail.page", "ui.capture.window", "ui.palette.palette",
}  # fmt: skip


@pytest.fixture
def crm() -> Iterator[Simulator]:
    with Simulator(accounts=12, key=SECRET) as simulator:
        yield simulator


class Window:
    """A running window, and what can be seen of it from outside."""

    def __init__(self, satchel, *words: str, **environment: str) -> None:
        self.trace = satchel.profile.parent / "trace.json"
        self.trace.unlink(missing_ok=True)
        self.satchel = satchel
        self.process = satchel.start(*words, **{VARIABLE: str(self.trace), **environment})
        self.ended_in = 0.0

    def painted(self) -> dict:
        """What the start wrote at its first paint."""
        there = wait_until(lambda: self.trace.exists() or self.process.poll() is not None, 40)
        assert there and self.trace.exists(), self.process.communicate(timeout=5)
        return json.loads(self.trace.read_text())

    def quit(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        """Ends it as the system would; returns status and what it said."""
        began = time.monotonic()
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=20)
        self.ended_in = time.monotonic() - began
        return self.process.returncode, err


@pytest.fixture
def windows(satchel):
    """Opens windows and makes sure that none outlives its test."""
    opened: list[Window] = []

    def open_one(*words: str, **environment: str) -> Window:
        opened.append(Window(satchel, *words, **environment))
        return opened[-1]

    yield open_one
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()


def connect(satchel, crm):
    words = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin"]
    assert satchel(*words, said=SECRET).status == 0


def test_painted_before_anything_heavy_is_loaded(satchel, windows):
    satchel("init")  # encrypted, with its key in a keyring
    seen = windows().painted()
    assert BEFORE_PAINT & set(seen["modules"]) == set()
    stages = seen["reached"]
    order = ["main", "application", "key", "book", "window", "painted"]
    assert sorted(stages, key=stages.__getitem__) == order


def test_the_engine_fills_the_book_and_everything_ends_together(satchel, crm, windows):
    satchel("init")
    connect(satchel, crm)
    window = windows()
    window.painted()
    pids: set[int] = set()

    def synced() -> bool:
        pids.update(children(window.process.pid))
        return satchel("status", "--json").json["sources"][0]["last_success"] is not None

    assert wait_until(synced, 40)
    assert len(satchel("queue", "--json").json) == 12
    key = [v for k, v in json.loads(satchel.keyring.read_text()).items() if "database" in k]
    for pid in (*pids, window.process.pid):
        assert SECRET.encode() not in exposed(pid)
        assert key[0].encode() not in exposed(pid)
    status, err = window.quit()
    assert status == 0, err
    assert window.ended_in < 2
    assert pids, "an engine was seen"
    assert wait_until(lambda: not any(map(alive, pids)), 5)
    assert not (satchel.profile / "logs" / "faults.log").exists()


def test_quitting_in_the_middle_of_a_sync_takes_less_than_two_seconds(satchel, crm, windows):
    satchel("init", "--encryption", "none")
    connect(satchel, crm)
    crm.log.clear()
    crm.fault("slow", seconds=20.0, times=50)
    window = windows()
    window.painted()
    assert wait_until((satchel.profile / "sync.lock").exists)
    assert wait_until(lambda: children(window.process.pid))
    pids = children(window.process.pid)
    status, err = window.quit()
    assert (status, window.ended_in < 3) == (0, True), err
    assert wait_until(lambda: not any(map(alive, pids)), 5)


def test_the_engine_ends_when_its_window_is_killed(satchel, crm, windows):
    satchel("init", "--encryption", "none")
    connect(satchel, crm)
    crm.fault("slow", seconds=20.0, times=50)
    window = windows()
    window.painted()
    assert wait_until(lambda: children(window.process.pid))
    pids = children(window.process.pid)
    window.quit(signal.SIGKILL)
    assert wait_until(lambda: not any(map(alive, pids)), 10)
    # The lock and the socket of the dead one are no obstacle.
    again = windows()
    again.painted()
    assert again.quit()[0] == 0


def test_a_second_start_hands_over_and_ends(satchel, windows):
    satchel("init", "--encryption", "none")
    first = windows()
    first.painted()
    done = satchel("open", "satchel://queue")
    assert (done.status, done.out) == (0, "")
    assert satchel().status == 0
    assert satchel("open", "satchel://nowhere/at/all").status == 2
    assert first.process.poll() is None
    assert first.quit()[0] == 0


def test_the_command_line_works_beside_the_window(satchel, crm, windows):
    satchel("init", "--encryption", "none")
    window = windows()
    window.painted()
    connect(satchel, crm)
    assert satchel("sync").status == 0
    row = satchel("queue", "--json").json[0]
    assert satchel("mark", row["account_id"], "contacted").status == 0
    assert satchel("check").status == 0
    assert window.process.poll() is None
    assert window.quit()[0] == 0


def test_nothing_is_made_where_there_is_no_book(satchel, windows):
    window = windows()
    assert not wait_until(lambda: window.process.poll() is not None, 2.0)
    assert not satchel.profile.exists()
    window.process.send_signal(signal.SIGTERM)
    window.process.communicate(timeout=10)


def test_a_book_that_does_not_open_is_said_with_its_status(satchel, windows, one_line):
    satchel("init", "--encryption", "none")
    (satchel.profile / "book.db").write_bytes(b"\x00garbage" * 20_000)
    done = satchel()
    assert done.status == 4
    assert "damaged" in done.err
    satchel.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    (satchel.profile / "key.toml").write_text('profile = "00"\nmode = "keyring"\nsample = false\n')
    assert satchel().status == 3


def test_without_a_screen_it_says_so_instead_of_aborting(satchel, one_line):
    satchel("init", "--encryption", "none")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        satchel.environment.pop(name, None)
    assert "no screen" in one_line(satchel(), 2)
    assert "no screen" in one_line(satchel("demo"), 2)


def test_the_helper_of_the_keyring_does_not_stay(satchel, windows):
    satchel("init")
    window = windows()
    window.painted()
    assert wait_until(lambda: not children(window.process.pid), 15)
    assert window.quit()[0] == 0


def test_from_another_folder_with_modules_of_our_names(satchel, windows, tmp_path):
    trap = tmp_path / "book"
    trap.mkdir()
    (trap / "__init__.py").write_text("raise SystemExit('the wrong book')")
    satchel("init", "--encryption", "none")
    window = windows()
    window.painted()
    assert window.quit()[0] == 0


def test_the_trace_variable_is_the_only_way_to_a_trace(satchel, tmp_path):
    assert VARIABLE not in os.environ
    code = "from desktop.start_trace import StartTrace as T; t = T(); t.reach('x'); t.finish()"
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)
    assert list(tmp_path.iterdir()) == []
