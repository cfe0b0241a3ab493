"""A small book for tests of commands, and the command line run on it in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from book import intake, notes, outbox, outbox_answers, outbox_sending, sources
from book.facts import AccountFacts, NoteFacts, Outsider, Page, TaskFacts
from book.profile import Profile
from book.records import NoteId, Source
from book.store import Store
from desktop.command_line import run
from tests.desktop.done import Done
from tests.new_books import lay_plain

ME = "adm-me"
PIPELINE = "traits.vitally.custom.pipeline"
STAGE_2 = "2. Onboarding Initiated"


@contextmanager
def small_book(folder: Path) -> Iterator[Store]:
    """A book without encryption, kept open all the while as a window would."""
    profile = Profile(folder / "profile")
    lay_plain(profile)
    with closing(Store.open(profile, None)) as store:
        fill(store)
        yield store


def their_note(**fields: Any) -> NoteFacts:
    """The note the source has from me."""
    usual: dict[str, Any] = {
        "external_id": "note-1",
        "account_external_id": "acc-1",
        "subject": "Kick-off",
        "body": "One\n\nTwo",
        "day": "2026-11-02",
        "tags": '["call"]',
        "author_id": ME,
        "author": "Ida Berg",
        "mine": 1,
    }
    return NoteFacts(**usual | fields)


def fill(store: Store) -> None:
    """Three accounts of mine, one that left, one of somebody else's; notes and a task."""
    sources.save(
        store,
        Source(
            name="vitally",
            url="https://crm.test",
            me_email="ida@pebble.example",
            me_id=ME,
            mapping={"stage": PIPELINE},
            capabilities={"writes": "stage"},
            last_success=datetime.fromisoformat("2026-11-20T08:00:00+00:00"),
        ),
    )
    names = ("Alder Robotics", "Birch Labs", "Birch Works", "Cedar Gone")
    accounts = tuple(
        AccountFacts(external_id=f"acc-{at}", name=name, stage=STAGE_2 if at == 1 else None)
        for at, name in enumerate(names, 1)
    )
    page = Page(source="vitally", resource="accounts", accounts=accounts)
    intake.apply(store, page)
    others = their_note(external_id="note-2", author_id="adm-bo", author="Bo Lind", mine=0)
    task = TaskFacts(
        external_id="task-1", account_external_id="acc-1", title="Send docs", due="2026-11-25",
        assignee_id=ME, assignee="Ida Berg", mine=1,
    )  # fmt: skip
    intake.apply(
        store,
        Page(source="vitally", resource="notes", notes=(their_note(), others), tasks=(task,)),
    )
    intake.apply(
        store,
        Page(
            source="vitally",
            resource="accounts",
            left=("acc-4",),
            outsiders=(Outsider(external_id="acc-9", name="Dogwood Foreign"),),
        ),
    )


class InProcess:
    """Runs the command line in this process, as a shell would on that book."""

    def __init__(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.store = store
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str, said: str | bytes = b"") -> Done:
        """One run; `said` is piped in."""
        data = said if isinstance(said, bytes) else said.encode()
        self._monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(data), encoding="utf-8"))
        self._capsys.readouterr()
        status = run(["--profile", str(self.store.profile.folder), *words])
        out, err = self._capsys.readouterr()
        return Done(status, out, err)

    def json(self, *words: str, said: str | bytes = b"") -> Any:
        """One run with --json that has to go well; its document."""
        done = self(*words, "--json", said=said)
        assert (done.status, done.err) == (0, ""), done
        return done.json


def newest_note(run_here: InProcess, account: str = "a1") -> dict[str, Any]:
    """The note of an account with the highest id, as `account --json` has it."""
    found = run_here.json("account", account)["notes"]
    return max(found, key=lambda one: int(one["id"][1:]))


def take_in(store: Store, *facts: NoteFacts | TaskFacts) -> None:
    """Notes and tasks come from the source."""
    found = tuple(one for one in facts if isinstance(one, NoteFacts))
    tasks = tuple(one for one in facts if isinstance(one, TaskFacts))
    intake.apply(store, Page(source="vitally", resource="notes", notes=found, tasks=tasks))


def send_all(store: Store) -> None:
    """The source takes everything that waits, as it was wished."""
    for entry in outbox.entries(store):
        claimed = outbox_sending.claim(store, entry)
        assert claimed
        if entry.record == "note":
            row = notes.note(store, NoteId(entry.record_id))
            assert row is not None
            facts = their_note(
                external_id=row.external_id or f"made-{row.id}",
                external_key=entry.key,
                subject=row.subject,
                body=row.body,
                day=row.day.isoformat(),
                tags=json.dumps(list(row.tags), separators=(",", ":")),
            )
            outbox_answers.settle(store, entry, facts)
        else:
            outbox_answers.settle(store, entry, None)
