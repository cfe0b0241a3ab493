"""The commands that write notes, tasks and stages, each run through the real command line.

All run in this process, on a book that is open elsewhere; `test_writing_processes` has real ones.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from book import intake, outbox, sources
from book.facts import AccountFacts, Page
from book.line_plan import MOST_LINES
from book.note_writing import LONGEST_BODY, delete_note
from book.records import NoteId, Source
from book.rules import load
from book.rules_place import PERSONAL
from desktop.command_line import run
from desktop.commands.opened import today
from tests.desktop.book_at_hand import (
    ME,
    PIPELINE,
    STAGE_2,
    newest_note,
    take_in,
    their_note,
)

STAGE_3A = "3a. Engaged — Email"
NOTE_KEYS = {
    "id", "account_id", "external_id", "source", "kind", "subject", "body", "date", "tags",
    "author", "private", "sync",
}  # fmt: skip
TASK_KEYS = {
    "id", "account_id", "external_id", "source", "title", "body", "due", "done", "assignee",
    "mine", "sync", "do_on", "repeat", "checklist",
}  # fmt: skip

NONE_LEFT = {"refused": 0, "beyond": 0, "moments": 0}
"""Told too since `filed` counts lines that stayed text and marks that became moments."""


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
    # Since then what the note left behind is told too.
    assert made.pop("filed") == {"made": {}, "changed": 0, "closed": 0, **NONE_LEFT}
    assert set(made) == NOTE_KEYS | {"account"}
    assert (made["account"], made["account_id"], made["kind"]) == ("Birch Labs", "a2", "note")
    assert made["date"] == today().isoformat()
    assert {**newest_note(satchel_here, "a2"), "account": "Birch Labs"} == made


def test_what_a_note_left_behind_is_told_beside_its_id(satchel_here):
    body = "[] send the guide @fri\n>> I owe them a price\n<< they owe a plan\n? who owns it"
    done = satchel_here("note", "alder", body)
    assert done.out == f"{newest_note(satchel_here)['id']}\n"  # all that a script reads
    assert done.err == "Ended: 1 task, 2 promises, 1 question.\n"
    number = newest_note(satchel_here)["id"]
    made = satchel_here.json("edit", number, body.replace("[] send", "[x] send"))
    assert made["filed"] == {"made": {}, "changed": 0, "closed": 1, **NONE_LEFT}


def test_lines_beyond_those_that_are_filed_are_counted(satchel_here):
    body = "\n".join(f"? question {number}" for number in range(MOST_LINES + 2))
    made = satchel_here.json("note", "alder", body)
    assert made["filed"]["made"] == {"question": MOST_LINES}
    assert made["filed"]["beyond"] == 2


def test_a_box_before_another_sign_makes_what_that_sign_says(satchel_here):
    done = satchel_here(
        "note", "alder", "[] write the new guide\n[] << they send the list mon\n[] ! price"
    )
    assert done.err == "Ended: 1 task, 1 promise, 1 risk.\n"


def test_lines_that_stayed_text_are_told(satchel_here):
    done = satchel_here("note", "alder", said="\n".join(f"[] thing {n}" for n in range(1_000)))
    assert done.status == 0
    assert done.err == (
        "Ended: 200 tasks, 800 lines stay text: a note makes things of its first 200.\n"
    )


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
        (b"x" * (LONGEST_BODY + 1), "1,000,000 are the most"),
        (b"x" * (LONGEST_BODY * 4 + 1), "more than 1,000,000 characters"),
    ],
    ids=["empty", "blank", "not utf-8", "utf-16", "zero", "long", "endless"],
)
def test_a_text_that_is_none_is_refused_and_nothing_is_written(told, store, command, said, words):
    assert words in told(2, *command, said=said)
    assert outbox.entries(store) == []


# A note takes as much here as in the window: what is longer could be made, but never worked on.
def test_as_much_as_the_window_takes_is_still_a_note(satchel_here):
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
        (["--date", "2099-01-01"], "2099-01-01 is years ahead, and a note tells of what was."),
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
    # Since then what the note left behind is told too.
    assert made.pop("filed") == {"made": {}, "changed": 0, "closed": 0, **NONE_LEFT}
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
    delete_note(store, load(), NoteId(1))
    assert "That note is deleted" in told(1, "edit", "n1", "Words")


def test_a_note_whose_author_nobody_knows_can_be_edited(satchel_here, store):
    take_in(store, their_note(external_id="note-7", author_id=None, author=None, mine=0))
    assert satchel_here("edit", "note-7", "Words").status == 0


def test_a_colleagues_note_cannot_be_edited(told, store):
    take_in(store, their_note(external_id="note-8", author_id="adm-9", author="Bo", mine=0))
    assert "Somebody else wrote this note" in told(1, "edit", "note-8", "Words")
    assert outbox.entries(store) == []


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
    due = (today() + timedelta(days=14)).isoformat()
    made = next(one for one in satchel_here.json("account", "a1")["tasks"] if one["id"] == "t2")
    assert made == {
        "id": "t2", "account_id": "a1", "external_id": None, "source": None,
        "title": "Send the docs", "body": "", "due": due, "done": None,
        "assignee": "ida@pebble.example", "mine": True, "sync": "queued",
        "do_on": None, "repeat": None, "checklist": [],
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
        assert "The house rules never write a" in told(1, *words)
    assert outbox.entries(store) == []


# What is loaded


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
