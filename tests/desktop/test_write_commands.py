"""The commands that write: each run through the real command line on a book that others have open.

Most runs are in this process, on a book without encryption; the last ones are real processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from book import conflicts, intake, keys, notes, outbox, outbox_sending, sources
from book.errors import Offline, Refused
from book.facts import AccountFacts, NoteFacts, Outsider, Page, TaskFacts
from book.note_writing import LONGEST_BODY, delete_note
from book.profile import Profile
from book.records import NoteId, Source
from book.rules import load
from book.rules_place import PERSONAL
from book.store import Store
from desktop.command_line import run
from tests.desktop.conftest import Done

ME = "adm-me"
PIPELINE = "traits.vitally.custom.pipeline"
STAGE_2 = "2. Onboarding Initiated"
STAGE_3A = "3a. Engaged — Email"
NOTE_KEYS = {
    "id", "account_id", "external_id", "source", "kind", "subject", "body", "date", "tags",
    "author", "private", "sync",
}  # fmt: skip
TASK_KEYS = {
    "id", "account_id", "external_id", "source", "title", "body", "due", "done", "assignee",
    "mine", "sync",
}  # fmt: skip
ENTRY_KEYS = {
    "id", "source", "kind", "account_id", "account", "record_id", "summary", "state", "detail",
    "reason", "attempts", "not_before", "last_error", "created_at", "sent_at",
}  # fmt: skip
CONFLICT_KEYS = {
    "id", "account_id", "account", "record", "record_id", "field", "base", "mine", "theirs",
    "since", "source",
}  # fmt: skip


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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The book, kept open all the while as a window would."""
    profile = Profile(tmp_path / "profile")
    keys.make_key_file(profile, "none")
    with closing(Store.open(profile, None)) as store:
        fill(store)
        yield store


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


@pytest.fixture
def satchel_here(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> InProcess:
    return InProcess(store, monkeypatch, capsys)


@pytest.fixture
def told(satchel_here, one_line):
    """Runs a command that has to be refused with that status; gives its one line."""

    def tell(status: int, *words: str, said: str | bytes = b"") -> str:
        done = satchel_here(*words, said=said)
        assert done.out == ""
        return one_line(done, status)

    return tell


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
            outbox_sending.settle(store, entry, facts)
        else:
            outbox_sending.settle(store, entry, None)


# Notes


def test_a_note_is_kept_queued_and_printed(satchel_here, store):
    words = ["note", "alder", "Talked to **Kim**.", "--subject", "Call with Kim"]
    done = satchel_here(*words, "--date", "2026-11-21", "--tag", "call", "--tag", "q4  plan")
    assert (done.status, done.err) == (0, "")
    made = newest_note(satchel_here)
    assert done.out == f"{made['id']}\n"
    assert made == {
        "id": "n3", "account_id": "a1", "external_id": None, "source": None, "kind": "call",
        "subject": "Call with Kim", "body": "Talked to **Kim**.", "date": "2026-11-21",
        "tags": ["call", "q4 plan"], "author": "ida@pebble.example", "private": False,
        "sync": "queued",
    }  # fmt: skip
    (entry,) = outbox.entries(store)
    assert (entry.record, entry.record_id, entry.action, entry.state) == (
        "note", 3, "create", "queued",
    )  # fmt: skip
    assert entry.intent["body"] == "Talked to **Kim**."


def test_a_note_as_json_is_the_record(satchel_here):
    made = satchel_here.json("note", "acc-2", "Words")
    assert set(made) == NOTE_KEYS | {"account"}
    assert (made["account"], made["account_id"], made["kind"]) == ("Birch Labs", "a2", "note")
    assert made["date"] == date.today().isoformat()
    assert {**newest_note(satchel_here, "a2"), "account": "Birch Labs"} == made


@pytest.mark.parametrize(
    ("words", "said", "body"),
    [
        (["-"], "Piped\n", "Piped"),
        ([], "No argument\n\n- a list\n", "No argument\n\n- a list"),
        ([], b"\xef\xbb\xbfMarked\r\nby Windows\r\n", "Marked\nby Windows"),
        (["- an item, not an option"], "ignored", "- an item, not an option"),
        (["--", "-x"], "ignored", "-x"),
        ([], "    code\n\nOld\rMac\n", "    code\n\nOld\nMac"),
        ([], "東の灯り 🦔 {{account.name}}", "東の灯り 🦔 {{account.name}}"),
    ],
)
def test_where_a_text_comes_from(satchel_here, words, said, body):
    made = satchel_here("--debug", "note", "a1", *words, said=said)
    assert made.status == 0, made
    assert newest_note(satchel_here)["body"] == body


@pytest.mark.parametrize("command", [("note", "a1"), ("edit", "n1")])
@pytest.mark.parametrize(
    ("said", "words"),
    [
        (b"", "no words in it"),
        (b" \n\t\n\xc2\xa0\n", "no words in it"),
        (b"first\nsecond \xff\xfe", "not UTF-8: line 2"),
        ("UTF-16".encode("utf-16"), "not UTF-8: line 1"),
        (b"a\0b", "zero byte"),
        (b"x" * (LONGEST_BODY + 1), "10,485,760 are the most"),
        (b"x" * (LONGEST_BODY * 4 + 1), "more than 10,485,760 characters"),
    ],
    ids=["empty", "blank", "not utf-8", "utf-16", "zero", "long", "endless"],
)
def test_a_text_that_is_none_is_refused_and_nothing_is_written(told, store, command, said, words):
    assert words in told(2, *command, said=said)
    assert outbox.entries(store) == []


def test_ten_megabytes_are_still_a_note(satchel_here):
    body = "ä" * (LONGEST_BODY - 2) + "\nx"
    assert satchel_here("note", "a1", said=body).status == 0
    assert newest_note(satchel_here)["body"] == body


def test_no_standard_input_at_all(told, monkeypatch, store, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["--profile", str(store.profile.folder), "note", "a1"]) == 2
    assert "There is no text." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--date", "2026-02-30"], "not a day of the calendar"),
        (["--date", "someday"], "not a day"),
        (["--tag", " "], "tag is blank"),
        (["--tag", "\udcff"], "tag is not UTF-8"),
        (["--subject", "\udcff"], "subject is not UTF-8"),
        (["--subject", "x" * 1001], "1,000 are the most"),
    ],
)
def test_what_stands_around_a_note_is_checked_too(told, store, words, line):
    assert line in told(2, "note", "a1", "Words", *words)
    assert outbox.entries(store) == []


