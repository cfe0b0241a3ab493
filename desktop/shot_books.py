"""The books the pictures show, filled through the real connector and engine."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from book.profile import Profile
    from book.records import AccountId, Note, SourceState, Task
    from book.store import Store
    from sync.simulator import SimulatorProcess
    from sync.simulator.hubspot import HubSpotProcess
    from sync.simulator.process import ServiceProcess
    from sync.simulator.salesforce.process import OrgProcess

NOW: Final = datetime(2026, 11, 23, 9, 4, tzinfo=UTC)
"""A Monday morning."""
OF_THREE: Final = "Sundew Irrigation"
"""The customer that is looked at where three sources know each."""
_FRIDAY: Final = date(2026, 11, 27)
_TEXT: Final = """## What matters
The board wants one number per plant.
They need forty seats by March.

## What we did
Built the first report together.

## Next step
- mail the price list"""

_BEGUN: Final = """## What matters to them
They compare us with two others.
? does the price hold for forty seats
! the new CFO looks at every tool in January

## What we did
Went through the last three bills.

## Next step
[] send the comparison sheet @fri
<< they send the list of seats mon
>> I owe them a price tomorrow

They know where to get help."""
_RECORDINGS: Final = (
    (
        3,
        "https://www.loom.com/share/1f2e3d4c5b6a79880123456789abcdef",
        "How the plant report is built",
        ((95, "where the filter is"), (725, "the error they see")),
    ),
    (4, "https://app.buildbetter.app/call/48213", "Intro call", ((302, "what they measure"),)),
    (5, "https://youtu.be/Qx3vN8rTz0A", "", ()),
)


def fixed_clock() -> datetime:
    """The moment every picture shows."""
    return NOW


def make_books(folder: Path, wanted: Collection[str]) -> None:
    """Fills those of the books that are wanted: `full`, `offline`, `error`, `working`, `lost`,
    `booked`, `noted`, `escalated`, `three` (sources), `empty`, and the `answers` of services that
    are not connected yet."""
    from sync.simulator import launch

    with launch(now=NOW.isoformat(), seed=1) as service:
        for name in {"full", "offline", "error"}.intersection(wanted):
            _fill(book(folder, name), service)
        if "working" in wanted:
            _work(book(folder, "working"), service)
        if "lost" in wanted:
            _lose(book(folder, "lost"), service)
        if "booked" in wanted:
            from desktop import shot_bookings

            shot_bookings.fill(book(folder, "booked"), service)
        if "noted" in wanted:
            from desktop import shot_notes

            shot_notes.fill(book(folder, "noted"), service)
        if "escalated" in wanted:
            from desktop import shot_escalations

            shot_escalations.fill(book(folder, "escalated"), service)
    if not {"three", "answers"}.isdisjoint(wanted):
        _meet_the_others(folder, wanted)
    if "offline" in wanted:
        _note_state(book(folder, "offline"), "offline", "Vitally does not answer.")
    if "error" in wanted:
        _note_state(book(folder, "error"), "needs_sign_in", "Vitally refused the key.")
    if "empty" in wanted:
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


def fill(profile: Profile, service: SimulatorProcess) -> None:
    """A book as the CRM alone fills it."""
    _fill(profile, service)


def _note_state(profile: Profile, state: SourceState, detail: str) -> None:
    from book import sources

    with closing(opened(profile)) as store:
        sources.note_state(store, "vitally", state, detail)


def _fill(profile: Profile, service: SimulatorProcess, minutes_ago: int = 3) -> None:
    _make_sample(profile)
    with closing(opened(profile)) as store:
        _connect(store, "vitally", service)
        _sync(store, {"vitally": service.key}, NOW - timedelta(minutes=minutes_ago))


def _meet_the_others(folder: Path, wanted: Collection[str]) -> None:
    """HubSpot and Salesforce: connected beside Vitally, or only asked what they would answer."""
    from desktop import shot_connect
    from sync.simulator import launch
    from sync.simulator.hubspot import launch_hubspot
    from sync.simulator.salesforce.process import launch as launch_org

    with ExitStack() as running:
        hubspot = running.enter_context(launch_hubspot(now=NOW.isoformat(), seed=1))
        org = running.enter_context(launch_org(now=NOW.isoformat(), seed=1))
        if "three" in wanted:
            vitally = running.enter_context(launch(now=NOW.isoformat(), seed=1))
            _fill_from_three(book(folder, "three"), vitally, hubspot, org)
        if "answers" in wanted:
            shot_connect.record(folder, hubspot, org)


def _fill_from_three(
    profile: Profile, vitally: SimulatorProcess, hubspot: HubSpotProcess, org: OrgProcess
) -> None:
    """The same customers from three sources; only the first is written to, as all are read only
    at first."""
    for one in vitally.records("accounts"):
        if one["name"] == OF_THREE:
            # Else the first source would know it all, and the others be asked nothing.
            vitally.change("accounts", one["id"], healthScore=None, usersCount=None)
    _make_sample(profile)
    with closing(opened(profile)) as store:
        _connect(store, "vitally", vitally)
        _sync(store, {"vitally": vitally.key}, NOW - timedelta(minutes=50))
        _connect(store, "hubspot", hubspot, {"read-only": "true", "csm-field": "csm"})
        _connect(store, "salesforce", org, {"read-only": "true"})
        secrets = {"vitally": vitally.key, "hubspot": hubspot.key, "salesforce": org.key}
        _sync(store, secrets, NOW - timedelta(minutes=3))


def _connect(
    store: Store, name: str, service: ServiceProcess, options: dict[str, str] | None = None
) -> None:
    from desktop.commands.connect import connect_source
    from desktop.secrets import MemorySecrets

    connect_source(
        store,
        MemorySecrets(),
        name,
        url=service.url,
        me=service.email,
        options=options or {},
        secret=service.key,
    )


def _sync(store: Store, secrets: dict[str, str], at: datetime) -> None:
    from desktop.commands.opened import house_rules
    from sync import engine

    store.clock = lambda: at
    rules = house_rules(store.profile)
    asyncio.run(engine.run(store, secrets, rules, by_hand=True, clock=store.clock))


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
        _sync(store, {"vitally": service.key}, NOW - timedelta(minutes=10))


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
        self._sync(NOW - timedelta(minutes=40))

    def disagree(self) -> None:
        """The same line of one note, written here and there."""
        from book import note_writing
        from sync.markdown_html import html

        note = self._note()
        self._at(30)
        note_writing.edit_note(self._store, self._rules, note.id, body=_TEXT)
        self._sync(NOW - timedelta(minutes=29))
        self._at(20)
        mine = _TEXT.replace("by March", "by February, ten at first")
        mine = mine.replace("together.", "together.\nShowed how to share it.")
        note_writing.edit_note(self._store, self._rules, note.id, body=mine)
        theirs = _TEXT.replace("forty seats by March", "sixty seats by May")
        theirs = theirs.replace("together.", "together.\nTheir lawyers want to see the contract.")
        self._service.change("notes", note.external_id or "", note=html(theirs))
        self._sync(NOW - timedelta(minutes=19))

    def be_refused(self) -> None:
        """A task the service will not take."""
        from book import task_writing

        self._at(16)
        task_writing.edit_task(
            self._store, self._rules, self._tasks[2].id, title="Ask for the signed order form"
        )
        self._service.fault("status", path="/resources/tasks", method="PUT", status=422)
        self._sync(NOW - timedelta(minutes=15))

    def leave_waiting(self) -> None:
        """A note and a task that can still be taken back, one held, one draft."""
        from book import drafts, note_writing, outbox, recording_writing, task_writing
        from book.moments import NewMoment
        from book.recording_links import recognise

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
            body=_BEGUN,
            day=NOW.date(),
        )
        for number, link, title, moments in _RECORDINGS:
            recording_writing.log_recording(
                self._store,
                self._rules,
                self._tasks[number].account_id,
                recognise(link),
                day=NOW.date() - timedelta(days=number),
                title=title,
                moments=[NewMoment(at_s=at, label=words) for at, words in moments],
            )
        self._store.clock = fixed_clock

    def _sync(self, at: datetime) -> None:
        _sync(self._store, {"vitally": self._service.key}, at)

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
