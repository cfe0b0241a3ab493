"""Conflicts, and what is taken back, through the real command line."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import datetime

import pytest

from book import conflicts, outbox
from book.facts import TaskFacts
from book.store import Store
from tests.desktop.book_at_hand import ME, newest_note, send_all, take_in, their_note

CONFLICT_KEYS = {
    "id", "account_id", "account", "record", "record_id", "field", "base", "mine", "theirs",
    "since", "source",
}  # fmt: skip


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
    assert "x1  Alder Robotics (a1): body of the note “Kick-off” (n1), changed here and in" in human
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


@pytest.mark.parametrize("words", ["outbox", "conflicts", "due --on 2099-01-01", "accounts"])
def test_what_json_names_by_its_id_plain_text_names_too(disputed, words):
    disputed("note", "a2", "Words")
    found = disputed.json(*words.split())
    out = disputed(*words.split()).out
    assert found
    for one in found:
        for spelt in (one["id"], one.get("account_id", one["id"])):
            assert re.search(rf"\b{spelt}\b", out), spelt


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