def test_a_text_no_terminal_could_have_meant(told):
    assert "text is not UTF-8" in told(2, "note", "a1", "ab\udcff")


def test_an_account_that_is_not_in_the_book(told, store):
    assert "No account" in told(2, "note", "Nobody", "Words")
    assert "No account" in told(2, "note", "Dogwood Foreign", "Words")
    assert "fits 2 accounts" in told(2, "note", "birch", "Words")
    for words in (["note", "a4", "Words"], ["task", "acc-4", "T", "--due", "fri"],
                  ["stage", "a4", "2"]):  # fmt: skip
        line = told(1, *words)
        assert "a4 of Vitally is not in your book any more" in line
        assert "Cedar" not in line
    assert outbox.entries(store) == []


def test_a_private_note_never_enters_the_outbox(satchel_here, store):
    made = satchel_here.json("note", "a1", "Between us", "--private")
    assert (made["private"], made["sync"]) == (True, "local")
    assert satchel_here.json("edit", made["id"], "Still between us")["sync"] == "local"
    assert outbox.entries(store) == []


def test_house_rules_that_are_wrong_stop_a_note_before_it_is_typed(told, store):
    (store.profile.folder / PERSONAL).write_text('[contact]\nwindow_days = "soon"\n')
    assert "house-rules.toml, line 2" in told(4, "note", "a1", "Words")
    assert outbox.entries(store) == []


def test_an_edit_replaces_the_text(satchel_here, store):
    for word in ("n1", "N1", " n1 ", "note-1"):
        done = satchel_here("edit", word, f"New, said {word}")
        assert (done.status, done.out) == (0, "n1: the text is replaced.\n"), done
    made = satchel_here.json("edit", "n1", "-", said="Newest\n")
    assert set(made) == NOTE_KEYS | {"account"}
    assert (made["body"], made["subject"], made["sync"]) == ("Newest", "Kick-off", "queued")
    (entry,) = outbox.entries(store)
    assert (entry.intent, entry.base) == ({"body": "Newest"}, {"body": "One\n\nTwo"})
    assert satchel_here("edit", "n1", "Newest").out == "n1 says that already.\n"


