"""Processes for the tests: one that syncs for ever, one that saves for ever, one that fetches once.

`python -m tests.faults.child sync|save|fetch PROFILE PHASES JOURNAL SOURCE KEY SEED`
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from book.account_writing import write_field
from book.errors import SatchelError
from book.note_writing import add_note, edit_note
from book.profile import Profile
from book.records import AccountId, NoteId, TaskId
from book.rules import load
from book.task_writing import add_task, edit_task, finish, reopen
from sync import engine
from tests.faults.phases import HALT, HALTED, Phases, WatchedStore, WatchedTransport

DAY = date(2026, 6, 10)
RULES = load()


class Journal:
    """A file to which the child says what it is about to save, and what it has saved."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)

    def say(self, **line: Any) -> None:
        """One line, in the kernel's hands when this returns."""
        os.write(self._file, msgspec.json.encode(line) + b"\n")


class Saver:
    """A person who writes and edits without a pause."""

    def __init__(self, store: WatchedStore, journal: Journal, seed: int) -> None:
        self.store = store
        self.journal = journal
        self.chance = random.Random(seed)
        self.accounts = [AccountId(row[0]) for row in store.rows("SELECT id FROM accounts")]
        self.serial = 0

    def act(self) -> None:
        """One save of some kind."""
        self.serial += 1
        token = f"t{os.getpid()}x{self.serial}x"
        self.chance.choices(
            (self.new_note, self.longer_note, self.new_task, self.other_task, self.label),
            (3, 4, 2, 3, 1),
        )[0](token)

    def new_note(self, token: str) -> None:
        self.journal.say(about="note", token=token)
        number, _ = add_note(
            self.store,
            RULES,
            self.chance.choice(self.accounts),
            subject=f"Call {token}",
            body=f"first {token}",
            day=DAY,
        )
        self.journal.say(saved="note", id=number, token=token)

    def longer_note(self, token: str) -> None:
        found = self.store.rows(
            "SELECT id, body FROM notes WHERE subject LIKE 'Call t%' ORDER BY random() LIMIT 1"
        )
        if not found:
            return
        number, body = found[0]
        # Between the look and the save nobody else writes this note: its other side only tidies.
        self.journal.say(about="line", id=number, token=token)
        edit_note(self.store, RULES, NoteId(number), body=f"{body}\n\nline {token}")
        self.journal.say(saved="line", id=number, token=token)

    def new_task(self, token: str) -> None:
        self.journal.say(about="task", token=token)
        account = self.chance.choice(self.accounts)
        number, _ = add_task(self.store, RULES, account, f"Send {token}", due=DAY)
        self.journal.say(saved="task", id=number, token=token)

    def other_task(self, token: str) -> None:
        found = self.store.rows(
            "SELECT id, completed_at FROM tasks WHERE title LIKE 'Send t%' ORDER BY random()"
            " LIMIT 1"
        )
        if not found:
            return
        number, completed = found[0]
        kind = self.chance.choice(("done", "title"))
        if kind == "title":
            self.journal.say(about="title", id=number, token=token)
            edit_task(self.store, RULES, TaskId(number), title=f"Send {token}")
            self.journal.say(saved="title", id=number, token=token)
            return
        self.journal.say(about="done", id=number, done=completed is None)
        (finish if completed is None else reopen)(self.store, RULES, [TaskId(number)])
        self.journal.say(saved="done", id=number, done=completed is None)

    def label(self, token: str) -> None:
        account = self.chance.choice(self.accounts)
        self.journal.say(about="label", id=account, token=token)
        write_field(self.store, RULES, [account], "slack_channel", f"#{token}")
        self.journal.say(saved="label", id=account, token=token)


def halt(phases: Phases) -> None:
    """Waits as long as the parent wants it to."""
    while phases[HALT]:
        phases[HALTED] = 1
        time.sleep(0.002)
    phases[HALTED] = 0


def save(store: WatchedStore, phases: Phases, journal: Journal, seed: int) -> None:
    """Saves for ever, a little apart, about as fast as the engine can follow."""
    saver = Saver(store, journal, seed)
    while True:
        halt(phases)
        saver.act()
        phases.count()
        time.sleep(saver.chance.uniform(0.005, 0.03))


async def at_once(_seconds: float) -> None:
    """Passes over a wait: this simulator shows at once what another service shows late."""
    await asyncio.sleep(0)


def sync(store: WatchedStore, phases: Phases, source: str, key: str) -> None:
    """Syncs for ever; every third run fetches too."""
    turn = 0
    while True:
        halt(phases)
        turn += 1
        running = engine.run(
            store,
            {source: key},
            RULES,
            by_hand=True,
            send_only=turn % 3 > 0,
            cancel=lambda: bool(phases[HALT]),
            transport=WatchedTransport(phases),
            sleep=at_once,
        )
        asyncio.run(running)


def fetch(store: WatchedStore, phases: Phases, journal: Journal, source: str, key: str) -> None:
    """One whole run; then says when each of its write transactions was asked for, got, and over."""
    phases.count()
    report = asyncio.run(engine.run(store, {source: key}, RULES))
    journal.say(ok=report.ok, turns=store.turns)


def main() -> None:
    """Works until it is killed, or its parent is gone."""
    role, folder, shared, said, source, key, seed = sys.argv[1:]
    phases = Phases(Path(shared))
    WatchedStore.phases = phases
    store = WatchedStore.open(Profile(Path(folder)), None, made=True)
    assert isinstance(store, WatchedStore)
    try:
        if role == "sync":
            sync(store, phases, source, key)
        elif role == "fetch":
            fetch(store, phases, Journal(Path(said)), source, key)
        else:
            save(store, phases, Journal(Path(said)), int(seed))
    except SatchelError as error:
        sys.exit(f"{role}: {error}")


if __name__ == "__main__":
    main()
