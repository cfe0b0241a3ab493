"""Two children at work on one book, killed at a moment of our choosing, and what must hold then.

A parent that syncs afterwards stands for a person who comes back a while later: what a service
shows late is there by then, so the waits for that are passed over.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from book import conflicts, outbox, sources
from book.profile import Profile
from book.rules import load
from book.store import Store
from sync import engine
from tests.faults.child import at_once
from tests.faults.crms import ROOT, Crm, ours
from tests.faults.phases import (
    ALIVE,
    ANSWERED,
    HALT,
    HALTED,
    READING,
    TRANSACTION,
    WRITING,
    Phases,
)
from tests.new_books import lay_plain

ROLES: Final = ("sync", "save")
TRANSACTIONS: Final = "an open write transaction"
REQUESTS: Final = "a request under way"
GAPS: Final = "the gap between the server's commit and ours"
CLASSES: Final = (TRANSACTIONS, REQUESTS, GAPS)
AIMS: Final = {
    TRANSACTIONS: (("save", TRANSACTION), ("save", TRANSACTION), ("sync", TRANSACTION)),
    REQUESTS: (("sync", WRITING), ("sync", WRITING), ("sync", READING)),
    GAPS: (("sync", ANSWERED),),
    "anything": (("save", None), ("sync", None)),
}
"""Who is killed, and while doing what; None is any moment whatever of its work."""
_PATIENCE_SECONDS: Final = 20.0
_INSIDE_SECONDS: Final = 0.002
"""A kill comes at most so long after the phase it aims at was seen to begin: about as long as a
transaction or a request lasts, so that it hits any part of one, and sometimes just misses it."""
RULES = load()


class Crashes:
    """A book, a service in a process, and the children at work between them."""

    def __init__(self, folder: Path, crm: Crm, seed: int) -> None:
        self.folder = folder
        self.crm = crm
        self._secrets = {crm.name: crm.service.key}
        self.chance = random.Random(seed)
        self.profile = Profile(folder / "book")
        self.hit: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.kills = 0
        self.saves = 0
        self._phases = {role: Phases(folder / f"{role}.phases") for role in ROLES}
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._labels: dict[str, str | None] = {}
        store = new_book(self.profile, crm)
        report = asyncio.run(engine.run(store, self._secrets, RULES, sleep=at_once))
        store.close()
        assert report.ok, report.sources

    # -- the children ------------------------------------------------------------

    def start(self, role: str) -> None:
        """Starts a child that is not there."""
        self._phases[role].clear()
        words = [role, self.profile.folder, self.folder / f"{role}.phases", self.journal]
        words += [self.crm.name, self.crm.service.key, self.chance.randrange(2**32)]
        self._children[role] = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.child", *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    def at_work(self) -> None:
        """Waits until both children have done something since they were started or halted."""
        for role in ROLES:
            if role not in self._children:
                self.start(role)
            self._phases[role][HALT] = 0
        before = {role: self._phases[role][ALIVE] for role in ROLES}
        for role in ROLES:
            self._wait(role, lambda role=role: self._phases[role][ALIVE] != before[role])  # type: ignore[misc]

    def kill(self) -> frozenset[int]:
        """Kills one child in the middle of something; returns what that was."""
        role, aim = self.chance.choice(AIMS[self._wanted()])
        phases, child = self._phases[role], self._children[role]
        time.sleep(self.chance.uniform(0, 0.03))
        if aim is not None:
            self._wait(role, lambda: phases[aim])
        end = time.perf_counter() + self.chance.uniform(0, _INSIDE_SECONDS)
        while time.perf_counter() < end:
            pass
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait() == -signal.SIGKILL
        del self._children[role]
        self.kills += 1
        return phases.now()

    def _wanted(self) -> str:
        """What to aim at: mostly what was hit least so far. A kill counts for what it hit."""
        if self.chance.random() < 0.5:
            return min(CLASSES, key=lambda name: (self.hit[name], self.chance.random()))
        return self.chance.choice(list(AIMS))

    def halt(self) -> None:
        """Lets the child that lives finish what it does, and wait."""
        for role in self._children:
            self._phases[role][HALT] = 1
        for role in self._children:
            self._wait(role, lambda role=role: self._phases[role][HALTED])  # type: ignore[misc]

    def stop(self) -> None:
        """Ends both children."""
        for child in self._children.values():
            child.kill()
            child.wait()
        self._children.clear()

    def _wait(self, role: str, true: Callable[[], object]) -> None:
        """Looks without a pause, because what is waited for lasts less than a millisecond."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while not true():
            assert self._children[role].poll() is None, f"the {role} child ended by itself"
            assert time.monotonic() < end, f"the {role} child never came to it"

    # -- what must hold ----------------------------------------------------------

    def classify(self, doing: frozenset[int]) -> None:
        """Counts what the last kill hit. A gap is one only if service and book bear it out."""
        if TRANSACTION in doing:
            self.hit[TRANSACTIONS] += 1
        if doing & {READING, WRITING}:
            self.hit[REQUESTS] += 1
            self.requests["write" if WRITING in doing else "look"] += 1
        if ANSWERED in doing:
            store = self.open()
            sending = [one for one in outbox.entries(store) if one.state == "sending"]
            store.close()
            self.hit[GAPS] += bool(sending)
            for one in sending:
                if one.action == "create":
                    assert one.record in ("note", "task")  # no CRM takes a handover
                    assert one.key in ours(self.crm, one.record)

    def check(self) -> str:
        """What `satchel check` says of the book."""
        done = subprocess.run(
            [sys.executable, "-m", "desktop", "--profile", str(self.profile.folder), "check"],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        return f"{done.returncode} {done.stdout}{done.stderr}".strip()

    def settle(self) -> None:
        """Syncs as a person would who starts Satchel again, and looks whether all is well."""
        store = self.open()
        try:
            report = asyncio.run(
                engine.run(store, self._secrets, RULES, by_hand=True, sleep=at_once)
            )
            assert report.ok, report.sources
            assert outbox.entries(store) == []
            assert conflicts.count(store) == 0
            self._nothing_lost(store)
        finally:
            store.close()

    def open(self) -> Store:
        """The book, as any process opens it."""
        return Store.open(self.profile, None, made=True)

    def created(self) -> Counter[str]:
        """How often each record was made at the service, by what its log says it took."""
        return self.crm.created(self.crm.service.requests())

    @property
    def journal(self) -> Path:
        """What the saving child said."""
        return self.folder / "journal"

    def _nothing_lost(self, store: Store) -> None:
        told = Told(self.journal)
        self.saves = told.saves
        notes, tasks = ours(self.crm, "note"), ours(self.crm, "task")
        rows = store.rows("SELECT id, subject, body, external_key FROM notes WHERE mine = 1")
        bodies = {row[0]: row for row in rows if row[1].startswith("Call t")}
        keys_here = Counter(row[3] for row in bodies.values())
        assert set(keys_here) == set(notes)
        assert max(keys_here.values(), default=1) == 1
        told.all_there(bodies)
        for number, subject, body, key in bodies.values():
            there = notes[key]
            assert there.title == subject
            for token in told.lines.get(number, ()):
                assert body.count(token) == 1
                assert there.text.count(token) == 1
            assert there.text.count("line t") == body.count("line t")
        mine = {
            row[0]: row
            for row in store.rows("SELECT id, title, completed_at, external_key FROM tasks")
            if row[1].startswith("Send t")
        }
        assert {row[3] for row in mine.values()} == set(tasks)
        for number, title, completed, key in mine.values():
            assert tasks[key].title == title
            assert tasks[key].done == (completed is not None)
            assert told.may_be("title", number, title.removeprefix("Send "))
            assert told.may_be("done", number, completed is not None)
        assert told.tasks <= mine.keys()
        for number, label, external in store.rows(
            "SELECT id, slack_channel, external_id FROM accounts"
        ):
            assert told.may_be("label", number, (label or "").removeprefix("#"))
            if number in told.last["label"]:
                self._labels[external] = label
        for external, label in self._labels.items():
            assert self.crm.label(external, "slack_channel") == label


def new_book(profile: Profile, crm: Crm) -> Store:
    """An empty book that knows where the service is, and who I am there."""
    lay_plain(profile)
    store = Store.open(profile, None)
    sources.save(store, crm.source(None))
    return store


class Told:
    """What the saving child said it had saved, and what it was about to when it died."""

    def __init__(self, journal: Path) -> None:
        self.saves = 0
        self.notes: dict[int, str] = {}
        self.tasks: set[int] = set()
        self.lines: dict[int, set[str]] = {}
        self.last: dict[str, dict[int, Any]] = {"title": {}, "done": {}, "label": {}}
        self.attempted: dict[str, dict[int, Any]] = {"title": {}, "done": {}, "label": {}}
        text = journal.read_bytes() if journal.exists() else b""
        for line in text.splitlines():
            self._hear(msgspec.json.decode(line))

    def _hear(self, said: dict[str, Any]) -> None:
        kind, number = said.get("saved") or said["about"], said.get("id")
        if kind in self.last and number is not None:
            value = said.get("token", said.get("done"))
            (self.last if "saved" in said else self.attempted)[kind][number] = value
        if "saved" not in said or number is None:
            return
        self.saves += 1
        token = said.get("token", "")
        if kind == "note":
            self.notes[number] = token
            self.lines[number] = {token}
        elif kind == "line":
            self.lines.setdefault(number, set()).add(token)
        elif kind == "task":
            self.tasks.add(number)
            self.last["title"].setdefault(number, token)

    def all_there(self, bodies: Iterable[int]) -> None:
        """Every note that was reported as saved is among these."""
        missing = self.notes.keys() - set(bodies)
        assert not missing, f"saved and lost: {missing}"

    def may_be(self, kind: str, number: int, value: Any) -> bool:
        """Whether a field holds what was saved last, or what was on its way when the child died."""
        if number not in self.last[kind] and number not in self.attempted[kind]:
            return True
        return value in (self.last[kind].get(number), self.attempted[kind].get(number)) or (
            kind == "done" and number not in self.last[kind] and value is False
        )