def test_a_note_that_cannot_be_edited(told, store):
    for word in ("n99", "n0", "t1", "3", "", "\udcff", "n1n"):
        line = told(2, "edit", word, "Words")
        assert "is no note of this book" in line
    assert len(told(2, "edit", "a text put in the wrong place " * 9, "n1")) < 200
    line = told(1, "edit", "note-2", "Words")
    assert "n2 is somebody else's" in line
    assert "Bo" not in line
    delete_note(store, load(), NoteId(1))
    assert "That note is deleted" in told(1, "edit", "n1", "Words")


def test_a_note_whose_author_nobody_knows_can_be_edited(satchel_here, store):
    take_in(store, their_note(external_id="note-7", author_id=None, author=None, mine=0))
    assert satchel_here("edit", "note-7", "Words").status == 0


def test_one_id_of_two_sources_is_not_guessed(told, store):
    sources.save(store, Source(name="hubspot", url="https://other.test"))
    facts = AccountFacts(external_id="h-1", name="Elm")
    intake.apply(store, Page(source="hubspot", resource="accounts", accounts=(facts,)))
    note = their_note(account_external_id="h-1")
    intake.apply(store, Page(source="hubspot", resource="notes", notes=(note,)))
    assert "fits 2 notes: n1, n3" in told(2, "edit", "note-1", "Words")


# Tasks


def test_a_task_is_added_by_its_due_day(satchel_here, store):
    done = satchel_here("task", "alder", "Send\n the  docs", "--due", "+2w")
    assert (done.status, done.out, done.err) == (0, "t2\n", "")
    due = (date.today() + timedelta(days=14)).isoformat()
    made = next(one for one in satchel_here.json("account", "a1")["tasks"] if one["id"] == "t2")
    assert made == {
        "id": "t2", "account_id": "a1", "external_id": None, "source": None,
        "title": "Send the docs", "body": "", "due": due, "done": None,
        "assignee": "ida@pebble.example", "mine": True, "sync": "queued",
    }  # fmt: skip
    (entry,) = outbox.entries(store)
    assert (entry.record, entry.action) == ("task", "create")
    made = satchel_here.json("task", "a2", "Call", "--due", "2026-12-01")
    assert set(made) == TASK_KEYS | {"account"}
    assert (made["account"], made["due"]) == ("Birch Labs", "2026-12-01")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["T", "--due", "2026-02-30"], "not a day of the calendar"),
        (["T", "--due", "whenever"], "not a day"),
        (["T"], "required: --due"),
        ([" \n ", "--due", "fri"], "has no title"),
        (["x" * 1001, "--due", "fri"], "1,000 are the most"),
        (["\udcff", "--due", "fri"], "title is not UTF-8"),
    ],
)
def test_a_task_that_makes_no_sense(told, store, words, line):
    assert line in told(2, "task", "a1", *words)
    assert outbox.entries(store) == []


def test_a_task_is_done_once(satchel_here, store):
    done = satchel_here("done", "T1")
    assert (done.status, done.out) == (0, "Done: Send docs (t1).\n")
    again = satchel_here("done", "task-1")
    assert (again.status, again.out) == (0, "Done: Send docs (t1). It was done already.\n")
    (entry,) = outbox.entries(store)
    assert entry.verb == "complete"
    made = satchel_here.json("done", "t1")
    assert set(made) == TASK_KEYS | {"account"}
    assert datetime.fromisoformat(made["done"]).tzinfo is not None
    assert satchel_here.json("due", "--on", "2099-01-01") == []


def test_a_task_is_snoozed(satchel_here, store):
    done = satchel_here("snooze", "t1", "2026-12-09")
    assert (done.status, done.out) == (0, "Due 2026-12-09: Send docs (t1).\n")
    assert satchel_here("snooze", "t1", "2026-12-09").out.endswith("It was before.\n")
    (entry,) = outbox.entries(store)
    assert (entry.intent, entry.base) == ({"due": "2026-12-09"}, {"due": "2026-11-25"})
    made = satchel_here.json("snooze", "t1", "2026-11-25")
    assert set(made) == TASK_KEYS | {"account"}
    assert (made["due"], made["sync"]) == ("2026-11-25", "synced")
    assert outbox.entries(store) == []


