"""What a typed word names, and what people call a note or a task."""

from __future__ import annotations

import pytest

from book import intake, named
from book.errors import Refused, Usage
from book.facts import AccountFacts, NoteFacts, Page, TaskFacts
from book.note_writing import delete_note
from book.records import NoteId
from book.rules import load
from book.store import Store


@pytest.fixture
def full(store: Store) -> Store:
    accounts = tuple(AccountFacts(external_id=f"a-{at}", name=f"Customer {at}") for at in (1, 2))
    bodies = ("\n  \n# Call\nmore", "", "x" * 100)
    notes = tuple(
        NoteFacts(external_id=f"n-{at}", account_external_id="a-1", body=body, day="2026-06-01")
        for at, body in enumerate(bodies)
    )
    task = TaskFacts(external_id="t-1", account_external_id="a-1", title=" Send docs ")
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=accounts))
    intake.apply(store, Page(source="vitally", resource="notes", notes=notes, tasks=(task,)))
    return store


def test_a_title_is_the_records_own_or_how_its_text_begins(full: Store) -> None:
    wanted = [("note", 1), ("note", 2), ("note", 3), ("task", 1), ("note", 9), ("account", 1)]
    found = named.titles(full, wanted)
    assert found == {
        ("note", 1): "# Call",
        ("note", 2): "",
        ("note", 3): "x" * 79 + "…",
        ("task", 1): "Send docs",
    }
    assert named.titles(full, []) == {}


def test_what_is_deleted_still_has_its_name(full: Store) -> None:
    delete_note(full, load(), NoteId(1))
    assert named.titles(full, [("note", 1)]) == {("note", 1): "# Call"}
    assert named.note_number(full, "n1") == named.note_number(full, "n-0") == 1


def test_names_of_accounts(full: Store) -> None:
    assert named.account_names(full, [2, 2, 7]) == {2: "Customer 2"}


@pytest.mark.parametrize("word", ["n4", "t1", "", "\udcff", "n-9", "n 1", "n" + "9" * 40])
def test_a_word_that_names_no_note(full: Store, word: str) -> None:
    with pytest.raises(Usage, match="is no note of this book"):
        named.note_number(full, word)


def test_an_account_that_left_or_was_deleted_takes_no_writes(full: Store) -> None:
    intake.apply(full, Page(source="vitally", resource="accounts", left=("a-1",), gone=("a-2",)))
    with pytest.raises(Refused, match="a1 of Vitally is not in your book any more"):
        named.account_to_write(full, "a1")
    with pytest.raises(Refused, match="a2 of Vitally is deleted there"):
        named.account_to_write(full, "a-2")


@pytest.mark.parametrize("kind", ["note", "task"])
def test_an_id_of_a_source_is_looked_up_and_not_read_through(full: Store, kind: str) -> None:
    """A hundred thousand notes are not read to find one by its name."""
    asked: list[str] = []
    full.connection.set_trace_callback(asked.append)
    find = named.note_number if kind == "note" else named.task_number
    assert find(full, "n-1" if kind == "note" else "t-1") == (2 if kind == "note" else 1)
    full.connection.set_trace_callback(None)
    (sql,) = [one for one in asked if "external_id =" in one]
    plan = [row[3] for row in full.rows(f"EXPLAIN QUERY PLAN {sql}")]
    assert not any(f"SCAN {kind}s" in step for step in plan), plan
