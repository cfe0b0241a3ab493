"""Many processes on one book at once: nothing is lost, nothing is doubled, nobody waits long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from book import outbox
from book.note_writing import add_note
from book.profile import Profile
from book.records import AccountId
from book.store import Store
from tests.conftest import DEEP
from tests.desktop.conftest import Satchel
from tests.desktop.done import Done
from tests.faults.crashes import new_book
from tests.faults.crms import ROOT, Crm, ours
from tests.faults.desks import RULES
from tests.faults.faces import MAIN
from tests.faults.looks import TellingFaults
from tests.faults.phases import ALIVE, Phases, TimedStore

KEY = "sk_live_pretend_0123456789abcdef"
DAY = date(2026, 6, 10)
QUEUED = 12
BULK = 8_000 if DEEP else 3_000
OFTEN = MAIN if DEEP else ("vitally",)
"""The services of the tests that say nothing of a service, and are long."""


@pytest.fixture
def crm(face) -> Iterator[Crm]:
    made = face.full(8, KEY)
    made.service.faults = TellingFaults()
    with made.service:
        yield made


@pytest.fixture
def satchel(tmp_path, crm) -> Satchel:
    """The real program on a book that was synced once."""
    one = Satchel(tmp_path, dict(os.environ))
    assert one("init", "--encryption", "none").status == 0
    assert one(*crm.words(), "--secret-stdin", said=KEY).status == 0
    assert one("sync").status == 0
    return one


def all_at_once(one: Satchel, *lines: tuple[str, ...]) -> list[Done]:
    """Starts every command before the first has ended; how each of them ended."""
    processes = [one.start(*words) for words in lines]
    ended = []
    for process in processes:
        out, err = process.communicate(timeout=60)
        ended.append(Done(process.returncode, out, err))
    return ended


def not_a_fault(done: Done) -> bool:
    """Whether a command did its work; one that did not says that others were at it."""
    assert "Traceback" not in done.err, done.err
    if done.status == 0:
        return True
    assert done.status == 1, done
    assert "Another Satchel" in done.err or "held by another program" in done.err, done.err
    return False


def created(crm: Crm) -> Counter[str]:
    """How often each record was made at the service."""
    return crm.created(crm.service.requests())


def test_two_syncs_in_the_same_instant_send_each_write_once(satchel, crm):
    store = Store.open(Profile(satchel.profile), None)
    homes = [AccountId(row[0]) for row in store.rows("SELECT id FROM accounts LIMIT 4")]
    for number in range(QUEUED):
        home = homes[number % len(homes)]
        add_note(store, RULES, home, subject=f"Both {number}", body="words", day=DAY)
    keys = {entry.key for entry in outbox.entries(store)}
    store.close()
    place = crm.place("a new note")
    # So that they do meet.
    crm.service.fault("slow", place.path, method=place.method, seconds=1.5)
    ended = all_at_once(satchel, ("sync", "--json"), ("sync", "--json"))
    assert all(not_a_fault(done) for done in ended)
    assert [("waiting for it to end" in done.err) for done in ended].count(True) == 1
    pushed = [done.json["sources"][0]["pushed"] for done in ended]
    assert sum(pushed) == QUEUED
    assert created(crm) == dict.fromkeys(keys, 1)
    assert ours(crm, "note").keys() == keys
    assert satchel("outbox", "--json").json == []


@pytest.mark.parametrize("face", OFTEN, indirect=True)
def test_six_command_lines_and_two_syncs_at_once(satchel, crm):
    names = [one["id"] for one in satchel("accounts", "--json").json[:4]]
    lines = [
        ("note", names[0], "said one", "--subject", "At once 1"),
        ("sync", "--json"),
        ("note", names[1], "said two", "--subject", "At once 2"),
        ("note", names[0], "said three", "--subject", "At once 3"),
        ("task", names[2], "At once 4", "--due", "+3d"),
        ("sync", "--json"),
        ("mark", names[3], "contacted"),
        ("outbox", "--json"),
    ]
    ended = all_at_once(satchel, *lines)
    did = [not_a_fault(done) for done in ended]
    busy = did.count(False)
    assert satchel("sync").status == 0
    wanted = Counter({
        f"At once {number}": 1
        for number, at in ((1, 0), (2, 2), (3, 3), (4, 4))
        if did[at]
    })  # fmt: skip
    there = Counter(one.title for one in crm.records("note"))
    there.update(one.title for one in crm.records("task"))
    assert {name: there[name] for name in wanted} == wanted
    assert {name for name in there if name.startswith("At once")} == set(wanted)
    assert set(created(crm).values()) == {1}
    assert satchel("outbox", "--json").json == []
    assert satchel("check").status == 0
    print(f"\neight processes at once: {busy} said that another was at it")
    # A person's save waits its turn for ten seconds before it gives up, so none of these need to.
    assert busy == 0


def percentile(values: list[float], share: float) -> float:
    """That share of the values is not larger."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


@pytest.mark.skipif(sys.platform == "win32", reason="its clock is not one for all processes")
@pytest.mark.parametrize("face", OFTEN, indirect=True)
def test_a_save_beside_a_long_sync_never_waits_for_more_than_one_page(tmp_path, face):
    profile, shared, said = Profile(tmp_path / "book"), tmp_path / "phases", tmp_path / "said"
    crm = face.launched(4, bulk=BULK)
    with crm.service:
        new_book(profile, crm).close()
        store = TimedStore.open(profile, None)
        assert isinstance(store, TimedStore)
        phases = Phases(shared)
        words = ["fetch", profile.folder, shared, said, crm.name, crm.service.key, 0]
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", *map(str, words)], cwd=ROOT
        )
        try:
            home = first_account(store, child)
            store.turns.clear()
            while child.poll() is None:
                add_note(store, RULES, home, subject="Beside", body="words", day=DAY)
                time.sleep(0.003)
        finally:
            child.kill()
            child.wait()
        assert phases[ALIVE]
        kept = len(store.rows("SELECT 1 FROM notes WHERE subject = 'Beside'"))
        saves = list(store.turns)
        store.close()
    told = json.loads(said.read_text())
    assert told["ok"]
    assert kept == len(saves)
    pages = [(began, over) for _, began, over in told["turns"]]
    during = [one for one in saves if any(begun < one[0] < over for begun, over in pages)]
    # Of the transactions that stood between a save and its turn, at most one began after it asked:
    # the one that was through the gate already.
    passed_over = [
        sum(asked < begun and over <= began for begun, over in pages) for asked, began, _ in saves
    ]
    took = [over - asked for asked, _, over in saves]
    waited = [began - asked for asked, began, _ in saves]
    longest = max(over - begun for begun, over in pages)
    print(
        f"\n{len(saves)} saves beside {len(pages)} pages, {len(during)} of them during one:"
        f" save p50 {percentile(took, 0.5) * 1000:.1f} ms, p99 {percentile(took, 0.99) * 1000:.1f}"
        f" ms, longest wait {max(waited) * 1000:.1f} ms; longest page {longest * 1000:.1f} ms"
    )
    assert len(saves) >= 20
    assert during, "no save ever met a page"
    assert max(passed_over) <= 1


def first_account(store: Store, child: subprocess.Popen[bytes]) -> AccountId:
    """Waits for the first page and takes an account from it."""
    while child.poll() is None:
        found = store.row("SELECT id FROM accounts LIMIT 1")
        if found is not None:
            return AccountId(found[0])
        time.sleep(0.005)
    raise AssertionError("the child brought no account")