def test_a_task_that_is_not_there(told):
    for words in (["done", "t9"], ["snooze", "t9", "fri"], ["done", ""], ["done", "n1"]):
        assert "is no task of this book" in told(2, *words)
    assert "not a day" in told(2, "snooze", "t1", "2026-02-30")


# The pipeline


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("3a", STAGE_3A),
        ("3A", STAGE_3A),
        (STAGE_3A, STAGE_3A),
        ("3a. engaged - email", STAGE_3A),
        ("3a. Eng", STAGE_3A),
        ("engaged — call", "3b. Engaged — Call Booked"),
        ("5", "5. Awaiting Final Outreach"),
    ],
)
def test_a_stage_is_meant_by_code_label_or_its_start(satchel_here, store, said, label):
    done = satchel_here("stage", "alder", said)
    assert done.status == 0, done
    assert done.out == f"Alder Robotics (a1): {label}, was {STAGE_2}.\n"
    assert satchel_here.json("account", "a1")["stage"] == label
    (entry,) = outbox.entries(store)
    assert (entry.intent, entry.base) == ({"stage": label}, {"stage": STAGE_2})


def test_a_warning_is_said_and_the_move_is_made(satchel_here):
    done = satchel_here("stage", "a1", "4a", "--json")
    assert done.status == 0
    assert done.err.startswith("satchel: “4a. Intro Call Completed” comes early")
    assert done.err.count("\n") == 1
    assert done.json["stage"] == "4a. Intro Call Completed"
    assert (done.json["was"], done.json["id"]) == (STAGE_2, "a1")
    assert done.json["warning"] in done.err
    again = satchel_here("stage", "a1", "4a")
    assert (again.status, again.err) == (0, "")
    assert "stands at 4a. Intro Call Completed already" in again.out


def test_a_move_that_is_refused(told, satchel_here, store):
    assert "6b. Onboarded — Engaged” needs one of the stages" in told(1, "stage", "a1", "6b")
    assert "comes by itself" in told(1, "stage", "a1", "1")
    assert "fits 2 stages: “3a. Engaged — Email”, “3b." in told(2, "stage", "a1", "3")
    assert "no stage of the house rules" in told(2, "stage", "a1", "seventh heaven")
    assert "Did you mean “5. Awaiting" in told(2, "stage", "a1", "5 awating final outreach")
    assert "no stage" in told(2, "stage", "a1", "")
    home = sources.source(store, "vitally")
    sources.save(store, Source(name="vitally", url=home.url, me_id=ME))
    assert "not mapped" in told(1, "stage", "a1", "3a")
    assert satchel_here.json("account", "a1")["stage"] == STAGE_2
    assert outbox.entries(store) == []


def test_a_field_the_house_rules_never_write(told, store):
    rules = f'[never_write]\nfields = ["{PIPELINE}", "note.body", "task.due", "completed_at"]\n'
    (store.profile.folder / PERSONAL).write_text(rules)
    for words in (["stage", "a1", "3a"], ["edit", "n1", "Words"], ["snooze", "t1", "fri"],
                  ["done", "t1"]):  # fmt: skip
        assert "never written from here" in told(1, *words)
    assert outbox.entries(store) == []


# The outbox


def test_the_outbox_as_json(satchel_here):
    assert satchel_here.json("outbox") == []
    satchel_here.json("note", "a1", "Words", "--subject", "Call with Kim")
    (entry,) = satchel_here.json("outbox")
    assert set(entry) == ENTRY_KEYS
    assert datetime.fromisoformat(entry.pop("created_at")).tzinfo is not None
    left = datetime.fromisoformat(entry.pop("not_before")) - datetime.now().astimezone()
    assert timedelta(seconds=30) < left <= timedelta(seconds=61)
    assert "or with “satchel sync”" in entry.pop("detail")
    assert entry == {
        "id": "o1", "source": "vitally", "kind": "note.create", "account_id": "a1",
        "account": "Alder Robotics", "record_id": "n3",
        "summary": "Add the note “Call with Kim” to Alder Robotics", "state": "queued",
        "reason": None, "attempts": 0, "last_error": None, "sent_at": None,
    }  # fmt: skip


