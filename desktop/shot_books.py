"""The books the pictures show, filled through the real connector and engine."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from book.profile import Profile
    from book.records import AccountId, Note, Task
    from book.store import Store
    from sync.simulator import SimulatorProcess

NOW: Final = datetime(2026, 11, 23, 9, 4, tzinfo=UTC)
"""A Monday morning."""
_FRIDAY: Final = date(2026, 11, 27)
_TEXT: Final = """## What matters
The board wants one number per plant.
They need forty seats by March.

## What we did
Built the first report together.

## Next step
- mail the price list"""


def fixed_clock() -> datetime:
    """The moment every picture shows."""
    return NOW


def make_books(folder: Path) -> None:
    """Fills all of them."""
    from book import sources
    from sync.simulator import launch

    with launch(now=NOW.isoformat(), seed=1) as service:
        for name in ("full", "offline", "error"):
            _fill(book(folder, name), service)
        _work(book(folder, "working"), service)
        _lose(book(folder, "lost"), service)
    with closing(opened(book(folder, "offline"))) as store:
        sources.note_state(store, "vitally", "offline", "Vitally does not answer.")
    with closing(opened(book(folder, "error"))) as store:
        sources.note_state(store, "vitally", "needs_sign_in", "Vitally refused the key.")
    _make_sample(book(folder, "empty"))


def book(folder: Path, name: str) -> Profile:
    """The profile of one of the books."""
    from book.profile import Profile

    return Profile(folder / name / "sample")  # the window names the folder


def opened(profile: Profile) -> Store:
    """That book, open at the moment every picture shows."""
    from book.store import Store

    return Store.open(profile, None, clock=fixed_clock)


def _make_sample(profile: Profile) -> None:
    from desktop.commands.profile import make_profile

    make_profile(profile, "none", sample=True)


def _fill(profile: Profile, service: SimulatorProcess, minutes_ago: int = 3) -> None:
    from desktop.commands.connect import connect_source
    from desktop.secrets import MemorySecrets

    _make_sample(profile)
    with closing(opened(profile)) as store:
        connect_source(
            store,
            MemorySecrets(),
            "vitally",
            url=service.url,
            me=service.email,
            options={},
            secret=service.key,
        )
        _sync(store, service, NOW - timedelta(minutes=minutes_ago))


def _sync(store: Store, service: SimulatorProcess, at: datetime) -> None:
    from desktop.commands.opened import house_rules
    from sync import engine

    store.clock = lambda: at
    run = engine.run(
        store,
        {"vitally": service.key},
        house_rules(store.profile),
        by_hand=True,
        clock=store.clock,
    )
    asyncio.run(run)


def _work(profile: Profile, service: SimulatorProcess) -> None:
    """A morning's work: some sent, one refused, one in conflict, some waiting, one unfinished."""
    _fill(profile, service, minutes_ago=55)
    with closing(opened(profile)) as store:
        morning = _Morning(store, service)
        morning.send_some()
        morning.disagree()
        morning.be_refused()
        morning.leave_waiting()


def _lose(profile: Profile, service: SimulatorProcess) -> None:
    """Notes for two accounts that are deleted in the source before they are sent."""
    from book import note_writing
    from book.accounts import all_accounts
    from desktop.commands.opened import house_rules

    _fill(profile, service, minutes_ago=55)
    with closing(opened(profile)) as store:
        rules = house_rules(store.profile)
        store.clock = lambda: NOW - timedelta(minutes=12)
        for account in all_accounts(store)[6:8]:
            note_writing.add_note(
                store, rules, account.id, subject="Quarterly talk", body=_TEXT, day=NOW.date()
            )
            service.remove("accounts", account.external_id)
        _sync(store, service, NOW - timedelta(minutes=10))


class _Morning:
    """What a person did between 08:20 and 09:04."""

    def __init__(self, store: Store, service: SimulatorProcess) -> None:
        from book.tasks import open_tasks
        from desktop.commands.opened import house_rules

        self._store = store
        self._service = service
        self._rules = house_rules(store.profile)
        self._tasks: list[Task] = [task for task, _ in open_tasks(store)]

    def send_some(self) -> None:
        """A task done, a note added, a stage moved: all confirmed."""
        from book import account_writing, note_writing, task_writing

        self._at(44)
        task_writing.finish(self._store, self._rules, [self._tasks[0].id])
        note_writing.add_note(
            self._store,
            self._rules,
            self._tasks[1].account_id,
            subject="Weekly check-in",
            body=_TEXT,
            day=NOW.date(),
        )
        account = self._account("2.")
        stage = self._rules.pipeline.stages[2].label
        account_writing.move_stage(self._store, self._rules, [account], stage)
        _sync(self._store, self._service, NOW - timedelta(minutes=40))

    def disagree(self) -> None:
        """The same line of one note, written here and there."""
        from book import note_writing
        from sync.markdown_html import html

        note = self._note()
        self._at(30)
        note_writing.edit_note(self._store, self._rules, note.id, body=_TEXT)
        _sync(self._store, self._service, NOW - timedelta(minutes=29))
        self._at(20)
        mine = _TEXT.replace("by March", "by February, ten at first")
        mine = mine.replace("together.", "together.\nShowed how to share it.")
        note_writing.edit_note(self._store, self._rules, note.id, body=mine)
        theirs = _TEXT.replace("forty seats by March", "sixty seats by May")
        theirs = theirs.replace("together.", "together.\nTheir lawyers want to see the contract.")
        self._service.change("notes", note.external_id or "", note=html(theirs))
        _sync(self._store, self._service, NOW - timedelta(minutes=19))

    def be_refused(self) -> None:
        """A task the service will not take."""
        from book import task_writing

        self._at(16)
        task_writing.edit_task(
            self._store, self._rules, self._tasks[2].id, title="Ask for the signed order form"
        )
        self._service.fault("status", path="/resources/tasks", method="PUT", status=422)
        _sync(self._store, self._service, NOW - timedelta(minutes=15))

    def leave_waiting(self) -> None:
        """A note and a task that can still be taken back, one held, one draft."""
        from book import drafts, note_writing, outbox, task_writing

        account = self._tasks[3].account_id
        self._at(12)
        task_writing.snooze(self._store, self._rules, [self._tasks[3].id], _FRIDAY)
        outbox.hold(self._store, outbox.entries(self._store)[-1].id)
        self._store.clock = lambda: NOW - timedelta(seconds=19)
        note_writing.add_note(
            self._store,
            self._rules,
            account,
            subject="Intro call",
            body=_TEXT,
            day=NOW.date(),
            kind="call",
        )
        task_writing.snooze(self._store, self._rules, [self._tasks[4].id], _FRIDAY)
        drafts.begin(
            self._store,
            account_id=self._tasks[5].account_id,
            subject="Renewal talk",
            body="They compare us with two others",
            day=NOW.date(),
        )
        self._store.clock = fixed_clock

    def _at(self, minutes_ago: int) -> None:
        at = NOW - timedelta(minutes=minutes_ago)
        self._store.clock = lambda: at

    def _account(self, stage: str) -> AccountId:
        from book.accounts import all_accounts

        found = all_accounts(self._store)
        return next(one.id for one in found if (one.stage or "").startswith(stage))

    def _note(self) -> Note:
        from book.notes import notes_of

        return next(
            note
            for task in self._tasks
            for note in notes_of(self._store, task.account_id)
            if note.mine and note.external_id
        )
