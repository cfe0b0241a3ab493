"""Two syncs at once, a sync that is interrupted, and what others on the machine could see of it."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from sync.simulator import DEMO_EMAIL, Simulator
from tests.desktop.processes import alive, children, exposed, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
SECRET = "sk_live_pretend_fedcba9876543210"


@pytest.fixture
def crm() -> Iterator[Simulator]:
    with Simulator(accounts=12, key=SECRET) as simulator:
        yield simulator


@pytest.fixture
def connected(satchel, crm):
    assert satchel("init").status == 0
    words = ["connect", "vitally", "--url", crm.url, "--me", DEMO_EMAIL, "--secret-stdin"]
    assert satchel(*words, said=SECRET).status == 0
    crm.log.clear()
    return satchel


def held_up(crm, satchel, *words):
    """A sync that waits inside its first request, and the process that does it."""
    crm.fault("slow", seconds=3.0)
    process = satchel.start("sync", *words)
    lock = satchel.profile / "sync.lock"
    assert wait_until(lock.exists)
    assert wait_until(lambda: satchel("sync", "--no-wait").status == 1, 3.0)
    return process


def test_no_wait_ends_at_once_with_busy(connected, crm, one_line):
    process = held_up(crm, connected)
    done = connected("sync", "--no-wait", "--json")
    assert done.status == 1
    assert done.json["kind"] == "busy"
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert connected("sync", "--no-wait").status == 0


def test_a_second_sync_waits_says_so_and_then_runs(connected, crm):
    process = held_up(crm, connected, "--json")
    second = connected("sync", "--json")
    assert second.status == 0
    assert "waiting" in second.err
    (one,) = second.json["sources"]
    assert one["requests"] > 0
    assert not any(one["pulled"].values())
    out, _ = process.communicate(timeout=30)
    assert json.loads(out)["sources"][0]["pulled"]["accounts"] > 0


def test_no_secret_in_words_or_environment_of_any_process(connected, crm):
    key = next(
        value
        for name, value in json.loads(connected.keyring.read_text()).items()
        if name.endswith("/database-key")
    )
    crm.fault("slow", seconds=2.0)
    process = connected.start("sync")
    seen: dict[int, bytes] = {}

    def look() -> bool:
        for pid in (process.pid, *children(process.pid)):
            seen[pid] = exposed(pid) or seen.get(pid, b"")
        return process.poll() is not None

    assert wait_until(look, 30)
    assert len([text for text in seen.values() if text]) >= 2, "the keyring's helper was seen too"
    for text in seen.values():
        assert SECRET.encode() not in text
        assert key.encode() not in text
    out, err = process.communicate()
    assert SECRET not in out + err
    assert key not in out + err


def test_ctrl_c_ends_a_sync_with_130_and_the_book_stays_sound(connected, crm):
    crm.fault("slow", seconds=5.0)
    process = connected.start("sync")
    assert wait_until(lambda: crm.log.count or (connected.profile / "sync.lock").exists())
    assert wait_until(lambda: b"sync" in exposed(process.pid))
    assert not wait_until(lambda: process.poll() is not None, 0.5)
    helpers = children(process.pid)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert not any(alive(pid) for pid in helpers)
    assert connected("check").status == 0
    assert connected("sync").status == 0


def interrupted(process, *, again=False):
    """How a process ends when Ctrl-C is pressed, once or until it is gone."""
    process.send_signal(signal.SIGINT)
    while again and process.poll() is None:
        process.send_signal(signal.SIGINT)
        time.sleep(0.005)
    out, err = process.communicate(timeout=20)
    return process.returncode, out, err


@pytest.mark.parametrize("again", [False, True])
def test_ctrl_c_with_json_prints_no_half_document(connected, crm, again):
    crm.fault("slow", seconds=5.0)
    process = connected.start("sync", "--json")
    assert wait_until(lambda: crm.log.count)
    assert interrupted(process, again=again) == (130, "", "")
    assert connected("check", "--json").json["ok"] is True


def test_ctrl_c_while_waiting_for_another_sync(connected, crm):
    first = held_up(crm, connected)
    second = connected.start("sync", "--json")
    line = second.stderr.readline()
    assert "waiting" in line
    assert interrupted(second) == (130, "", "")
    first.communicate(timeout=30)
    assert first.returncode == 0


def test_output_that_nobody_reads_is_no_error_to_shout_about(connected):
    assert connected("sync").status == 0
    process = connected.start("accounts", "--json")
    process.stdout.close()
    assert process.stderr.read() == ""
    process.wait(timeout=20)
    process.stderr.close()