def test_every_kind_of_entry_has_its_name(satchel_here):
    satchel_here("task", "a1", "New", "--due", "fri")
    satchel_here("done", "t1")
    satchel_here("edit", "n1", "Words")
    satchel_here("stage", "a1", "3a")
    found = satchel_here.json("outbox")
    assert [one["kind"] for one in found] == [
        "task.create", "task.complete", "note.update", "account.update",
    ]  # fmt: skip
    assert [one["record_id"] for one in found] == ["t2", "t1", "n1", "a1"]
    for one in found:
        assert "Alder Robotics" in one["summary"]
        assert "\n" not in one["summary"]


def test_an_entry_is_held_released_tried_again_and_discarded(satchel_here, store):
    satchel_here("edit", "n1", "Words")
    held = satchel_here.json("outbox", "hold", "o1")
    assert set(held) == ENTRY_KEYS
    assert (held["id"], held["state"], held["not_before"]) == ("o1", "held", None)
    assert "outbox release o1" in satchel_here("outbox").out
    assert satchel_here.json("outbox", "hold", "O1")["state"] == "held"
    released = satchel_here.json("outbox", "release", "o1")
    assert (released["state"], released["detail"]) == ("queued", "Leaves with the next sync.")
    satchel_here("outbox", "hold", "o1")
    assert satchel_here.json("outbox", "retry", "o1")["state"] == "queued"
    gone = satchel_here("outbox", "discard", "o1")
    assert (gone.status, "“satchel undo” brings it back" in gone.out) == (0, True)
    assert outbox.entries(store) == []
    assert newest_note(satchel_here)["id"] == "n2"
    assert satchel_here.json("account", "a1")["notes"][-1]["body"] == "One\n\nTwo"
    assert satchel_here("undo").status == 0
    assert [one["kind"] for one in satchel_here.json("outbox")] == ["note.update"]


def test_a_discarded_entry_as_json_is_told_as_it_was(satchel_here, store):
    satchel_here("note", "a1", "Words", "--subject", "Brief")
    gone = satchel_here.json("outbox", "discard", "o1")
    assert set(gone) == ENTRY_KEYS
    assert (gone["state"], gone["kind"], gone["record_id"]) == ("discarded", "note.create", "n3")
    assert "Brief" in gone["summary"]
    assert notes.note(store, NoteId(3)) is None


def test_why_an_entry_does_not_leave(satchel_here, store):
    def detail() -> str:
        (one,) = satchel_here.json("outbox")
        assert f"    {one['detail']}" in satchel_here("outbox").out
        return str(one["detail"])

    satchel_here("edit", "n1", "Words")
    (entry,) = outbox.entries(store)
    later = store.clock() + timedelta(minutes=5)
    outbox_sending.claim(store, entry)
    assert detail() == "Being sent now."
    offline = Offline("Vitally does not answer.", "Check the network.")
    outbox_sending.put_back(store, entry, offline, later, uncertain=True)
    assert detail().startswith("Not confirmed after 1 attempt. Vitally does not answer. Check the")
    assert "Next try in 5 min" in detail()
    assert "asked first whether it arrived" in detail()
    far = store.clock() + timedelta(days=2)  # written by a clock that was wrong
    outbox_sending.put_back(store, entry, offline, far, uncertain=False)
    assert "Next try with the next sync." in detail()
    outbox_sending.park(store, entry, "refused", Refused("Vitally refused it.", "Change it."))
    assert detail() == "Stopped. Vitally refused it. Change it."
    (parked,) = satchel_here.json("outbox")
    assert (parked["state"], parked["reason"], parked["attempts"]) == ("parked", "refused", 1)
    assert parked["last_error"] == {
        "kind": "refused", "title": "Vitally refused it.", "advice": "Change it.",
    }  # fmt: skip
    satchel_here("outbox", "retry", "o1")
    sources.pause(store, "vitally", paused=True)
    assert detail() == "Waits: Vitally is paused."
    sources.forget(store, "vitally", rows=False)
    assert detail() == "Waits: Vitally is not connected."


