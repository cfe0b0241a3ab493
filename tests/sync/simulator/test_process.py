"""The simulator as a process: one line, the same controls, and an end when its parent ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sync.simulator import DEMO_KEY, launch
from tests.sync.simulator.walking import pages, walk

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "sync.simulator"]


@pytest.fixture(scope="module")
def crm():
    with launch(seed=3, accounts=8, now="2026-03-18T09:30:00+00:00", folder=ROOT) as process:
        yield process


def test_it_serves_the_sample_book_of_its_moment(crm, ask):
    client = ask(crm)
    accounts = walk(client, "/resources/accounts", status="activeOrChurned")
    assert len(accounts) == 12
    assert max(one["updatedAt"] for one in accounts) <= "2026-03-18T09:30"
    assert accounts == sorted(accounts, key=lambda one: one["updatedAt"], reverse=True)


def test_its_controls_are_those_of_the_thread(crm, ask):
    client = ask(crm)
    made = crm.add("accounts", name="Joined")
    crm.change("accounts", made, name="Renamed")
    assert client.get(f"/resources/accounts/{made}").json()["name"] == "Renamed"
    crm.remove("accounts", made)
    assert client.get(f"/resources/accounts/{made}").status_code == 404
    note = crm.records("notes")[0]["id"]
    crm.archive("notes", note)
    assert client.get(f"/resources/notes/{note}").json()["archivedAt"]
    assert crm.requests(f"/resources/accounts/{made}", "GET")[-1].status == 404
    crm.fault("status", "/resources/admins", status=502)
    assert client.get("/resources/admins").status_code == 502
    assert crm.advance() > 0
    with pytest.raises(httpx.HTTPStatusError):
        crm.remove("accounts", "nobody")


def test_bulk_takes_the_samples_place_and_has_no_budget(ask):
    with launch(bulk=350, rate_limit=None, folder=ROOT) as crm:
        got = pages(ask(crm), "/resources/accounts")
    assert [len(page["results"]) for page in got] == [100, 100, 100, 50]


def test_it_ends_when_its_standard_input_closes():
    process = subprocess.Popen(
        [*COMMAND, "--accounts", "1"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        ready = json.loads(process.stdout.readline() if process.stdout else b"")
        assert ready["url"].startswith("http://127.0.0.1:")
        assert ready["pid"] == process.pid
        assert ready["key"] == DEMO_KEY
        rest, _ = process.communicate(timeout=10)
        assert rest == b""
    assert process.returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no way to ask for a process there")
def test_it_ends_when_the_named_parent_is_gone():
    parent = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    words = [*COMMAND, "--accounts", "1", "--parent-pid", str(parent.pid)]
    child = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with parent, child:
        assert child.stdout
        assert child.stdout.readline()
        parent.communicate(b"\n", timeout=10)
        assert child.wait(timeout=10) == 0


def test_a_start_that_fails_says_so(tmp_path):
    with pytest.raises(RuntimeError, match="status 2"):
        launch(accounts=1, command=(*COMMAND, "--no-such-option"), folder=ROOT, quiet=True)