def test_an_entry_waits_for_the_one_before_it(satchel_here, store):
    satchel_here("edit", "n1", "Words")
    (entry,) = outbox.entries(store)
    outbox_sending.claim(store, entry)
    satchel_here("edit", "n1", "More words")
    assert [one["detail"] for one in satchel_here.json("outbox")] == [
        "Being sent now.", "Waits for o1, of the same record.",
    ]  # fmt: skip


def test_a_read_only_source_makes_it_wait(satchel_here, store):
    sources.set_option(store, "vitally", "read-only", "true")
    for words in (["note", "a1", "Words"], ["done", "t1"], ["stage", "a1", "3a"]):
        assert satchel_here(*words).status == 0
    found = satchel_here.json("outbox")
    assert [one["state"] for one in found] == ["queued"] * 3
    assert {one["detail"] for one in found} == {"Waits: Vitally is read only here."}
    assert "read only" in satchel_here("status").out
    assert satchel_here.json("status")["sources"][0]["read_only"] is True


def test_what_was_sent_is_shown_when_asked_for(satchel_here, store, told):
    satchel_here("edit", "n1", "Words")
    send_all(store)
    assert satchel_here("outbox").out == "Nothing waits to leave this laptop.\n"
    assert satchel_here.json("outbox") == []
    (sent,) = satchel_here.json("outbox", "--all")
    assert sent["state"] == "sent"
    assert datetime.fromisoformat(sent["sent_at"]).tzinfo is not None
    assert sent["detail"].startswith("Sent 20")
    assert newest_note(satchel_here)["id"] == "n2"
    for act in ("hold", "release", "retry", "discard"):
        assert "has been sent" in told(1, "outbox", act, "o1")


def test_words_that_name_no_entry(told, satchel_here, store):
    satchel_here("edit", "n1", "Words")
    for word in ("o9", "1", "n1", "", "\udcff"):
        assert "is no entry of the outbox" in told(2, "outbox", "hold", word)
    assert "Which entry" in told(2, "outbox", "hold")
    assert "invalid choice" in told(2, "outbox", "burn", "o1").lower()
    assert "--all is for the list" in told(2, "outbox", "hold", "o1", "--all")
    (entry,) = outbox.entries(store)
    outbox_sending.claim(store, entry)
    assert "being sent right now" in told(1, "outbox", "discard", "o1")


# Conflicts


@pytest.fixture
def disputed(satchel_here, store):
    """A note whose one line, and whose day, both sides changed."""
    satchel_here("edit", "n1", "Mine")
    with closing(Store.open(store.profile, None)) as other:
        take_in(other, their_note(body="Theirs"))
    return satchel_here


def test_a_conflict_as_json(disputed):
    (one,) = disputed.json("conflicts")
    assert set(one) == CONFLICT_KEYS
    assert datetime.fromisoformat(one.pop("since")).tzinfo is not None
    assert one == {
        "id": "x1", "account_id": "a1", "account": "Alder Robotics", "record": "note",
        "record_id": "n1", "field": "body", "base": "One\n\nTwo", "mine": "Mine",
        "theirs": "Theirs", "source": "vitally",
    }  # fmt: skip
    human = disputed("conflicts").out
    assert "x1  Alder Robotics: body of the note “Kick-off” (n1), changed here and in" in human
    assert "    mine    Mine\n    theirs  Theirs\n" in human
    assert disputed.json("account", "a1")["notes"][-1]["sync"] == "conflict"
    assert disputed.json("status")["conflicts"] == 1
    assert "1 conflict" in disputed("status").out


def test_tags_and_accounts_of_a_conflict_are_spelt_as_elsewhere(satchel_here, store):
    with store.writing() as connection:
        for field, values in (("tags", ('["a"]', '["b"]')), ("account_id", ("1", "2"))):
            connection.execute(
                "INSERT INTO conflicts (source, record, record_id, account_id, field, base,"
                " mine, theirs, at) VALUES ('vitally', 'note', 1, 1, ?, NULL, ?, ?, ?)",
                (field, *values, "2026-11-22T09:00:00.000Z"),
            )
    tags, moved = satchel_here.json("conflicts")
    assert (tags["base"], tags["mine"], tags["theirs"]) == (None, ["a"], ["b"])
    assert (moved["mine"], moved["theirs"]) == ("a1", "a2")
    assert satchel_here("conflicts").status == 0


def test_no_conflict(satchel_here):
    assert satchel_here.json("conflicts") == []
    assert satchel_here("conflicts").out == "No conflicts.\n"


@pytest.mark.parametrize(
    ("keep", "body", "queued"),
    [("mine", "Mine", True), ("theirs", "Theirs", False), ("both", "Mine\nTheirs", True)],
)
def test_a_conflict_is_settled(disputed, store, told, keep, body, queued):
    shape = disputed.json("resolve", "X1", "--keep", keep)
    waiting = [one["id"] for one in disputed.json("outbox")]
    assert shape == {
        "id": "x1", "kept": keep, "record": "note", "record_id": "n1", "field": "body",
        "outbox": waiting,
    }  # fmt: skip
    assert bool(waiting) is queued
    assert disputed.json("account", "a1")["notes"][-1]["body"] == body
    assert conflicts.open_conflicts(store) == []
    assert "it is settled" in told(1, "resolve", "x1", "--keep", "mine")


def test_settling_is_said(disputed):
    done = disputed("resolve", "x1", "--keep", "mine")
    assert done.out == ("Settled x1: yours is kept; the history has both. To be sent: o2.\n"), done


def test_a_conflict_that_cannot_be_settled_so(told, satchel_here, store):
    satchel_here("snooze", "t1", "2026-12-01")
    moved = TaskFacts(
        external_id="task-1", account_external_id="acc-1", title="Send docs", due="2026-12-24",
        assignee_id=ME, assignee="Ida Berg", mine=1,
    )  # fmt: skip
    take_in(store, moved)
    assert "Both cannot be kept" in told(2, "resolve", "x1", "--keep", "both")
    assert "is no conflict" in told(2, "resolve", "x9", "--keep", "mine")
    assert "is no conflict" in told(2, "resolve", "1", "--keep", "mine")
    assert "required: --keep" in told(2, "resolve", "x1")
    assert "invalid choice" in told(2, "resolve", "x1", "--keep", "ours").lower()
    assert satchel_here.json("resolve", "x1", "--keep", "theirs")["outbox"] == []


# Undo and redo


def test_an_edit_that_had_not_left_is_undone_without_a_trace(satchel_here, store):
    satchel_here("note", "a1", "Words")
    shape = satchel_here.json("undo")
    assert shape == {
        "did": "undo", "words": "Add note", "was_sent": False, "outbox": [], "left_alone": [],
    }  # fmt: skip
    assert outbox.entries(store) == []
    again = satchel_here.json("redo")
    assert (again["did"], again["words"], len(again["outbox"])) == ("redo", "Add note", 1)
    assert newest_note(satchel_here)["body"] == "Words"
    assert satchel_here("undo").out == "Undone: Add note.\n"
    assert satchel_here("redo").out == "Done again: Add note.\n"


def test_undoing_what_was_sent_says_that_a_reversal_is_queued(satchel_here, store):
    satchel_here("edit", "n1", "Words")
    send_all(store)
    done = satchel_here("undo")
    (entry,) = outbox.entries(store)
    assert done.out == (
        f"Undone: Edit note.\nIt had been sent already; a reversal is queued (o{entry.id}).\n"
    )
    assert entry.intent == {"body": "One\n\nTwo"}


def test_what_changed_since_is_left_alone_and_named(satchel_here, store):
    satchel_here("edit", "n1", "Words")
    send_all(store)
    take_in(store, their_note(body="Somebody's"))
    done = satchel_here.json("undo")
    assert done["left_alone"] == ["body"]
    assert satchel_here.json("account", "a1")["notes"][-1]["body"] == "Somebody's"


def test_a_mark_in_the_queue_is_undone_too(satchel_here):
    assert satchel_here("mark", "a1", "booked").status == 0
    assert satchel_here("undo").status == 0


def test_nothing_to_undo(told):
    assert "nothing to undo" in told(1, "undo")
    assert "nothing to redo" in told(1, "redo")


# Status


def test_status_counts_what_waits(satchel_here, store):
    for words in (["note", "a1", "Words"], ["done", "t1"], ["edit", "n1", "Words"]):
        assert satchel_here(*words).status == 0
    satchel_here("outbox", "hold", "o1")
    shape = satchel_here.json("status")
    assert shape["outbox"] == {"held": 1, "queued": 2, "sending": 0, "parked": 0}
    assert (shape["conflicts"], shape["drafts"], shape["notes"]) == (0, 0, 3)
    assert shape["sources"][0]["detail"] == ""
    assert "Outbox: 2 queued, 1 held" in satchel_here("status").out


def test_a_source_that_never_synced_says_so(satchel_here, store):
    assert "Outbox: empty" in satchel_here("status").out
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    (one,) = satchel_here.json("status")["sources"]
    assert (one["state"], one["last_success"], one["detail"]) == (
        "up_to_date", None, "never fetched",
    )  # fmt: skip
    sources.note_state(store, "vitally", "offline", "No answer.")
    assert satchel_here.json("status")["sources"][0]["detail"] == "No answer."


def test_an_account_shows_the_ids_one_writes_with(satchel_here):
    satchel_here("note", "a1", "Words", "--subject", "Fresh")
    out = satchel_here("account", "a1").out
    for word in ("n1", "n3", "t1", "queued", "Fresh"):
        assert word in out


# Real processes


@pytest.fixture
def kept(satchel):
    """A book whose key is in the keyring, with an account, and no secret of any source."""
    assert satchel("init").status == 0
    secrets = json.loads(satchel.keyring.read_text())
    (key,) = (value for name, value in secrets.items() if name.endswith("/database-key"))
    with closing(Store.open(Profile(satchel.profile), bytes.fromhex(key))) as store:
        fill(store)
    return satchel


def test_a_real_process_needs_no_secret_but_the_key_of_the_book(kept, one_line):
    done = kept("note", "Alder", "--subject", "Call with Kim", said="Über Zäune\n")
    assert (done.status, done.out, done.err) == (0, "n3\n", "")
    (entry,) = kept("outbox", "--json").json
    assert entry["summary"] == "Add the note “Call with Kim” to Alder Robotics"
    assert kept("outbox", "discard", entry["id"]).status == 0
    assert "is no entry" in one_line(kept("outbox", "hold", entry["id"]), 2)
    assert kept("check").status == 0


def test_several_command_lines_at_once_lose_and_double_nothing(kept):
    running = [kept.start("note", "a1", f"Note {at}") for at in range(6)]
    printed = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0] * 6, printed
    made = {out.strip() for out, _ in printed}
    assert len(made) == 6
    entries = kept("outbox", "--json").json
    assert {one["record_id"] for one in entries} == made
    bodies = sorted(one["body"] for one in kept("account", "a1", "--json").json["notes"])
    assert [body for body in bodies if body.startswith("Note")] == [f"Note {n}" for n in range(6)]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("words", [["note", "a1"], ["note", "a1", "-"], ["edit", "n1"]])
def test_at_a_terminal_lines_are_asked_for_until_ctrl_d(kept, words):
    import pty

    here, there = pty.openpty()
    process = subprocess.Popen(
        kept.command(*words),
        stdin=there,
        stdout=subprocess.PIPE,
        stderr=there,
        env=kept.environment,
        cwd=kept.profile.parent,
    )
    os.close(there)
    asked = b""
    while b"ends it." not in asked:
        asked += os.read(here, 1000)
    os.write(here, b"Line one\nLine two\n\x04")
    out, _ = process.communicate(timeout=30)
    os.close(here)
    assert process.returncode == 0, out
    assert b"Ctrl-D" in asked
    number = "n3" if words[0] == "note" else "n1"
    found = {one["id"]: one for one in kept("account", "a1", "--json").json["notes"]}
    assert found[number]["body"] == "Line one\nLine two"


def test_a_writing_command_loads_only_what_it_needs(tmp_path):
    code = (
        "import sys; from desktop.__main__ import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "import desktop.commands.notes, desktop.commands.outbox, desktop.commands.stage\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    words = ["--profile", str(tmp_path / "nothing"), "task", "a1", "T", "--due", "fri"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    heavy = {"PySide6", "httpx", "keyring", "sqlite_utils", "asyncio", "markdown_it", "difflib"}
    assert not set(done.stderr.split()) & heavy
